"""ccxt reads Coinbase from the sandbox with keys of both kinds, and understands what it refuses."""

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client

UNAUTHORIZED = ("AuthenticationError", "Unauthorized")


class TestReads:
    @pytest.mark.parametrize("label", ["trader", "ed25519"])
    def test_wallets(self, sandbox: SandboxClient, label: str) -> None:
        """After markets and currencies were loaded; tokens of a P-256 and of an Ed25519 key are accepted."""
        with client(sandbox, sandbox.key("coinbase", label)) as exchange:
            assert {"BTC/USD", "ETH/BTC", "BTC/USD:USD"} <= set(exchange.load_markets())
            held = exchange.fetch_balance({"v3": True})
        assert held["BTC"] == {"free": 0.4142135623730951, "used": 0.05, "total": 0.4642135623730951}
        assert (held["USD"]["total"], held["DRIFTWOOD"]["total"]) == (2600.62, 5)

    def test_futures(self, sandbox: SandboxClient) -> None:
        """What ccxt tells is the dollars of both accounts together."""
        sandbox.set_prices({"BTC": "64000"})
        with client(sandbox, sandbox.key("coinbase", "trader")) as exchange:
            exchange.set_markets([])
            told = exchange.fetch_balance({"type": "swap"})
        assert told["USD"]["total"] == 4421.12
        assert told["info"]["balance_summary"]["unrealized_pnl"] == {"value": "40", "currency": "USD"}

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """All products in a call."""
        sandbox.set_prices({"BTC": "70000"})
        with client(sandbox, sandbox.key("coinbase", "trader")) as exchange:
            exchange.load_markets()
            assert exchange.fetch_tickers()["BTC/USD"]["last"] == 70000

    def test_the_key_is_told(self, sandbox: SandboxClient) -> None:
        """Its rights and its portfolio."""
        key = sandbox.key("coinbase", "withdraw")
        with client(sandbox, key) as exchange:
            told = exchange.v3PrivateGetBrokerageKeyPermissions()
        assert (told["can_transfer"], told["portfolio_uuid"]) == (True, key.uid)


class TestRefusals:
    def refused(self, sandbox: SandboxClient, label: str = "trader", **changes: str) -> tuple[str, str]:
        """Fetch a balance; return ccxt's class and the raw body."""
        with client(sandbox, sandbox.key("coinbase", label), **changes) as exchange:
            exchange.set_markets([])
            with pytest.raises(ccxt.BaseError) as caught:
                exchange.fetch_balance({"v3": True})
            return type(caught.value).__name__, exchange.last_http_response

    def test_wrong_secret(self, sandbox: SandboxClient) -> None:
        """Another key's private key."""
        assert self.refused(sandbox, secret=sandbox.key("coinbase", "read_only").secret) == UNAUTHORIZED

    def test_revoked_key(self, sandbox: SandboxClient) -> None:
        """Gets the same word."""
        sandbox.revoke_key(sandbox.key("coinbase", "trader"))
        assert self.refused(sandbox) == UNAUTHORIZED

    def test_address_outside_the_list(self, sandbox: SandboxClient) -> None:
        """And so does this."""
        assert self.refused(sandbox, "ip_locked") == UNAUTHORIZED

    @pytest.mark.parametrize("advance_ms", [180_000, -60_000])
    def test_clock_that_is_off(self, sandbox: SandboxClient, advance_ms: int) -> None:
        """A token made a minute too early is not good yet; one of three minutes ago is no longer."""
        sandbox.move_clock(advance_ms=advance_ms)
        assert self.refused(sandbox) == UNAUTHORIZED

    def test_missing_right(self, sandbox: SandboxClient) -> None:
        """Is told in so many words."""
        kind, body = self.refused(sandbox, "missing_read")
        assert (kind, '"Missing required scopes"' in body) == ("PermissionDenied", True)
