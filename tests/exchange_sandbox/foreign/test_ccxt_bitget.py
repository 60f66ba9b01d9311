"""ccxt reads Bitget from the sandbox, of either kind of account, and understands what it refuses."""

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client, held


class TestReads:
    def test_a_classic_account(self, sandbox: SandboxClient) -> None:
        """The page of settings refuses it, so spot and futures are asked for each by itself."""
        sandbox.set_prices({"BTC": "64000"})
        with client(sandbox, sandbox.key("bitget", "trader")) as exchange:
            markets = exchange.load_markets()
            assert {"BTC/USDT", "ETH/USDT:USDT", "BTC/USD:BTC"} <= set(markets)
            spot = exchange.fetch_balance()
            assert spot["BTC"] == {"free": 0.57721566, "used": 0.04, "total": 0.61721566}
            assert spot["DRIFTWOOD"]["total"] == 13
            assert held(exchange.fetch_balance({"type": "swap"})) == {"USDT": 1900.12345678}
            assert "BTC/USDT" in exchange.fetch_tickers()
            assert exchange.options["uta"] is False

    def test_a_unified_account(self, sandbox: SandboxClient) -> None:
        """The page of settings answers it, so one wallet is all there is, and the funding account."""
        sandbox.set_prices({"ETH": "3200"})
        with client(sandbox, sandbox.key("bitget", "unified")) as exchange:
            assert {"BTC/USDT", "ETH/USDT:USDT"} <= set(exchange.load_markets())
            assert held(exchange.fetch_balance()) == {"BTC": 0.32, "USDT": 859.75}
            assert held(exchange.fetch_balance({"type": "funding"})) == {"USDT": 12.5}
            assert exchange.options["uta"] is True

    def test_the_key_is_told(self, sandbox: SandboxClient) -> None:
        """The key page names rights, addresses and the main account."""
        with client(sandbox, sandbox.key("bitget", "withdraw")) as exchange:
            told = exchange.privateSpotGetV2SpotAccountInfo()["data"]
        assert (told["authorities"], told["ips"]) == (["readonly", "trade", "withdraw"], "127.0.0.1")


class TestRefusals:
    def refused(self, sandbox: SandboxClient, label: str = "trader", **changes: str) -> tuple[str, str]:
        """Fetch a balance; return ccxt's class and the raw body."""
        with client(sandbox, sandbox.key("bitget", label), **changes) as exchange:
            exchange.set_markets([])
            with pytest.raises(ccxt.BaseError) as caught:
                exchange.fetch_balance()
            return type(caught.value).__name__, exchange.last_http_response

    def body(self, code: str, message: str) -> str:
        """A refusal as it stands on the wire."""
        return f'{{"code":"{code}","msg":"{message}","requestTime":1,"data":null}}'

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"secret": "a" * 64}, ("40009", "sign signature error")),
            ({"password": "not it"}, ("40012", "apikey/password is incorrect")),
            ({"apiKey": "bg_" + "0" * 32}, ("40037", "Apikey does not exist")),
        ],
    )
    def test_wrong_credentials(
        self, sandbox: SandboxClient, changes: dict[str, str], expected: tuple[str, str]
    ) -> None:
        """Wrong secret, wrong passphrase and an unknown key are told apart."""
        assert self.refused(sandbox, **changes) == ("AuthenticationError", self.body(*expected))

    def test_revoked_key(self, sandbox: SandboxClient) -> None:
        """Is unknown."""
        sandbox.revoke_key(sandbox.key("bitget", "trader"))
        assert self.refused(sandbox) == ("AuthenticationError", self.body("40037", "Apikey does not exist"))

    def test_address_outside_the_list(self, sandbox: SandboxClient) -> None:
        """Is told as such."""
        assert self.refused(sandbox, "ip_locked") == ("PermissionDenied", self.body("40018", "Invalid IP"))

    @pytest.mark.parametrize("advance_ms", [60_000, -60_000])
    def test_clock_60_seconds_off(self, sandbox: SandboxClient, advance_ms: int) -> None:
        """Late and early are both expired."""
        sandbox.move_clock(advance_ms=advance_ms)
        assert self.refused(sandbox) == ("InvalidNonce", self.body("40008", "Request timestamp expired"))

    def test_missing_right(self, sandbox: SandboxClient) -> None:
        """Names the right."""
        text = "Incorrect permissions, need spot account read permissions"
        assert self.refused(sandbox, "missing_read") == ("PermissionDenied", self.body("40014", text))
