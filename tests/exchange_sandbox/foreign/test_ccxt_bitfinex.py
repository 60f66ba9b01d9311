"""ccxt reads Bitfinex from the sandbox, and understands what it refuses."""

from typing import Any

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client

UNKNOWN = '["error",10100,"apikey: invalid"]'


class TestReads:
    def test_markets_and_every_wallet(self, sandbox: SandboxClient) -> None:
        """Exchange, margin and funding, after markets and currencies were loaded."""
        with client(sandbox, sandbox.key("bitfinex", "trader")) as exchange:
            assert {"BTC/USDT", "DOGE/USD", "BTC/USDT:USDT"} <= set(exchange.load_markets())
            spot, margin, funding = (exchange.fetch_balance({"type": kind}) for kind in ("spot", "margin", "funding"))
        assert spot["BTC"] == {"free": 0.73205081, "used": 0.02, "total": 0.75205081}
        assert spot["total"].keys() == {"BTC", "USDT", "ETH", "DOGE", "ATOM", "DRIFTWOOD"}
        assert margin["total"] == {"USD": 300.0, "USDT": 125.25}
        assert funding["USD"]["free"] == 10

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """One call brings the prices of all pairs."""
        sandbox.set_prices({"BTC": "70000"})
        with client(sandbox, sandbox.key("bitfinex", "trader")) as exchange:
            exchange.load_markets()
            assert exchange.fetch_tickers()["BTC/USD"]["last"] == 70000

    def test_the_key_is_told(self, sandbox: SandboxClient) -> None:
        """Its rights, and whose it is."""
        with client(sandbox, sandbox.key("bitfinex", "withdraw")) as exchange:
            assert ["withdraw", "0", "1"] in [list(map(str, row)) for row in exchange.privatePostAuthRPermissions()]
            assert str(exchange.privatePostAuthRInfoUser()[0]) == "10269301"


class TestRefusals:
    def refused(self, sandbox: SandboxClient, label: str = "trader", **changes: str) -> tuple[str, str]:
        """Fetch a balance; return ccxt's class and the raw body."""
        with client(sandbox, sandbox.key("bitfinex", label), **changes) as exchange:
            return self.caught(exchange)

    @staticmethod
    def caught(exchange: Any) -> tuple[str, str]:
        """As `refused`, of a client that is there."""
        exchange.set_markets([])
        with pytest.raises(ccxt.BaseError) as error:
            exchange.fetch_balance()
        return type(error.value).__name__, exchange.last_http_response or ""

    def test_wrong_secret(self, sandbox: SandboxClient) -> None:
        """A wrong secret is a wrong digest."""
        body = '["error",10100,"apikey: digest invalid"]'
        assert self.refused(sandbox, secret="a" * 43) == ("AuthenticationError", body)

    def test_revoked_key(self, sandbox: SandboxClient) -> None:
        """A deleted key is unknown."""
        sandbox.revoke_key(sandbox.key("bitfinex", "trader"))
        assert self.refused(sandbox) == ("AuthenticationError", UNKNOWN)

    def test_address_outside_the_list(self, sandbox: SandboxClient) -> None:
        """Is told the same, as the sandbox has it."""
        assert self.refused(sandbox, "ip_locked") == ("AuthenticationError", UNKNOWN)

    def test_without_the_right_to_read(self, sandbox: SandboxClient) -> None:
        """The key is known, the action is not allowed."""
        body = '["error",10001,"action: invalid (incorrect permissions)"]'
        assert self.refused(sandbox, "missing_read") == ("PermissionDenied", body)

    def test_clock_60_seconds_behind(self, sandbox: SandboxClient) -> None:
        """Numbers smaller than before are refused; who asks for the first time is let in, whatever the clock."""
        with client(sandbox, sandbox.key("bitfinex", "trader")) as exchange:
            exchange.privatePostAuthRWallets()
        with client(sandbox, sandbox.key("bitfinex", "trader")) as late:
            now = late.milliseconds()
            late.milliseconds = lambda: now - 60_000
            assert self.caught(late) == ("InvalidNonce", '["error",10114,"nonce: small"]')

    def test_address_on_the_list(self, sandbox: SandboxClient) -> None:
        """The same lists let in who is on them."""
        with client(sandbox, sandbox.key("bitfinex", "ip_here")) as exchange:
            assert exchange.privatePostAuthRWallets()
