"""Exchanges that are late, early, busy, closed or want to be left alone: never the key's fault."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import pytest

from exchange_sandbox.client import SandboxClient
from exchange_sandbox.venues.kraken import sign
from tests.proofs.front_door import FrontDoor, fetch, front_door
from tests.proofs.test_refusals import MARKETS, refused


@pytest.fixture(scope="module")
def door(exchange_sandbox: SandboxClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    """One service for the tests that leave it as it was."""
    with front_door(tmp_path_factory.mktemp("left_alone") / "installation", exchange_sandbox.url) as opened:
        yield opened


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
        assert sum(line.count for line in refusals) in range(1, 8), "the clock was off, and it was noticed"
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

NEEDED: Final = {"binance": "/api/v3/account"}
"""A request without which nothing is connected, where others only tell more of the key."""


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
            path = NEEDED.get(brake.venue, "*")
            sandbox.plan_fault(brake.fault, brake.venue, value=brake.value, path=path, count=1)
            sandbox.forget_requests()
            began = time.monotonic()
            first = caller.connect(MARKETS[brake.venue], key)
            (refused_path,) = {line.path for line in sandbox.requests() if brake.fault in line.faults}
            sandbox.clear_faults()
            sandbox.forget_requests()
            second = caller.connect(MARKETS[brake.venue], key)
            assert time.monotonic() - began < brake.wait, "too slow to tell"
            sent = {line.path for line in sandbox.requests() if line.venue == brake.venue}
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
            sandbox.plan_fault("refusal", "binance", value="rate_limited", path=NEEDED["binance"], count=1)
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
