"""ccxt reads Gate from the sandbox, and understands what it refuses."""

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client, held


class TestReads:
    def test_balances_and_markets(self, sandbox: SandboxClient) -> None:
        """Spot, and futures of both settle currencies, after markets of both kinds were loaded."""
        with client(sandbox, sandbox.key("gate", "trader")) as exchange:
            markets = exchange.load_markets()
            assert {"BTC/USDT", "ETH/USDT:USDT", "BTC/USD:BTC"} <= set(markets)
            spot = exchange.fetch_balance()
            assert spot["BTC"] == {"free": 0.27182818, "used": 0.05, "total": 0.32182818}
            assert spot["DRIFTWOOD"]["total"] == 11
            assert held(exchange.fetch_balance({"type": "swap"})) == {"USDT": 1575.62345678}
            assert held(exchange.fetch_balance({"type": "swap", "settle": "btc"})) == {"BTC": 0.12345678}

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """All pairs, and all contracts, in a call each."""
        sandbox.set_prices({"BTC": "70000", "USDT": "1"})
        with client(sandbox, sandbox.key("gate", "trader")) as exchange:
            exchange.load_markets()
            assert exchange.fetch_tickers()["BTC/USDT"]["last"] == 70000
            assert exchange.fetch_tickers(params={"type": "swap"})["BTC/USDT:USDT"]["last"] == 70000

    def test_the_key_is_told(self, sandbox: SandboxClient) -> None:
        """The list of keys shows the one that asks."""
        key = sandbox.key("gate", "withdraw")
        with client(sandbox, key) as exchange:
            keys = {row["key"].rstrip("*"): row for row in exchange.privateAccountGetMainKeys()}
        assert {"name": "wallet", "read_only": False} in keys[key.api_key[:12]]["perms"]


class TestRefusals:
    def refused(self, sandbox: SandboxClient, label: str = "trader", **changes: str) -> tuple[str, str]:
        """Fetch a balance; return ccxt's class and the raw body."""
        with client(sandbox, sandbox.key("gate", label), **changes) as exchange:
            exchange.set_markets([])
            with pytest.raises(ccxt.BaseError) as caught:
                exchange.fetch_balance()
            return type(caught.value).__name__, exchange.last_http_response

    def test_wrong_secret(self, sandbox: SandboxClient) -> None:
        """Is a wrong signature."""
        body = '{"label":"INVALID_SIGNATURE","message":"Signature mismatch"}'
        assert self.refused(sandbox, secret="a" * 64) == ("AuthenticationError", body)

    def test_revoked_key(self, sandbox: SandboxClient) -> None:
        """Is unknown."""
        sandbox.revoke_key(sandbox.key("gate", "trader"))
        body = '{"label":"INVALID_KEY","message":"Invalid key provided"}'
        assert self.refused(sandbox) == ("AuthenticationError", body)

    def test_address_outside_the_list(self, sandbox: SandboxClient) -> None:
        """To ccxt it is a missing right; the text tells."""
        body = '{"label":"FORBIDDEN","message":"Request IP not in whitelist: 127.0.0.1"}'
        assert self.refused(sandbox, "ip_locked") == ("PermissionDenied", body)

    @pytest.mark.parametrize("advance_ms", [62_000, -62_000])
    def test_clock_a_minute_off(self, sandbox: SandboxClient, advance_ms: int) -> None:
        """A minute is allowed, more is not."""
        sandbox.move_clock(advance_ms=advance_ms)
        text = "gap between request Timestamp and server time exceeds 60"
        body = f'{{"label":"REQUEST_EXPIRED","message":"{text}"}}'
        assert self.refused(sandbox) == ("AuthenticationError", body)

    def test_futures_that_were_never_opened(self, sandbox: SandboxClient) -> None:
        """Is an account that is not enabled."""
        with client(sandbox, sandbox.key("gate", "brand_new")) as exchange:
            exchange.set_markets([])
            with pytest.raises(ccxt.AccountNotEnabled, match="please transfer funds first"):
                exchange.fetch_balance({"type": "swap"})
