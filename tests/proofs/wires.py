"""The way to the emulated venues in virtual time: what crosses it is counted, and who was told to wait is watched."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from multidict import CIMultiDict

from exchange_sandbox.calls import Call, Reply
from exchange_sandbox.sandbox import Sandbox
from exchange_sandbox.venues.binance_protocol import BinanceFamily, Security
from moorage.domain.exchange_errors import ExchangeNotAvailable
from moorage.exchanges.venue import Venue
from moorage.transport import Answer, Wire

ANSWERS_AFTER: Final = 0.05  # seconds
ADDRESS: Final = "127.0.0.1"
PAUSE: Final = 45  # seconds, what a moody venue tells in `Retry-After`
MOODY_EVERY: Final = 20  # requests; so often a moody venue refuses
LEFT_OVER: Final = 0.05  # of a limit, that the neighbours leave
EVERYBODY: Final = ("", "")

Scope = tuple[str, str]
"""A limit of the venue's entry, and the key it counts by, "" for the address."""


@dataclass(frozen=True, slots=True)
class Spells:
    """Stretches of time that come again: from `first`, `length` seconds long, one each `every` seconds."""

    first: float
    length: float
    every: float = float("inf")

    def at(self, now: float) -> bool:
        """Say whether one of them is now."""
        return now >= self.first and (now - self.first) % self.every < self.length


NEVER: Final = Spells(float("inf"), 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """What goes wrong, and when.

    `down` is a venue that does not answer; `moody` venues refuse some requests and say for how long to stay away;
    `neighbours` are other programs behind our address, which use up what is counted by address; `people` ask for their
    accounts again and again; in a `crowd` all accounts are due at the same time at the beginning.
    """

    down: str = ""
    down_in: Spells = NEVER
    moody: Spells = NEVER
    neighbours: Spells = NEVER
    people: Spells = NEVER
    crowd: bool = False


@dataclass(slots=True)
class Traffic:
    """What one venue saw of us; `refused` by its own counters, `moody` out of a mood."""

    requests: int = 0
    refused: int = 0
    moody: int = 0
    too_early: int = 0
    bans: int = 0


@dataclass
class Wires:
    """Carries requests to the venues and watches that nobody comes back before its time."""

    sandbox: Sandbox
    venues: dict[str, Venue]
    now: Callable[[], float]
    weather: Weather
    traffic: dict[str, Traffic] = field(default_factory=dict)
    _pauses: dict[tuple[str, Scope], tuple[float, float]] = field(default_factory=dict)
    _limits: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _refusals: dict[str, frozenset[bytes]] = field(default_factory=dict)
    _counted: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Learn which request is counted under which limit, and how the venues refuse."""
        for venue, at_work in self.venues.items():
            self.traffic[venue] = Traffic()
            requests = (*at_work.entry.requests.values(), *at_work.trading.requests.values())
            self._limits |= {(venue, each.method, each.path): each.limit for each in requests}
            told = self.sandbox.venues[venue].refusals
            self._refusals[venue] = frozenset(told[name].body for name in told if name.startswith("rate_limited"))

    async def send(self, venue: str, host: str, wire: Wire) -> Answer:
        """Carry one request there and back."""
        sent = self.now()
        await asyncio.sleep(ANSWERS_AFTER)
        if venue == self.weather.down and self.weather.down_in.at(self.now()):
            raise ExchangeNotAvailable
        reply = self._answer(venue, self._call(host, wire), sent)
        return Answer(reply.status, CIMultiDict(reply.headers), reply.body)

    def crowd_out(self) -> None:
        """Use up, as another program behind the same address, most of what is counted by weight in this minute."""
        for emulated in self.sandbox.venues.values():
            if isinstance(emulated, BinanceFamily):
                for limit, weight in emulated.limits.items():
                    self._spend(emulated, limit, weight * (1 - LEFT_OVER))

    def _spend(self, emulated: BinanceFamily, limit: str, weight: float) -> None:
        """Ask without parameters, which is counted and then refused, and stop when the limit is reached."""
        asked = {
            route: endpoint.weight
            for route, endpoint in emulated.routes.items()
            if endpoint.limit == limit and endpoint.security is Security.SIGNED
        }
        if asked:
            host, method, path = max(asked, key=asked.__getitem__)
            call = self._call(host, Wire(method, path, {}, None))
            for _ in range(int(weight // asked[host, method, path])):
                if emulated.answer(call).status in {418, 429}:
                    return

    def _call(self, host: str, wire: Wire) -> Call:
        path, _, query = wire.target.partition("?")
        return Call(
            host=host,
            method=wire.method,
            path=path,
            query=query,
            body=wire.body or b"",
            headers={header.lower(): value for header, value in wire.headers.items()},
            address=ADDRESS,
            now_ms=self.sandbox.world.clock.now_ms(),
        )

    def _answer(self, venue: str, call: Call, sent: float) -> Reply:
        emulated, traffic, scope = self.sandbox.venues[venue], self.traffic[venue], self._scope(venue, call)
        traffic.requests += 1
        pauses = (self._pauses[venue, each] for each in (scope, EVERYBODY) if (venue, each) in self._pauses)
        traffic.too_early += any(told <= sent < until for told, until in pauses)
        if self._is_moody(venue):
            traffic.moody += 1
            told = emulated.refusals["rate_limited"]
            reply = Reply(told.status, told.body, {**told.headers, "Retry-After": str(PAUSE)}, told.content_type)
        else:
            reply = emulated.answer(call)
            traffic.refused += reply.status in {418, 429} or reply.body in self._refusals[venue]
        if "Retry-After" in reply.headers:
            banned = reply.status == 418
            traffic.bans += banned
            until = self.now() + float(reply.headers["Retry-After"])
            self._pauses[venue, EVERYBODY if banned else scope] = self.now(), until
        return reply

    def _is_moody(self, venue: str) -> bool:
        if not self.weather.moody.at(self.now()):
            return False
        self._counted[venue] += 1
        return self._counted[venue] % MOODY_EVERY == 0

    def _scope(self, venue: str, call: Call) -> Scope:
        """Return what a pause is about: the limit's whole address, or one key where it counts by key."""
        limit = self._limits.get((venue, call.method, call.path))
        by_key = limit is None or self.venues[venue].entry.limits[limit].counts_by == "key"
        api_key = call.named_key(self.sandbox.venues[venue].key_header) if by_key else ""
        return limit or call.path, api_key
