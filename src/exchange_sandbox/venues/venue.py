"""What every venue offers to the server, and the tools all of them use."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from exchange_sandbox.accounts import Account, Credentials, Key
from exchange_sandbox.calls import Call, Reply
from exchange_sandbox.drawing import Draw
from exchange_sandbox.world import World


class Venue(Protocol):
    """An emulated exchange. One instance lives as long as its world."""

    name: ClassVar[str]
    hosts: ClassVar[tuple[str, ...]]
    """First path segments after the venue's own."""
    key_header: ClassVar[str]
    """The header with the API key, or with a bearer token that names it, in lower case; or the query's parameter."""
    amount_fields: ClassVar[Collection[str]]
    """JSON names under which balances stand, for the faults that bend amounts."""
    refusals: ClassVar[Mapping[str, Reply]]
    """The venue's documented refusals by name, for the fault `refusal`."""
    minted_permissions: ClassVar[Sequence[str]]
    """What a key made on demand may do."""
    minted_wallets: ClassVar[Sequence[str]]
    """Which wallets of an account made on demand hold coins."""

    def __init__(self, world: World) -> None: ...

    @staticmethod
    def mint(draw: Draw) -> Credentials:
        """Make credentials in the venue's form."""

    def answer(self, call: Call) -> Reply:
        """Answer a request as the venue would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that passed the venue's checks; `key` and `account` are None on public endpoints."""

    world: World
    call: Call
    params: Mapping[str, str]
    key: Key | None = None
    account: Account | None = None

    @property
    def holder(self) -> Account:
        """The account of a private request.

        Raises:
            LookupError: the endpoint is public; a mistake in the venue's table.
        """
        if self.account is None:
            raise LookupError(self.call.path)
        return self.account

    @property
    def holder_key(self) -> Key:
        """The key of a private request; raises as `holder`."""
        if self.key is None:
            raise LookupError(self.call.path)
        return self.key


Answer = Callable[[Asked], Any]
"""Makes the JSON value of a reply, or its encoded bytes."""


class SnapshotCache:
    """Encoded answers that stay the same until a price moves."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._kept: dict[str, tuple[tuple[int, int], bytes]] = {}

    def get(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return the kept answer, or make it anew when a price may have moved."""
        stamp = self._world.prices.stamp()
        kept = self._kept.get(name)
        if kept is None or kept[0] != stamp:
            kept = self._kept[name] = (stamp, make())
        return kept[1]
