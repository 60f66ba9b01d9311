"""Balances of an address on a chain with Ethereum's virtual machine, all of them in the state of one block.

Source: Ethereum JSON-RPC specification (ethereum/execution-apis, 2026); EIP-20; Multicall3 (mds1/multicall, 2022).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec

from moorage.domain.balance import Balances, Holding
from moorage.domain.credentials import Credentials
from moorage.domain.exchange_errors import BadResponse, ExchangeNotAvailable, MarketNotSetUp
from moorage.services.ports import Clock
from moorage.wallets.abi import Call, Outcome, aggregate, outcomes, question
from moorage.wallets.addresses import read_hexadecimal
from moorage.wallets.amounts import held, units
from moorage.wallets.entry import Evm, Token
from moorage.wallets.node import NOTHING_READ, Node

MULTICALL: Final = bytes.fromhex("cA11bde05977b3631167028862bE2a173976CA11")
"""Where Multicall3 is on every chain that has it."""
TOO_MANY: Final = -32005  # JSON-RPC error "limit exceeded" (EIP-1474)
REVERTED: Final = 3  # JSON-RPC error of a call that the contract refused
BALANCE: Final = "balanceOf(address)"

Asked = tuple[str, list[object]]
"""A JSON-RPC method and its parameters."""


class RpcError(msgspec.Struct):
    """Why a JSON-RPC request failed."""

    code: int


class RpcAnswer(msgspec.Struct):
    """The answer to one JSON-RPC request; exactly one of result and error is there."""

    id: int | None
    result: msgspec.Raw = msgspec.Raw()
    error: RpcError | None = None


class Block(msgspec.Struct):
    """What is read of a block: its number and its time in Unix seconds, both hexadecimal."""

    number: str
    timestamp: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An address in the state of one block; `tokens` in the order of the entry, `time` in Unix seconds."""

    chain_id: int
    time: int
    native: int
    tokens: Sequence[Outcome]


