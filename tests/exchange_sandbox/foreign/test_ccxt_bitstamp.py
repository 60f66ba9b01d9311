"""ccxt reads Bitstamp from the sandbox, and understands what it refuses."""

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.ccxt_client import client


class TestReads:
    def test_markets_and_balance(self, sandbox: SandboxClient) -> None:
        """The balances, after markets of both kinds were loaded; its dummy body is signed with its type."""
        with client(sandbox, sandbox.key("bitstamp", "trader")) as exchange:
            assert {"BTC/USD", "BTC/USD:USD"} <= set(exchange.load_markets())
            balance = exchange.fetch_balance()
        assert balance["USD"] == {"free": 1500.25, "used": 100.5, "total": 1600.75}
        assert balance["total"].keys() == {"USD", "BTC", "XRP", "EUR", "DRIFTWOOD", "ETH"}

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """One call brings the prices of all markets."""
        sandbox.set_prices({"BTC": "70000"})
        with client(sandbox, sandbox.key("bitstamp", "trader")) as exchange:
            exchange.load_markets()
            assert exchange.fetch_tickers()["BTC/USD"]["last"] == 70000

    def test_transactions(self, sandbox: SandboxClient) -> None:
        """Deposits and withdrawals are told apart; which currency it was ccxt sees in whole amounts only."""
        with client(sandbox, sandbox.key("bitstamp", "trader")) as exchange:
            exchange.load_markets()
            found = exchange.fetch_deposits_withdrawals()
        assert [(row["type"], row["status"]) for row in found] == [
            ("deposit", "ok"),
            ("deposit", "ok"),
            ("withdrawal", "ok"),
        ]
        assert (found[1]["currency"], found[1]["amount"]) == ("USDT", 1000.5)


class TestRefusals:
    def refused(self, sandbox: SandboxClient, label: str = "trader", **changes: str) -> tuple[str, str]:
        """Fetch a balance; return ccxt's class and the raw body."""
        with client(sandbox, sandbox.key("bitstamp", label), **changes) as exchange:
            exchange.set_markets([])
            with pytest.raises(ccxt.BaseError) as caught:
                exchange.fetch_balance()
            return type(caught.value).__name__, exchange.last_http_response or ""

    @pytest.mark.parametrize(
        ("label", "changes", "kind", "code", "text"),
        [
            ("trader", {"secret": "A" * 32}, "AuthenticationError", "API0005", "Invalid signature"),
            ("trader", {"apiKey": "A" * 32}, "AuthenticationError", "API0001", "API key not found"),
            ("ip_locked", {}, "PermissionDenied", "API0002", "IP address not allowed"),
            ("missing_read", {}, "PermissionDenied", "API0003", "No permission found"),
        ],
    )
    def test_keys_that_are_not_let_in(
        self, sandbox: SandboxClient, label: str, changes: dict[str, str], kind: str, code: str, text: str
    ) -> None:
        """Each in the venue's own words."""
        body = f'{{"status":"error","reason":"{text}","code":"{code}"}}'
        assert self.refused(sandbox, label, **changes) == (kind, body)

    def test_revoked_key(self, sandbox: SandboxClient) -> None:
        """A deleted key is unknown."""
        sandbox.revoke_key(sandbox.key("bitstamp", "trader"))
        body = '{"status":"error","reason":"API key not found","code":"API0001"}'
        assert self.refused(sandbox) == ("AuthenticationError", body)

    @pytest.mark.parametrize("advance_ms", [160_000, -160_000])
    def test_clock_160_seconds_off(self, sandbox: SandboxClient, advance_ms: int) -> None:
        """Late or early is all the same, and ccxt has no class for it."""
        sandbox.move_clock(advance_ms=advance_ms)
        reason = "X-Auth-Timestamp header has invalid timestamp"
        assert self.refused(sandbox) == (
            "ExchangeError",
            f'{{"status":"error","reason":"{reason}","code":"API0017"}}',
        )

    def test_clock_60_seconds_off(self, sandbox: SandboxClient) -> None:
        """Bitstamp lets a clock be wrong by 150 seconds."""
        sandbox.move_clock(advance_ms=60_000)
        with client(sandbox, sandbox.key("bitstamp", "trader")) as exchange:
            assert exchange.fetch_balance()["total"]

    def test_address_on_the_list(self, sandbox: SandboxClient) -> None:
        """The same lists let in who is on them."""
        with client(sandbox, sandbox.key("bitstamp", "ip_here")) as exchange:
            assert exchange.fetch_balance()["total"]
