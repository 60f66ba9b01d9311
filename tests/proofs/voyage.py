"""Sends a secret of its own in every field that takes one, along the right ways and the wrong ones."""

import json
import random
import string
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import quote, urlencode

from exchange_sandbox.client import SandboxClient, SandboxKey
from tests.proofs.stack import PREFIX, Answer, Client, Service, SigningKey, Stack, clients

TOKEN: Final = 48  # characters of a made-up secret
FAULTS: Final = ("reset_at_once", "not_http", "length_too_long")
VOYAGES: Final = (("binance", "binance"), ("okx", "okex"), ("kraken", "kraken"), ("binance_us", "binance_us"))
"""Venues of the sandbox and a market of each."""
AWKWARD: Final = '"\\/&%+=<é '
"""What encodings change; some of it stands in the passphrases, where exchanges allow it."""


class Canaries:
    """Made-up and minted secrets, each by the name under which a leak is reported."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self._random = random.SystemRandom()

    def token(self, name: str, alphabet: str = string.ascii_letters + string.digits) -> str:
        """Make up a secret that nobody else has."""
        return self.keep(name, "".join(self._random.choices(alphabet, k=TOKEN)))

    def passphrase(self, name: str) -> str:
        """Make up a secret of which every window holds characters that encodings change."""
        letters = iter(self.token(f"{name} without marks"))
        return self.keep(name, "".join(f"{next(letters)}{next(letters)}{mark}{next(letters)}" for mark in AWKWARD))

    def keep(self, name: str, secret: str) -> str:
        """Take a secret in."""
        self.secrets[f"{name} #{len(self.secrets)}"] = secret
        return secret

    def keep_key(self, key: SandboxKey) -> dict[str, str]:
        """Take the credentials of an exchange key in and return them as parameters."""
        given = {"api_key": key.api_key, "secret": key.secret, "passphrase": key.passphrase}
        return {name: self.keep(f"{key.venue} {name}", value) for name, value in given.items() if value}

    def wrong(self, what: str) -> dict[str, str]:
        """Make up credentials no exchange knows."""
        return {
            "api_key": self.token(f"{what} api_key"),
            "secret": self.token(f"{what} secret"),
            "passphrase": self.passphrase(f"{what} passphrase"),
        }


class Voyage:
    """Sends secrets in every field of every endpoint that takes one, and keeps what comes back."""

    def __init__(self, client: Client, canaries: Canaries, sandbox: SandboxClient) -> None:
        self._client = client
        self._canaries = canaries
        self._sandbox = sandbox
        self.answers: list[Answer] = []

    @property
    def statuses(self) -> set[int]:
        """What was answered."""
        return {answer.status for answer in self.answers}

    async def connect(self, venue: str, market: str) -> None:
        """Lead one account from its connection to its removal, also along the wrong ways."""
        key = self._sandbox.mint_keys(venue)[0]
        given = self._canaries.keep_key(key)
        new = {"type": market, "name": "Main", **given}
        await self.post("/accounts/types_to_connect", new)
        account = (await self.post("/accounts/new", new)).json
        await self.post("/accounts/new", new)  # connected already
        for name in given:
            spoiled = new | {name: self._canaries.token(f"spoiled {name}")}
            await self.post("/accounts/new", spoiled)
            await self.post("/accounts/types_to_connect", spoiled)
            await self.post("/accounts/update", {"account_id": account["id"], name: spoiled[name]})
        await self.get("/accounts", urlencode({"api_key": given["api_key"]}))
        await self.get("/accounts/types_to_connect", urlencode(new, quote_via=quote))
        await self.post("/accounts/update", {"account_id": account["id"], "name": "Renamed", **given})
        await self.post(f"/accounts/{account['id']}/load_balances")
        await self.get(f"/accounts/{account['id']}")
        self._sandbox.revoke_key(key)
        await self.post(f"/accounts/{account['id']}/load_balances")
        await self.post("/accounts/new", new | {"name": "Again"})
        await self.post("/accounts/types_to_connect", new)
        if market != "kraken":
            await self.post(f"/accounts/{account['id']}/remove")

    async def connect_plainly(self) -> int:
        """Connect a new account and return its id."""
        given = self._canaries.keep_key(self._sandbox.mint_keys("okx")[0])
        connected = await self.post("/accounts/new", {"type": "okex", "name": "Main", **given})
        return int(connected.json["id"])

    async def ask_everything(self, account_id: int) -> None:
        """Ask each endpoint once, whatever it answers."""
        given = self._canaries.keep_key(self._sandbox.mint_keys("okx")[0])
        wish = {"type": "okex", "name": "Main", **given}
        await self.post("/accounts/types_to_connect", wish)
        await self.post("/accounts/new", wish)
        await self.post("/accounts/update", {"account_id": account_id, **given})
        await self.post(f"/accounts/{account_id}/load_balances")
        await self.get("/accounts", urlencode({"api_key": given["api_key"]}))
        await self.get(f"/accounts/{account_id}")
        await self.post(f"/accounts/{account_id}/rename", {"name": "Renamed"})

    async def be_refused(self) -> None:
        """Give every secret field every wrong value, in every place where parameters travel."""
        for path in ("/accounts/new", "/accounts/update", "/accounts/types_to_connect"):
            for fields in self._misshapen(path):
                await self.post(path, fields)
            loose = {"account_id": "1", "type": "binance", "name": "Main", **self._canaries.wrong(f"{path} form")}
            await self.raw("POST", path, urlencode(loose).encode(), "application/x-www-form-urlencoded")
            await self.raw("POST", f"{path}?{urlencode(loose)}", b"")
            broken = json.dumps(self._canaries.wrong(f"{path} broken"))[:-1] + ",,}"
            await self.raw("POST", path, broken.encode(), "application/json")
        await self.get("/accounts", urlencode({"api_key": self._canaries.token("list"), "page": "none"}))
        await self.get(f"/accounts/{self._canaries.token('path')}")
        await self.post(f"/accounts/{self._canaries.token('path of rename')}/rename", {"name": "x"})

    async def be_a_stranger(self) -> None:
        """Send secrets without the right to, with unknown keys, and in the place of a signature."""
        strangers = [
            SigningKey("mrk_nobody", self._canaries.token("stranger's secret")),
            SigningKey(self._client.key.identifier, self._canaries.token("wrong signing secret")),
        ]
        for stranger in strangers:
            client = Client(self._client.session, self._client.url, stranger)
            wish = {"type": "binance", "name": "Main", **self._canaries.wrong("stranger")}
            self.answers.append(await client.post("/accounts/new", wish))
            self.answers.append(await client.get("/accounts/types_to_connect", urlencode(wish)))
        wish = json.dumps({"type": "binance", "name": "Main", **self._canaries.wrong("unsigned")}).encode()
        pasted = {"Apikey": self._client.key.identifier, "Signature": self._canaries.token("pasted as signature")}
        for headers in ({}, pasted):
            self.answers.append(await self._client.send("POST", f"{PREFIX}/accounts/new", wish, headers))

    async def meet_faults(self) -> None:
        """Let the exchange hang up, talk nonsense and send errors while keys are checked."""
        for fault in FAULTS:
            for venue, market in VOYAGES:
                given = self._canaries.keep_key(self._sandbox.mint_keys(venue)[0])
                self._sandbox.plan_fault(fault, venue)
                await self.post("/accounts/new", {"type": market, "name": "Main", **given})
                self._sandbox.clear_faults()

    async def post(self, path: str, given: Mapping[str, Any] | None = None) -> Answer:
        """Post and keep the answer."""
        self.answers.append(await self._client.post(path, given))
        return self.answers[-1]

    async def get(self, path: str, query: str = "") -> Answer:
        """Get and keep the answer."""
        self.answers.append(await self._client.get(path, query))
        return self.answers[-1]

    async def raw(self, method: str, target: str, body: bytes, kind: str = "") -> None:
        """Send a signed body of any kind."""
        path, mark, query = (PREFIX + target).partition("?")
        payload = f"{path}?{body.decode()}" if body else f"{path}{mark}{query}"
        headers = self._client.key.headers(payload) | ({"Content-Type": kind} if kind else {})
        self.answers.append(await self._client.send(method, PREFIX + target, body or None, headers))

    def _misshapen(self, path: str) -> Iterator[dict[str, Any]]:
        base = {"account_id": 1, "type": "binance", "name": "Main"}
        yield {**base, **self._canaries.wrong(f"{path} unknown key")}
        yield {**base, "type": "okex", **self._canaries.wrong(f"{path} unknown key")}
        yield {**base, "type": "kraken", **self._canaries.wrong(f"{path} unknown key")}
        yield {**base, "type": "no_such_market", **self._canaries.wrong(f"{path} no market")}
        yield {**base, "name": "", **self._canaries.wrong(f"{path} no name")}
        for field in ("api_key", "secret", "passphrase"):
            token = self._canaries.token(f"{path} misshapen {field}")
            for wrong in (
                f" {token}",
                f"{token} {token}",
                f'"{token}"',
                [token],
                {"a": token},
                token * 200,
                f"\0{token}",
            ):
                yield {**base, **self._canaries.wrong(f"{path} beside {field}"), field: wrong}


async def sail(stack: Stack, sandbox: SandboxClient, canaries: Canaries) -> list[Answer]:
    """Run a service through everything that takes a secret."""
    service = stack.start()
    async with signed_client(stack, service, canaries) as client:
        voyage = Voyage(client, canaries, sandbox)
        for venue, market in VOYAGES:
            await voyage.connect(venue, market)
        await voyage.be_refused()
        await voyage.be_a_stranger()
        await voyage.meet_faults()
    assert {200, 400, 401, 404, 422, 502} <= voyage.statuses
    assert 500 not in voyage.statuses
    return voyage.answers


@asynccontextmanager
async def signed_client(stack: Stack, service: Service, canaries: Canaries) -> AsyncIterator[Client]:
    """Yield a client whose own secret is a canary too."""
    key = (await stack.make_keys())[0]
    canaries.keep("signing secret", key.secret)
    async with clients([key], service) as (client,):
        yield client
