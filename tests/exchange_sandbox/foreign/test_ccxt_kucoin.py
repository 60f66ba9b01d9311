"""ccxt reads KuCoin from the sandbox, and understands what it refuses."""

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client, held


class TestReads:
    def test_markets_and_balances(self, sandbox: SandboxClient) -> None:
        """Trading, funding and futures account, after markets of both hosts were loaded."""
        sandbox.set_prices({"BTC": "64000"})
        with client(sandbox, sandbox.key("kucoin", "trader")) as exchange:
            assert {"BTC/USDT", "BTC/USDT:USDT", "BTC/USD:BTC"} <= set(exchange.load_markets())
            trading, funding = exchange.fetch_balance(), exchange.fetch_balance({"type": "funding"})
            futures = exchange.fetch_balance({"type": "contract", "code": "USDT"})
        assert trading["BTC"] == {"free": 0.22334455, "used": 0.01, "total": 0.23334455}
        assert held(funding) == {"USDT": 300.75, "DRIFTWOOD": 5}
        assert futures["USDT"] == {"free": 915.12345678, "used": 100, "total": 1015.12345678}

    def test_a_unified_account(self, sandbox: SandboxClient) -> None:
        """The mode is asked for, and then for the pages of that mode; markets are kept from the classic ones."""
        with client(sandbox, sandbox.key("kucoin", "unified")) as exchange:
            exchange.options["fetchMarkets"] = {"uta": False}
            exchange.load_markets()
            trading, funding = exchange.fetch_balance(), exchange.fetch_balance({"type": "funding"})
        assert trading["USDT"] == {"free": 970.5, "used": 30, "total": 1000.5, "debt": None}  # it wants "interest"
        assert trading["info"]["data"]["accounts"][0]["currencies"][0]["liability"] == "100.2504"
        assert held(funding) == {"USDC": 12.5}

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """All pairs in one call."""
        sandbox.set_prices({"BTC": "70000", "USDT": "1"})
        with client(sandbox, sandbox.key("kucoin", "trader")) as exchange:
            exchange.load_markets()
            assert exchange.fetch_tickers()["BTC/USDT"]["last"] == 70000

    def test_the_key_is_told(self, sandbox: SandboxClient) -> None:
        """Its page names rights and addresses."""
        with client(sandbox, sandbox.key("kucoin", "withdraw")) as exchange:
            told = exchange.privateGetUserApiKey()["data"]
        assert (told["permission"], told["ipWhitelist"]) == ("General,Spot,Transfer", "127.0.0.1")


class TestRefusals:
    def refused(self, sandbox: SandboxClient, label: str = "trader", **changes: str) -> tuple[str, str]:
        """Fetch a balance; return ccxt's class and the raw body."""
        with client(sandbox, sandbox.key("kucoin", label), **changes) as exchange:
            exchange.set_markets([])
            with pytest.raises(ccxt.BaseError) as caught:
                exchange.fetch_balance()
            return type(caught.value).__name__, exchange.last_http_response

    @pytest.mark.parametrize(
        ("label", "changes", "body"),
        [
            ("trader", {"secret": "A" * 36}, '{"code":"400005","msg":"Invalid KC-API-SIGN"}'),
            ("trader", {"password": "not it"}, '{"code":"400004","msg":"Invalid KC-API-PASSPHRASE"}'),
            ("ip_locked", {}, '{"code":"400006","msg":"The requested ip address is not in the api whitelist"}'),
            ("missing_read", {}, '{"code":"400007","msg":"Access denied, require more permission"}'),
        ],
    )
    def test_told_apart_by_the_body_only(
        self, sandbox: SandboxClient, label: str, changes: dict[str, str], body: str
    ) -> None:
        """All of them are of one class of ccxt."""
        assert self.refused(sandbox, label, **changes) == ("AuthenticationError", body)

    def test_revoked_key(self, sandbox: SandboxClient) -> None:
        """A deleted key is unknown."""
        sandbox.revoke_key(sandbox.key("kucoin", "trader"))
        body = '{"code":"400003","msg":"The API key does not exist or site mismatch."}'
        assert self.refused(sandbox) == ("AuthenticationError", body)

    @pytest.mark.parametrize("advance_ms", [60_000, -60_000])
    def test_clock_60_seconds_off(self, sandbox: SandboxClient, advance_ms: int) -> None:
        """Late or early."""
        sandbox.move_clock(advance_ms=advance_ms)
        assert self.refused(sandbox) == ("InvalidNonce", '{"code":"400002","msg":"KC-API-TIMESTAMP Invalid"}')

    def test_address_on_the_list(self, sandbox: SandboxClient) -> None:
        """The same lists let in who is on them."""
        with client(sandbox, sandbox.key("kucoin", "ip_here")) as exchange:
            assert exchange.fetch_balance()["total"]
