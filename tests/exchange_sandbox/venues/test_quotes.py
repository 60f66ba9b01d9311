"""The page about one instrument, at each venue that has one: a step below and above the last price."""

from decimal import Decimal
from typing import Any

import pytest

from tests.exchange_sandbox.desk import Desk

PAGES = [
    ("binance_tr", "market", "/api/v3/ticker/bookTicker", "symbol=BTCTRY", ("bidPrice",), ("askPrice",)),
    ("bitstamp", "rest", "/api/v2/ticker/btcusd/", "", ("bid",), ("ask",)),
    ("coinbase", "rest", "/api/v3/brokerage/market/product_book", "product_id=BTC-USD", ("pricebook", "bids", 0, "price"), ("pricebook", "asks", 0, "price")),  # noqa: E501
    ("deribit", "rest", "/api/v2/public/ticker", "instrument_name=BTC-PERPETUAL", ("result", "best_bid_price"), ("result", "best_ask_price")),  # noqa: E501
    ("gate", "rest", "/api/v4/futures/usdt/tickers", "contract=BTC_USDT", (0, "highest_bid"), (0, "lowest_ask")),
    ("gemini", "rest", "/v1/pubticker/btcusd", "", ("bid",), ("ask",)),
    ("htx", "rest", "/market/detail/merged", "symbol=btcusdt", ("tick", "bid", 0), ("tick", "ask", 0)),
    ("kraken_futures", "rest", "/derivatives/api/v3/tickers/PF_XBTUSD", "", ("ticker", "bid"), ("ticker", "ask")),
    ("kucoin", "rest", "/api/v1/market/orderbook/level1", "symbol=BTC-USDT", ("data", "bestBid"), ("data", "bestAsk")),
    ("kucoin", "futures", "/api/v1/ticker", "symbol=XBTUSDTM", ("data", "bestBidPrice"), ("data", "bestAskPrice")),
]  # fmt: skip
UNKNOWN = [
    ("bitstamp", "rest", "/api/v2/ticker/nope/", ""),
    ("coinbase", "rest", "/api/v3/brokerage/market/product_book", "product_id=NOPE-USD"),
    ("deribit", "rest", "/api/v2/public/ticker", "instrument_name=NOPE"),
    ("gemini", "rest", "/v1/pubticker/nope", ""),
    ("gemini", "rest", "/v1/symbols/details/nope", ""),
    ("htx", "rest", "/market/detail/merged", "symbol=nope"),
    ("kraken_futures", "rest", "/derivatives/api/v3/tickers/NOPE", ""),
    ("kucoin", "futures", "/api/v1/ticker", "symbol=NOPE"),
]


def at(told: Any, steps: tuple[str | int, ...]) -> Decimal:
    """Return the number at a place."""
    for step in steps:
        told = told[step]
    return Decimal(str(told))


@pytest.mark.parametrize(
    ("venue", "host", "path", "query", "bid", "ask"), PAGES, ids=[f"{page[0]}-{page[1]}" for page in PAGES]
)
def test_a_buyer_pays_more_than_a_seller_gets(
    desk: Desk, venue: str, host: str, path: str, query: str, bid: tuple[str | int, ...], ask: tuple[str | int, ...]
) -> None:
    """The best bid lies below the best ask, and both are prices."""
    answer = desk.ask(venue, host, path, query)
    assert answer.status == 200
    assert 0 < at(answer.json, bid) < at(answer.json, ask)


@pytest.mark.parametrize(("venue", "host", "path", "query"), UNKNOWN, ids=[f"{page[0]}-{page[2]}" for page in UNKNOWN])
def test_what_does_not_exist_has_no_price(desk: Desk, venue: str, host: str, path: str, query: str) -> None:
    """Neither a bid nor a size is told of it."""
    answer = desk.ask(venue, host, path, query)
    assert "bid" not in answer.reply.body.decode().lower()


def test_details_of_a_pair_are_numbers(desk: Desk) -> None:
    """Gemini tells the steps of one pair at a time, as JSON numbers."""
    told = desk.ask("gemini", "rest", "/v1/symbols/details/BTCUSD").json
    assert (told["tick_size"], told["quote_increment"], told["min_order_size"]) == (1e-8, 0.1, "0.00001")
