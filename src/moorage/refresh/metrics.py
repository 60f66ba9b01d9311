"""Gathers the figures of a running server: how fresh balances are, and how it stands with each venue."""

from moorage.refresh.figures import Figures, Outcomes
from moorage.services.outlook import VenueReports
from moorage.services.ports import Clock, Markets
from moorage.services.repositories import Store


class Metrics:
    """Collects the figures when they are asked for."""

    def __init__(
        self, store: Store, markets: Markets, venues: VenueReports, outcomes: Outcomes | None, clock: Clock
    ) -> None:
        """Take where the figures lie."""
        self._store = store
        self._venue_of = {market.code: market.venue for market in markets.all()}
        self._venues = venues
        self._outcomes = outcomes
        self._clock = clock

    async def text(self) -> bytes:
        """Return all figures in the text form of Prometheus."""
        from moorage.refresh.exposition import render  # noqa: PLC0415 - loaded when somebody asks, not at start

        now = self._clock()
        backlog = await self._store.read(lambda tx: tx.agenda.backlog(now))
        figures = Figures(
            at=now,
            backlog=backlog,
            venue_of=self._venue_of,
            reports=self._venues.reports(),
            outcomes=self._outcomes,
        )
        return render(figures)
