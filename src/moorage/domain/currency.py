"""What a currency is called."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """A coin or a state's money; `slug` and `coinmarketcap_id` are CoinMarketCap's, None where they are not known."""

    code: str
    name: str
    slug: str | None = None
    coinmarketcap_id: int | None = None
