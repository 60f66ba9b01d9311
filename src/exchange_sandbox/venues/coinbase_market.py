"""Products, prices, currencies and time of Coinbase.

Source: docs.cdp.coinbase.com (2026-10): Advanced Trade, "List Public Products", "Get Public Product Book", "Get
Server Time"; Coinbase App, "Currencies", "Exchange Rates". The shapes of products and currencies after ccxt 4.5.90.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from exchange_sandbox.amounts import plain
from exchange_sandbox.calls import Refusal, json_reply
from exchange_sandbox.prices import DAY_MS, Pair
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world import World

QUOTES: Final = ("USD", "USDC", "EUR", "BTC")
FUTURES: Final = ("BTC", "ETH")
MONEY: Final = ("USD", "EUR")


class CoinbaseBoard:
    """The public pages.

    Args:
        world: Whose prices are shown.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._pairs: Sequence[Pair] = world.prices.pairs(QUOTES)

    def time(self, asked: Asked) -> dict[str, str]:
        """Get server time."""
        now_ms = asked.call.now_ms
        iso = datetime.fromtimestamp(now_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {"iso": iso, "epochSeconds": str(now_ms // 1000), "epochMillis": str(now_ms)}

    def products(self, asked: Asked) -> dict[str, Any]:
        """List products of one type or of both; futures are the US perpetual-style ones."""
        rows = self._products(asked.params.get("product_type", ""))
        return {"products": rows, "num_products": len(rows)}

    def book(self, asked: Asked) -> dict[str, Any]:
        """Get a product's book, its best prices only.

        Raises:
            Refusal: there is no such product.
        """
        rows = {row["product_id"]: row for row in self._products("")}
        name = asked.params.get("product_id", "")
        if name not in rows:
            raise Refusal(json_reply({"error": "NOT_FOUND", "error_details": "", "message": "product not found"}, 404))
        last, tick = Decimal(rows[name]["price"]), Decimal(rows[name]["price_increment"])
        best = {"bids": max(last - tick, tick), "asks": last + tick}
        sides = {side: [{"price": plain(price), "size": "1.5"}] for side, price in best.items()}
        return {"pricebook": {"product_id": name, **sides, "time": self.time(asked)["iso"]}, "last": plain(last)}

    def _products(self, kind: str) -> list[dict[str, Any]]:
        rows = [self._spot(pair) for pair in self._pairs] if kind != "FUTURE" else []
        if kind != "SPOT":
            rows += [self._future(pair) for pair in self._pairs if pair.quote == "USD" and pair.base in FUTURES]
        return rows

    def _spot(self, pair: Pair) -> dict[str, Any]:
        return {
            **self._common(pair),
            "product_id": f"{pair.base}-{pair.quote}",
            "display_name": f"{pair.base}-{pair.quote}",
            "product_type": "SPOT",
            "base_currency_id": pair.base,
            "base_name": pair.base,
            "base_display_symbol": pair.base,
            "product_venue": "CBE",
        }

    def _future(self, pair: Pair) -> dict[str, Any]:
        details = {
            "venue": "cde",
            "contract_code": f"{pair.base[:2]}P",
            "contract_expiry": "2030-12-20T16:00:00Z",
            "contract_size": "0.01",
            "contract_root_unit": pair.base,
            "contract_expiry_type": "EXPIRING",
            "contract_display_name": f"{pair.base} PERP",
            "funding_interval": "3600s",
        }
        return {
            **self._common(pair),
            "product_id": f"{pair.base[:2]}P-20DEC30-CDE",
            "display_name": f"{pair.base} PERP",
            "product_type": "FUTURE",
            "base_currency_id": "",
            "base_name": "",
            "base_display_symbol": "",
            "product_venue": "FCM",
            "future_product_details": details,
        }

    def _common(self, pair: Pair) -> dict[str, Any]:
        prices, tick = self._world.prices, plain(pair.tick)
        last, opened = prices.price(pair), prices.price(pair, DAY_MS)
        flags = ("watched", "is_disabled", "new", "cancel_only", "limit_only", "post_only", "trading_disabled")
        return {
            **dict.fromkeys((*flags, "auction_mode", "view_only"), False),
            "price": plain(last),
            "price_percentage_change_24h": plain(round(100 * (last / opened - 1), 4)),
            "volume_24h": "1234",
            "volume_percentage_change_24h": "0",
            "base_increment": "0.00000001",
            "quote_increment": tick,
            "price_increment": tick,
            "quote_min_size": "1",
            "quote_max_size": "150000000",
            "base_min_size": "0.00000001",
            "base_max_size": "3400",
            "quote_currency_id": pair.quote,
            "quote_name": pair.quote,
            "quote_display_symbol": pair.quote,
            "status": "online",
            "fcm_trading_session_details": None,
            "mid_market_price": "",
            "alias": "",
            "alias_to": [],
        }

    def money(self, _: Asked) -> dict[str, Any]:
        """Currencies: those of states."""
        return {"data": [{"id": code, "name": code, "min_size": "0.01"} for code in MONEY]}

    def coins(self, asked: Asked) -> dict[str, Any]:
        """Currencies: all others."""
        codes = [code for code in asked.world.asset_codes if code not in MONEY]
        rows = [{"asset_id": code, "code": code, "name": code, "exponent": 8, "type": "crypto"} for code in codes]
        return {"data": rows}

    def rates(self, asked: Asked) -> dict[str, Any]:
        """Exchange rates: how much of each a dollar buys."""
        prices = asked.world.prices
        rates = {code: plain(round(prices.rate("USD", code), 12)) for code in prices.assets}
        return {"data": {"currency": "USD", "rates": rates}}
