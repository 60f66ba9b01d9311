"""Every venue against its documents: refusals, signatures, key report, balances, prices. The facts are in `venues/`."""

import base64
import json
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from moorage.domain.balance import Holding
from moorage.domain.exchange_errors import ExchangeOutage, KeyRefused
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.diagnosis import Answer, Diagnosis, Verdict, error_class
from moorage.exchanges.entry import Entry, Request, filled
from moorage.exchanges.gateway import Gateway
from moorage.exchanges.quirks import QUIRKS
from moorage.exchanges.signers.signer import Signer, Stamp, Wire
from tests.moorage.exchanges.conftest import Hands
from tests.moorage.exchanges.recorded import RecordedVenue
from tests.moorage.exchanges.venue_case import FOLDER, Case, Refused, Signed, read_case

pytestmark = pytest.mark.anyio
CATALOG = Catalog.load()
VENUES = sorted(file.stem for file in FOLDER.glob("*.toml"))
CASES = {venue: read_case(venue) for venue in VENUES}


def test_every_venue_has_its_case():
    """An entry without recorded facts is not tested, so there is none."""
    assert sorted(CATALOG.entries) == VENUES


class TestRefusals:
    @pytest.mark.parametrize(
        ("venue", "refused"),
        [(venue, refused) for venue, case in CASES.items() for refused in case.refused],
        ids=lambda value: value if isinstance(value, str) else f"{value.http}-{value.body[:60]}",
    )
    def test_is_classified_as_its_meaning_says(self, venue: str, refused: Refused):
        """The raw body of each documented refusal gives the class, and the field a person has to look at."""
        verdict = judged(venue, refused.http, refused.body)
        assert verdict is not None
        assert type(verdict.error).__name__ == refused.error
        assert getattr(verdict.error, "refused_field", None) == refused.field
        assert verdict.error.description

    @pytest.mark.parametrize("venue", VENUES)
    def test_the_table_covers_what_a_person_meets(self, venue: str):
        """Each venue is shown to refuse a key, and to be out of order without judging the key."""
        kinds = [error_class(refused.error) for refused in CASES[venue].refused]
        assert any(issubclass(kind, KeyRefused) for kind in kinds)
        assert any(issubclass(kind, ExchangeOutage) for kind in kinds)

    @pytest.mark.parametrize("venue", VENUES)
    @pytest.mark.parametrize("status", [500, 502, 503, 504, 520])
    def test_a_server_fault_never_judges_a_key(self, venue: str, status: int):
        """An HTML page with a server's fault is an outage at every venue."""
        verdict = judged(venue, status, "<html><body>Bad gateway</body></html>")
        assert verdict is not None
        assert isinstance(verdict.error, ExchangeOutage)

    @pytest.mark.parametrize("venue", VENUES)
    def test_the_status_alone_never_decides(self, venue: str):
        """The same page with 401 judges no key either: only the venue's own words do."""
        verdict = judged(venue, 401, "<html><body>Unauthorized</body></html>")
        assert verdict is not None
        assert not isinstance(verdict.error, KeyRefused)


def judged(venue: str, status: int, body: str) -> Verdict | None:
    """Return what the entry's table says of an answer."""
    diagnosis = Diagnosis(CATALOG.entries[venue], ("198.51.100.9",))
    return diagnosis.verdict(Answer(status, {}, body.encode()), CASES[venue].given())


class TestSignatures:
    @pytest.mark.parametrize(
        ("venue", "signed"),
        [(venue, signed) for venue, case in CASES.items() if case.oracle for signed in case.oracle.signed],
        ids=lambda value: value if isinstance(value, str) else value.request,
    )
    def test_equals_ccxt(self, venue: str, signed: Signed):
        """For the same key, time and request the signed bytes are ccxt's."""
        case, entry = CASES[venue], CATALOG.entries[venue]
        theirs = asked_of_ccxt(case, signed)
        ours = signed_by_us(entry, case, signed, theirs)
        url = urlsplit(theirs["url"])
        assert urlsplit(ours.target).path == url.path
        if signed.query is None:
            assert urlsplit(ours.target).query == url.query
        for name in signed.query or []:
            assert parse_qs(urlsplit(ours.target).query)[name] == parse_qs(url.query)[name]
        expected = {name.lower(): value for name, value in (theirs["headers"] or {}).items()}
        given = {name.lower(): value for name, value in ours.headers.items()}
        for name in signed.headers:
            assert given[name.lower()] == expected[name.lower()]
        if theirs["body"]:
            assert plain(ours.body or b"") == plain(theirs["body"].encode())

    @pytest.mark.parametrize("venue", VENUES)
    def test_every_venue_has_an_oracle_or_says_why_not(self, venue: str):
        """Somebody else's code agrees with ours, or the case says why nobody can be asked."""
        assert CASES[venue].oracle or CASES[venue].no_oracle


