"""ccxt reads Crypto.com from the sandbox, and understands what it refuses."""

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client


class TestReads:
    def test_balance_and_markets(self, sandbox: SandboxClient) -> None:
        """The wallet, after currencies (which are private) and instruments were loaded."""
        with client(sandbox, sandbox.key("crypto_com", "trader")) as exchange:
            assert {"BTC/USDT", "BTC/USD:USD"} <= set(exchange.load_markets())
            held = exchange.fetch_balance()
            assert held["BTC"] == {"free": 0.33166247, "used": 0.02, "total": 0.35166247}
            assert (held["USD"]["total"], held["USDT"]["total"]) == (2200, -150.5)

    def test_accounts(self, sandbox: SandboxClient) -> None:
        """Master and sub-accounts."""
        with client(sandbox, sandbox.key("crypto_com", "trader")) as exchange:
            below, master = exchange.fetch_accounts()
        assert master["id"] == sandbox.key("crypto_com", "trader").uid
        assert below["id"] == sandbox.key("crypto_com", "sub_account").uid

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """All pairs in a call."""
        sandbox.set_prices({"BTC": "70000"})
        with client(sandbox, sandbox.key("crypto_com", "trader")) as exchange:
            exchange.load_markets()
            assert exchange.fetch_tickers()["BTC/USD"]["last"] == 70000


class TestRefusals:
    def refused(self, sandbox: SandboxClient, label: str = "trader", late_ms: int = 0, **changes: str) -> str:
        """Fetch a balance; return ccxt's class and the raw body."""
        with client(sandbox, sandbox.key("crypto_com", label), **changes) as exchange:
            exchange.set_markets([])
            exchange.nonce = lambda: exchange.milliseconds() - late_ms
            with pytest.raises(ccxt.BaseError) as caught:
                exchange.fetch_balance()
            return f"{type(caught.value).__name__} {exchange.last_http_response}"

    def test_wrong_secret_or_deleted_key(self, sandbox: SandboxClient) -> None:
        """Have one code."""
        body = '{"id":1,"method":"private/user-balance","code":40101,"message":"Authentication failure"}'
        assert self.refused(sandbox, secret="x" * 28) == f"AuthenticationError {body}"
        sandbox.revoke_key(sandbox.key("crypto_com", "trader"))
        assert self.refused(sandbox) == f"AuthenticationError {body}"

    def test_address_outside_the_list(self, sandbox: SandboxClient) -> None:
        """For which ccxt has the same class."""
        told = self.refused(sandbox, "ip_locked")
        assert (told.split()[0], '"code":40103' in told) == ("AuthenticationError", True)

    def test_a_clock_that_is_late(self, sandbox: SandboxClient) -> None:
        """By more than a minute."""
        told = self.refused(sandbox, late_ms=61_000)
        assert (told.split()[0], '"code":40102' in told) == ("InvalidNonce", True)
