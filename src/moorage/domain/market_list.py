"""Account types by their code."""

from collections.abc import Iterable, Sequence

from moorage.domain.errors import RecordInvalid
from moorage.domain.market import Market


class MarketList:
    """Implements `services.ports.Markets`; of two markets with one code the later one counts."""

    def __init__(self, markets: Iterable[Market]) -> None:
        """Take the markets in the order in which they are to be listed."""
        self._markets = {market.code: market for market in markets}

    def get(self, code: str) -> Market:
        """Return one market. Raises `RecordInvalid` on `type`."""
        try:
            return self._markets[code]
        except KeyError:
            raise RecordInvalid(attributes={"type": ["does not have a valid value"]}) from None

    def all(self) -> Sequence[Market]:
        """Return every market, in their order."""
        return tuple(self._markets.values())

    def siblings(self, market: Market) -> Sequence[Market]:
        """Return the markets of the same venue, the given one first."""
        others = (other for other in self._markets.values() if other.venue == market.venue and other != market)
        return (market, *others)
