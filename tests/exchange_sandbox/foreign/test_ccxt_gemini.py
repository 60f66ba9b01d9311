"""ccxt reads Gemini from the sandbox, and understands what it refuses."""

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client


class TestReads:
    def test_balances_and_markets(self, sandbox: SandboxClient) -> None:
        """The exchange wallet, after the symbols were loaded; ccxt does not know of staking."""
        with client(sandbox, sandbox.key("gemini", "trader")) as exchange:
            assert {"BTC/USD", "ETH/BTC"} <= set(exchange.load_markets())
            held = exchange.fetch_balance()
            assert held["BTC"] == {"free": 0.57721566, "used": 0.05, "total": 0.62721566}
            assert (held["USD"]["total"], held["DRIFTWOOD"]["total"]) == (1600, 3)

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """All pairs in a call."""
        sandbox.set_prices({"BTC": "70000"})
        with client(sandbox, sandbox.key("gemini", "trader")) as exchange:
            exchange.load_markets()
            assert exchange.fetch_tickers()["BTC/USD"]["last"] == 70000


class TestRefusals:
    def refused(self, sandbox: SandboxClient, label: str = "trader", **changes: str) -> tuple[str, str]:
        """Fetch a balance; return ccxt's class and the raw body."""
        with client(sandbox, sandbox.key("gemini", label), **changes) as exchange:
            exchange.set_markets([])
            with pytest.raises(ccxt.BaseError) as caught:
                exchange.fetch_balance()
            return type(caught.value).__name__, exchange.last_http_response

    def test_wrong_secret(self, sandbox: SandboxClient) -> None:
        """Is a wrong signature."""
        body = '{"result":"error","reason":"InvalidSignature","message":"InvalidSignature"}'
        assert self.refused(sandbox, secret="x" * 28) == ("AuthenticationError", body)

    def test_revoked_key(self, sandbox: SandboxClient) -> None:
        """Is unknown."""
        sandbox.revoke_key(sandbox.key("gemini", "trader"))
        body = '{"result":"error","reason":"InvalidApiKey","message":"Invalid API key"}'
        assert self.refused(sandbox) == ("AuthenticationError", body)

    def test_address_outside_the_list(self, sandbox: SandboxClient) -> None:
        """The text names the address, ccxt has no class for it."""
        body = '{"result":"error","reason":"RemoteAddressForbidden","message":"Requests from 127.0.0.1 not allowed"}'
        assert self.refused(sandbox, "ip_locked") == ("ExchangeError", body)

    def test_missing_role(self, sandbox: SandboxClient) -> None:
        """Which ccxt takes for a bad key."""
        kind, body = self.refused(sandbox, "missing_read")
        assert (kind, '"reason":"MissingRole"' in body) == ("AuthenticationError", True)

    def test_clock_that_went_back(self, sandbox: SandboxClient) -> None:
        """There is no clock; a nonce of a minute ago is below the last one."""
        with client(sandbox, sandbox.key("gemini", "trader")) as exchange:
            exchange.set_markets([])
            exchange.incrementing_nonce = lambda: exchange.milliseconds() + 60_000
            exchange.fetch_balance()
        kind, body = self.refused(sandbox)
        assert (kind, "has not increased since your last call" in body) == ("InvalidNonce", True)
