"""ccxt reads Deribit from the sandbox, and understands what it refuses."""

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client


class TestReads:
    def test_markets_and_balance(self, sandbox: SandboxClient) -> None:
        """Equity, available funds and the margin of positions; a signature covers path and query without the prefix."""
        with client(sandbox, sandbox.key("deribit", "trader")) as exchange:
            assert {"BTC/USDC:USDC", "BTC/USD:BTC", "BTC/USDC:USDC-261225"} <= set(exchange.load_markets())
            balance = exchange.fetch_balance()
        assert balance["USDC"] == {"free": 1200.123456, "used": 49.938272, "total": 1300}

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """The futures of one currency."""
        sandbox.set_prices({"BTC": "64000", "USDC": "1"})
        with client(sandbox, sandbox.key("deribit", "trader")) as exchange:
            exchange.load_markets()
            told = exchange.fetch_tickers(params={"code": "USDC"})
        assert told["BTC/USDC:USDC"]["info"]["estimated_delivery_price"] == 64000

    def test_sub_account(self, sandbox: SandboxClient) -> None:
        """A key of it sees its own."""
        with client(sandbox, sandbox.key("deribit", "sub_account")) as exchange:
            exchange.set_markets([])
            assert exchange.fetch_balance({"extended": "true"})["info"]["type"] == "subaccount"


class TestRefusals:
    def refused(self, sandbox: SandboxClient, label: str = "trader", **changes: str) -> tuple[str, str]:
        """Fetch a balance; return ccxt's class and the raw body."""
        with client(sandbox, sandbox.key("deribit", label), **changes) as exchange:
            exchange.set_markets([])
            with pytest.raises(ccxt.BaseError) as caught:
                exchange.fetch_balance()
            return type(caught.value).__name__, exchange.last_http_response or ""

    @pytest.mark.parametrize("label", ["ip_locked", "revoked"])
    def test_keys_that_are_not_let_in(self, sandbox: SandboxClient, label: str) -> None:
        """Are refused like unknown ones."""
        kind, body = self.refused(sandbox, label)
        assert (kind, "invalid_credentials" in body) == ("AuthenticationError", True)

    def test_wrong_secret(self, sandbox: SandboxClient) -> None:
        """Is a wrong signature."""
        kind, body = self.refused(sandbox, secret="a")
        assert (kind, '"reason":"invalid signature"' in body) == ("AuthenticationError", True)

    def test_missing_scope(self, sandbox: SandboxClient) -> None:
        """A key that may only trade sees nothing."""
        kind, body = self.refused(sandbox, "missing_read")
        assert (kind, "insufficient scope" in body) == ("PermissionDenied", True)

    @pytest.mark.parametrize("advance_ms", [70_000, -70_000])
    def test_clock_off(self, sandbox: SandboxClient, advance_ms: int) -> None:
        """Late or early by more than a minute is all the same."""
        sandbox.move_clock(advance_ms=advance_ms)
        kind, body = self.refused(sandbox)
        assert (kind, "timestamp out of range" in body) == ("AuthenticationError", True)
