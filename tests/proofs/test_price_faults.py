"""Every fault of an exchange on its prices: accounts connect and load all the same, and no number is ever wrong."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from exchange_sandbox.client import SandboxClient
from exchange_sandbox.process import running
from tests.proofs.front_door import Answer, FrontDoor, front_door
from tests.proofs.test_faults import BRAKES, SLACK, WISHES, Wish, patiently

PRICES: Final = {"BTC": "64000", "ETH": "3200", "USDT": "1", "EUR": "1.25", "USDC": "1"}
WORTH: Final = "40700.75"
"""Half a bitcoin, 2.25 ether and 1500.75 USDT, as every account that the sandbox makes on demand holds."""
HELD: Final = ["BTC", "ETH", "USDT"]
SOON: Final = 20.0  # seconds; within which the service asks for prices again, after a failure or for a new snapshot
SOME: Final = ("reset_at_once", "json_array")
DEADLINE: Final = 2


@contextmanager
def one_venue(folder: Path, wish: Wish) -> Iterator[tuple[FrontDoor, SandboxClient]]:
    """Run a new service, which knows no prices yet, against a sandbox of its own at fixed prices."""
    with running() as sandbox, front_door(folder, sandbox.url, EXCHANGE_DEADLINE=str(DEADLINE)) as door:
        sandbox.set_prices(PRICES)
        yield door, sandbox


def shown(answer: Answer) -> tuple[str, list[str]]:
    """Return an account's value in USD and what has no price."""
    assert answer.status == 200, answer.body
    entity = answer.json
    return entity["usd_amount"], entity["x_moorage"]["unpriced"]


def tried(folder: Path, wish: Wish, fault: str) -> Counter[str]:
    """Connect while the fault spoils the prices; then let it go and load until the true value is there."""
    with one_venue(folder / f"{wish.venue}-{fault}", wish) as (door, sandbox):
        caller, where = door.caller(), f"{wish.venue} prices {fault}"
        (key,) = sandbox.mint_keys(wish.venue, wallets=[wish.wallets[0]])
        sandbox.plan_fault(fault, wish.venue, path=wish.prices)
        first = caller.connect(wish.market, key)
        assert any(fault in line.faults for line in sandbox.requests()), where
        assert first.seconds < DEADLINE + SLACK, where
        assert shown(first) in [(WORTH, []), ("0.0", HELD)] or is_slow(first), f"{where}: {first.body!r}"
        sandbox.clear_faults()
        deadline = time.monotonic() + SOON
        while shown(patiently(lambda: caller.load(first.json["id"]))) != (WORTH, []):
            assert time.monotonic() < deadline, where
            time.sleep(0.5)
        assert b"unexpected error" not in door.stack.words
    return Counter([shown(first)[0]])


def is_slow(answer: Answer) -> bool:
    """Say whether an account is connected without numbers because they did not come in time, and says so."""
    entity = answer.json
    return (
        entity["usd_amount"] == "0.0" and entity["x_moorage"]["stale"] and "slow" in entity["x_moorage"]["stale_reason"]
    )


class TestPriceFaults:
    """What an account is worth when the prices fail."""

    @pytest.mark.parametrize("fault", SOME)
    def test_some(self, tmp_path: Path, fault: str) -> None:
        """Two faults on Binance's prices: the account connects, its value is true or said to be unknown."""
        tried(tmp_path, WISHES[0], fault)

    @pytest.mark.prove
    @pytest.mark.timeout(3600)
    def test_all(self, tmp_path: Path, exchange_sandbox: SandboxClient) -> None:
        """Every fault on the prices of each venue: the same holds."""
        faults = [fault.name for fault in exchange_sandbox.faults() if fault.name not in BRAKES]
        cases = [(wish, fault) for fault in faults for wish in WISHES]
        with ThreadPoolExecutor(3) as pool:
            values = sum(pool.map(lambda case: tried(tmp_path, *case), cases), Counter[str]())
        print(f"price faults: {len(cases)} trials, values {values}")

    @pytest.mark.prove
    @pytest.mark.parametrize("fault", ["json_array", "status_500", "garbage"])
    @pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.venue)
    def test_last_good_snapshot_stands_in(self, tmp_path: Path, wish: Wish, fault: str) -> None:
        """Prices that were good a moment ago are not forgotten for an answer that holds none."""
        with one_venue(tmp_path / "installation", wish) as (door, sandbox):
            caller = door.caller()
            (key,) = sandbox.mint_keys(wish.venue, wallets=[wish.wallets[0]])
            made = caller.connect(wish.market, key)
            assert shown(made) == (WORTH, [])
            sandbox.plan_fault(fault, wish.venue, path=wish.prices)
            deadline = time.monotonic() + SOON
            while not any(fault in line.faults for line in sandbox.requests()):
                assert time.monotonic() < deadline
                assert shown(patiently(lambda: caller.load(made.json["id"]))) == (WORTH, [])
                time.sleep(1)
            assert shown(patiently(lambda: caller.load(made.json["id"]))) == (WORTH, [])
