from exchange_sandbox.trades import TradeBook
from tests.exchange_sandbox.desk import NOW_MS, Desk


class TestTradeBook:
    def test_seeded_trades_lie_in_the_past(self, desk: Desk) -> None:
        """The newest first, within the bounds that are asked for."""
        account, trades = desk.key("okx").account, desk.sandbox.world.trades
        found = trades.of(account, "trading")
        assert [(fill.side, fill.base, fill.quote) for fill in found] == [
            ("buy", "BTC", "USDT"),
            ("sell", "ETH", "USDT"),
            ("buy", "BTC", "USDT"),
        ]
        assert trades.of(account, "trading", found[1].at_ms, found[1].at_ms) == [found[1]]
        assert [TradeBook(lambda: NOW_MS).remember(fill).number for fill in found] == [1, 1, 1]
