from typing import Any

import pytest
import structlog

from moorage.api.addresses import ClientAddress
from moorage.api.frame import Frame
from tests.moorage.api.world import NEW, PREFIX, ApiWorld, Lines, send_asgi

pytestmark = pytest.mark.anyio


class TestRouting:
    @pytest.mark.parametrize(
        "path",
        [
            "//accounts",
            "/accounts//",
            "/accounts/%31",
            "/accounts%2F1",
            "/accounts/1%2Frename",
            "/accounts/../ping",
            "/accounts/./summary",
            "/accounts/%2e%2e/ping",
            "/accounts;x=1",
            "/accounts/summary;x",
            "/ACCOUNTS",
            "/accounts/\xe9",
            "/accounts/1%00",
            "/pin%67",
            "/ping ",
            "/accounts/summary/",
        ],
    )
    async def test_only_the_plain_path_names_a_resource(self, world: ApiWorld, path: str):
        """No escape, doubled slash or dot leads to a resource; a single slash at the end does."""
        reply = await world.signed("GET", PREFIX + path)
        assert reply.status == (200 if path == "/accounts/summary/" else 404)

    async def test_nothing_is_routed_by_the_decoded_path(self, world: ApiWorld):
        """What a server made of the path does not count; the raw bytes do."""
        account = await world.add_account()
        inner: list[str] = []

        async def app(scope: Any, *_: object) -> None:
            inner.append(scope["path"])

        frame = Frame(app, ClientAddress(()), Lines())
        scope = {"type": "http", "path": "/x/y", "raw_path": b"/x%2Fy", "method": "GET", "client": None, "headers": []}
        await frame(scope, None, None)  # type: ignore[arg-type]
        assert inner == ["/"]
        assert account.id

    @pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded"])
    async def test_no_header_changes_the_route(self, world: ApiWorld, header: str):
        """What is checked and what is served is named by the request line alone."""
        reply = await world.signed("GET", f"{PREFIX}/validate", headers=[(header, "evil/public/api/ver1/accounts?")])
        assert reply.status in {200, 400}
        assert reply.status == 400 or reply.json == {"valid": True}


class TestAnswers:
    async def test_request_ids_are_our_own(self, world: ApiWorld):
        """They differ from request to request and are never the client's."""
        replies = [await world.send("GET", f"{PREFIX}/ping", headers=[("X-Request-Id", "mine")]) for _ in range(50)]
        ids = {reply.headers["x-request-id"] for reply in replies}
        assert len(ids) == 50
        assert "mine" not in ids

    async def test_the_audit_trail_knows_the_request(self, world: ApiWorld):
        """The id of the answer, the key and the client's address stand in the record of the change."""
        reply = await world.post("/accounts/new", NEW)
        record = world.store.world.records[-1]
        assert record.request_id == reply.headers["x-request-id"]
        assert (record.actor, record.address) == (f"key:{world.key.id}", "127.0.0.1")

    async def test_a_crash_of_the_framework_is_answered(self):
        """The last resort: constant text, logged without its words."""

        async def app(*_: object) -> None:
            raise RuntimeError("CANARY")

        log = Lines()
        with structlog.testing.capture_logs() as lines:
            reply = await send_asgi(Frame(app, ClientAddress(()), log), "GET", b"/x")
        assert (reply.status, reply.json["error"]) == (500, "internal_error")
        assert "CANARY" not in f"{reply}{lines}{log.lines}"
        assert log.lines[0]["status"] == 500

    async def test_what_is_not_http_is_passed_on(self):
        """The lifespan of the server is the application's."""
        passed = []

        async def app(scope: Any, *_: object) -> None:
            passed.append(scope["type"])

        await Frame(app, ClientAddress(()), Lines())({"type": "lifespan"}, None, None)  # type: ignore[arg-type, typeddict-item]
        assert passed == ["lifespan"]