def asked_of_ccxt(case: Case, signed: Signed) -> dict[str, Any]:
    """Let ccxt sign the request."""
    import ccxt  # noqa: PLC0415 - takes seconds, for this test only

    assert case.oracle is not None
    given = case.credentials
    exchange = getattr(ccxt, case.oracle.ccxt)(
        {
            "apiKey": given["api_key"],
            "secret": given["secret"],
            "password": given.get("passphrase"),
            "uid": given.get("customer_id"),
            "options": case.oracle.options,
        }
    )
    exchange.milliseconds = lambda: case.oracle.now
    exchange.seconds = lambda: case.oracle.now // 1000
    exchange.microseconds = lambda: case.oracle.now * 1000
    api: Any = list(signed.api)
    answer: dict[str, Any] = exchange.sign(signed.path, api, signed.method, dict(signed.params))
    return answer


def signed_by_us(entry: Entry, case: Case, signed: Signed, theirs: dict[str, Any]) -> Wire:
    """Sign the same request at the same time, with the nonce that ccxt drew."""
    assert case.oracle is not None
    request = asked_for(entry, case, signed.request)
    host = urlsplit(entry.hosts[request.host]).hostname or ""
    moment = datetime.fromtimestamp(case.oracle.now / 1000).astimezone()
    stamp = Stamp(timestamp_of(entry, case.oracle.now, moment), drawn_nonce(signed, theirs))
    return Signer(entry.signing, QUIRKS[entry.quirk], case.given()).sign(request, host, stamp)


def timestamp_of(entry: Entry, now: int, moment: datetime) -> str:
    """Write a time in the form of the venue."""
    from datetime import UTC  # noqa: PLC0415

    iso = moment.astimezone(UTC)
    forms = {
        "ms": str(now),
        "s": str(now // 1000),
        "iso8601_ms": iso.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now % 1000:03}Z",
        "iso8601_s": iso.strftime("%Y-%m-%dT%H:%M:%S"),
        "none": "",
    }
    return forms[entry.signing.clock]


def drawn_nonce(signed: Signed, theirs: dict[str, Any]) -> str:
    """Return the nonce that stands in ccxt's request."""
    if signed.nonce_from is None:
        return ""
    place, _, name = signed.nonce_from.partition(":")
    if place == "header":
        return str({key.lower(): value for key, value in theirs["headers"].items()}[name.lower()])
    if place == "auth":  # a part of the header Authorization, as in `scheme id=…,nonce=…`
        parts = theirs["headers"]["Authorization"].partition(" ")[2].split(",")
        return dict(part.split("=", 1) for part in parts)[name]
    if place == "payload":  # base64 of JSON in a header
        held = {key.lower(): value for key, value in theirs["headers"].items()}[name.lower()]
        return str(json.loads(base64.b64decode(held))["nonce"])
    body = theirs["body"]
    return str(json.loads(body)[name] if body.startswith("{") else parse_qs(body)[name][0])


def plain(body: bytes) -> Any:
    """Return a body as what it says, a JSON object without regard to white space."""
    return json.loads(body) if body.startswith(b"{") else body


@pytest.fixture
def recorded(venue: RecordedVenue, request: pytest.FixtureRequest) -> RecordedVenue:
    """The recorded venue with the answers of the case that the test is about."""
    name = request.node.callspec.params["name"]
    entry, case = CATALOG.entries[name], CASES[name]
    for asked, body in case.answers.items():
        request = asked_for(entry, case, asked)
        url = urlsplit(request.path)
        fixed = {key: value for key, value in request.params.items() if "{" not in value} | dict(parse_qsl(url.query))
        venue.answers.setdefault(url.path, []).append((fixed, body.encode()))
    venue.answers = {path: answering(bodies) for path, bodies in venue.answers.items()}
    return venue


