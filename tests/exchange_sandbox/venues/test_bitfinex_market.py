from decimal import Decimal
from typing import Any

from tests.exchange_sandbox.desk import Desk


def ask(desk: Desk, path: str, query: str = "") -> Any:
    """Return what a public page says."""
    return desk.ask("bitfinex", "public", f"/v2/{path}", query).json


class TestBoard:
    def test_every_pair_has_a_ticker(self, desk: Desk) -> None:
        """And the lists hold the coins of the wallets."""
        pairs, futures, currencies = ask(desk, "conf/pub:info:pair,pub:info:pair:futures,pub:list:currency")
        symbols = [row[0] for row in ask(desk, "tickers", "symbols=ALL")]
        assert symbols == [f"t{pair[0]}" for pair in (*pairs, *futures)] + ["fUSD"]
        wallets = desk.key("bitfinex").account.wallets.values()
        assert {code for wallet in wallets for code in wallet} <= set(currencies)

    def test_the_last_price(self, desk: Desk) -> None:
        """Is a fixed one when fixed, and a JSON number; who asks for one pair gets no other."""
        desk.sandbox.world.prices.set("BTC", Decimal(70000))
        (row,) = ask(desk, "tickers", "symbols=tBTCUSD")
        assert (row[0], row[7], len(row)) == ("tBTCUSD", 70000, 11)

    def test_an_unknown_list(self, desk: Desk) -> None:
        """Is refused, beside a known one too."""
        answer = desk.ask("bitfinex", "rest", "/v2/conf/pub:list:currency,pub:list:nothing")
        assert (answer.status, answer.json) == (500, ["error", 10020, "config: invalid"])

    def test_status(self, desk: Desk) -> None:
        """Up."""
        assert ask(desk, "platform/status") == [1]
