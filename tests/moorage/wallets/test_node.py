"""A node: what it answers with, what it costs, and that its URL is told to nobody."""

import logging
import traceback

import msgspec
import pytest
from aiohttp import web

from moorage.domain.exchange_errors import (
    BadResponse,
    ExchangeNotAvailable,
    ExchangeTimeout,
    MarketNotSetUp,
    RateLimitExceeded,
)
from moorage.wallets.node import WAIT, Node
from tests.moorage.wallets.recorded import Seconds

pytestmark = pytest.mark.anyio
SETTING = "MOORAGE_RPC_URL_BREST"


def node_at(url: str | None, seconds: Seconds | None = None) -> Node:
    return Node("The node of Brest", url, SETTING, deadline=0.5, monotonic=seconds or Seconds())


@pytest.fixture
async def node(recorded, seconds):
    """A node on loopback; its URL holds what a provider's would."""
    opened = node_at(f"{recorded.url}/v3/canary-0123456789/", seconds)
    yield opened
    await opened.close()


PATH = "/v3/canary-0123456789"


async def ask(node: Node, path: str = "") -> object:
    """Ask anything."""
    return await node.ask(path, {"question": 1}, msgspec.json.decode)


class TestAsk:
    async def test_posts_json_under_the_owners_path(self, node, recorded):
        """The path of the question follows the owner's URL, whose last slash does not double."""
        recorded.answers[f"{PATH}/wallet/x"] = {"answer": 2}
        assert await ask(node, "/wallet/x") == {"answer": 2}
        assert recorded.asked == [(f"{PATH}/wallet/x", {"question": 1})]

    async def test_without_url_nothing_is_sent(self):
        """The sentence names the setting, and the same request will not succeed later by itself."""
        with pytest.raises(MarketNotSetUp, match=SETTING) as caught:
            await ask(node_at(None))
        assert (caught.value.code, caught.value.status) == ("market_not_set_up", 422)

    async def test_an_answer_that_cannot_be_read(self, node, recorded):
        """It is an outage, not an empty wallet."""
        recorded.answers[PATH] = b"<html>"
        with pytest.raises(BadResponse, match="cannot be understood"):
            await ask(node)

    @pytest.mark.parametrize("status", [401, 403])
    async def test_a_refused_server_names_the_setting(self, node, recorded, status):
        """The key inside the URL is the owner's to repair; the wallet's user hears of an outage."""
        recorded.answers[PATH] = lambda _: web.Response(status=status, text="{}")
        with pytest.raises(ExchangeNotAvailable, match=f"HTTP {status}.*{SETTING}"):
            await ask(node)

    @pytest.mark.parametrize("status", [302, 404, 500, 503])
    async def test_other_statuses_are_outages(self, node, recorded, status):
        """Unless the body is JSON, which then speaks for itself; a redirect is not followed."""
        recorded.answers[PATH] = lambda _: web.Response(status=status, text="no", headers={"Location": "/elsewhere"})
        with pytest.raises(ExchangeNotAvailable, match=f"HTTP {status}"):
            await ask(node)
        recorded.answers[PATH] = lambda _: web.Response(status=status, text='{"error": 1}')
        assert await ask(node) == {"error": 1}
        assert set(recorded.paths()) == {PATH}

    async def test_waits_as_long_as_the_node_asks(self, node, recorded, seconds):
        """While the time runs nothing is sent; afterwards the node is asked again."""
        recorded.answers[PATH] = lambda _: web.Response(status=429, headers={"Retry-After": "7"})
        with pytest.raises(RateLimitExceeded) as caught:
            await ask(node)
        assert caught.value.retry_after == 7
        recorded.answers[PATH] = {"answer": 2}
        seconds.now += 6
        with pytest.raises(RateLimitExceeded) as caught:
            await ask(node)
        assert caught.value.retry_after == pytest.approx(1)
        assert len(recorded.asked) == 1
        seconds.now += 1
        assert await ask(node) == {"answer": 2}

    async def test_waits_a_while_without_a_time(self, node, recorded):
        """A refusal that names no time holds for some seconds."""
        recorded.answers[PATH] = lambda _: web.Response(status=429)
        with pytest.raises(RateLimitExceeded) as caught:
            await ask(node)
        assert caught.value.retry_after == WAIT

    @pytest.mark.parametrize("url", ["http://127.0.0.1:1/canary", "http://canary:canary@127.0.0.1:1"])
    async def test_no_error_and_no_log_holds_the_url(self, url, caplog):
        """A provider's URL holds a key."""
        caplog.set_level(logging.DEBUG)
        closed = node_at(url)
        with pytest.raises((ExchangeNotAvailable, ExchangeTimeout)) as caught:
            await ask(closed)
        await closed.close()
        assert "canary" not in "".join(traceback.format_exception(caught.value)) + caplog.text + repr(closed)


class TestMisread:
    def test_says_that_nothing_was_read(self):
        """The sentence a user reads."""
        assert node_at(None).misread().description == (
            "The node of Brest sent an answer that cannot be understood; nothing was read of the wallet."
        )


class TestSlowDown:
    async def test_blocks_the_next_question(self, node, recorded):
        """A refusal inside the body counts like one of HTTP."""
        assert node.slow_down(3.0).retry_after == 3
        with pytest.raises(RateLimitExceeded):
            await ask(node)
        assert recorded.asked == []
