"""Every fault of an exchange on every call of a wish: answered in time, nothing half-made, no key judged."""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from exchange_sandbox.process import running
from tests.proofs.front_door import Answer, Caller, FrontDoor, front_door

MEBIBYTE: Final = 1 << 20
MOST_GROWTH: Final = 64 * MEBIBYTE
SLACK: Final = 2.0  # seconds past the deadline, on a machine that runs more than this
KEYS: Final = 12  # of our service for each venue, so that no limit of ours is met
BUSY: Final = "may not be asked more right now"
SILENT: Final = {502, 503, 504}
BRAKES: Final = frozenset({"status_418", "status_429", "refusal", "json_error_200"})
"""Faults after which the venue has to be left alone; `test_left_alone.py` is about what follows."""
JUDGING: Final = {"key_revoked": "AuthenticationError", "clock_offset": "InvalidNonce"}
"""Faults of the whole venue that speak of the key, and what they may say of it."""
OTHER_NUMBERS: Final = frozenset({"wrong_user", "negative_amounts"})
"""Faults that well-formed answers hide: somebody else's account, and debts, which a margin account may have."""
SOME: Final = (
    "timeout",
    "reset_at_byte",
    "drip_body",
    "huge_body",
    "gzip_bomb",
    "deep_json",
    "html_200",
    "truncated_json",
    "nan_amounts",
    "status_401",
    "redirect_metadata",
    "endless_headers",
    "key_revoked",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of one venue: the market, its siblings, and the accounts it is asked for."""

    venue: str
    market: str
    siblings: tuple[str, ...] = ()
    wallets: tuple[str, ...]
    prices: str
    aside: frozenset[str]
    """Paths that nobody waits for long and that fail no load; they are asked when there is budget for them."""


WISHES: Final = (
    Wish(
        venue="binance",
        market="binance",
        siblings=("binance_margin",),
        wallets=("spot", "margin"),
        prices="/api/v3/ticker/24hr",
        aside=frozenset(
            {"/sapi/v1/asset/transfer", "/sapi/v1/capital/deposit/hisrec", "/sapi/v1/capital/withdraw/history"}
        ),
    ),
    Wish(
        venue="okx",
        market="okex",
        siblings=("okex_futures",),
        wallets=("trading", "funding", "earn"),
        prices="/api/v5/market/tickers",
        aside=frozenset({"/api/v5/asset/deposit-history", "/api/v5/asset/withdrawal-history", "/api/v5/asset/bills"}),
    ),
    Wish(
        venue="kraken",
        market="kraken",
        wallets=("spot",),
        prices="/0/public/Ticker",
        aside=frozenset({"/0/private/Ledgers"}),
    ),
)


@dataclass(slots=True)
class Trial:
    """One venue under fault after fault; its sandbox is nobody else's."""

    wish: Wish
    sandbox: SandboxClient
    caller: Caller
    deadline: float
    statuses: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    _made: Iterator[int] = field(default_factory=itertools.count)

    def key(self) -> SandboxKey:
        """Open a new account at the exchange."""
        label = f"trial {next(self._made)}"
        return self.sandbox.mint_keys(self.wish.venue, label=label, wallets=list(self.wish.wallets))[0]

    def connect(self, key: SandboxKey) -> Answer:
        """Ask to connect an account with all its siblings."""
        return self.caller.connect(self.wish.market, key, types_to_create=list(self.wish.siblings))

    def connected(self, key: SandboxKey) -> dict[str, Any]:
        """Connect an account and load it; both have to work."""
        answer = patiently(lambda: self.connect(key))
        assert answer.status == 200, answer.body
        entity: dict[str, Any] = answer.json
        if entity["x_moorage"]["balances_updated_at"] is not None:
            return entity
        loaded = patiently(lambda: self.caller.load(entity["id"]))
        assert loaded.status == 200, loaded.body
        told: dict[str, Any] = loaded.json
        return told

    def accounts(self) -> list[dict[str, Any]]:
        """List what the caller has."""
        listed: list[dict[str, Any]] = self.caller.get("/ver1/accounts").json
        return listed

    def clear(self) -> None:
        """End the fault and remove every account."""
        self.sandbox.clear_faults()
        for each in self.accounts():
            assert self.caller.remove(each["id"]).status == 200

    def calls(self) -> tuple[list[str], list[str]]:
        """Return the private paths that connecting and loading ask for, as an undisturbed run shows them."""
        key = self.key()
        self.sandbox.forget_requests()
        entity = self.connected(key)
        connecting = self._paths()
        self.sandbox.forget_requests()
        assert patiently(lambda: self.caller.load(entity["id"])).status == 200
        loading = self._paths()
        self.clear()
        return connecting, loading

    def disturb(self, fault: str, path: str, ask: Callable[[], Answer], where: str) -> Answer:
        """Ask while the fault spoils a path; check all that holds whatever the fault is."""
        self.sandbox.plan_fault(fault, self.wish.venue, path="*" if fault in JUDGING else path)
        self.sandbox.forget_requests()
        answer = patiently(ask)
        happened = any(fault in line.faults for line in self.sandbox.requests())
        assert happened or path in self.wish.aside, f"{where}: the fault did not happen"
        spared = path in self.wish.aside and fault not in JUDGING and fault not in BRAKES
        assert not spared or answer.status == 200, f"{where}: {answer.status}"
        self.statuses[f"{answer.status}"] += 1
        self.slowest = max(self.slowest, answer.seconds)
        assert answer.seconds < self.deadline + SLACK, f"{where}: {answer.seconds:.1f} s"
        judges = JUDGING.get(fault) is not None and answer.status in {400, 422}
        assert answer.status in {200, *SILENT} or judges, f"{where}: {answer.status} {answer.body!r}"
        assert not judges or answer.refusal == JUDGING[fault], f"{where}: {answer.body!r}"
        return answer

    def try_connecting(self, fault: str, path: str) -> None:
        """Connect under a fault: all accounts or none; afterwards the same key connects."""
        where, key = f"{self.wish.venue} {path} {fault} connect", self.key()
        answer = self.disturb(fault, path, lambda: self.connect(key), where)
        stored = self.accounts()
        assert len(stored) == (1 + len(self.wish.siblings) if answer.status == 200 else 0), where
        assert all(each["api_keys_state"] == "ok" and not each["is_locked"] for each in stored), where
        self.clear()
        if fault not in BRAKES:
            self.connected(key)
            self.clear()

    def try_loading(self, fault: str, path: str) -> None:
        """Load under a fault: true numbers or the last ones, said to be stale; afterwards it loads."""
        where, key = f"{self.wish.venue} {path} {fault} load", self.key()
        before = self.connected(key)
        answer = self.disturb(fault, path, lambda: self.caller.load(before["id"]), where)
        after = self.caller.show(before["id"]).json
        assert after["is_locked"] == (answer.status == 422 and fault == "key_revoked"), where
        assert after["x_moorage"]["stale"] == (answer.status != 200), where
        if answer.status != 200 or fault not in OTHER_NUMBERS:
            assert after["usd_amount"] == before["usd_amount"], where
        self.sandbox.clear_faults()
        if fault not in BRAKES:
            again = patiently(lambda: self.caller.load(before["id"]))
            assert (again.status, again.json["is_locked"]) == (200, False), f"{where}: {again.body!r}"
            assert again.json["usd_amount"] == before["usd_amount"], where
        self.clear()

    def _paths(self) -> list[str]:
        asked = {line.path for line in self.sandbox.requests() if line.api_key}
        return sorted(asked)


def patiently(ask: Callable[[], Answer]) -> Answer:
    """Ask again when our own budget for the venue, not the venue, was the cause."""
    while (answer := ask()).status == 503 and BUSY in answer.json["error_description"]:
        time.sleep(float(answer.headers["retry-after"]))
    return answer


@contextmanager
def trials(folder: Path, deadline: int) -> Iterator[tuple[FrontDoor, list[Trial]]]:
    """Run one service against a sandbox for each venue, prices fixed, limits of the venues not enforced."""
    with ExitStack() as stack:
        sandboxes = {wish.venue: stack.enter_context(running()) for wish in WISHES}
        urls = {f"EXCHANGES_BASE_URL_{venue.upper()}": f"{sandbox.url}/{venue}" for venue, sandbox in sandboxes.items()}
        settings = {**urls, "EXCHANGE_DEADLINE": str(deadline)}
        door = stack.enter_context(front_door(folder, next(iter(sandboxes.values())).url, **settings))
        made = []
        for wish in WISHES:
            sandbox = sandboxes[wish.venue]
            sandbox.set_prices({"BTC": "64000", "ETH": "3200", "USDT": "1", "EUR": "1.25"})
            door.stack.run("user", "create", "--name", wish.venue)
            made.append(Trial(wish, sandbox, door.caller(wish.venue, keys=KEYS), deadline))
        yield door, made


def matrix(trial: Trial, faults: Sequence[str], most_calls: int | None = None) -> int:
    """Try every fault on every call; return how many trials there were."""
    connecting, loading = trial.calls()
    tried = 0
    for fault in faults:
        for path in connecting[:most_calls]:
            trial.try_connecting(fault, path)
            tried += 1
        for path in loading[-(most_calls or 0) :]:
            trial.try_loading(fault, path)
            tried += 1
    return tried


def run(folder: Path, deadline: int, choose: Callable[[list[str]], list[str]], most_calls: int | None = None) -> None:
    """Run the matrix for all venues at once, and check what the service is left with."""
    with trials(folder, deadline) as (door, made):
        for trial in made:
            trial.calls()
        baseline = door.memory()
        faults = choose([fault.name for fault in made[0].sandbox.faults()])
        began = time.monotonic()
        with ThreadPoolExecutor(len(made)) as pool:
            tried = sum(pool.map(lambda trial: matrix(trial, faults, most_calls), made))
        growth = door.peak_memory() - baseline
        assert door.rows() == []
        assert b"unexpected error" not in door.stack.words
        print(
            f"faults: {len(faults)} faults, {tried} trials in {time.monotonic() - began:.0f} s, "
            f"slowest answer {max(trial.slowest for trial in made):.2f} s of {deadline}, "
            f"memory grew {growth / MEBIBYTE:.1f} MiB over {baseline / MEBIBYTE:.0f}, "
            f"{sum((trial.statuses for trial in made), Counter())}"
        )
        assert growth < MOST_GROWTH


class TestFaults:
    """One service, three venues, all at once."""

    def test_some(self, tmp_path: Path) -> None:
        """A dozen faults of every kind on one call of connecting and of loading, at each venue."""
        run(tmp_path / "installation", 1, lambda known: [name for name in SOME if name in known], most_calls=1)

    @pytest.mark.prove
    @pytest.mark.timeout(3600)
    def test_all(self, tmp_path: Path) -> None:
        """All faults of the sandbox on every call of connecting and of loading, at each venue."""
        run(tmp_path / "installation", 2, lambda known: [name for name in known if name not in BRAKES])

    @pytest.mark.prove
    def test_standard_deadline(self, tmp_path: Path) -> None:
        """Under the standard deadline of 15 seconds silent and endless answers end within it."""
        run(tmp_path / "installation", 15, lambda _: ["timeout", "drip_body", "endless_chunked"], most_calls=1)
