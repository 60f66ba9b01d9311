"""Balances of an address on Tron: its own coin, also while it is staked, and TRC-20 tokens.

Source: Tron documentation, HTTP interface (tronprotocol.github.io, 2026): getaccount, triggerconstantcontract,
getblockbynum.
"""

from typing import Final, TypeVar

import msgspec

from moorage.domain.balance import Balances, Holding
from moorage.domain.credentials import Credentials
from moorage.domain.exchange_errors import BadResponse, ExchangeNotAvailable, MarketNotSetUp
from moorage.services.ports import Clock
from moorage.services.together import together
from moorage.wallets.addresses import read_base58
from moorage.wallets.amounts import bound, held, units
from moorage.wallets.entry import Token, Tron
from moorage.wallets.node import NOTHING_READ, Node

WORD: Final = 32  # bytes of an argument
BALANCE: Final = "balanceOf(address)"


class Failure(msgspec.Struct):
    """What every answer may be instead: an error, told in the body with status 200."""

    fault: str | None = msgspec.field(default=None, name="Error")


class Stake(msgspec.Struct):
    """A stake (`amount`), one that was ended (`unfreeze_amount`), or one of the old kind (`frozen_balance`); in sun."""

    amount: int = 0
    unfreeze_amount: int = 0
    frozen_balance: int = 0

    def sun(self) -> int:
        """Return what is staked."""
        return self.amount + self.unfreeze_amount + self.frozen_balance


class Resource(msgspec.Struct):
    """Stakes for energy; in sun."""

    frozen_balance_for_energy: Stake = msgspec.field(default_factory=Stake)
    delegated_frozen_balance_for_energy: int = 0
    delegated_v2: int = msgspec.field(default=0, name="delegated_frozenV2_balance_for_energy")


class TronAccount(Failure):
    """An account; one that was never used has no field at all. In sun."""

    balance: int = 0
    frozen: list[Stake] = msgspec.field(default_factory=list)
    frozen_v2: list[Stake] = msgspec.field(default_factory=list, name="frozenV2")
    unfrozen_v2: list[Stake] = msgspec.field(default_factory=list, name="unfrozenV2")
    delegated_frozen_balance_for_bandwidth: int = 0
    delegated_v2: int = msgspec.field(default=0, name="delegated_frozenV2_balance_for_bandwidth")
    account_resource: Resource = msgspec.field(default_factory=Resource)

    def staked(self) -> int:
        """Return all stakes, those lent to others and those on their way back among them."""
        energy = self.account_resource
        stakes = [*self.frozen, *self.frozen_v2, *self.unfrozen_v2, energy.frozen_balance_for_energy]
        lent = self.delegated_frozen_balance_for_bandwidth + self.delegated_v2
        return sum(stake.sun() for stake in stakes) + lent + _lent_energy(energy)


class Ran(msgspec.Struct):
    """Whether a contract ran; `code` is there when it did not."""

    result: bool = False
    code: str | None = None


class Called(Failure):
    """What a contract returned, hexadecimal."""

    result: Ran = msgspec.field(default_factory=Ran)
    constant_result: list[str] = msgspec.field(default_factory=list)


class Genesis(Failure):
    """Block 0."""

    id: str | None = msgspec.field(default=None, name="blockID")


F = TypeVar("F", bound=Failure)


class TronChain:
    """Reads addresses through one node; holds no account."""

    def __init__(self, entry: Tron, node: Node, clock: Clock) -> None:
        """Take the chain's facts, its node, and the clock."""
        self._entry = entry
        self._node = node
        self._clock = clock
        self._is_main_chain = False

    def identity(self, credentials: Credentials) -> str:
        """Return the address, checked. Raises `AuthenticationError` on `address`."""
        address = credentials.address or ""
        read_base58(address)
        return address

    async def read(self, identity: str) -> Balances:
        """Load what an address holds.

        Raises:
            MarketNotSetUp: no node, or a node of a test chain.
            ExchangeOutage: as `Node.ask`, or a token that does not tell.
        """
        await self._require_main_chain()
        tokens = [self._token(token, identity) for token in self._entry.tokens]
        account, holdings = await together(self._account(identity), tokens)
        return Balances(tuple(self._holdings(account, holdings)), self._clock())

    async def _require_main_chain(self) -> None:
        if self._is_main_chain:
            return
        genesis = await self._ask("/wallet/getblockbynum", {"num": 0}, Genesis)
        if genesis.id != self._entry.genesis:
            raise MarketNotSetUp(
                f"{self._node.name} does not serve Tron's main chain; the owner has to look at {self._node.setting}."
            )
        self._is_main_chain = True

    async def _account(self, address: str) -> TronAccount:
        return await self._ask("/wallet/getaccount", {"address": address, "visible": True}, TronAccount)

    async def _token(self, token: Token, address: str) -> Holding:
        argument = read_base58(address)[1:].rjust(WORD, b"\0").hex()
        question = {
            "owner_address": address,
            "contract_address": token.contract,
            "function_selector": BALANCE,
            "parameter": argument,
            "visible": True,
        }
        called = await self._ask("/wallet/triggerconstantcontract", question, Called)
        try:
            return held(token.currency, token.wallet, units(_number(called), token.decimals))
        except ValueError:
            sentence = f"The contract of {token.currency} does not tell its balance; {NOTHING_READ}."
        raise BadResponse(sentence)

    async def _ask(self, path: str, question: object, shape: type[F]) -> F:
        told = await self._node.ask(path, question, lambda body: msgspec.json.decode(body, type=shape))
        if told.fault is not None:
            raise ExchangeNotAvailable(f"{self._node.name} refuses the request; {NOTHING_READ}.")
        return told

    def _holdings(self, account: TronAccount, tokens: list[Holding]) -> list[Holding]:
        decimals = self._entry.native_decimals
        try:
            own = [
                held(self._entry.native, "wallet", units(account.balance, decimals)),
                bound(self._entry.native, "staked", units(account.staked(), decimals)),
            ]
        except ValueError:
            fault = self._node.misread()
        else:
            return [holding for holding in (*own, *tokens) if not holding.is_empty()]
        raise fault


def _lent_energy(energy: Resource) -> int:
    return energy.delegated_frozen_balance_for_energy + energy.delegated_v2


def _number(called: Called) -> int:
    if called.result.code is not None or not called.result.result or not called.constant_result:
        raise ValueError("no number")
    raw = bytes.fromhex(called.constant_result[0])
    if len(raw) != WORD:
        raise ValueError("no number")
    return int.from_bytes(raw)
