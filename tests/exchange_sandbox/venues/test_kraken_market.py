from decimal import Decimal

from exchange_sandbox.prices import Pair
from exchange_sandbox.venues.kraken_market import pair_id
from tests.exchange_sandbox.desk import Desk

TICK = Decimal("0.1")


class TestPairId:
    def test_both_sides_old(self) -> None:
        """Only then the old codes are joined."""
        names = [pair_id(Pair(base, quote, TICK)) for base, quote in (("BTC", "USD"), ("SOL", "USD"), ("BTC", "USDT"))]
        assert names == ["XXBTZUSD", "SOLUSD", "XBTUSDT"]


class TestBoard:
    def test_every_pair_has_a_ticker_and_known_assets(self, desk: Desk) -> None:
        """The three pages fit together."""
        pages = [desk.ask("kraken", "rest", f"/0/public/{page}").json["result"] for page in ("AssetPairs", "Ticker")]
        assets = desk.ask("kraken", "rest", "/0/public/Assets").json["result"]
        assert list(pages[0]) == list(pages[1])
        assert {row[side] for row in pages[0].values() for side in ("base", "quote")} <= set(assets)
        assert set(desk.key("kraken").account.wallets["spot"]) <= set(assets)

    def test_pairs_by_either_name(self, desk: Desk) -> None:
        """The id and the short name are the same pair."""
        for name in ("XBTUSD", "XXBTZUSD"):
            told = desk.ask("kraken", "rest", "/0/public/Ticker", f"pair={name},SOLUSD").json["result"]
            assert list(told) == ["XXBTZUSD", "SOLUSD"]

    def test_unknown_pair(self, desk: Desk) -> None:
        """Is refused."""
        answer = desk.ask("kraken", "rest", "/0/public/AssetPairs", "pair=NONE")
        assert answer.json == {"error": ["EQuery:Unknown asset pair"]}

    def test_time_and_status(self, desk: Desk) -> None:
        """Whole seconds, and online."""
        told = desk.ask("kraken", "rest", "/0/public/Time").json["result"]
        assert told == {"unixtime": 1_795_350_000, "rfc1123": "Sun, 22 Nov 26 12:20:00 +0000"}
        assert desk.ask("kraken", "rest", "/0/public/SystemStatus").json["result"]["status"] == "online"

    def test_prices_move_with_the_clock(self, desk: Desk) -> None:
        """Ten minutes later the price is another."""
        before = desk.ask("kraken", "rest", "/0/public/Ticker", "pair=XBTUSD").json["result"]["XXBTZUSD"]["c"]
        desk.clock.advance(600_000)
        assert desk.ask("kraken", "rest", "/0/public/Ticker", "pair=XBTUSD").json["result"]["XXBTZUSD"]["c"] != before
