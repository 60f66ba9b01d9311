"""Requests for every route, made from the routes themselves."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from moorage.api import application
from moorage.api.routing import Endpoint, endpoint_of
from moorage.domain.volume import Trades
from tests.moorage.api.counter import Counter
from tests.moorage.api.world import NEW, PREFIX, ApiWorld, Key, Reply

ID = "{account_id:str}"
ASKED = {
    "market_code": "binance",
    "pair": "USDT_BTC",
    "limit_type": "bot",
    "currency": "USDT",
    "network": "TRX",
    "purpose": "deposit",
    "date_from": "2026-01-01",
    "mode": "real",
}


def let_everything_be_told(world: ApiWorld) -> None:
    """Let the account's exchange answer whatever a route may ask of it."""
    world.exchanges.desks["binance"] = Counter()
    world.exchanges.orders["binance"] = 0
    now = world.clock()
    world.exchanges.trades["binance"] = Trades(begin=now.date().replace(day=1), until=now)


@dataclass(frozen=True)
class Route:
    """One method of one endpoint."""

    method: str
    endpoint: Endpoint

    @property
    def takes_id(self) -> bool:
        """Whether it is about one account."""
        return ID in self.endpoint.path or "account_id" in self.fields

    @property
    def fields(self) -> list[str]:
        """The names of its parameters."""
        return [parameter.name for parameter in self.endpoint.operation.parameters]

    def parameters(self, account_id: object) -> dict[str, Any]:
        """Return parameters that are right, but for the account."""
        known = NEW | ASKED
        given: dict[str, Any] = {name: known[name] for name in self.fields if name in known}
        if "account_id" in self.fields:
            return {"account_id": account_id, "name": "Other name"}
        return {} if self.endpoint.path == "/accounts" else given

    async def ask(self, world: ApiWorld, key: Key | None, account_id: object) -> Reply:
        """Send the request about one account."""
        path = PREFIX + self.endpoint.path.replace(ID, str(account_id))
        given = self.parameters(account_id)
        if self.method == "POST":
            return await world.signed("POST", path, json.dumps(given).encode() if given else b"", key)
        query = "&".join(f"{name}={value.replace(' ', '+')}" for name, value in given.items())
        return await world.signed("GET", f"{path}?{query}" if query else path, b"", key)

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint.path}"


def routes() -> Iterator[Route]:
    """Yield every method of every endpoint of the contract."""
    for handler in application.ENDPOINTS:
        endpoint = endpoint_of(handler)
        for method in endpoint.methods:
            yield Route(method, endpoint)


ROUTES = list(routes())
