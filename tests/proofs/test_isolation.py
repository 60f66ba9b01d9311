"""Nobody learns of other people's accounts, and no key does more than it may: matrices made from the route table."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, Final

import pytest

from exchange_sandbox.client import SandboxClient
from moorage.api.application import ENDPOINTS, PREFIXES
from moorage.api.routing import Access, Endpoint, endpoint_of
from moorage.app import opened
from moorage.cli.keys import reveal_once
from moorage.config import load
from moorage.domain.access import Permission
from tests.proofs.front_door import Answer, Caller, FrontDoor, fetch, front_door, opens
from tests.proofs.stack import SigningKey

ID_IN_PATH: Final = "{account_id:str}"
UNKNOWN_IDS: Final = (987_654, 2**31 - 1)
DECLARED: Final = [endpoint_of(handler) for handler in ENDPOINTS]
ABOUT_AN_ACCOUNT: Final = [one for one in DECLARED if ID_IN_PATH in one.path or one.path.endswith("/update")]
PARAMETERS: Final[dict[str, dict[str, Any]]] = {
    "/accounts/{account_id:str}/rename": {"name": "mine now"},
    "/accounts/update": {"name": "mine now"},
    "/accounts/{account_id:str}/balance_chart_data": {"date_from": "2026-01-01"},
    "/accounts/{account_id:str}/deposit_data": {"currency": "BTC", "network": "BTC"},
    "/accounts/{account_id:str}/leverage_data": {"pair": "USDT_BTC"},
}
"""What an endpoint needs besides the id, so that nothing but the id is wrong."""


@dataclass(frozen=True, slots=True)
class World:
    """Two users: ada with accounts, bo with one of his own."""

    door: FrontDoor
    ada: Caller
    bo: Caller
    ids: Sequence[int]


@pytest.fixture(scope="module")
def world(exchange_sandbox: SandboxClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One service with both users' accounts."""
    exchange_sandbox.reset()
    with front_door(tmp_path_factory.mktemp("isolation") / "installation", exchange_sandbox.url) as door:
        door.stack.run("user", "create", "--name", "bo")
        ada, bo = door.caller(), door.caller("bo")
        wishes = [("binance", "binance"), ("okex", "okx"), ("kraken", "kraken")]
        ids = [ada.connect(market, exchange_sandbox.key(venue, "trader")).json["id"] for market, venue in wishes]
        assert bo.connect("binance", exchange_sandbox.key("binance", "sub_account")).status == 200
        yield World(door, ada, bo, ids)


def shown(answer: Answer) -> tuple[int, bytes, dict[str, str]]:
    """Return all of an answer but what names the request and the second."""
    headers = {name: value for name, value in answer.headers.items() if name not in {"x-request-id", "date"}}
    return answer.status, answer.body, headers


def about(caller: Caller, prefix: str, endpoint: Endpoint, method: str, account_id: int) -> Answer:
    """Ask an endpoint about an account."""
    path = prefix + endpoint.path.replace(ID_IN_PATH, str(account_id))
    wish = dict(PARAMETERS.get(endpoint.path, {}))
    if ID_IN_PATH not in endpoint.path:
        wish["account_id"] = account_id
    return caller.post(path, **wish) if method == "POST" else caller.get(path, **wish)


def cells() -> list[tuple[str, Endpoint, str]]:
    """Return every prefix, endpoint about an account, and method."""
    return [(prefix, one, method) for prefix, one in product(PREFIXES, ABOUT_AN_ACCOUNT) for method in one.methods]


