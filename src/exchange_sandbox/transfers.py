"""Deposits, withdrawals and moves between wallets: what happened when, and what it does to balances."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from exchange_sandbox.accounts import ZERO, Account, Holding

DEPOSIT_WALLETS: Final[Mapping[str, str]] = {
    "okx": "funding",
    "bybit": "funding",
    "kucoin": "funding",
    "bitfinex": "exchange",
    "crypto_com": "cross",
    "deribit": "futures",
    "kraken_futures": "cash",
}
"""Where coins from outside arrive and from where they leave; `spot` at all other venues."""

OWN_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "kraken": {"BTC": "XXBT", "ETH": "XETH", "XRP": "XXRP", "DOGE": "XXDG", "USD": "ZUSD", "EUR": "ZEUR"},
    "bitfinex": {"USDT": "UST"},
    "kraken_futures": {"BTC": "xbt", "ETH": "eth", "USDT": "usdt"},
}
"""Common name -> the name under which a venue's wallets hold a coin, where they differ."""


class TransferError(Exception):
    """The transfer cannot be; the text says why."""


class Kind(StrEnum):
    """From outside, to outside, or between two wallets of one account."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    INTERNAL = "internal"


class State(StrEnum):
    """How far it is. What a pending withdrawal takes is locked, and free again when it fails."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One transfer. A deposit arrives in `wallet`, anything else leaves it; `to_wallet` is of moves only.

    `asset` is its common name, `chain` the chain's. `fee` is what a withdrawal costs on top of `amount`.
    """

    number: int
    venue: str
    uid: str
    kind: Kind
    asset: str
    amount: Decimal
    fee: Decimal
    wallet: str
    to_wallet: str
    chain: str
    state: State
    at_ms: int

    @property
    def transaction(self) -> str:
        """What the chain calls it: 64 hexadecimal digits."""
        return hashlib.sha256(f"{self.venue}/{self.uid}/{self.number}".encode()).hexdigest()


class TransferBook:
    """All transfers of a world.

    Args:
        now_ms: The world's clock.
    """

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._movements: dict[int, Movement] = {}

    def remember(self, movement: Movement) -> Movement:
        """Write down what happened before the world began: balances are as they are. The number is given here."""
        numbered = replace(movement, number=len(self._movements) + 1)
        self._movements[numbered.number] = numbered
        return numbered

    def carry_out(self, account: Account, movement: Movement) -> Movement:
        """Change the balances, and write it down as of now.

        Raises:
            TransferError: there is not enough in the wallet, or the wallet was never opened.
        """
        for wallet in filter(None, (movement.wallet, movement.to_wallet)):
            if wallet not in account.wallets:
                raise TransferError(f"the wallet {wallet!r} was never opened")
        if movement.state is not State.FAILED:
            _begin(account, movement)
        return self.remember(replace(movement, at_ms=self._now_ms()))

    def settle(self, account: Account, number: int, state: State) -> Movement:
        """Bring a pending transfer to its end.

        Raises:
            TransferError: it is not pending.
        """
        movement = self._movements[number]
        if movement.state is not State.PENDING or state is State.PENDING:
            raise TransferError("only what is pending can be done or fail")
        taken = movement.amount + movement.fee
        if movement.kind is Kind.DEPOSIT and state is State.DONE:
            change_holding(account, movement.wallet, movement.asset, free=movement.amount)
        if movement.kind is Kind.WITHDRAWAL:
            back = taken if state is State.FAILED else ZERO
            change_holding(account, movement.wallet, movement.asset, free=back, locked=-taken)
        self._movements[number] = settled = replace(movement, state=state)
        return settled

    def all(self) -> Iterator[Movement]:
        """All of them, the oldest first."""
        return iter(self._movements.values())

    def find(self, number: int) -> Movement | None:
        """Look one up."""
        return self._movements.get(number)

    def of(self, account: Account, kind: Kind, start_ms: int = 0, end_ms: int | None = None) -> list[Movement]:
        """An account's transfers of a kind in a stretch of time, bounds included, the newest first."""
        found = [
            movement
            for movement in self._movements.values()
            if (movement.venue, movement.uid, movement.kind) == (account.venue, account.uid, kind)
            and start_ms <= movement.at_ms
            and (end_ms is None or movement.at_ms <= end_ms)
        ]
        return sorted(found, key=lambda movement: (movement.at_ms, movement.number), reverse=True)

    def between(self, account: Account, wallet: str, start_ms: int = 0, end_ms: int | None = None) -> list[Movement]:
        """The moves into and out of a wallet, the newest first."""
        moves = self.of(account, Kind.INTERNAL, start_ms, end_ms)
        return [movement for movement in moves if wallet in {movement.wallet, movement.to_wallet}]


def _begin(account: Account, movement: Movement) -> None:
    taken = movement.amount + movement.fee
    if movement.kind is Kind.DEPOSIT:
        if movement.state is State.DONE:
            change_holding(account, movement.wallet, movement.asset, free=movement.amount)
        return
    pending = movement.state is State.PENDING
    change_holding(account, movement.wallet, movement.asset, free=-taken, locked=taken if pending else ZERO)
    if movement.kind is Kind.INTERNAL:
        change_holding(account, movement.to_wallet, movement.asset, free=movement.amount)


def change_holding(account: Account, wallet: str, asset: str, *, free: Decimal, locked: Decimal = ZERO) -> None:
    """Add to what a wallet holds of an asset, named as everybody names it.

    Raises:
        TransferError: there is not enough of it.
    """
    name = OWN_NAMES.get(account.venue, {}).get(asset, asset)
    held = account.wallets[wallet].get(name, Holding())
    if held.free + free < 0:
        raise TransferError(f"there is not enough {asset} in the wallet {wallet!r}")
    account.wallets[wallet][name] = replace(held, free=held.free + free, locked=held.locked + locked)
