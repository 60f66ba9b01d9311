"""Clients that add, rename and remove accounts as fast as they are answered, and remember what they were told."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import aiohttp

from exchange_sandbox.client import SandboxKey
from moorage import config as settings
from moorage.core import Core, opened
from moorage.domain.account import Account
from moorage.domain.credentials import Secret
from moorage.services.ports import SealedField, SealPlace
from moorage.services.repositories import SealedCredentials, Transaction
from tests.proofs.stack import Answer, Client, Stack

VENUE: Final = "okx"  # counts requests by key, so that its limits do not slow many keys down
MAIN: Final = "okex"
SIBLING: Final = "okex_futures"
OWNER: Final = 1  # the id of the first user

STORED: Final = "SELECT id, exchange_uid, market_code, name FROM accounts ORDER BY id"
Row = tuple[int, str, str, str]
"""What is stored of an account: id, uid at the exchange, market code, name."""


@dataclass(slots=True)
class Attempt:
    """One exchange key on its way: what was asked with it, and what was acknowledged."""

    key: SandboxKey
    markets: tuple[str, ...]
    names: list[str] = field(default_factory=list)
    """Every name that was sent, in order."""
    id: int | None = None
    """Of the main account, once it is acknowledged."""
    renamed: int = 0
    """Which of the names was acknowledged last."""
    removing: bool = False
    removed: bool = False

    def faults(self, rows: Sequence[Row]) -> Iterator[str]:
        """Say how the stored rows of this key contradict what was acknowledged."""
        stored = sorted(market for _, _, market, _ in rows)
        if len(set(stored)) != len(stored):
            yield f"{self.key.uid} is stored twice: {stored}"
        if stored and stored != sorted(self.markets):
            yield f"{self.key.uid} is stored in part: {stored}"
        main = {row[0]: row[3] for row in rows if row[2] == MAIN}
        if self.removed and rows:
            yield f"{self.key.uid} was removed and is there"
        if self.id is None or self.removing:
            return
        if self.id not in main:
            yield f"{self.key.uid} was acknowledged as {self.id} and is lost; there is {list(main)}"
        elif main[self.id] not in self.names[self.renamed :]:
            yield f"{self.key.uid} has an older name than the acknowledged one"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """An answer that promised something."""

    request_id: str
    action: str
    uid: str


class Crew:
    """Clients at work; its history grows over several runs."""

    def __init__(self) -> None:
        """Begin without a history."""
        self.attempts: dict[str, Attempt] = {}
        self.acknowledgements: list[Acknowledgement] = []
        self.refusals: list[Answer] = []
        self.heard = asyncio.Event()
        """Set with each acknowledgement."""

    @property
    def acknowledged(self) -> list[int]:
        """The ids of all accounts that were acknowledged, also those that were removed since."""
        return [attempt.id for attempt in self.attempts.values() if attempt.id is not None]

    def as_of(self, request_ids: Collection[str]) -> "Crew":
        """Return the history as if only these requests had been answered."""
        then = Crew()
        for uid, attempt in self.attempts.items():
            then.attempts[uid] = replace(attempt, id=None, renamed=0, removed=False)
        for told in self.acknowledgements:
            if told.request_id in request_ids:
                attempt, now = then.attempts[told.uid], self.attempts[told.uid]
                attempt.id = now.id
                attempt.renamed = 1 if told.action == "rename" else attempt.renamed
                attempt.removed = told.action == "remove"
        return then

    async def work(self, clients: Sequence[Client], keys: Iterable[SandboxKey]) -> None:
        """Work until the keys are used up, or until the service is gone."""
        pile = iter(keys)
        await asyncio.gather(*(self._toil(client, pile) for client in clients))

    def faults(self, rows: Sequence[Row]) -> list[str]:
        """Say how all that is stored contradicts the history."""
        unknown = [f"{row} was never asked for" for row in rows if row[1] not in self.attempts]
        owners = {(row[0], row[1]) for row in rows}
        owners |= {(attempt.id, uid) for uid, attempt in self.attempts.items() if attempt.id is not None}
        given = Counter(number for number, _ in owners)
        again = [f"the id {number} was given twice" for number, times in given.items() if times > 1]
        by_uid: dict[str, list[Row]] = {}
        for row in rows:
            by_uid.setdefault(row[1], []).append(row)
        told = [fault for uid, attempt in self.attempts.items() for fault in attempt.faults(by_uid.get(uid, []))]
        return unknown + again + told

    async def _toil(self, client: Client, pile: Iterator[SandboxKey]) -> None:
        with contextlib.suppress(aiohttp.ClientError):
            for key in pile:
                turn = len(self.attempts) % 4
                markets = (MAIN, SIBLING) if turn == 0 else (MAIN,)
                attempt = self.attempts[key.uid] = Attempt(key, markets)
                await self._add(client, attempt)
                if attempt.id is not None:
                    await self._rename(client, attempt)
                if attempt.id is not None and turn == 1:
                    await self._remove(client, attempt)

    async def _add(self, client: Client, attempt: Attempt) -> None:
        key = attempt.key
        attempt.names.append(f"First {key.uid}")
        wish = {"type": MAIN, "name": attempt.names[0], "types_to_create": list(attempt.markets[1:])}
        secrets = {"api_key": key.api_key, "secret": key.secret, "passphrase": key.passphrase}
        answer = await client.post("/accounts/new", wish | secrets)
        if self._is_accepted(answer, "add", attempt):
            attempt.id = answer.json["id"]

    async def _rename(self, client: Client, attempt: Attempt) -> None:
        attempt.names.append(f"Second {attempt.key.uid}")
        answer = await client.post(f"/accounts/{attempt.id}/rename", {"name": attempt.names[1]})
        if self._is_accepted(answer, "rename", attempt):
            attempt.renamed = 1

    async def _remove(self, client: Client, attempt: Attempt) -> None:
        attempt.removing = True
        answer = await client.post(f"/accounts/{attempt.id}/remove")
        attempt.removed = self._is_accepted(answer, "remove", attempt)

    def _is_accepted(self, answer: Answer, action: str, attempt: Attempt) -> bool:
        if answer.status != 200:
            self.refusals.append(answer)
            return False
        self.heard.set()
        self.acknowledgements.append(Acknowledgement(answer.headers["x-request-id"], action, attempt.key.uid))
        return True


async def stored_accounts(stack: Stack) -> list[Row]:
    """Return what the database holds, past the service."""
    return await stack.rows(STORED)  # type: ignore[return-value]


async def misread_accounts(stack: Stack, crew: Crew) -> list[Row]:
    """Return the stored accounts that do not give back exactly the credentials they were connected with."""
    rows = await stored_accounts(stack)
    async with opened(settings.load(stack.environment())) as core:
        return [row for row in rows if await _credentials(core, row[0]) != _given(crew.attempts[row[1]].key)]


async def _credentials(core: Core, account_id: int) -> dict[SealedField, Secret]:
    async def work(tx: Transaction) -> tuple[Account, SealedCredentials]:
        return await tx.accounts.get(OWNER, account_id), await tx.accounts.sealed(OWNER, account_id)

    account, sealed = await core.store.read(work)
    places = {field: SealPlace(account.user_id, account.vault_id, field) for field in sealed}
    return {field: core.vault.open(blob, places[field]) for field, blob in sealed.items()}


def _given(key: SandboxKey) -> dict[SealedField, Secret]:
    return {
        SealedField.API_KEY: Secret(key.api_key),
        SealedField.SECRET: Secret(key.secret),
        SealedField.PASSPHRASE: Secret(key.passphrase or ""),
    }
