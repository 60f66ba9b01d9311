"""Asks the venues of a sandbox in this process, at a time that stands still."""

import json
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlencode

from exchange_sandbox.accounts import Key
from exchange_sandbox.calls import Call, Reply
from exchange_sandbox.clock import Clock
from exchange_sandbox.sandbox import Sandbox
from exchange_sandbox.venues.venue import Asked
from exchange_sandbox.world_file import load
from tests.exchange_sandbox.signing import binance_query, bybit_sign, kraken_sign, okx_sign, okx_time

NOW_MS = 1_795_350_000_000
HERE = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    """A reply and what its JSON says."""

    reply: Reply

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.reply.status

    @property
    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.reply.body)


class Desk:
    """A client with every key of the default world."""

    def __init__(self) -> None:
        file = load()
        self.clock = Clock(frozen_ms=NOW_MS)
        self.sandbox = Sandbox(file, lambda: self.clock)
        self._nonces = count(1)

    def key(self, venue: str, label: str = "trader") -> Key:
        """Return the seeded key of a label."""
        keys = self.sandbox.world.all_keys()
        return next(key for key in keys if (key.account.venue, key.label) == (venue, label))

    def ask(self, venue: str, host: str, path: str, query: str = "", **more: Any) -> Answer:
        """Send a request that is signed already, or not at all."""
        given = {"method": "GET", "body": b"", "headers": {}, "address": HERE, "now_ms": self.clock.now_ms()} | more
        call = Call(host=host, path=path, query=query, **given)
        return Answer(self.sandbox.venues[venue].answer(call))

    def binance(self, path: str, label: str = "trader", **more: Any) -> Answer:
        """Ask Binance; `host`, `params`, `secret`, `venue`, `timestamp` and a call's own fields may be given."""
        venue, host = more.pop("venue", "binance"), more.pop("host", "spot")
        key = self.key(venue, label)
        timestamp = more.pop("timestamp", self.clock.now_ms())
        params = {**more.pop("params", {}), "timestamp": str(timestamp)}
        query = binance_query(more.pop("secret", key.credentials.secret), params)
        headers = {"x-mbx-apikey": more.pop("api_key", key.credentials.api_key)}
        return self.ask(venue, host, path, query, headers=headers, **more)

    def okx(self, path: str, label: str = "trader", **more: Any) -> Answer:
        """Ask OKX; `host`, `query`, `secret`, `passphrase`, `timestamp`, `extra` headers may be given."""
        key = self.key("okx", label)
        host, query = more.pop("host", "rest"), more.pop("query", "")
        timestamp = more.pop("timestamp", okx_time(self.clock.now_ms()))
        target = f"{path}?{query}" if query else path
        headers = {
            "ok-access-key": more.pop("api_key", key.credentials.api_key),
            "ok-access-passphrase": more.pop("passphrase", key.credentials.passphrase),
            "ok-access-timestamp": timestamp,
            "ok-access-sign": okx_sign(more.pop("secret", key.credentials.secret), f"{timestamp}GET{target}"),
        }
        headers |= more.pop("extra", {})
        return self.ask("okx", host, path, query, headers=headers, **more)

    def bybit(self, path: str, label: str = "trader", **more: Any) -> Answer:
        """Ask Bybit; `query`, `secret`, `timestamp`, `window` may be given."""
        key, query = self.key("bybit", label), more.pop("query", "")
        api_key = more.pop("api_key", key.credentials.api_key)
        timestamp, window = str(more.pop("timestamp", self.clock.now_ms())), more.pop("window", "5000")
        text = f"{timestamp}{api_key}{window}{query}"
        headers = {
            "x-bapi-api-key": api_key,
            "x-bapi-timestamp": timestamp,
            "x-bapi-recv-window": window,
            "x-bapi-sign": bybit_sign(more.pop("secret", key.credentials.secret), text),
        }
        return self.ask("bybit", "rest", path, query, headers=headers, **more)

    def kucoin(self, path: str, label: str = "trader", **more: Any) -> Answer:
        """Ask KuCoin; `host`, `query`, `secret`, `passphrase`, `timestamp`, `extra` headers may be given."""
        key = self.key("kucoin", label)
        host, query, secret = (
            more.pop("host", "rest"),
            more.pop("query", ""),
            more.pop("secret", key.credentials.secret),
        )
        timestamp = str(more.pop("timestamp", self.clock.now_ms()))
        target = f"{path}?{query}" if query else path
        headers = {
            "kc-api-key": more.pop("api_key", key.credentials.api_key),
            "kc-api-timestamp": timestamp,
            "kc-api-key-version": "2",
            "kc-api-passphrase": okx_sign(secret, more.pop("passphrase", key.credentials.passphrase)),
            "kc-api-sign": okx_sign(secret, f"{timestamp}GET{target}"),
        }
        headers |= more.pop("extra", {})
        return self.ask("kucoin", host, path, query, headers=headers, **more)

    def kraken(self, path: str, label: str = "trader", **more: Any) -> Answer:
        """Ask Kraken; `nonce`, `secret` and `params` may be given."""
        key = self.key("kraken", label)
        nonce = str(more.pop("nonce", next(self._nonces)))
        body = urlencode({"nonce": nonce, **more.pop("params", {})})
        headers = {
            "api-key": more.pop("api_key", key.credentials.api_key),
            "api-sign": kraken_sign(more.pop("secret", key.credentials.secret), path, nonce, body),
            "content-type": "application/x-www-form-urlencoded",
        }
        more = {"method": "POST", "body": body.encode()} | more
        return self.ask("kraken", "rest", path, headers=headers, **more)


def asked_of(desk: Desk, venue: str, label: str = "trader", **params: str) -> Asked:
    """Return a private request that passed the venue's checks."""
    key = desk.key(venue, label)
    call = Call(
        host="", method="GET", path="", query="", body=b"", headers={}, address=HERE, now_ms=desk.clock.now_ms()
    )
    return Asked(world=desk.sandbox.world, call=call, params=params, key=key, account=key.account)
