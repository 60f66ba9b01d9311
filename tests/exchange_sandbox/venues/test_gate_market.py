from decimal import Decimal

import pytest

from tests.exchange_sandbox.desk import NOW_MS, Desk


class TestGateBoard:
    def test_time(self, desk: Desk) -> None:
        """In milliseconds, though requests are signed in seconds."""
        assert desk.ask("gate", "rest", "/api/v4/spot/time").json == {"server_time": NOW_MS}

    def test_tickers(self, desk: Desk) -> None:
        """One row per pair."""
        desk.sandbox.world.prices.set("BTC", Decimal(65000))
        desk.sandbox.world.prices.set("USDT", Decimal(1))
        rows = {row["currency_pair"]: row for row in desk.ask("gate", "rest", "/api/v4/spot/tickers").json}
        assert (rows["BTC_USDT"]["last"], rows["BTC_USDT"]["highest_bid"]) == ("65000", "64999.9")
        assert "XMR_BTC" in rows

    @pytest.mark.parametrize(("pair", "status"), [("ETH_USDT", 200), ("NO_USDT", 400)])
    def test_one_ticker(self, desk: Desk, pair: str, status: int) -> None:
        """By the pair's name, which must exist."""
        answer = desk.ask("gate", "rest", "/api/v4/spot/tickers", f"currency_pair={pair}")
        assert answer.status == status
        assert status == 400 or [row["currency_pair"] for row in answer.json] == [pair]

    @pytest.mark.parametrize(("settle", "name", "size"), [("usdt", "ETH_USDT", "0.0001"), ("btc", "BTC_USD", "0")])
    def test_contracts_have_tickers(self, desk: Desk, settle: str, name: str, size: str) -> None:
        """Linear ones in USDT, the one inverse in BTC."""
        contracts = {row["name"]: row for row in desk.ask("gate", "rest", f"/api/v4/futures/{settle}/contracts").json}
        tickers = desk.ask("gate", "rest", f"/api/v4/futures/{settle}/tickers").json
        assert contracts[name]["quanto_multiplier"] == size
        assert {row["contract"] for row in tickers} == set(contracts)

    def test_pairs_and_currencies(self, desk: Desk) -> None:
        """A coin without a price has no pair; margin is against USDT."""
        pairs = {row["id"] for row in desk.ask("gate", "rest", "/api/v4/spot/currency_pairs").json}
        margin = {row["id"] for row in desk.ask("gate", "rest", "/api/v4/margin/currency_pairs").json}
        coins = {row["currency"] for row in desk.ask("gate", "rest", "/api/v4/spot/currencies").json}
        assert margin == {pair for pair in pairs if pair.endswith("_USDT")}
        assert "DRIFTWOOD" in coins
        assert not any(pair.startswith("DRIFTWOOD") for pair in pairs)

    @pytest.mark.parametrize("path", ["/api/v4/delivery/usdt/contracts", "/api/v4/options/underlyings"])
    def test_what_there_is_none_of(self, desk: Desk, path: str) -> None:
        """Is an empty list."""
        assert desk.ask("gate", "rest", path).json == []
