"""The control requests about deposits, withdrawals and moves between wallets."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from exchange_sandbox.accounts import ZERO, Account
from exchange_sandbox.sandbox import Sandbox
from exchange_sandbox.transfers import DEPOSIT_WALLETS, Kind, Movement, State, TransferError
from exchange_sandbox.world_file import decimal


class MakeTransfer(Struct, forbid_unknown_fields=True, kw_only=True):
    """Let coins move now. Without `wallet` the venue's own for what comes and goes; `to_wallet` is of moves."""

    venue: str
    api_key: str
    kind: Kind
    asset: str
    amount: str
    fee: str = "0"
    wallet: str | None = None
    to_wallet: str = ""
    chain: str = ""
    state: State = State.DONE


class SettleTransfer(Struct, forbid_unknown_fields=True, kw_only=True):
    """Bring a pending one to its end."""

    number: int
    state: State


class TransferControl:
    """Makes, lists and settles transfers.

    Args:
        sandbox: What is controlled.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def actions(self) -> Mapping[tuple[str, str], Callable[[bytes], dict[str, Any]]]:
        """Method and path -> what answers."""
        return {
            ("GET", "transfers"): self._list,
            ("POST", "transfers"): self._make,
            ("POST", "transfers/settle"): self._settle,
        }

    def _list(self, _: bytes) -> dict[str, Any]:
        return {"transfers": [shown_movement(movement) for movement in self._sandbox.world.transfers.all()]}

    def _make(self, body: bytes) -> dict[str, Any]:
        asked = msgspec.json.decode(body, type=MakeTransfer)
        key = self._sandbox.world.key(asked.venue, asked.api_key)
        if key is None:
            raise TransferError(f"no such key at {asked.venue!r}")
        amount, fee = decimal(asked.amount), decimal(asked.fee)
        if amount <= ZERO or fee < ZERO:
            raise TransferError("an amount is more than nothing")
        if (asked.kind is Kind.INTERNAL) != bool(asked.to_wallet):
            raise TransferError("a move, and nothing else, goes to a wallet")
        movement = Movement(
            number=0,
            venue=asked.venue,
            uid=key.account.uid,
            kind=asked.kind,
            asset=asked.asset,
            amount=amount,
            fee=fee,
            wallet=asked.wallet or DEPOSIT_WALLETS.get(asked.venue, "spot"),
            to_wallet=asked.to_wallet,
            chain=asked.chain or asked.asset,
            state=asked.state,
            at_ms=0,
        )
        return shown_movement(self._sandbox.world.transfers.carry_out(key.account, movement))

    def _settle(self, body: bytes) -> dict[str, Any]:
        asked = msgspec.json.decode(body, type=SettleTransfer)
        movement = self._sandbox.world.transfers.find(asked.number)
        account = self._account(movement) if movement else None
        if account is None:
            raise TransferError(f"no transfer has the number {asked.number}")
        return shown_movement(self._sandbox.world.transfers.settle(account, asked.number, asked.state))

    def _account(self, movement: Movement) -> Account | None:
        return self._sandbox.world.account(movement.venue, movement.uid)


def shown_movement(movement: Movement) -> dict[str, Any]:
    """A transfer with plain amounts."""
    return {
        "number": movement.number,
        "venue": movement.venue,
        "uid": movement.uid,
        "kind": movement.kind,
        "asset": movement.asset,
        "amount": format(movement.amount, "f"),
        "fee": format(movement.fee, "f"),
        "wallet": movement.wallet,
        "to_wallet": movement.to_wallet,
        "chain": movement.chain,
        "state": movement.state,
        "at_ms": movement.at_ms,
    }
