"""ccxt reads histories of transfers and deposit addresses from the sandbox: a second reading of the same documents."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.detour import Detour

HOSTS: Final = {
    "binance": {
        "https://api.binance.com": "spot",
        "https://fapi.binance.com": "usdm",
        "https://dapi.binance.com": "coinm",
    },
    "okx": {"https://www.okx.com": "rest"},
    "kraken": {"https://api.kraken.com": "rest"},
    "bybit": {"https://api.bybit.com": "rest"},
    "gate": {"https://api.gateio.ws": "rest"},
    "kucoin": {"https://api.kucoin.com": "rest", "https://api-futures.kucoin.com": "futures"},
    "bitget": {"https://api.bitget.com": "rest"},
}
"""ccxt's and the sandbox's name of a venue -> real host -> the sandbox's host."""
STATES: Final = {"ok": "done", "failed": "failed", "canceled": "failed", "pending": "pending"}


@contextmanager
def client(sandbox: SandboxClient, venue: str) -> Iterator[Any]:
    """A fresh ccxt instance that believes it speaks to the exchange."""
    key = sandbox.key(venue, "trader")
    given = {"apiKey": key.api_key, "secret": key.secret, "password": key.passphrase, "enableRateLimit": False}
    exchange = getattr(ccxt, venue)(given)
    detour = Detour({real: sandbox.host_url(venue, host) for real, host in HOSTS[venue].items()})
    exchange.session.mount("https://", detour)
    try:
        exchange.load_markets()
        yield exchange
    finally:
        exchange.session.close()


def read(found: list[dict[str, Any]]) -> list[tuple[str, float, float, str]]:
    """What ccxt understood: currency, amount, fee and state."""
    return sorted(
        (row["currency"], row["amount"], (row["fee"] or {}).get("cost") or 0.0, STATES[row["status"]]) for row in found
    )


def told(sandbox: SandboxClient, venue: str, kind: str) -> list[tuple[str, float, float, str]]:
    """What the sandbox's own book says."""
    uid = sandbox.key(venue, "trader").uid
    mine = [one for one in sandbox.transfers() if (one.venue, one.uid, one.kind) == (venue, uid, kind)]
    return sorted((one.asset, float(one.amount), float(one.fee), one.state) for one in mine)


class TestReads:
    @pytest.mark.parametrize("venue", sorted(HOSTS))
    def test_histories(self, sandbox: SandboxClient, venue: str) -> None:
        """Currencies, amounts, fees and states are meant; at Bybit one that is to come has no time to be found by."""
        since = sandbox.now_ms() - 25 * 86_400_000
        with client(sandbox, venue) as exchange:
            come = [row for row in told(sandbox, venue, "deposit") if venue != "bybit" or row[3] != "pending"]
            assert read(exchange.fetch_deposits(None, since)) == come
            assert read(exchange.fetch_withdrawals(None, since)) == told(sandbox, venue, "withdrawal")

    @pytest.mark.parametrize("venue", ["binance", "bitget", "kraken", "okx"])
    def test_address(self, sandbox: SandboxClient, venue: str) -> None:
        """The address of the account."""
        with client(sandbox, venue) as exchange:
            assert str(exchange.fetch_deposit_address("BTC")["address"]).startswith("bc1q")