class EvmChain:
    """Reads addresses through one node; holds no account."""

    def __init__(self, entry: Evm, node: Node, clock: Clock) -> None:
        """Take the chain's facts, its node, and the clock."""
        self._entry = entry
        self._node = node
        self._clock = clock
        self._contracts = [bytes.fromhex(token.contract[2:]) for token in entry.tokens]  # checked by the catalogue

    def identity(self, credentials: Credentials) -> str:
        """Return the one form of the address that was given. Raises `AuthenticationError` on `address`."""
        return f"0x{read_hexadecimal(credentials.address or '').hex()}"

    async def read(self, identity: str) -> Balances:
        """Load what an address holds, as of its block.

        Raises:
            MarketNotSetUp: no node, or a node of another chain.
            ExchangeOutage: as `Node.ask`, or a token that does not tell.
        """
        address = bytes.fromhex(identity[2:])
        found = await self._at_once(address) or await self._one_by_one(address)
        if found.chain_id != self._entry.chain_id:
            raise MarketNotSetUp(
                f"{self._node.name} serves chain {found.chain_id} instead of {self._entry.chain_id}; "
                f"the owner has to look at {self._node.setting}."
            )
        try:
            return Balances(tuple(self._holdings(found)), self._moment(found.time))
        except (ValueError, OverflowError, OSError):
            fault = self._node.misread()
        raise fault

    async def _at_once(self, address: bytes) -> Snapshot | None:
        """Have Multicall3 make all calls; None where it is not deployed."""
        calls = [
            Call(MULTICALL, question("getChainId()")),
            Call(MULTICALL, question("getCurrentBlockTimestamp()")),
            Call(MULTICALL, question("getEthBalance(address)", address)),
            *(Call(contract, question(BALANCE, address)) for contract in self._contracts),
        ]
        request = _request(0, "eth_call", [{"to": _hex(MULTICALL), "data": _hex(aggregate(calls))}, "latest"])
        returned = await self._node.ask("", request, lambda body: self._result(_ANSWER.decode(body)))
        if not returned.success:
            raise ExchangeNotAvailable(f"{self._node.name} could not make the calls; {NOTHING_READ}.")
        if not returned.returned:
            return None
        try:
            told = outcomes(returned.returned, len(calls))
            chain_id, time, native = map(_number, told[:3])
        except ValueError:
            fault = self._node.misread()
        else:
            return Snapshot(chain_id, time, native, told[3:])
        raise fault

    async def _one_by_one(self, address: bytes) -> Snapshot:
        """Ask for the block, then for every balance in its state, as one batch."""
        chain, head = await self._batch([("eth_chainId", []), ("eth_getBlockByNumber", ["latest", False])])
        try:
            block = msgspec.json.decode(head, type=Block)
            chain_id, time = _quantity(chain), int(block.timestamp, 16)
        except (msgspec.MsgspecError, ValueError):
            fault = self._node.misread()
        else:
            native, tokens = await self._balances(address, block.number)
            return Snapshot(chain_id, time, native, tokens)
        raise fault

    async def _balances(self, address: bytes, block: str) -> tuple[int, Sequence[Outcome]]:
        calls: list[Asked] = [
            ("eth_call", [{"to": _hex(contract), "data": _hex(question(BALANCE, address))}, block])
            for contract in self._contracts
        ]
        native, *tokens = await self._batch([("eth_getBalance", [_hex(address), block]), *calls])
        try:
            return _quantity(native), [_outcome(token) for token in tokens]
        except (msgspec.MsgspecError, ValueError):
            fault = self._node.misread()
        raise fault

    async def _batch(self, asked: Sequence[Asked]) -> list[msgspec.Raw]:
        """Send one batch; an answer's result stands where its question stood, empty for a call that was refused."""
        requests = [_request(index, method, params) for index, (method, params) in enumerate(asked)]
        told = await self._node.ask("", requests, _ANSWERS.decode)
        answers = {answer.id: answer for answer in (told if isinstance(told, list) else [told])}
        for answer in answers.values():
            self._require_done(answer)
        if set(answers) != set(range(len(asked))):
            raise self._node.misread()
        return [answers[index].result for index in range(len(asked))]

    def _result(self, answer: RpcAnswer) -> Outcome:
        self._require_done(answer)
        return _outcome(answer.result)

    def _require_done(self, answer: RpcAnswer) -> None:
        if answer.error is None or answer.error.code == REVERTED:
            return
        if answer.error.code == TOO_MANY:
            raise self._node.slow_down()
        sentence = f"{self._node.name} refuses the request (JSON-RPC error {answer.error.code}); {NOTHING_READ}."
        raise ExchangeNotAvailable(sentence)

    def _holdings(self, found: Snapshot) -> list[Holding]:
        native = held(self._entry.native, "wallet", units(found.native, self._entry.native_decimals))
        tokens = [self._token(*pair) for pair in zip(self._entry.tokens, found.tokens, strict=True)]
        return [holding for holding in (native, *tokens) if not holding.is_empty()]

    def _token(self, token: Token, outcome: Outcome) -> Holding:
        try:
            return held(token.currency, token.wallet, units(outcome.number() or 0, token.decimals))
        except ValueError:
            sentence = f"The contract of {token.currency} does not tell its balance; {NOTHING_READ}."
        raise BadResponse(sentence)

    def _moment(self, time: int) -> datetime:
        """Return when the block was made; never later than now, which a validator's clock may say."""
        return min(datetime.fromtimestamp(time, UTC), self._clock())


def _request(number: int, method: str, params: list[object]) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def _hex(raw: bytes) -> str:
    return f"0x{raw.hex()}"


def _quantity(result: msgspec.Raw) -> int:
    return int(msgspec.json.decode(result, type=str), 16)


def _outcome(result: msgspec.Raw) -> Outcome:
    """Return what a call became; a result that is not there is a refused call."""
    if not bytes(result):
        return Outcome(success=False, returned=b"")
    return Outcome(success=True, returned=bytes.fromhex(msgspec.json.decode(result, type=str).removeprefix("0x")))


def _number(outcome: Outcome) -> int:
    number = outcome.number()
    if number is None:
        raise ValueError("no number")
    return number


_ANSWER: Final = msgspec.json.Decoder(RpcAnswer)
_ANSWERS: Final = msgspec.json.Decoder(list[RpcAnswer] | RpcAnswer)
