"""One exchange account is connected once, however many ask for it at the same moment."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from itertools import cycle, islice
from typing import Any, Final

import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from tests.proofs.stack import Answer, Service, Stack, clients

REQUESTS: Final = 1000
TWO_KEYS: Final = 60  # those of the key that lost ask the exchange one after another
CALLERS: Final = 8  # keys of the service: each may make 1,000 requests a minute
SLOW: Final = 100  # milliseconds of every exchange call, so that all requests are there before the first is through
ALREADY: Final = {"api_key": ["This account is already connected!"]}

pytestmark = pytest.mark.anyio


def wish(key: SandboxKey) -> dict[str, Any]:
    """Return the parameters that connect the account of an exchange key."""
    return {"type": key.venue, "name": "Main", "api_key": key.api_key, "secret": key.secret}


async def connect_at_once(
    stack: Stack, services: Sequence[Service], keys: Sequence[SandboxKey], count: int
) -> list[Answer]:
    """Send `count` connects together, spread evenly over services, callers and exchange keys."""
    callers = await stack.make_keys(CALLERS)
    async with clients(callers, *services) as found:
        pairs = zip(cycle(found), islice(cycle(keys), count), strict=False)
        return await asyncio.gather(*(client.post("/accounts/new", wish(key)) for client, key in pairs))


async def require_one(stack: Stack, answers: Sequence[Answer]) -> None:
    """Check the answers, and what the database holds."""
    made = [answer.json["id"] for answer in answers if answer.status == 200]
    others = [answer for answer in answers if answer.status != 200]
    assert len(made) == 1, Counter(answer.body for answer in answers)
    assert Counter(answer.body for answer in others if answer.json.get("error_attributes") != ALREADY) == {}
    assert {(answer.status, answer.json["x_moorage"]["account_id"]) for answer in others} == {(400, made[0])}
    assert await stack.rows("SELECT id FROM accounts") == [(made[0],)]
    audited = await stack.rows("SELECT subject FROM audit_records WHERE action = 'account.create'")
    assert audited == [(f"account:{made[0]}",)]
    print(f"{len(answers)} connects at once: {len(made)} x 200, {len(others)} x 400 already connected, 1 row")


class TestIdenticalConnects:
    async def test_one_process_makes_one_account(self, stack: Stack, sandbox: SandboxClient):
        """Of 1,000 identical connects at once one is accepted; 999 hear that the account is connected, and which."""
        service = stack.start()
        sandbox.plan_fault("latency", "binance", value=SLOW)
        answers = await connect_at_once(stack, [service], [sandbox.key("binance", "trader")], REQUESTS)
        await require_one(stack, answers)

    async def test_two_processes_make_one_account(self, postgres_stack: Stack, sandbox: SandboxClient):
        """It is one account too when the requests meet two processes that share a PostgreSQL database."""
        services = [postgres_stack.start(), postgres_stack.start()]
        sandbox.plan_fault("latency", "binance", value=SLOW)
        keys = [sandbox.key("binance", "trader")]
        await require_one(postgres_stack, await connect_at_once(postgres_stack, services, keys, REQUESTS))


class TestKeysOfOneExchangeAccount:
    async def test_two_keys_make_one_account(self, stack: Stack, sandbox: SandboxClient):
        """Two keys of one exchange account, each asked to be connected by many at once, make one account."""
        service = stack.start()
        sandbox.plan_fault("latency", "binance", value=SLOW)
        keys = [sandbox.key("binance", "trader"), sandbox.key("binance", "read_only")]
        assert keys[0].uid == keys[1].uid
        await require_one(stack, await connect_at_once(stack, [service], keys, TWO_KEYS))