class TestOtherPeople:
    """Bo knows ada's ids and asks about them."""

    def test_matrix_is_whole(self) -> None:
        """The matrix covers every declared endpoint that takes an account's id."""
        paths = {one.path.rpartition("/")[2] for one in ABOUT_AN_ACCOUNT}
        assert paths >= {ID_IN_PATH, "rename", "remove", "load_balances", "update", "sell_all_to_usd"}

    def test_foreign_is_unknown(self, world: World, exchange_sandbox: SandboxClient) -> None:
        """On every route a foreign id answers like an unknown one, byte for byte, and the exchange is not asked."""
        before = world.door.rows()
        exchange_sandbox.forget_requests()
        for prefix, endpoint, method in cells():
            unknown = [shown(about(world.bo, prefix, endpoint, method, number)) for number in UNKNOWN_IDS]
            foreign = [shown(about(world.bo, prefix, endpoint, method, number)) for number in world.ids]
            assert {answer[0] for answer in unknown} == {403 if endpoint.path.count("_to_") else 404}, endpoint.path
            assert all(answer == unknown[0] for answer in unknown + foreign), (method, endpoint.path)
        assert world.door.rows() == before
        assert exchange_sandbox.requests() == []
        print(f"isolation: {len(cells())} cells x {len(world.ids)} foreign ids")

    def test_lists_are_apart(self, world: World, exchange_sandbox: SandboxClient) -> None:
        """Neither the list, nor its filter by key, nor the summary shows another user's account."""
        key = exchange_sandbox.key("binance", "trader")
        own = world.bo.get(f"{PREFIXES[0]}/accounts").json
        assert [each["market_code"] for each in own] == ["binance"]
        assert own[0]["id"] not in world.ids
        assert world.bo.get(f"{PREFIXES[0]}/accounts", api_key=key.api_key).json == []
        assert world.bo.get(f"{PREFIXES[0]}/accounts/summary").json["usd_amount"] == own[0]["usd_amount"]

    def test_same_key_for_two_users(self, world: World, exchange_sandbox: SandboxClient) -> None:
        """That somebody else connected the same key is not told: bo may connect it too."""
        key = exchange_sandbox.key("binance", "trader")
        types = world.bo.get(f"{PREFIXES[0]}/accounts/types_to_connect", type="binance", name="bo", **opens(key))
        assert not any(each["connected"] for each in types.json)
        made = world.bo.connect("binance", key)
        assert made.status == 200
        assert made.json["id"] not in world.ids
        assert world.bo.remove(made.json["id"]).status == 200


RIGHTS: Final = {
    "nothing": (),
    "read": (Permission.ACCOUNTS_READ,),
    "write": (Permission.ACCOUNTS_WRITE,),
    "both": tuple(Permission),
}
DENIED: Final = {"error": "access_denied", "error_description": "Api key doesn't have enough permissions"}
UNUSABLE: Final = {
    "error": "api_key_invalid_or_expired",
    "error_description": "Unauthorized. Invalid or expired api key.",
}


async def unusable_keys(door: FrontDoor) -> dict[str, SigningKey]:
    """Make keys that were once good, or are good elsewhere."""
    async with opened(load(door.stack.environment())) as core:
        make, ago = core.access.create_key, datetime.now(UTC) - timedelta(seconds=1)
        made = {
            "expired": await make("owner", "expired", tuple(Permission), expires_at=ago),
            "elsewhere": await make("owner", "elsewhere", tuple(Permission), addresses=["192.0.2.0/24"]),
            "revoked": await make("owner", "revoked", tuple(Permission)),
        }
        await core.access.revoke_key(made["revoked"].api_key.key)
    return {name: SigningKey(key.api_key.key, reveal_once(key) or "") for name, key in made.items()}


def entries() -> list[tuple[str, Endpoint, str]]:
    """Return every prefix, endpoint and method."""
    return [(prefix, one, method) for prefix, one in product(PREFIXES, DECLARED) for method in one.methods]


def denies(answer: Answer) -> bool:
    """Say whether a key's permission, not anything else, was the cause."""
    return answer.status == 403 and answer.json == DENIED


