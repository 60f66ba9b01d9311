"""ccxt reads Kraken Futures from the sandbox, and understands what it refuses."""

import json

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client


class TestReads:
    def test_wallets(self, sandbox: SandboxClient) -> None:
        """The multi-collateral, the holding and a single-collateral wallet, after the contracts were loaded."""
        with client(sandbox, sandbox.key("kraken_futures", "trader")) as exchange:
            assert {"BTC/USD:USD", "BTC/USD:BTC"} <= set(exchange.load_markets())
            assert exchange.fetch_balance()["BTC"] == {"free": 0.26457513, "used": 0.01, "total": 0.27457513}
            assert exchange.fetch_balance({"type": "cash"})["USDT"]["total"] == 250.75
            assert exchange.fetch_balance({"type": "fi_xbtusd"})["BTC"]["total"] == 0.051

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """All contracts in a call."""
        sandbox.set_prices({"BTC": "70000"})
        with client(sandbox, sandbox.key("kraken_futures", "trader")) as exchange:
            exchange.load_markets()
            assert exchange.fetch_tickers()["BTC/USD:USD"]["last"] == 70000

    def test_account_log(self, sandbox: SandboxClient) -> None:
        """What an entry changed is what ccxt works out from the balances before and after."""
        with client(sandbox, sandbox.key("kraken_futures", "trader")) as exchange:
            found = exchange.fetch_ledger()
        crossed = {(row["direction"], row["currency"], row["amount"]) for row in found if row["type"] == "transfer"}
        assert crossed == {("in", "BTC", 0.25), ("in", "USDT", 1000.5), ("out", "ETH", 0.0512)}


class TestRefusals:
    def refused(self, sandbox: SandboxClient, label: str = "trader", **changes: str) -> tuple[str, str]:
        """Fetch a balance; return ccxt's class and the word of the body."""
        with client(sandbox, sandbox.key("kraken_futures", label), **changes) as exchange:
            exchange.set_markets([])
            with pytest.raises(ccxt.BaseError) as caught:
                exchange.fetch_balance()
            return type(caught.value).__name__, json.loads(exchange.last_http_response)["error"]

    def test_whatever_is_wrong_with_a_key(self, sandbox: SandboxClient) -> None:
        """Has one word: a wrong secret, a deleted key, an address outside its list."""
        told = ("AuthenticationError", "authenticationError")
        assert self.refused(sandbox, secret="eA==") == told
        assert self.refused(sandbox, "ip_locked") == told
        sandbox.revoke_key(sandbox.key("kraken_futures", "trader"))
        assert self.refused(sandbox) == told

    def test_missing_right(self, sandbox: SandboxClient) -> None:
        """For which ccxt has no class."""
        assert self.refused(sandbox, "missing_read") == ("ExchangeError", "insufficientPrivileges")
