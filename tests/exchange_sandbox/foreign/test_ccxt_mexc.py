"""ccxt reads MEXC from the sandbox, and understands what it refuses."""

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client


class TestReads:
    def test_markets_and_balance(self, sandbox: SandboxClient) -> None:
        """The spot wallet, after markets of both kinds and currencies were loaded."""
        with client(sandbox, sandbox.key("mexc", "trader")) as exchange:
            assert {"BTC/USDT", "BTC/USDT:USDT"} <= set(exchange.load_markets())
            balance = exchange.fetch_balance()
        assert balance["BTC"] == {"free": 0.12345678, "used": 0.01, "total": 0.13345678}
        assert balance["total"].keys() == {"BTC", "USDT", "LTC", "SHIB", "DRIFTWOOD"}

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """One call brings the prices of all pairs."""
        sandbox.set_prices({"BTC": "70000", "USDT": "1"})
        with client(sandbox, sandbox.key("mexc", "trader")) as exchange:
            exchange.load_markets()
            assert exchange.fetch_tickers()["BTC/USDT"]["last"] == 70000

    def test_the_key_is_told(self, sandbox: SandboxClient) -> None:
        """Its page names rights, addresses and the days left."""
        key = sandbox.key("mexc", "withdraw")
        with client(sandbox, key) as exchange:
            told = exchange.request("apiKeyInfo", ["spot", "private"], "GET", {"accessKey": key.api_key})
        assert (told["ipWhiteList"], told["remainingValidity"]) == ("127.0.0.1", None)
        assert "SPOT_WITHDRAW_WRITE" in told["permissions"]


class TestRefusals:
    def refused(self, sandbox: SandboxClient, label: str = "trader", **changes: str) -> tuple[str, str]:
        """Fetch a balance; return ccxt's class and the raw body."""
        with client(sandbox, sandbox.key("mexc", label), **changes) as exchange:
            exchange.set_markets([])
            with pytest.raises(ccxt.BaseError) as caught:
                exchange.fetch_balance({"type": "spot"})
            return type(caught.value).__name__, exchange.last_http_response or ""

    @pytest.mark.parametrize(
        ("label", "kind", "code", "text"),
        [
            ("ip_locked", "BadRequest", 700006, "IP [127.0.0.1] not in the ip white list"),
            ("missing_read", "AuthenticationError", 700007, "No permission to access the endpoint"),
            ("expired", "BadRequest", 10072, "Api key info invalid"),
        ],
    )
    def test_keys_that_are_not_let_in(
        self, sandbox: SandboxClient, label: str, kind: str, code: int, text: str
    ) -> None:
        """Each in the venue's own words, which ccxt takes for a wrong request more often than for a wrong key."""
        assert self.refused(sandbox, label) == (kind, f'{{"code":{code},"msg":"{text}"}}')

    def test_wrong_secret(self, sandbox: SandboxClient) -> None:
        """A wrong secret is a wrong signature."""
        body = '{"code":700002,"msg":"Signature for this request is not valid."}'
        assert self.refused(sandbox, secret="a" * 32) == ("AuthenticationError", body)

    def test_revoked_key(self, sandbox: SandboxClient) -> None:
        """A deleted key is unknown."""
        sandbox.revoke_key(sandbox.key("mexc", "trader"))
        assert self.refused(sandbox) == ("BadRequest", '{"code":10072,"msg":"Api key info invalid"}')

    @pytest.mark.parametrize("advance_ms", [60_000, -60_000])
    def test_clock_60_seconds_off(self, sandbox: SandboxClient, advance_ms: int) -> None:
        """Late or early is all the same."""
        sandbox.move_clock(advance_ms=advance_ms)
        body = '{"code":700003,"msg":"Timestamp for this request is outside of the recvWindow."}'
        assert self.refused(sandbox) == ("InvalidNonce", body)

    def test_address_on_the_list(self, sandbox: SandboxClient) -> None:
        """The same lists let in who is on them."""
        with client(sandbox, sandbox.key("mexc", "ip_here")) as exchange:
            assert exchange.fetch_balance()["total"]
