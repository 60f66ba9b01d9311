import asyncio
import http.client
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from exchange_sandbox.client import SandboxClient
from exchange_sandbox.faults.catalog import FAULTS, Plan
from exchange_sandbox.server import start
from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.signing import binance_query
from tests.exchange_sandbox.wire import account, look


class TestServer:
    def test_the_prefix_is_no_part_of_the_signature(self, sandbox: SandboxClient) -> None:
        """Only the real path and query are signed and checked."""
        seen = account(sandbox)
        assert (seen.status, seen.json["uid"]) == (200, 354937868)

    @pytest.mark.parametrize("path", ["/", "/binance", "/binance/nowhere/api/v3/time", "/atlantis/spot/api/v3/time"])
    def test_unknown_places(self, sandbox: SandboxClient, path: str) -> None:
        """A wrong venue or host is told as the sandbox's own 404, not as a venue's."""
        seen = look(sandbox.url + path, {})
        assert (seen.status, seen.json["error"]) == (404, "no such venue or host")

    def test_unknown_paths_are_answered_by_the_venue(self, sandbox: SandboxClient) -> None:
        """Binance sends a web page."""
        seen = look(f"{sandbox.url}/binance/spot/api/v9/nothing", {})
        assert (seen.status, "text/html" in seen.head) == (404, True)

    def test_the_query_is_taken_byte_by_byte(self, sandbox: SandboxClient) -> None:
        """An equal query that is spelt differently does not fit the signature."""
        key = sandbox.key("binance", "trader")
        query = binance_query(key.secret, {"omitZeroBalances": "true", "timestamp": str(sandbox.now_ms())})
        url = f"{sandbox.url}/binance/spot/api/v3/account?{query.replace('true', '%74rue')}"
        assert look(url, {"X-MBX-APIKEY": key.api_key}).json["code"] == -1022

    def test_a_connection_is_kept(self, sandbox: SandboxClient) -> None:
        """Several requests go over one connection."""
        connection = http.client.HTTPConnection(urlsplit(sandbox.url).netloc)
        for _ in range(3):
            connection.request("GET", "/kraken/rest/0/public/Time")
            assert connection.getresponse().read().startswith(b'{"error":[]')
            assert connection.sock is not None
        connection.close()

    def test_requests_are_counted(self, sandbox: SandboxClient) -> None:
        """By key and path, with the venue's status and the faults that happened."""
        account(sandbox)
        sandbox.plan_fault("status_502", "binance", count=1)
        account(sandbox)
        lines = {(line.path, line.status, line.faults, line.count) for line in sandbox.requests()}
        assert lines == {("/api/v3/account", 200, "", 1), ("/api/v3/account", 200, "status_502", 1)}
        assert {line.api_key for line in sandbox.requests()} == {sandbox.key("binance", "trader").api_key}
        sandbox.forget_requests()
        assert sandbox.requests() == []


@pytest.mark.anyio
class TestStart:
    async def test_a_client_that_leaves_is_forgotten(self, desk: Desk) -> None:
        """A fault that waits for ever ends when its client goes, and leaves no task behind."""
        began = asyncio.Event()

        async def wait(*_: object) -> None:
            began.set()
            await asyncio.Event().wait()

        fault = replace(FAULTS["timeout"], send=wait)
        desk.sandbox.plans.add(Plan(id=0, fault=fault, value=None, venue="kraken"))
        runner, port = await start(desk.sandbox, 0)
        before = asyncio.all_tasks()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /kraken/rest/0/public/Time HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.wait_for(began.wait(), 5)
        waiting = asyncio.all_tasks() - before
        assert waiting
        writer.close()
        _, left = await asyncio.wait(waiting, timeout=5)
        assert left == set()
        assert await reader.read() == b""
        await runner.cleanup()
