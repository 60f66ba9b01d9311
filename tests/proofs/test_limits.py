"""The contract's limits against a real service: 100 requests a minute and key, a pause, then bans that double."""

from collections.abc import Iterator
from typing import Final

import pytest

from exchange_sandbox.client import SandboxClient
from tests.proofs.front_door import Answer, Caller, FrontDoor, fetch, front_door
from tests.proofs.stack import PREFIX

ALLOWED: Final = 100  # requests a minute and key
PAUSE: Final = 300  # seconds
FIRST_BAN: Final = 120  # seconds
VALIDATE: Final = f"{PREFIX}/validate"
NEIGHBOUR: Final = "127.0.0.2"
BYSTANDER: Final = "127.0.0.3"
FORGER: Final = "127.0.0.4"


@pytest.fixture(scope="module")
def door(exchange_sandbox: SandboxClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    """A service with the contract's own figures."""
    with front_door(
        tmp_path_factory.mktemp("limits") / "installation", exchange_sandbox.url, LIMITS="contract"
    ) as opened:
        yield opened


def validate(caller: Caller) -> Answer:
    """Ask whether the signature is right."""
    return caller.get(VALIDATE)


def wait_of(answer: Answer) -> int:
    """Return the seconds that an answer asks to wait."""
    return int(answer.headers["retry-after"])


def failed_signature(door: FrontDoor, source: str) -> Answer:
    """Send a request that nobody's key signed."""
    headers = {"Apikey": "mrk_nobody", "Signature": "0" * 64}
    return fetch(door.service.url, "GET", VALIDATE, headers, source=source)


class TestLadder:
    """Who goes on is told to wait longer."""

    def test_by_key(self, door: FrontDoor) -> None:
        """100 requests pass, the 101st is 429 for 300 s; each further hundred is 418, its ban twice the last one."""
        caller, other = door.caller(), door.caller()
        assert [validate(caller).status for _ in range(ALLOWED)] == [200] * ALLOWED
        paused = validate(caller)
        assert (paused.status, paused.json["error"]) == (429, "too_many_requests")
        assert PAUSE - 5 <= wait_of(paused) <= PAUSE + 1
        for _ in range(ALLOWED - 1):
            assert validate(caller).status == 429
        bans = [self._next_ban(caller) for _ in range(3)]
        assert bans[0] <= PAUSE + 1, "the pause of 300 s is longer than the first ban and still runs"
        assert FIRST_BAN * 4 - 10 <= bans[2] <= FIRST_BAN * 4 + 1, "seconds are rounded up"
        assert validate(other).status == 200, "another key of the same user and address is not concerned"
        assert fetch(door.service.url, "GET", f"{PREFIX}/ping", {}).status == 200

    def _next_ban(self, caller: Caller) -> int:
        """Go on for a hundred requests, all 418 in the same ban but the last, and return what the next one is told."""
        banned = validate(caller)
        assert (banned.status, banned.json["error"]) == (418, "ip_banned")
        for _ in range(ALLOWED - 1):
            assert validate(caller).status == 418
        return wait_of(banned)

    def test_by_address(self, door: FrontDoor) -> None:
        """Failed signatures count to the address they come from: it is shut out, everybody else is not."""
        owner = door.caller()
        here = Caller(owner.url, owner.keys, source=NEIGHBOUR)
        bystander = Caller(owner.url, owner.keys, source=BYSTANDER)
        assert [failed_signature(door, NEIGHBOUR).status for _ in range(ALLOWED)] == [401] * ALLOWED
        assert failed_signature(door, NEIGHBOUR).status == 429
        assert validate(here).status == 429, "the address is shut out, whatever it sends"
        assert validate(bystander).status == 200
        assert validate(owner).status == 200

    def test_nobody_locks_out_somebody_elses_key(self, door: FrontDoor) -> None:
        """Wrong signatures under a known key do not count to the key."""
        owner = door.caller()
        forged = {"Apikey": owner.keys[0].identifier, "Signature": "0" * 64}
        for _ in range(ALLOWED + 1):
            fetch(door.service.url, "GET", VALIDATE, forged, source=FORGER)
        assert validate(owner).status == 200