CONTRACT: Final = {
    Access.PUBLIC: {
        "/accounts/market_list",
        "/ping",
        "/time",
        "/accounts/market_pairs",
        "/accounts/currency_rates",
        "/accounts/currency_rates_with_leverage_data",
    },
    Access.SIGNED: {"/accounts/types_to_connect", "/validate"},
    Access.READ: {
        "/accounts",
        "/accounts/summary",
        f"/accounts/{ID_IN_PATH}",
        f"/accounts/{ID_IN_PATH}/load_balances",
    },
    Access.WRITE: {
        "/accounts/new",
        "/accounts/update",
        f"/accounts/{ID_IN_PATH}/rename",
        f"/accounts/{ID_IN_PATH}/remove",
        f"/accounts/{ID_IN_PATH}/sell_all_to_btc",
        f"/accounts/{ID_IN_PATH}/sell_all_to_usd",
        f"/accounts/{ID_IN_PATH}/convert_dust_to_bnb",
        "/accounts/transfer",
        "/accounts/transfer_data",
        "/accounts/transfer_history",
    },
}
"""Who may call what, as the contract's table of endpoints says."""


class TestPermissions:
    """Every endpoint under every kind of key."""

    def test_table_is_the_contracts(self) -> None:
        """The route table, from which the matrices are made, declares what the contract says."""
        for access, paths in CONTRACT.items():
            assert {one.path for one in DECLARED if one.path in paths} == paths
            assert {one.access for one in DECLARED if one.path in paths} == {access}
        assert {one.path for one in DECLARED if one.access is Access.PUBLIC} == CONTRACT[Access.PUBLIC]

    @pytest.mark.parametrize("rights", RIGHTS)
    def test_matrix(self, world: World, rights: str) -> None:
        """A key passes exactly where it holds the declared permission, or none is needed."""
        caller = world.door.caller(rights=RIGHTS[rights])
        for prefix, endpoint, method in entries():
            answer = about(caller, prefix, endpoint, method, UNKNOWN_IDS[0])
            needed = endpoint.access.permission
            assert denies(answer) == (needed is not None and needed not in RIGHTS[rights]), (method, endpoint.path)

    def test_unsigned(self, world: World) -> None:
        """Without a key everything but the public endpoints is 401, in the same words everywhere."""
        for prefix, endpoint, method in entries():
            path = prefix + endpoint.path.replace(ID_IN_PATH, str(world.ids[0]))
            answer = fetch(world.door.service.url, method, path, {})
            if endpoint.access is Access.PUBLIC:
                assert answer.status not in {401, 403}, path
            else:
                assert (answer.status, answer.json) == (401, UNUSABLE), path

    def test_unusable(self, world: World) -> None:
        """An expired, a revoked and a foreign place's key are 401 everywhere, in the same words."""
        before = world.door.rows()
        for name, key in asyncio.run(unusable_keys(world.door)).items():
            caller = Caller(world.door.service.url, [key])
            for prefix, endpoint, method in entries():
                answer = about(caller, prefix, endpoint, method, world.ids[0])
                if endpoint.access is Access.PUBLIC:
                    assert answer.status not in {401, 403}, endpoint.path
                else:
                    assert (answer.status, answer.json) == (401, UNUSABLE), (name, endpoint.path)
        assert world.door.rows() == before
        print(f"permissions: {len(entries())} endpoints x {len(RIGHTS) + 4} kinds of key")

    def test_unknown_key_is_a_wrong_signature(self, world: World) -> None:
        """A key that never was and a wrong signature under one that is get the same answer, byte for byte."""
        known = world.ada.keys[0]
        for prefix, endpoint, method in entries():
            if endpoint.access is Access.PUBLIC:
                continue
            path = prefix + endpoint.path.replace(ID_IN_PATH, str(world.ids[0]))
            headers = [{"Apikey": known.identifier, "Signature": "0" * 64}, {"Apikey": "mrk_x", "Signature": "0" * 64}]
            answers = [shown(fetch(world.door.service.url, method, path, each)) for each in headers]
            assert answers[0] == answers[1]
            assert answers[0][0] == 401
