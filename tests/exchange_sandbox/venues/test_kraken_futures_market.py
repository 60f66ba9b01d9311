from decimal import Decimal

import pytest

from tests.exchange_sandbox.desk import Desk

PAGES = "/derivatives/api/v3"


class TestKrakenFuturesBoard:
    def test_tickers(self, desk: Desk) -> None:
        """Perpetuals of both kinds share their index; a dated contract costs more; an index has no pair."""
        desk.sandbox.world.prices.set("BTC", Decimal(70000))
        told = {row["symbol"]: row for row in desk.ask("kraken_futures", "rest", f"{PAGES}/tickers").json["tickers"]}
        assert {told[name]["indexPrice"] for name in ("PF_XBTUSD", "PI_XBTUSD", "FF_XBTUSD_270326")} == {70000}
        assert (told["PF_XBTUSD"]["tag"], told["FF_XBTUSD_270326"]["tag"]) == ("perpetual", "quarter")
        assert told["FF_XBTUSD_270326"]["last"] == 70070
        assert "pair" not in told["in_xbtusd"]

    def test_the_change_of_a_day(self, desk: Desk) -> None:
        """In percent, of the price 24 hours ago."""
        rows = [row for row in _contracts(desk) if row["tag"] == "perpetual"]
        worked_out = [float(row["last"]) / float(row["open24h"]) * 100 - 100 for row in rows]
        assert [row["change24h"] for row in rows] == pytest.approx(worked_out, abs=0.0051)
        assert any(row["change24h"] for row in rows)

    def test_every_contract_has_a_price(self, desk: Desk) -> None:
        """Under the same name and pair."""
        listed = desk.ask("kraken_futures", "rest", f"{PAGES}/instruments").json["instruments"]
        priced = {row["symbol"]: row["pair"] for row in _contracts(desk)}
        assert all(priced[row["symbol"]] == row["pair"] for row in listed)
        assert {row["type"] for row in listed} == {"flexible_futures", "futures_inverse"}


def _contracts(desk: Desk) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = desk.ask("kraken_futures", "rest", f"{PAGES}/tickers").json["tickers"]
    return [row for row in rows if "pair" in row]
