import http.client
from urllib.parse import urlsplit

import pytest

from exchange_sandbox.client import SandboxClient
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
