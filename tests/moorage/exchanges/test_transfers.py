"""Pages of transfers."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from moorage.domain.transfer import Direction, TransferState
from moorage.exchanges.assets import AssetNames
from moorage.exchanges.market_facts import Assets
from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.rows import Rows
from moorage.exchanges.transfer_facts import TransferList
from moorage.exchanges.transfers import TransferReader, asked, moment

COLUMNS = {"reference": "id", "currency": "c", "amount": "a", "fee": "f", "fee_currency": "fc", "at": "t", "state": "s"}
ROW = {"id": 7, "c": "XBT", "a": "1.5", "t": 1_600_000_000_000, "s": "ok"}


def reader(columns: dict[str, str] | None = None, **facts) -> TransferReader:
    """Return a reader of deposits and withdrawals told apart by their sign."""
    given = {"incoming": ("+",), "outgoing": ("-",), "done": ("ok",), "failed": ("no",)} | facts
    rows = Rows(source="DOC", request="moves", rows="", columns=columns or COLUMNS)
    return TransferReader(
        TransferList(markets=("spot",), rows=rows, **given),
        AssetNames(Assets(source="DOC", renamed={"XBT": "BTC"})),
    )


def read(row: dict, kind: str = "", **facts):
    """Return the transfers of one row."""
    only = reader(kinds=(kind,) if kind else (), **facts)
    return only.read(json.dumps([row]).encode(), *only.kinds).transfers


class TestTransferReader:
    def test_reads_a_row(self):
        """Under the field's name of the currency; the reference names the list, so that ids of two lists differ."""
        (transfer,) = read(ROW)
        assert (transfer.reference, transfer.currency, transfer.amount) == ("moves:7", "BTC", Decimal("1.5"))
        assert (transfer.direction, transfer.state) == (Direction.IN, TransferState.DONE)
        assert transfer.at == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("state", "meant"),
        [("no", TransferState.FAILED), ("odd", TransferState.PENDING), (None, TransferState.PENDING)],
    )
    def test_counts_as_done_only_what_is_named_so(self, state, meant):
        """A state that nobody knows has not changed the account for good."""
        assert [transfer.state for transfer in read({**ROW, "s": state})] == [meant]

    @pytest.mark.parametrize(("amount", "moved"), [("2", "1.9"), ("-2", "2.1")])
    def test_takes_the_fee_from_the_owner(self, amount, moved):
        """Less arrives, more leaves."""
        assert [transfer.amount for transfer in read({**ROW, "a": amount, "f": "0.1"})] == [Decimal(moved)]

    def test_keeps_a_fee_in_another_currency_apart(self):
        """It leaves by itself."""
        coins, fee = read({**ROW, "a": "-2", "f": "0.1", "fc": "TRX"})
        assert (coins.currency, coins.amount) == ("BTC", Decimal(2))
        assert (fee.reference, fee.currency, fee.amount, fee.direction) == (
            "moves:7:fee",
            "TRX",
            Decimal("0.1"),
            Direction.OUT,
        )

    def test_tells_the_way_by_a_column_or_by_what_was_asked(self):
        """A row of neither way is none of this account."""
        columns = {"currency": "c", "amount": "a", "at": "t", "direction": "d"}
        told = {"columns": columns, "incoming": ("to",), "outgoing": ("from",), "done": ()}
        assert [transfer.direction for transfer in read({**ROW, "d": "from"}, **told)] == [Direction.OUT]
        assert [transfer.direction for transfer in read(ROW, "to", **told)] == [Direction.IN]
        assert read({**ROW, "d": "other"}, **told) == ()

    def test_names_what_has_no_name(self):
        """By time, currency and amount."""
        columns = {"currency": "c", "amount": "a", "at": "t"}
        assert [transfer.reference for transfer in read(ROW, "in", columns=columns, done=())] == [
            "moves:in:1600000000000/XBT/1.5"
        ]

    def test_leaves_out_nothing_moved(self):
        """An amount of zero is no transfer."""
        assert read({**ROW, "a": "0"}) == ()

    @pytest.mark.parametrize("missing", ["c", "a", "t"])
    def test_refuses_a_row_without_what_every_transfer_has(self, missing):
        """Half a transfer is misread, never guessed."""
        with pytest.raises(MISREAD):
            read({name: value for name, value in ROW.items() if name != missing})

    @pytest.mark.parametrize("wrong", [{"a": "1e99"}, {"a": "x"}, {"t": "-5"}, {"t": 10**18}, {"t": "soon"}])
    def test_refuses_amounts_and_times_out_of_bounds(self, wrong):
        """What no venue means is not kept."""
        with pytest.raises(MISREAD):
            read({**ROW, **wrong})

    def test_tells_where_the_next_page_is(self):
        """The text at its place, and how many rows there were, transfers or not."""
        rows = Rows(source="DOC", request="moves", rows="rows", columns={"currency": "c", "amount": "a", "at": "t"})
        facts = TransferList(markets=("spot",), rows=rows, incoming=("+",), paging="cursor", next="more")
        body = json.dumps({"rows": [ROW, {**ROW, "a": "-1"}], "more": "abc"}).encode()
        page = TransferReader(facts, AssetNames(None)).read(body, "moves")
        assert (page.rows, len(page.transfers), page.cursor, page.last["amount"]) == (2, 1, "abc", "-1")


class TestMoment:
    @pytest.mark.parametrize(
        ("told", "unit"),
        [
            ("1600000000500400018", "ns"),
            ("1600000000500", "ms"),
            ("1600000000.5004", "s"),
            ("1600000000500", "ms_or_s"),
            ("1600000000.5004", "ms_or_s"),
            ("2020-09-13 12:26:40.500", "iso8601"),
            ("2020-09-13T14:26:40.5+02:00", "iso8601"),
        ],
    )
    def test_reads_every_form(self, told, unit):
        """One moment, in UTC."""
        assert moment(told, unit) == datetime(2020, 9, 13, 12, 26, 40, 500_000, tzinfo=UTC)


class TestAsked:
    def test_writes_every_form(self):
        """As the venue wants to be asked."""
        at = datetime(2020, 9, 13, 14, 26, 40, 500_900, tzinfo=timezone(timedelta(hours=2)))
        assert [asked(at, unit) for unit in ("ns", "ms", "s", "iso8601")] == [
            "1600000000500000000",
            "1600000000500",
            "1600000000",
            "2020-09-13T12:26:40.500Z",
        ]
