"""What answers mean: every documented refusal of every venue, and everything that is none."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moorage.domain.exchange_errors import (
    AccountSuspended,
    AuthenticationError,
    BadResponse,
    ExchangeError,
    ExchangeNotAvailable,
    ExchangeOutage,
    InvalidNonce,
    IpNotAllowed,
    KeyRefused,
    OnMaintenance,
    PermissionDenied,
    RateLimitExceeded,
    RestrictedLocation,
    UnknownMarketApiError,
    WrongPassphrase,
    WrongRegion,
    WrongSecret,
)
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.diagnosis import Answer, Diagnosis, error_class
from tests.moorage.exchanges.recorded import BINANCE, KRAKEN, OKX

ENTRIES = Catalog.load().entries
GIVEN = {"binance": BINANCE, "binance_us": BINANCE, "okx": OKX, "kraken": KRAKEN}
LUMPED = "Invalid API-key, IP, or permissions for action."


def judge(venue: str, status: int, body: Any, egress: tuple[str, ...] = (), **headers: str) -> ExchangeError | None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    verdict = Diagnosis(ENTRIES[venue], egress).verdict(Answer(status, headers, raw), GIVEN[venue])
    return verdict.error if verdict else None


def binance(code: int, text: str = "") -> dict[str, object]:
    return {"code": code, "msg": text}


def okx(code: str, text: str = "") -> dict[str, object]:
    return {"code": code, "msg": text, "data": []}


def kraken(text: str) -> dict[str, object]:
    return {"error": [text]}


DOCUMENTED = [
    ("binance", 401, binance(-2015, LUMPED), AuthenticationError, "api_key"),
    ("binance", 401, binance(-2014, "API-key format invalid."), AuthenticationError, "api_key"),
    ("binance", 401, binance(-2008, "Invalid Api-Key ID."), AuthenticationError, "api_key"),
    ("binance", 400, binance(-1022, "Signature for this request is not valid."), WrongSecret, "secret"),
    (
        "binance",
        400,
        binance(-1021, "Timestamp for this request is outside of the recvWindow."),
        InvalidNonce,
        "api_key",
    ),
    ("binance", 401, binance(-1002, "You are not authorized to execute this request."), PermissionDenied, "api_key"),
    ("binance", 429, binance(-1003, "Too much request weight used"), RateLimitExceeded, None),
    ("binance", 418, binance(-1003, "IP banned until 1790280000000."), RateLimitExceeded, None),
    ("binance", 200, binance(-1003, "Too many requests"), RateLimitExceeded, None),
    ("binance", 403, b"<html><body>403 Forbidden</body></html>", ExchangeNotAvailable, None),
    ("binance", 451, binance(0, "Service unavailable from a restricted location"), RestrictedLocation, None),
    ("binance", 503, binance(-1000, "System is under maintenance."), OnMaintenance, None),
    ("binance", 503, binance(-1000, "Unknown error, please check your request"), ExchangeNotAvailable, None),
    ("binance", 500, binance(-1001, "Internal error; unable to process"), ExchangeNotAvailable, None),
    ("binance_us", 401, binance(-2015, LUMPED), AuthenticationError, "api_key"),
    ("binance_us", 400, binance(-1022), WrongSecret, "secret"),
    ("okx", 401, okx("50111", "Invalid OK-ACCESS-KEY"), AuthenticationError, "api_key"),
    ("okx", 401, okx("50119", "API key doesn't exist"), AuthenticationError, "api_key"),
    ("okx", 401, okx("50113", "Invalid signature"), WrongSecret, "secret"),
    ("okx", 401, okx("50105", "Request header OK-ACCESS-PASSPHRASE incorrect."), WrongPassphrase, "passphrase"),
    ("okx", 401, okx("50110", "Your IP 1.2.3.4 is not included"), IpNotAllowed, "api_key"),
    ("okx", 403, okx("50035", "must be bound to IP"), IpNotAllowed, "api_key"),
    ("okx", 401, okx("50120"), PermissionDenied, "api_key"),
    ("okx", 200, okx("50120"), PermissionDenied, "api_key"),
    ("okx", 200, okx("50030"), PermissionDenied, "api_key"),
    ("okx", 401, okx("50101", "APIKey does not match current environment."), WrongRegion, "api_key"),
    ("okx", 401, okx("50102", "Timestamp request expired"), InvalidNonce, "api_key"),
    ("okx", 401, okx("50112", "Invalid OK-ACCESS-TIMESTAMP"), InvalidNonce, "api_key"),
    ("okx", 200, okx("50007", "Account blocked."), AccountSuspended, "api_key"),
    ("okx", 429, okx("50011", "Too Many Requests"), RateLimitExceeded, None),
    ("okx", 200, okx("50011", "Too Many Requests"), RateLimitExceeded, None),
    ("okx", 503, okx("50001", "Service temporarily unavailable."), OnMaintenance, None),
    ("okx", 429, okx("50013", "Systems are busy."), ExchangeNotAvailable, None),
    ("okx", 500, okx("50026", "System error."), ExchangeNotAvailable, None),
    ("kraken", 200, kraken("EAPI:Invalid key"), AuthenticationError, "api_key"),
    ("kraken", 200, kraken("EAPI:Invalid signature"), WrongSecret, "secret"),
    ("kraken", 200, kraken("EAPI:Invalid nonce"), InvalidNonce, "api_key"),
    ("kraken", 200, kraken("EGeneral:Permission denied"), IpNotAllowed, "api_key"),
    ("kraken", 200, kraken("EAPI:Rate limit exceeded"), RateLimitExceeded, None),
    ("kraken", 200, kraken("EGeneral:Temporary lockout"), RateLimitExceeded, None),
    ("kraken", 200, kraken("EService:Unavailable"), OnMaintenance, None),
    ("kraken", 200, kraken("EService:Busy"), ExchangeNotAvailable, None),
    ("kraken", 200, kraken("ETrade:User Locked"), AccountSuspended, "api_key"),
    ("kraken", 520, b"<html>520</html>", ExchangeNotAvailable, None),
]


class TestDocumentedRefusals:
    @pytest.mark.parametrize(("venue", "status", "body", "kind", "field"), DOCUMENTED)
    def test_class_and_field(self, venue, status, body, kind, field):
        """Every refusal of the reference becomes its class, and speaks of its field."""
        error = judge(venue, status, body)
        assert type(error) is kind
        assert getattr(error, "refused_field", None) == field

    @pytest.mark.parametrize("venue", GIVEN)
    def test_every_line_of_the_table_can_be_reached(self, venue):
        """No line of a table is hidden behind an earlier one."""
        entry = ENTRIES[venue]
        for refusal in entry.refusals:
            code, text = refusal.code, refusal.text or ""
            spoken = kraken(code or "") if venue == "kraken" else binance(int(code or -1), text)
            body = okx(code or "1", text) if venue == "okx" else spoken
            general = (error_class(refusal.error).__doc__ or "").replace("The exchange", entry.name)
            said = (refusal.sentence or general).replace("{egress}", "this server's public address")
            assert judge(venue, refusal.http or 400, body).description.split(".")[0] in said


class TestSuccess:
    @pytest.mark.parametrize(
        ("venue", "body"),
        [
            ("binance", {"balances": []}),
            ("binance", [{"symbol": "BTCUSDT"}]),
            ("okx", {"code": "0", "data": []}),
            ("okx", {"code": 0, "data": []}),
            ("kraken", {"error": [], "result": {}}),
        ],
    )
    def test_an_answer_without_an_error_is_left_to_its_parser(self, venue, body):
        """The envelope says success."""
        assert judge(venue, 200, body) is None

    @pytest.mark.parametrize(
        "body", [b'[["wallets",1,0],["orders",1,1]]', b'[7,"ada@example.com"]', b'["x",11010]', b"[]"]
    )
    def test_a_code_counts_beside_its_mark_only(self, body):
        """Where an entry names a mark of refusals, what stands in the place of the code means nothing without it."""
        diagnosis = Diagnosis(ENTRIES["bitfinex"], ())
        assert diagnosis.verdict(Answer(200, {}, body), BINANCE) is None
        refused = diagnosis.verdict(Answer(200, {}, b'["error",11010,"ratelimit: error"]'), BINANCE)
        assert refused is not None
        assert isinstance(refused.error, RateLimitExceeded)


class TestOutages:
    @pytest.mark.parametrize("venue", GIVEN)
    @pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 521, 530, 599])
    @pytest.mark.parametrize(("_", "__", "body", "kind", "field"), [row for row in DOCUMENTED if row[4]])
    def test_a_server_fault_never_judges_a_key(self, venue, status, _, __, body, kind, field):
        """Whatever an answer with 5xx says, the key is not refused."""
        assert not isinstance(judge(venue, status, body), KeyRefused)

    @pytest.mark.parametrize("venue", GIVEN)
    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (301, BadResponse),
            (302, BadResponse),
            (400, BadResponse),
            (401, BadResponse),
            (403, ExchangeNotAvailable),
            (404, BadResponse),
            (418, RateLimitExceeded),
            (429, RateLimitExceeded),
            (451, RestrictedLocation),
            (500, ExchangeNotAvailable),
            (503, ExchangeNotAvailable),
        ],
    )
    @pytest.mark.parametrize("body", [b"", b"<html></html>", b"[", b"null", b"\xff", b'{"a":' * 50_000])
    def test_the_status_alone_never_refuses_a_key(self, venue, status, kind, body):
        """Without the venue's own words there is only an outage."""
        assert type(judge(venue, status, body)) is kind

    @given(st.integers(100, 599), st.binary(max_size=200))
    def test_any_answer_gets_a_verdict_or_none(self, status, body):
        """No answer breaks the diagnosis, and none that is not the venue's refuses a key."""
        for venue in GIVEN:
            error = judge(venue, status, body)
            assert error is None or isinstance(error, ExchangeOutage | UnknownMarketApiError)


