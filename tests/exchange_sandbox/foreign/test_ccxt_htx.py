"""ccxt reads HTX from the sandbox, and understands what it refuses. The contract hosts are not emulated."""

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client

INVALID = '{"status":"error","err-code":"api-signature-not-valid","err-msg":"Signature not valid: %s","data":null}'
TIME = "Invalid submission time or incorrect time format [无效的提交时间，或时间格式错误]"  # noqa: RUF001 - HTX's own


class TestReads:
    def test_markets_and_balance(self, sandbox: SandboxClient) -> None:
        """The spot wallet, found by the number of its account."""
        with client(sandbox, sandbox.key("htx", "trader")) as exchange:
            assert {"BTC/USDT", "XMR/BTC"} <= set(exchange.load_markets())
            balance = exchange.fetch_balance()
        assert balance["BTC"] == {"free": 0.314159265358979323, "used": 0.02, "total": 0.334159265358979323}
        assert balance["XRP"] == {"free": 0, "used": 300, "total": 300}

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """One call brings the prices of all pairs."""
        sandbox.set_prices({"BTC": "70000", "USDT": "1"})
        with client(sandbox, sandbox.key("htx", "trader")) as exchange:
            assert exchange.fetch_tickers()["BTC/USDT"]["last"] == 70000

    def test_the_key_is_told(self, sandbox: SandboxClient) -> None:
        """Its page names rights and addresses."""
        key = sandbox.key("htx", "withdraw")
        with client(sandbox, key) as exchange:
            params = {"uid": key.uid, "accessKey": key.api_key}
            (row,) = exchange.request("v2/user/api-key", ["spot", "private"], "GET", params)["data"]
        assert (row["ipAddresses"], row["permission"]) == ("127.0.0.1", "readOnly,trade,withdraw")


class TestRefusals:
    def refused(self, sandbox: SandboxClient, label: str = "trader", **changes: str) -> tuple[str, str]:
        """Fetch a balance; return ccxt's class and the raw body."""
        with client(sandbox, sandbox.key("htx", label), **changes) as exchange:
            exchange.set_markets([])
            with pytest.raises(ccxt.BaseError) as caught:
                exchange.fetch_balance()
            return type(caught.value).__name__, exchange.last_http_response or ""

    @pytest.mark.parametrize(
        ("label", "text"),
        [("ip_locked", "Incorrect IP address [IP地址错误]:127.0.0.1"), ("expired", "APIkey has expired")],
    )
    def test_keys_that_are_not_let_in(self, sandbox: SandboxClient, label: str, text: str) -> None:
        """All are one error to ccxt; only the text tells."""
        assert self.refused(sandbox, label) == ("AuthenticationError", INVALID % text)

    def test_wrong_secret(self, sandbox: SandboxClient) -> None:
        """A wrong secret is a wrong signature."""
        body = INVALID % "Verification failure [校验失败]"
        assert self.refused(sandbox, secret="a") == ("AuthenticationError", body)

    def test_revoked_key(self, sandbox: SandboxClient) -> None:
        """A deleted key is unknown."""
        sandbox.revoke_key(sandbox.key("htx", "trader"))
        assert self.refused(sandbox) == ("AuthenticationError", INVALID % "Incorrect Access key [Access key错误]")

    def test_missing_right(self, sandbox: SandboxClient) -> None:
        """A key that may only trade sees nothing."""
        kind, body = self.refused(sandbox, "missing_read")
        assert (kind, "api-key-permission" in body) == ("PermissionDenied", True)

    @pytest.mark.parametrize("advance_ms", [70_000, -70_000])
    def test_clock_off(self, sandbox: SandboxClient, advance_ms: int) -> None:
        """Late or early by more than a minute is all the same."""
        sandbox.move_clock(advance_ms=advance_ms)
        assert self.refused(sandbox) == ("AuthenticationError", INVALID % TIME)

    def test_address_on_the_list(self, sandbox: SandboxClient) -> None:
        """The same lists let in who is on them."""
        with client(sandbox, sandbox.key("htx", "ip_here")) as exchange:
            assert exchange.fetch_balance()["total"]
