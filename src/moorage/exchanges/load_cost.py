"""What loading an account type costs: the hosts it needs, and the weight under each limit by address and by key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from moorage.exchanges.entry import Entry


@dataclass(frozen=True, slots=True)
class LoadCost:
    """`weights` are for each load, `shared` for all of them together: one price snapshot serves every account.

    Both count by address; `by_key` is what a load asks under the limits of its own key.
    """

    hosts: frozenset[str]
    weights: Mapping[str, float]
    shared: Mapping[str, float]
    by_key: Mapping[str, float] = field(default_factory=dict)

    def of(self, loads: int) -> dict[str, float]:
        """Return limit -> weight of some loads."""
        limits = {*self.weights, *self.shared}
        return {name: loads * self.weights.get(name, 0.0) + self.shared.get(name, 0.0) for name in limits}


def load_cost(entry: Entry, market_code: str) -> LoadCost:
    """Add up the requests of an account type; those that come before another one are counted too."""
    market = next(facts for facts in entry.markets if facts.code == market_code)
    prices = {entry.tickers[market.tickers].request}
    names: set[str] = set()
    wanted = [facts.request for facts in market.balances]
    while wanted:
        name = wanted.pop()
        if name not in names:
            names.add(name)
            before = entry.requests[name].after
            wanted += [before] if before else []
    hosts = frozenset(entry.requests[name].host for name in names | prices)
    return LoadCost(hosts, _weights(entry, names, "ip"), _weights(entry, prices, "ip"), _weights(entry, names, "key"))


def _weights(entry: Entry, names: set[str], counts_by: Literal["ip", "key"]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for name in names:
        request = entry.requests[name]
        if entry.limits[request.limit].counts_by == counts_by:
            weights[request.limit] = weights.get(request.limit, 0.0) + request.weight
    return weights
