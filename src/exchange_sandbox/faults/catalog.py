"""All faults by name, and the plans that say when they happen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Final

from exchange_sandbox.calls import Call
from exchange_sandbox.faults.fault import Fault, Value
from exchange_sandbox.faults.floods import floods
from exchange_sandbox.faults.replies import bodies, redirects, refusals, statuses
from exchange_sandbox.faults.wires import delays, wires


def _semantic() -> list[Fault]:
    return [
        Fault(
            name="clock_offset",
            does="Moves the venue's clock by `value` milliseconds for the request.",
            value=-60_000,
            change_call=lambda call, value: replace(call, now_ms=call.now_ms + int(value or 0)),
        ),
        Fault(
            name="key_revoked",
            does="Treats the request's key as deleted.",
            change_call=lambda call, _: replace(call, key_revoked=True),
        ),
        Fault(
            name="wrong_user",
            does="Answers with somebody else's account.",
            change_call=lambda call, _: replace(call, wrong_user=True),
        ),
    ]


FAULTS: Final[Mapping[str, Fault]] = {
    fault.name: fault
    for fault in (
        *delays(),
        *_semantic(),
        *refusals(),
        *bodies(),
        *statuses(),
        *redirects(),
        *wires(),
        *floods(),
    )
}


@dataclass(slots=True, kw_only=True)
class Plan:
    """When a fault happens: at which requests, how often (`left`; None is always) and after how many passed."""

    id: int
    fault: Fault
    value: Value | None
    venue: str
    host: str | None = None
    path: str = "*"
    api_key: str | None = None
    left: int | None = None
    skip: int = 0
    happened: int = 0

    def matches(self, venue: str, call: Call, api_key: str) -> bool:
        """Say whether a request is meant; `path` is a shell pattern."""
        return (
            self.left != 0
            and self.venue in {venue, "*"}
            and self.host in {call.host, None}
            and self.api_key in {api_key, None}
            and fnmatchcase(call.path, self.path)
        )

    def take(self) -> bool:
        """Count a matching request; say whether the fault happens to it."""
        if self.skip:
            self.skip -= 1
            return False
        if self.left is not None:
            self.left -= 1
        self.happened += 1
        return True


class Plans:
    """The planned faults, in the order in which they were planned."""

    def __init__(self) -> None:
        self._plans: list[Plan] = []
        self._made = 0

    def __iter__(self) -> Iterator[Plan]:
        return iter(self._plans)

    def add(self, plan: Plan) -> Plan:
        """Plan a fault; the plan gets its number."""
        self._made += 1
        plan.id = self._made
        self._plans.append(plan)
        return plan

    def clear(self) -> None:
        """Forget all plans."""
        self._plans.clear()

    def remove(self, number: int) -> bool:
        """Forget one plan; False when there is none of that number."""
        kept = [plan for plan in self._plans if plan.id != number]
        removed = len(kept) != len(self._plans)
        self._plans = kept
        return removed

    def take(self, venue: str, call: Call, api_key: str) -> list[Plan]:
        """The plans that happen to a request."""
        if not self._plans:
            return []
        return [plan for plan in self._plans if plan.matches(venue, call, api_key) and plan.take()]
