"""ccxt reads Bybit from the sandbox, and understands what it refuses."""

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client, held


class TestReads:
    def test_markets_and_balances(self, sandbox: SandboxClient) -> None:
        """One wallet for spot, linear and inverse, and the funding wallet, after markets of all kinds were loaded."""
        with client(sandbox, sandbox.key("bybit", "trader")) as exchange:
            assert {"BTC/USDT", "BTC/USDT:USDT", "BTC/USD:BTC"} <= set(exchange.load_markets())
            spot, linear, inverse = (
                exchange.fetch_balance({"type": kind, "subType": sub})
                for kind, sub in (("spot", None), ("swap", "linear"), ("swap", "inverse"))
            )
            funding = exchange.fetch_balance({"type": "funding"})
        assert spot["BTC"] == {"free": 0.31335926, "used": 0.0508, "total": 0.36415926, "debt": 0}
        assert (spot["USDT"]["total"], spot["USDT"]["debt"]) == (4350.12345678, 300.5123)
        assert held(spot) == held(linear) == held(inverse)
        assert held(funding) == {"USDT": 75.25, "SOL": 3.5, "DRIFTWOOD": 9}

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """One call per category."""
        sandbox.set_prices({"BTC": "70000", "USDT": "1"})
        with client(sandbox, sandbox.key("bybit", "trader")) as exchange:
            exchange.load_markets()
            assert exchange.fetch_tickers(params={"type": "spot"})["BTC/USDT"]["last"] == 70000
            assert exchange.fetch_tickers(params={"subType": "inverse"})["BTC/USD:BTC"]["last"] == 70000

    def test_the_key_is_told(self, sandbox: SandboxClient) -> None:
        """Its page names rights, addresses and the main account."""
        with client(sandbox, sandbox.key("bybit", "sub_account")) as exchange:
            told = exchange.privateGetV5UserQueryApi()["result"]
        assert (told["ips"], told["isMaster"], told["parentUid"]) == (["127.0.0.1"], False, "53888001")
        assert told["permissions"]["Earn"] == ["Earn"]


class TestRefusals:
    def refused(self, sandbox: SandboxClient, label: str = "trader", **changes: str) -> tuple[str, str]:
        """Fetch a balance; return ccxt's class and the raw body."""
        with client(sandbox, sandbox.key("bybit", label), **changes) as exchange:
            exchange.set_markets([])
            with pytest.raises(ccxt.BaseError) as caught:
                exchange.fetch_balance({"type": "spot"})
            return type(caught.value).__name__, exchange.last_http_response or ""

    @pytest.mark.parametrize(
        ("label", "kind", "code", "text"),
        [
            ("ip_locked", "PermissionDenied", 10010, "Unmatched IP, please check your API key's bound IP addresses."),
            ("expired", "AuthenticationError", 33004, "Your api key has expired."),
            ("missing_read", "PermissionDenied", 10005, "Permission denied, please check your API key permissions."),
        ],
    )
    def test_keys_that_are_not_let_in(
        self, sandbox: SandboxClient, label: str, kind: str, code: int, text: str
    ) -> None:
        """Each in its own words."""
        body = f'{{"retCode":{code},"retMsg":"{text}","result":{{}},"retExtInfo":{{}},"time":1}}'
        assert self.refused(sandbox, label) == (kind, body)

    def test_wrong_secret(self, sandbox: SandboxClient) -> None:
        """Bybit repeats what was to be signed."""
        kind, body = self.refused(sandbox, secret="A" * 36)
        assert kind == "AuthenticationError"
        assert body.startswith('{"retCode":10004,"retMsg":"error sign! origin_string[')

    def test_revoked_key(self, sandbox: SandboxClient) -> None:
        """A deleted key gets HTTP 401 and no body."""
        sandbox.revoke_key(sandbox.key("bybit", "trader"))
        assert self.refused(sandbox) == ("AuthenticationError", "")

    @pytest.mark.parametrize("advance_ms", [60_000, -60_000])
    def test_clock_60_seconds_off(self, sandbox: SandboxClient, advance_ms: int) -> None:
        """Late or early, the refusal names both times."""
        sandbox.move_clock(advance_ms=advance_ms)
        kind, body = self.refused(sandbox)
        assert kind == "InvalidNonce"
        assert "please check your server timestamp or recv_window param. req_timestamp[" in body

    def test_address_on_the_list(self, sandbox: SandboxClient) -> None:
        """The same lists let in who is on them."""
        with client(sandbox, sandbox.key("bybit", "ip_here")) as exchange:
            assert exchange.fetch_balance({"type": "spot"})["total"]
