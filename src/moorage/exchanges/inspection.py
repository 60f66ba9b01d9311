"""From the answers of the inspection requests to a key report."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from moorage.domain.balance import UNREAD
from moorage.domain.exchange_errors import PermissionDenied
from moorage.domain.key_report import KeyReport, Permissions, Reach, is_listed
from moorage.exchanges.clocks import EPOCH
from moorage.exchanges.entry import Entry, Inspection, Right, Told
from moorage.exchanges.paths import PathReader
from moorage.services.ports import Clock

Answers = Mapping[str, Mapping[str, object]]
"""Request name -> path -> value."""

MOST_ADDRESSES: Final = 200  # of an allow-list that are kept
SECONDS: Final = {"ms": 1000, "s": 1}  # units per second


def _utc_now() -> datetime:
    return datetime.now(UTC)


class InspectionReader:
    """Reads what one venue tells of a key."""

    def __init__(self, entry: Entry, egress_addresses: Sequence[str] = (), clock: Clock = _utc_now) -> None:
        """Compile one reader per inspection request; the addresses of this server are held against IP lists."""
        self._egress_addresses = egress_addresses
        self._clock = clock
        self._entry = entry
        self._facts = entry.inspection
        self._readers = {name: PathReader(_paths(entry.inspection, name)) for name in entry.inspection.requests}

    def read(self, bodies: Mapping[str, bytes]) -> KeyReport:
        """Return the report.

        Args:
            bodies: Request name -> body; a missing one tells nothing.

        Raises:
            PermissionDenied: the venue says in so many words that the key may not read.
            One of `parsers.MISREAD`: an answer is not what the entry says.
        """
        facts = self._facts
        self.require_read(bodies[facts.requests[0]])
        answers = {name: reader.read(bodies[name]) if name in bodies else {} for name, reader in self._readers.items()}
        permissions = Permissions(
            read=held(facts.read, answers), trade=held(facts.trade, answers), withdraw=held(facts.withdraw, answers)
        )
        return self._report(answers, permissions)

    def require_read(self, body: bytes) -> None:
        """Check that the first inspection request does not deny reading. Raises as `read`."""
        first = self._facts.requests[0]
        answer = self._readers[first].read(body)
        may_read = held(self._facts.read, {first: answer})
        if may_read is False:
            raise PermissionDenied(self._facts.read_missing)
        if not answer or (may_read is None and self._facts.read is not None):
            raise ValueError("what the key may do is not told")

    def _report(self, answers: Answers, permissions: Permissions) -> KeyReport:
        facts = self._facts
        allowlist = _addresses(told(facts.ip_allowlist, answers)) if facts.ip_allowlist else None
        uid, parent = _text(told(facts.uid, answers)), _text(told(facts.parent_uid, answers))
        restricted = bool(allowlist) if allowlist is not None else held(facts.ip_restricted, answers)
        return KeyReport(
            permissions=permissions,
            ip_restricted=restricted,
            ip_allowlist=allowlist,
            expires_at=_time(facts.expires_at, answers, self._clock),
            exchange_uid=uid,
            parent_uid=parent if parent != uid else None,
            is_subaccount=self._is_subaccount(answers, uid, parent),
            reaches=tuple(self._reaches(answers)),
            notes=(*self._notes(allowlist or ()), *self._unread(answers)),
        )

    def _is_subaccount(self, answers: Answers, uid: str | None, parent: str | None) -> bool | None:
        if parent is not None:
            return parent != uid
        is_master = held(self._facts.master, answers)
        if is_master is not None:
            return not is_master
        return held(self._facts.subaccount, answers) or None

    def _unread(self, answers: Answers) -> Iterable[str]:
        for wallet, right in self._facts.wallets.items():
            if held(right, answers) is False:
                yield UNREAD.format(wallet=wallet)

    def _notes(self, allowlist: Sequence[str]) -> Iterable[str]:
        for address in self._egress_addresses:
            if is_listed(address, allowlist) is False:
                yield f"The key's IP list does not hold {address}, an address of this server."

    def _reaches(self, answers: Answers) -> Iterable[Reach]:
        for market in self._entry.markets:
            right = self._facts.reaches.get(market.code)
            denied = right is not None and held(right, answers) is False
            yield Reach(market.code, available=False if denied else None, unified=market.unified)


def held(right: Right | None, answers: Answers) -> bool | None:
    """Say whether the key has a right; None where the venue does not tell.

    Raises:
        ValueError: it tells something that is neither yes nor no, nor a list.
    """
    if right is None:
        return None
    found = answers[right.request]
    if right.flags:
        return _any_flag([found.get(flag) for flag in right.flags])
    listed = next((found[path] for path in right.path if path in found), None)
    return None if listed is None else any(name in _items(listed) for name in right.holds)


def told(fact: Told | None, answers: Answers) -> object:
    """Return a plain fact, None where it is not told."""
    if fact is None:
        return None
    found = answers[fact.request]
    return next((found[path] for path in fact.path if path in found), None)


def _any_flag(flags: Sequence[object]) -> bool | None:
    if not all(flag is None or isinstance(flag, bool) for flag in flags):
        raise ValueError("a flag is neither true nor false")
    if True in flags:
        return True
    return None if None in flags else False


def _items(listed: object) -> list[str]:
    if isinstance(listed, str):
        return [item.strip() for item in listed.split(",") if item.strip()]
    if isinstance(listed, list) and all(isinstance(item, str) for item in listed):
        return [item for item in listed if item]
    raise ValueError("neither a list nor a text with commas")


def _addresses(listed: object) -> tuple[str, ...] | None:
    return None if listed is None else tuple(_items(listed)[:MOST_ADDRESSES])


def _text(value: object) -> str | None:
    if value is None or (isinstance(value, str | int) and not isinstance(value, bool)):
        return None if value in {None, ""} else str(value)[:128]
    raise ValueError("neither a text nor a whole number")


def _time(fact: Told | None, answers: Answers, clock: Clock) -> datetime | None:
    text = _text(told(fact, answers))
    if fact is None or text in {None, fact.never}:
        return None
    if fact.unit == "days_left":
        return clock() + timedelta(days=int(text or "")) if int(text or "") > 0 else None
    return EPOCH + timedelta(seconds=1) * int(text or "") / SECONDS[fact.unit]


def _paths(facts: Inspection, request: str) -> set[str]:
    rights = [facts.read, facts.trade, facts.withdraw, facts.ip_restricted, facts.master, facts.subaccount]
    rights += [*facts.wallets.values(), *facts.reaches.values()]
    plain = [facts.ip_allowlist, facts.expires_at, facts.uid, facts.parent_uid]
    paths = {path for right in rights if right and right.request == request for path in (*right.flags, *right.path)}
    return paths | {path for fact in plain if fact and fact.request == request for path in fact.path}
