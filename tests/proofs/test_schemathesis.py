"""Thousands of generated requests against the description of the API: no 500, no undocumented status or shape."""

import contextlib
import hashlib
import hmac
import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from requests.auth import AuthBase
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from exchange_sandbox.client import SandboxClient
from tests.postgres import PostgresServer
from tests.proofs.front_door import FrontDoor, front_door, opens
from tests.proofs.stack import SigningKey

CHECKS: Final = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
KEYS: Final = 40  # of our service, in turns, so that no limit is met
SEED: Final = 20261122
SERVER_FAULT: Final = 500
TWINS: Final = "^/ver1/|sell_all|convert_dust|transfer"
MOST_IN_A_ROUND: Final = 40  # requests of one operation, so that a failure is met early
MARKETS: Final = {"binance": "binance", "okx": "okex", "kraken": "kraken"}


class InTurns(AuthBase):
    """Signs the bytes that are about to be sent, with one key after the other."""

    def __init__(self, keys: Sequence[SigningKey]) -> None:
        """Take the keys."""
        self._turns = itertools.cycle(keys)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the two headers in."""
        key, body, target = next(self._turns), request.body or b"", request.path_url.encode()
        covered = target + (b"?" if body and b"?" not in target else b"")
        covered += body.encode() if isinstance(body, str) else bytes(body)
        signature = hmac.new(key.secret.encode(), covered, hashlib.sha256).hexdigest()
        request.headers.update({"Apikey": key.identifier, "Signature": signature})
        return request


@dataclass(slots=True)
class Fuzzer:
    """Sends generated requests to a service and counts what it answers."""

    door: FrontDoor
    sandbox: SandboxClient
    session: requests.Session
    statuses: Counter[int] = field(default_factory=Counter)

    def run(self, cases: int, *, twins: bool) -> None:
        """Send at least so many requests in rounds over all operations, well-formed ones and others.

        Args:
            cases: How many.
            twins: Also those that are served twice: under the second prefix, and the many that only refuse.
        """
        schema = schemathesis.openapi.from_url(f"{self.door.service.url}/schema/openapi.json")
        if not twins:
            schema = schema.exclude(path_regex=TWINS)
        operations = [found.ok() for found in schema.get_all_operations()]
        kinds = list(itertools.product(operations, GenerationMode))
        a_round = min(MOST_IN_A_ROUND, -(-cases // len(kinds)))
        for number in itertools.count():
            for operation, mode in kinds:
                with contextlib.suppress(Unsatisfiable):  # nothing can be wrong about a request without parameters
                    self._fuzz(operation, mode, a_round, SEED + number)
            if self.statuses.total() >= cases:
                return

    def _fuzz(self, operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, cases: int, chance: int) -> None:
        real = st.sampled_from(["as generated", "as generated", *MARKETS])

        @seed(chance)
        @settings(
            max_examples=cases,
            database=None,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode), real)
        def ask(case: Case, venue: str) -> None:
            if venue in MARKETS:
                self._make_real(case, venue)
            response = case.call(session=self.session)
            self.statuses[response.status_code] += 1
            assert response.status_code != SERVER_FAULT, response.content
            case.validate_response(response, checks=CHECKS)

        ask()

    def _make_real(self, case: Case, venue: str) -> None:
        """Put a real id into the path, and a real key of a fresh exchange account into the body."""
        if "account_id" in (case.path_parameters or {}):
            case.path_parameters["account_id"] = 1
        if isinstance(case.body, dict) and "api_key" in case.body:
            (key,) = self.sandbox.mint_keys(venue, label=f"fuzzed {self.statuses.total()}")
            case.body |= {"type": MARKETS[venue], **opens(key)}


def fuzzed(door: FrontDoor, sandbox: SandboxClient, cases: int, *, twins: bool = True) -> Counter[int]:
    """Send generated requests and return how often each status was answered."""
    caller = door.caller(keys=KEYS)
    for venue, market in MARKETS.items():
        assert caller.connect(market, sandbox.key(venue, "trader")).status == 200
    with requests.Session() as session:
        session.auth = InTurns(caller.keys)
        fuzzer = Fuzzer(door, sandbox, session)
        fuzzer.run(cases, twins=twins)
    assert fuzzer.statuses.total() >= cases
    assert door.service.process.poll() is None
    assert b"unexpected error" not in door.stack.words
    print(f"schemathesis: {fuzzer.statuses.total()} cases, {dict(sorted(fuzzer.statuses.items()))}")
    return fuzzer.statuses


class TestGeneratedRequests:
    """Every operation of the description, with what fits it and what does not."""

    def test_some(self, sandbox: SandboxClient, tmp_path: Path) -> None:
        """300 generated requests meet no 500 and nothing that the description does not say."""
        with front_door(tmp_path / "installation", sandbox.url) as door:
            statuses = fuzzed(door, sandbox, 300, twins=False)
        assert {200, 400, 404} <= set(statuses), "the requests reach past the front door"

    @pytest.mark.prove
    @pytest.mark.timeout(1800)
    def test_many(self, sandbox: SandboxClient, tmp_path: Path) -> None:
        """10,000 generated requests meet no 500 and nothing that the description does not say."""
        with front_door(tmp_path / "installation", sandbox.url) as door:
            fuzzed(door, sandbox, 10_000)

    @pytest.mark.prove
    @pytest.mark.timeout(900)
    def test_many_on_postgresql(self, sandbox: SandboxClient, tmp_path: Path, postgres_server: PostgresServer) -> None:
        """So do 2,000 on PostgreSQL."""
        with front_door(tmp_path / "installation", sandbox.url, DATABASE_URL=postgres_server.empty()) as door:
            fuzzed(door, sandbox, 2_000)
