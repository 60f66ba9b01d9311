"""Walks through lists of transfers."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from moorage.domain.exchange_errors import BadResponse, ExchangeNotAvailable, PermissionDenied
from moorage.domain.transfer import Known, Reading, Transfers
from moorage.exchanges.assets import AssetNames
from moorage.exchanges.rows import Rows
from moorage.exchanges.transfer_facts import TransferList
from moorage.exchanges.transfer_walk import FAILED, LAG, MOST_PAGES, MOST_REQUESTS, TransferWalk
from moorage.exchanges.transfers import TransferReader

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
COLUMNS = {"reference": "id", "currency": "c", "amount": "a", "at": "t", "state": "s"}


def ms(at: datetime) -> int:
    """Return a time in milliseconds."""
    return round(at.timestamp() * 1000)


def row(number: int, days_ago: float, state: str = "ok") -> dict:
    """Return a deposit."""
    return {"id": number, "c": "BTC", "a": "1", "t": ms(NOW - timedelta(days=days_ago)), "s": state}


def reader(request: str = "deposits", **facts) -> TransferReader:
    """Return a reader of deposits."""
    rows = Rows(source="DOC", request=request, rows="rows", columns=COLUMNS)
    told = {"markets": ("spot",), "rows": rows, "incoming": ("+", "x", "y"), "done": ("ok",), **facts}
    return TransferReader(TransferList(**told), AssetNames(None))


class Venue:
    """Answers from its rows as the arguments ask, `size` at a time, the newest first; refuses some requests."""

    def __init__(self, rows: list[dict], size: int = 100, refusals: Mapping[str, Exception] | None = None) -> None:
        self.rows = sorted(rows, key=lambda told: -told["t"])
        self.size = size
        self.refusals = refusals or {}
        self.unbounded = False
        self.oldest_first = False
        self.asked: list[Mapping[str, str]] = []

    async def ask(self, name: str, arguments: Mapping[str, str]) -> bytes:
        """Answer one request."""
        self.asked.append(arguments)
        if name in self.refusals:
            raise self.refusals[name]
        start, end = 0 if self.unbounded else int(arguments["start"]), int(arguments["end"] or 10**15)
        before = int(arguments["before"] or 10**15)
        found = [told for told in self.rows if start <= told["t"] <= end and told["t"] < before]
        found = found[::-1] if self.oldest_first else found
        skip = int(arguments["offset"] or 0) + int(arguments["cursor"] or 0)
        page = found[skip : skip + self.size]
        return json.dumps({"rows": page, "next": str(skip + self.size) if found[skip + self.size :] else ""}).encode()

    async def walked(
        self, *readers: TransferReader, days: float = 60, untold: str | None = None, known: Known | None = None
    ) -> Transfers:
        """Ask for everything since some days ago."""
        walk = TransferWalk(self.ask, BadResponse, NOW)
        return await walk.all(readers, known or Known(NOW - timedelta(days=days)), untold)


class TestTransferWalk:
    @pytest.mark.parametrize(
        "paging",
        [
            {"paging": "offset", "size": 2},
            {"paging": "before_time", "size": 2},
            {"paging": "cursor", "next": "next"},
        ],
        ids=lambda told: told["paging"],
    )
    async def test_reads_all_pages(self, paging):
        """However the venue names the next one."""
        venue = Venue([row(number, number) for number in range(1, 6)], size=2)
        told = await venue.walked(reader(**paging))
        assert len(told.transfers) == 5
        assert (told.readings, told.missing) == ({"deposits": Reading(NOW - LAG, NOW)}, None)
        assert len(venue.asked) == 3

    async def test_goes_on_from_the_last_time(self):
        """In a list that begins with the oldest; what stands at the bound of two pages is told once."""
        venue = Venue([row(number, number) for number in range(1, 6)], size=2)
        venue.oldest_first = True
        told = await venue.walked(reader(paging="after_time", size=2))
        assert sorted(transfer.reference for transfer in told.transfers) == [f"deposits:{n}" for n in range(1, 6)]
        assert [asked["start"] for asked in venue.asked] == [str(ms(NOW - timedelta(days=n))) for n in (60, 4, 3, 2, 1)]
        assert told.missing is None

    async def test_stops_where_a_list_is_old_enough(self):
        """Where no time bounds a list that begins with the newest, what is older than asked for is left out."""
        venue = Venue([row(number, number) for number in range(1, 30)], size=2)
        venue.unbounded = True
        told = await venue.walked(reader(paging="offset", size=2, newest_first=True), days=4.5)
        assert (len(told.transfers), len(venue.asked), told.missing) == (4, 3, None)

    async def test_leaves_the_end_of_the_last_stretch_open(self):
        """So that a clock that is off hides nothing; what came just now may be listed later and is asked for again."""
        venue = Venue([row(1, 0)])
        told = await venue.walked(reader())
        assert [asked["end"] for asked in venue.asked] == [""]
        assert (len(told.transfers), told.readings["deposits"].until) == (1, NOW - LAG)

    async def test_goes_stretch_by_stretch(self):
        """Where the venue answers for some days at a time; what stands at a bound is told once."""
        venue = Venue([row(1, 50), row(2, 30), row(3, 1)])
        told = await venue.walked(reader(span_days=30))
        assert len(told.transfers) == 3
        assert [asked["end"] for asked in venue.asked] == [str(ms(NOW - timedelta(days=30))), ""]

    async def test_says_how_far_it_came(self):
        """Requests are bounded; the rest is asked for from `until` on."""
        venue = Venue([])
        told = await venue.walked(reader(span_days=1))
        assert len(venue.asked) == MOST_REQUESTS
        until = NOW - timedelta(days=60 - MOST_REQUESTS)
        assert told.readings == {"deposits": Reading(until, until)}
        assert told.missing == f"Transfers after {until:%Y-%m-%d} are read with the next loads."

    async def test_says_when_there_is_more_than_it_reads(self):
        """A stretch with too many pages is not read to its end."""
        venue = Venue([row(number, 1) for number in range(50)], size=2)
        told = await venue.walked(reader(paging="offset", size=2))
        assert len(venue.asked) == MOST_PAGES
        assert told.missing == "There were more transfers after 2026-09-23 than are read at once."

    async def test_says_what_the_venue_has_forgotten(self):
        """Only the last days are asked for."""
        venue = Venue([row(1, 50), row(2, 5)])
        told = await venue.walked(reader(keeps_days=30), untold="Gifts are not told.")
        assert [transfer.reference for transfer in told.transfers] == ["deposits:2"]
        assert told.missing == "Gifts are not told. The exchange tells transfers of the last 30 days only."

    async def test_no_list_at_all_may_be_said(self):
        """What is missing is all of them, in the words of the entry."""
        told = await Venue([]).walked(untold="Nothing is told.")
        assert (told.transfers, told.readings, told.missing) == ((), {}, "Nothing is told.")

    async def test_asks_for_every_kind(self):
        """Each by itself."""
        venue = Venue([row(1, 1)])
        told = await venue.walked(reader(kinds=("x", "y")))
        assert sorted(asked["kind"] for asked in venue.asked) == ["x", "y"]
        assert sorted(transfer.reference for transfer in told.transfers) == ["deposits:x:1", "deposits:y:1"]

    async def test_leaves_out_what_was_before(self):
        """A venue that has no start to ask for tells older ones."""
        venue = Venue([row(1, 70), row(2, 1)])
        told = await TransferWalk(venue.ask, BadResponse, NOW).all([reader()], Known(NOW - timedelta(days=2)), None)
        assert [transfer.reference for transfer in told.transfers] == ["deposits:2"]

    @pytest.mark.parametrize(("days_ago", "until"), [(3, NOW - timedelta(days=3)), (20, NOW - LAG)])
    async def test_asks_again_for_what_is_under_way(self, days_ago, until):
        """Until it has ended, or two weeks have passed."""
        told = await Venue([row(1, days_ago, "soon")]).walked(reader())
        assert told.readings["deposits"].until == until

    async def test_names_what_the_key_may_not_read(self):
        """The lists it may read are told."""
        venue = Venue([row(1, 1)], refusals={"withdrawals": PermissionDenied("No right.")})
        told = await venue.walked(reader(), reader("withdrawals"))
        assert (len(told.transfers), told.missing) == (1, "No right.")

    async def test_is_refused_where_nothing_may_be_read(self):
        """Then the right is missing."""
        venue = Venue([], refusals={"deposits": PermissionDenied("No right.")})
        with pytest.raises(PermissionDenied):
            await venue.walked(reader())

    async def test_a_list_that_fails_fails_no_other(self):
        """It is named, what is known of it stays as it was, and the others are told."""
        venue = Venue([row(1, 1)], refusals={"withdrawals": ExchangeNotAvailable("Down.")})
        before = Reading(NOW - timedelta(days=3), NOW - timedelta(days=2))
        known = Known(NOW - timedelta(days=60), {"withdrawals": before, "gone": before})
        told = await venue.walked(reader(), reader("withdrawals"), known=known)
        assert (len(told.transfers), told.missing) == (1, FAILED.format(reason="Down."))
        assert told.readings == {"deposits": Reading(NOW - LAG, NOW), "withdrawals": before}

    async def test_what_came_before_an_outage_stays(self):
        """A list that fails on the way is known as far as it was read, and asked from there with the next load."""
        venue, until = Venue([row(1, 50), row(2, 5)]), NOW - timedelta(days=30)

        async def ask(name: str, arguments: Mapping[str, str]) -> bytes:
            if int(arguments["start"]) >= ms(until):
                raise ExchangeNotAvailable
            return await venue.ask(name, arguments)

        known = Known(NOW - timedelta(days=60))
        told = await TransferWalk(ask, BadResponse, NOW).all([reader(span_days=15)], known, None)
        assert told.readings == {"deposits": Reading(until, until)}
        assert [transfer.reference for transfer in told.transfers] == ["deposits:1"]
        assert told.missing

    async def test_a_list_that_was_asked_lately_rests(self):
        """Its reading stays, and it is said how old that is; when it is due it is asked from there."""
        venue, asked_at = Venue([row(1, 0.01)]), NOW - timedelta(minutes=40)
        known = Known(NOW, {"moves": Reading(asked_at - timedelta(days=1), asked_at)})
        told = await venue.walked(reader("moves", every_minutes=50), known=known)
        assert (venue.asked, told.transfers, told.readings) == ([], (), known.readings)
        assert told.missing == "Moves since 2026-11-22 11:20 UTC are read with a later load."
        told = await venue.walked(reader("moves", every_minutes=40), known=known)
        assert [asked["start"] for asked in venue.asked] == [str(ms(asked_at - timedelta(days=1)))]
        assert (len(told.transfers), told.missing) == (1, None)

    async def test_a_page_that_cannot_be_asked_for_is_misread(self):
        """What a venue tells as its next page may be no argument of a request."""

        async def ask(_name: str, _arguments: Mapping[str, str]) -> bytes:
            raise ValueError

        with pytest.raises(BadResponse):
            await TransferWalk(ask, BadResponse, NOW).all([reader()], Known(NOW), None)

    async def test_an_answer_that_is_none_is_misread(self):
        """It is never taken for an empty list."""

        async def ask(_name: str, _arguments: Mapping[str, str]) -> bytes:
            return b"{}"

        with pytest.raises(BadResponse):
            await TransferWalk(ask, BadResponse, NOW).all([reader()], Known(NOW), None)