class TestRetryAfter:
    def test_the_header_wins(self):
        """The venue knows best how long to wait."""
        assert judge("binance", 429, binance(-1003), **{"Retry-After": "37"}).retry_after == 37

    @pytest.mark.parametrize("header", ["", "soon", "-5", "1e9", "Wed, 21 Oct 2026 07:28:00 GMT", "9" * 30])
    def test_the_entrys_figure_stands_in(self, header):
        """A header that cannot be read is no reason to ask at once."""
        assert judge("binance", 418, binance(-1003), **{"Retry-After": header}).retry_after == 120


class TestSentences:
    def test_names_our_address_when_it_is_known(self):
        """Who has to allow an address is told which."""
        error = judge("kraken", 200, kraken("EGeneral:Permission denied"), ("203.0.113.7", "2001:db8::1"))
        assert "203.0.113.7 and 2001:db8::1" in error.description

    def test_says_so_when_it_is_not(self):
        """No address is made up."""
        assert "this server's public address" in judge("binance", 401, binance(-2015, LUMPED)).description

    @pytest.mark.parametrize(
        ("venue", "body", "address"),
        [
            ("okx", okx("50110", "Your IP 203.0.113.9 is not included in your API key's IP whitelist."), "203.0.113.9"),
            ("binance", binance(-2015, f"{LUMPED}, request ip: 2001:db8::5"), "2001:db8::5"),
        ],
    )
    def test_prefers_the_address_that_the_venue_saw(self, venue, body, address):
        """The venue's own word on where we come from beats the configuration."""
        description = judge(venue, 401, body, ("198.51.100.1",)).description
        assert address in description
        assert "198.51.100.1" not in description

    @pytest.mark.parametrize("text", ["Your IP <script> is", "Your IP ", "Your IP 999.1.1.1 is"])
    def test_an_address_that_is_none_is_not_repeated(self, text):
        """Text of a venue never becomes part of a sentence unread."""
        assert "this server's public address" in judge("okx", 401, okx("50110", text)).description

    def test_tells_of_an_unknown_error_in_the_venues_words(self):
        """An error that no table knows is shown with its code and text, made printable and cut."""
        error = judge("binance", 400, binance(-9999, "A new\n error\x1b[31m " + "x" * 500))
        assert type(error) is UnknownMarketApiError
        assert "-9999: A new  error [31m x" in error.description
        assert len(error.description) < 300

    @pytest.mark.parametrize("venue", GIVEN)
    def test_never_repeats_a_part_of_a_secret(self, venue):
        """A venue that repeats the key in its text is not repeated."""
        for secret in GIVEN[venue].secrets().values():
            part = secret.reveal()[:12]
            for body in (binance(-9999, f"bad {part}"), okx("59999", f"bad {part}"), kraken(f"EBad:{part}")):
                assert part[:8] not in (judge(venue, 400, body) or BadResponse()).description


class TestKeyWorks:
    def test_two_causes_of_one_code(self):
        """A lumped refusal carries what it means when the key is accepted elsewhere."""
        answer = Answer(401, {}, msgspec.json.encode(binance(-2015, LUMPED)))
        verdict = Diagnosis(ENTRIES["binance"], ()).verdict(answer, BINANCE)
        assert type(verdict.key_works) is PermissionDenied
