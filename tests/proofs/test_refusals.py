"""Every way in which an exchange refuses a key, through `accounts/new`: told as what it is, and nothing is stored."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from tests.proofs.front_door import Answer, FrontDoor, front_door

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


@pytest.mark.parametrize("policy", ["warn", pytest.param("allow", marks=pytest.mark.prove)])
def test_withdrawal_taken(sandbox: SandboxClient, tmp_path: Path, policy: str) -> None:
    """Where the owner takes keys that may withdraw, they are connected and shown as what they are."""
    with front_door(tmp_path / "installation", sandbox.url, POLICY_WITHDRAWAL=policy) as door:
        caller = door.caller()
        for venue in ("binance", "okx", "kraken"):
            answer = caller.connect(MARKETS[venue], sandbox.key(venue, "withdraw"))
            assert answer.status == 200, answer.body
            assert answer.json["x_moorage"]["permissions"]["withdraw"] is True


def test_expired_trading(door: FrontDoor, sandbox: SandboxClient) -> None:
    """Binance ends only the trading of an old key: it still reads, so it is connected, and said to be expired."""
    caller = door.caller()
    entity = caller.connect("binance", sandbox.key("binance", "expired")).json
    assert (entity["api_keys_state"], entity["api_key_invalid"], entity["is_locked"]) == ("expired", True, False)
    assert entity["x_moorage"]["permissions"]["trade"] is False
    assert caller.remove(entity["id"]).status == 200
