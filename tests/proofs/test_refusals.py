"""Every way in which an exchange refuses a key, through `accounts/new`: told as what it is, and nothing is stored."""

import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from exchange_sandbox.venues.kraken import sign
from tests.proofs.front_door import Answer, FrontDoor, fetch, front_door

EGRESS: Final = "198.51.100.7"
MARKETS: Final = {"binance": "binance", "binance_us": "binance_us", "okx": "okex", "kraken": "kraken"}
VENUES: Final = tuple(MARKETS)
UNKNOWN: Final = {
    "binance": "k" * 64,
    "binance_us": "k" * 64,
    "okx": "00000000-1111-2222-3333-444444444444",
    "kraken": b64encode(b"k" * 42).decode(),
}
WRONG_SECRET: Final = {
    "binance": "s" * 64,
    "binance_us": "s" * 64,
    "okx": "0123456789ABCDEF" * 2,
    "kraken": b64encode(b"s" * 64).decode(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One refusal: which seeded key, what is typed otherwise, and what has to be told of it."""

    venue: str
    label: str = "trader"
    typed: dict[str, str] = field(default_factory=dict)
    told_of: str = "api_key"
    refusal: str
    words: Sequence[str]

    def __str__(self) -> str:
        return f"{self.venue}-{self.label}-{'-'.join(self.typed) or 'as-it-is'}"


CASES: Final = (
    *(
        Case(venue=venue, typed={"api_key": UNKNOWN[venue]}, refusal="AuthenticationError", words=("exist",))
        for venue in ("binance", "binance_us", "kraken")
    ),
    Case(venue="okx", typed={"api_key": UNKNOWN["okx"]}, refusal="AuthenticationError", words=("does not know",)),
    Case(venue="binance", label="revoked", refusal="AuthenticationError", words=("does not know", "deleted")),
    Case(venue="okx", label="revoked", refusal="AuthenticationError", words=("does not know", "deleted")),
    Case(venue="kraken", label="revoked", refusal="AuthenticationError", words=("deleted",)),
    *(
        Case(
            venue=venue,
            typed={"secret": WRONG_SECRET[venue]},
            told_of="secret",
            refusal="WrongSecret",
            words=("secret does not belong to this API key",),
        )
        for venue in VENUES
    ),
    Case(
        venue="okx",
        typed={"passphrase": "not-the-one-1A"},
        told_of="passphrase",
        refusal="WrongPassphrase",
        words=("passphrase is not the one",),
    ),
    Case(venue="binance", label="ip_locked", refusal="AuthenticationError", words=(EGRESS, "IP list")),
    Case(venue="binance_us", label="ip_locked", refusal="AuthenticationError", words=(EGRESS, "IP list")),
    Case(venue="okx", label="ip_locked", refusal="IpNotAllowed", words=("127.0.0.1", "IP list")),
    Case(venue="kraken", label="ip_locked", refusal="IpNotAllowed", words=(EGRESS, "IP list")),
    Case(venue="binance", label="missing_read", refusal="PermissionDenied", words=("Enable Reading",)),
    Case(venue="binance_us", label="missing_read", refusal="AuthenticationError", words=("may not read",)),
    Case(venue="okx", label="missing_read", refusal="PermissionDenied", words=("allow “Read”",)),
    Case(venue="kraken", label="missing_read", refusal="PermissionDenied", words=("Query funds",)),
    *(
        Case(venue=venue, label="withdraw", refusal="WithdrawalRight", words=("may withdraw", "refuses"))
        for venue in ("binance", "okx", "kraken")
    ),
    Case(venue="okx", label="expired", refusal="AuthenticationError", words=("expired after 14 days",)),
    Case(venue="kraken", label="expired", refusal="AuthenticationError", words=("does not accept",)),
    *(
        Case(venue=venue, label="too_new", refusal="AuthenticationError", words=("key",))
        for venue in ("binance", "okx", "kraken")
    ),
    Case(venue="okx", label="demo", refusal="WrongRegion", words=("demo trading key", "EEA")),
    Case(venue="okx", label="other_region", refusal="AuthenticationError", words=("another OKX site",)),
)

PASTE_FAULTS: Final = {
    "white space around the key": lambda key: {"api_key": f" {key.api_key}"},
    "a line break in the key": lambda key: {"api_key": f"{key.api_key[:20]}\n{key.api_key[20:]}"},
    "white space after the secret": lambda key: {"secret": f"{key.secret}\t"},
    "quotation marks": lambda key: {"api_key": f'"{key.api_key}"'},
    "half of the key": lambda key: {"api_key": key.api_key[:12]},
    "a short secret": lambda key: {"secret": key.secret[:10]},
    "very short": lambda _: {"secret": "abcd"},
    "empty": lambda _: {"api_key": ""},
}
"""What a hasty person types."""


@pytest.fixture(scope="module")
def door(exchange_sandbox: SandboxClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    """One service whose owner told its public address."""
    folder = tmp_path_factory.mktemp("refusals") / "installation"
    with front_door(folder, exchange_sandbox.url, EGRESS_ADDRESSES=EGRESS) as opened:
        yield opened


def refused(door: FrontDoor, sandbox: SandboxClient, venue: str, key: SandboxKey, **typed: Any) -> Answer:
    """Ask to connect and return the refusal; nothing may be stored, in no table, and no audit record written."""
    caller, before = door.caller(), door.rows()
    answer = caller.connect(MARKETS[venue], key, **typed)
    assert answer.status == 400, answer.body
    assert (answer.json["error"], answer.json["error_description"]) == ("record_invalid", "Invalid parameters")
    assert door.rows() == before
    for secret in (key.api_key, key.secret, *typed.values()):
        assert not secret or len(secret) < 8 or secret.encode() not in answer.body
    return answer


@pytest.mark.parametrize("case", CASES, ids=str)
def test_refusal(door: FrontDoor, sandbox: SandboxClient, case: Case) -> None:
    """A refused key is 400 on the field that is wrong, with one sentence that says what to do; nothing is stored."""
    answer = refused(door, sandbox, case.venue, sandbox.key(case.venue, case.label), **case.typed)
    ((name, (sentence,)),) = answer.attributes.items()
    assert (name, answer.refusal) == (case.told_of, case.refusal)
    assert all(word in sentence for word in case.words), sentence


@pytest.mark.parametrize("venue", VENUES)
@pytest.mark.parametrize("fault", PASTE_FAULTS)
def test_paste_fault(door: FrontDoor, sandbox: SandboxClient, venue: str, fault: str) -> None:
    """An obvious paste fault is told on its field without asking the exchange."""
    key = sandbox.key(venue, "trader")
    typed = PASTE_FAULTS[fault](key)
    sandbox.forget_requests()
    answer = refused(door, sandbox, venue, key, **typed)
    assert list(answer.attributes) == list(typed)
    assert sandbox.requests() == []


@pytest.mark.parametrize("venue", ["okx", "kraken"])
def test_swapped(door: FrontDoor, sandbox: SandboxClient, venue: str) -> None:
    """Key and secret in each other's place are told as such without asking the exchange."""
    key = sandbox.key(venue, "trader")
    sandbox.forget_requests()
    answer = refused(door, sandbox, venue, msgspec.structs.replace(key, api_key=key.secret, secret=key.api_key))
    assert "swapped" in answer.attributes["api_key"][0]
    assert sandbox.requests() == []


@pytest.mark.parametrize("policy", ["warn", "allow"])
def test_withdrawal_taken(sandbox: SandboxClient, tmp_path: Path, policy: str) -> None:
    """Where the owner takes keys that may withdraw, they are connected and shown as what they are."""
    with front_door(tmp_path / "installation", sandbox.url, POLICY_WITHDRAWAL=policy) as door:
        caller = door.caller()
        for venue in ("binance", "okx", "kraken"):
            answer = caller.connect(MARKETS[venue], sandbox.key(venue, "withdraw"))
            assert answer.status == 200, answer.body
            assert answer.json["x_moorage"]["permissions"]["withdraw"] is True


class TestTime:
    """Clocks and nonces."""

    @pytest.mark.parametrize("venue", ["binance", "binance_us", "okx"])
    @pytest.mark.parametrize("seconds", [-60, 60])
    def test_clock(self, door: FrontDoor, sandbox: SandboxClient, venue: str, seconds: int) -> None:
        """A clock that differs by a minute is learned from the exchange once, and the key is connected."""
        sandbox.move_clock(advance_ms=seconds * 1000)
        caller, key = door.caller(), sandbox.key(venue, "trader")
        answer = caller.connect(MARKETS[venue], key)
        assert answer.status == 200, answer.body
        assert answer.json["usd_amount"] != "0.0"
        refusals = [line for line in sandbox.requests() if line.api_key and line.status != 200]
        assert sum(line.count for line in refusals) in range(1, 5), "the clock was off, and it was noticed"
        sandbox.forget_requests()
        assert caller.load(answer.json["id"]).status == 200
        assert all(line.status == 200 for line in sandbox.requests()), "what was learned is kept"
        assert caller.remove(answer.json["id"]).status == 200

    def test_nonce_of_another_program(self, door: FrontDoor, sandbox: SandboxClient) -> None:
        """A Kraken key that another program uses with greater nonces is told as such, twice asked and never locked."""
        key, path = sandbox.key("kraken", "trader"), "/0/private/Balance"
        body = urlencode({"nonce": 2**63}).encode()
        headers = {
            "API-Key": key.api_key,
            "API-Sign": sign(key.secret, path, str(2**63), body).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        other_program = fetch(sandbox.url, "POST", f"/kraken/rest{path}", headers, body)
        assert other_program.json["error"] == []
        answer = refused(door, sandbox, "kraken", key)
        assert (list(answer.attributes), answer.refusal) == (["api_key"], "InvalidNonce")
        assert "another program uses this API key" in answer.attributes["api_key"][0]

    def test_nonce_later(self, door: FrontDoor, sandbox: SandboxClient) -> None:
        """A connected account whose nonces are refused stays as it is: 422, not locked."""
        caller, key = door.caller(), sandbox.key("kraken", "trader")
        account_id = caller.connect("kraken", key).json["id"]
        sandbox.plan_fault("refusal", "kraken", value="clock_skew", path="/0/private/*")
        answer = caller.load(account_id)
        assert (answer.status, answer.refusal) == (422, "InvalidNonce")
        shown = caller.show(account_id).json
        assert (shown["is_locked"], shown["api_keys_state"], shown["x_moorage"]["stale"]) == (False, "ok", True)
        sandbox.clear_faults()
        assert caller.load(account_id).status == 200
        assert caller.remove(account_id).status == 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Brake:
    """An exchange that wants to be left alone."""

    venue: str
    fault: str
    value: str | None
    wait: int
    bans: bool = False


BRAKES: Final = (
    Brake(venue="binance", fault="refusal", value="banned", wait=120, bans=True),
    Brake(venue="binance", fault="refusal", value="rate_limited", wait=7),
    Brake(venue="okx", fault="refusal", value="rate_limited", wait=2),
    Brake(venue="kraken", fault="refusal", value="rate_limited", wait=15),
)
MORE_BRAKES: Final = (
    Brake(venue="binance", fault="status_429", value=None, wait=7),
    Brake(venue="binance", fault="status_418", value=None, wait=120, bans=True),
    Brake(venue="okx", fault="status_429", value=None, wait=7),
    Brake(venue="kraken", fault="refusal", value="lockout", wait=900),
)


def braked(brake: Brake) -> str:
    """Name a case."""
    return f"{brake.venue}-{brake.value or brake.fault}"


class TestLeftAlone:
    """Limits, bans and maintenance are never the key's fault."""

    @pytest.mark.parametrize("brake", BRAKES, ids=braked)
    def test_retry_after_is_obeyed(self, sandbox: SandboxClient, tmp_path: Path, brake: Brake) -> None:
        """After a limit nothing that counts to it is sent until the time told is over; after a ban nothing at all."""
        self._obey(sandbox, tmp_path, brake)

    @pytest.mark.prove
    @pytest.mark.parametrize("brake", MORE_BRAKES, ids=braked)
    def test_retry_after_is_obeyed_without_words(self, sandbox: SandboxClient, tmp_path: Path, brake: Brake) -> None:
        """The same holds when only the HTTP status tells it, and for Kraken's long lockout."""
        self._obey(sandbox, tmp_path, brake)

    def _obey(self, sandbox: SandboxClient, tmp_path: Path, brake: Brake) -> None:
        with front_door(tmp_path / "installation", sandbox.url) as door:
            caller, key = door.caller(), sandbox.key(brake.venue, "trader")
            sandbox.plan_fault(brake.fault, brake.venue, value=brake.value, count=1)
            sandbox.forget_requests()
            began = time.monotonic()
            first = caller.connect(MARKETS[brake.venue], key)
            (refused_path,) = {line.path for line in sandbox.requests() if brake.fault in line.faults}
            sandbox.clear_faults()
            sandbox.forget_requests()
            second = caller.connect(MARKETS[brake.venue], key)
            assert time.monotonic() - began < brake.wait, "too slow to tell"
            sent = {line.path for line in sandbox.requests()}
        for answer in (first, second):
            assert (answer.status, answer.json["error"]) == (503, "exchange_rate_limited"), answer.body
            assert 0 < int(answer.headers["retry-after"]) <= brake.wait
            assert "not judged" in answer.json["error_description"]
        assert refused_path not in sent
        assert not (brake.bans and sent)
        assert door.rows() == []

    @pytest.mark.prove
    def test_afterwards(self, sandbox: SandboxClient, tmp_path: Path) -> None:
        """When the time an exchange told is over, it is asked again."""
        with front_door(tmp_path / "installation", sandbox.url) as door:
            caller, key = door.caller(), sandbox.key("binance", "trader")
            sandbox.plan_fault("refusal", "binance", value="rate_limited", count=1)
            first = caller.connect("binance", key)
            assert first.status == 503
            deadline = time.monotonic() + int(first.headers["retry-after"]) + 2
            while (answer := caller.connect("binance", key)).status == 503 and time.monotonic() < deadline:
                time.sleep(0.25)
        assert answer.status == 200, answer.body

    @pytest.mark.parametrize(
        ("venue", "value"),
        [
            ("okx", "maintenance"),
            ("okx", "busy"),
            ("okx", "system_error"),
            ("kraken", "maintenance"),
            ("kraken", "busy"),
            ("kraken", "cancel_only"),
            ("kraken", "http520"),
            ("binance", "waf"),
        ],
    )
    def test_maintenance(self, door: FrontDoor, sandbox: SandboxClient, venue: str, value: str) -> None:
        """An exchange that is closed or broken is 502 on connect, nothing is stored, and the next try succeeds."""
        caller, before = door.caller(), door.rows()
        (key,) = sandbox.mint_keys(venue, label=value)
        sandbox.plan_fault("refusal", venue, value=value)
        answer = caller.connect(MARKETS[venue], key)
        assert (answer.status, answer.json["error"]) == (502, "exchange_not_available"), answer.body
        assert door.rows() == before
        sandbox.clear_faults()
        again = caller.connect(MARKETS[venue], key)
        assert again.status == 200, again.body
        assert caller.remove(again.json["id"]).status == 200