def asked_for(entry: Entry, case: Case, name: str) -> Request:
    """Return a request, filled with what the recorded answer of the one before it tells."""
    request = entry.requests[name]
    if request.after is None:
        return request
    before, quirk = case.answers[request.after].encode(), QUIRKS[entry.quirk]
    reshape = quirk.reshape.get(request.after, bytes)
    return filled(request, quirk.arguments[name](reshape(before)) or {})


def answering(bodies: list[tuple[dict[str, str], bytes]]) -> Any:
    """Answer a path; requests that share one are told apart by their parameters."""
    by_precision = sorted(bodies, key=lambda told: len(told[0]), reverse=True)

    def answer(request: Any) -> bytes:
        fitting = [body for fixed, body in by_precision if fixed.items() <= dict(request.query).items()]
        return (fitting or [bodies[0][1]])[0]

    return answer


@pytest.mark.parametrize("name", VENUES)
class TestAnswers:
    async def test_the_key_report_is_what_the_venue_tells(
        self, name: str, recorded: RecordedVenue, gateway: Gateway, hands: Hands
    ):
        """Rights, limits and owner of a key come from the recorded answers; what they do not tell is unknown."""
        case, market = CASES[name], first_market(name)
        async with gateway.session(market, case.given()) as session:
            report = await session.inspect()
        told = case.report
        assert (report.permissions.read, report.permissions.trade, report.permissions.withdraw) == (
            told.read,
            told.trade,
            told.withdraw,
        )
        assert report.ip_restricted == told.ip_restricted
        assert (report.exchange_uid, report.parent_uid) == (told.exchange_uid, told.parent_uid)
        assert report.is_subaccount == told.is_subaccount
        assert report.expires_at == (datetime.fromisoformat(told.expires_at) if told.expires_at else None)
        assert sorted(reach.market_code for reach in report.reaches if reach.available is False) == sorted(told.denied)
        assert hands.at

    async def test_balances_are_exact(self, name: str, recorded: RecordedVenue, gateway: Gateway):
        """Every account type gives the holdings that were worked out by hand, to the last digit."""
        case = CASES[name]
        codes = {facts.code for facts in CATALOG.entries[name].markets}
        assert set(case.holdings) == codes
        async with gateway.session(first_market(name), case.given()) as session:
            for code, expected in case.holdings.items():
                balances = await session.fetch_balances(CATALOG.get(code))
                assert sorted(map(line, balances.holdings)) == sorted(
                    (
                        held.currency,
                        held.wallet,
                        held.free,
                        held.used,
                        held.total,
                        held.total if held.equity is None else held.equity,
                        held.borrowed,
                    )
                    for held in expected
                ), code

    async def test_prices_are_read(self, name: str, recorded: RecordedVenue, gateway: Gateway):
        """The recorded tickers give the prices, under the field's names of the currencies."""
        case = CASES[name]
        assert case.prices
        for pair, price in case.prices.items():
            base, _, quote = pair.partition("/")
            kinds = {gateway.ticker_kind(CATALOG.get(code)) for code in case.holdings}
            books = [await gateway.fetch_prices(*kind) for kind in sorted(kinds)]
            rates = [book.rate(base, quote) for book in books]
            assert price in {rate.factor for rate in rates if rate}, pair

    async def test_tickers_tell_what_they_are_mapped_to(self, name: str, recorded: RecordedVenue, gateway: Gateway):
        """Bid, ask and the price a day ago, of the entry's kinds; what the venue does not tell is unknown."""
        case = CASES[name]
        book = await gateway.fetch_prices(*gateway.ticker_kind(first_market(name)))
        for pair, told in case.tickers.items():
            base, _, quote = pair.partition("/")
            ticker = book.ticker(base, quote)
            assert ticker is not None
            assert (ticker.bid, ticker.ask, ticker.before) == (told.bid, told.ask, told.before), pair
        mapped = any(facts.bid or facts.before for facts in CATALOG.entries[name].tickers.values())
        assert mapped == bool(case.tickers)


def first_market(venue: str) -> Any:
    """Return the first market of a venue."""
    return CATALOG.get(CATALOG.entries[venue].markets[0].code)


def line(holding: Holding) -> tuple[Any, ...]:
    """Return a holding as a row that can be sorted."""
    return (
        holding.currency,
        holding.wallet,
        holding.free,
        holding.used,
        holding.total,
        holding.equity,
        holding.borrowed,
    )
