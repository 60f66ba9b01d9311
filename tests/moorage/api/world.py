"""The API over fakes of the ports, a client that speaks ASGI to it, and signers."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from moorage.api.application import ApiOptions, build
from moorage.api.front import ApiServices
from moorage.api.limits import CONTRACT, Rules
from moorage.currencies import Currencies
from moorage.domain.access import Permission, Plan
from moorage.domain.account import Account
from moorage.services.access import AccessService
from moorage.services.accounts import AccountService
from moorage.services.activity import ActivityService
from moorage.services.balance_chart import BalanceChartService
from moorage.services.balances import BalanceService
from moorage.services.checking import KeyCheck
from moorage.services.deposits import DepositService
from moorage.services.display import DisplayService
from moorage.services.loading import Loader
from moorage.services.market_data import MarketDataService
from moorage.services.modes import ModeService
from moorage.services.policy import Policy
from moorage.services.portfolio import PortfolioService
from moorage.services.positions import PositionService
from moorage.services.volumes import Venues, VolumeService
from moorage.vault import kek, keyring
from moorage.vault.sealing import TinkVault
from moorage.vault.signatures import SignatureVerifier
from tests.fake_store import FakeStore
from tests.fakes import FakeClock, FakeExchanges, FakeMarketData, FakeMarkets, FakePrices
from tests.makers import make_account, make_book, make_rule

PREFIX = "/public/api/ver1"
BASE_URL = "http://moorage.test"
UNLIMITED = Rules(requests=1_000_000)
NEW = {"type": "binance", "name": "Main", "api_key": "an api key", "secret": "a secret"}

Signer = Callable[[bytes], str]


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


@dataclass
class Lines:
    """A logger that keeps its lines."""

    lines: list[dict[str, Any]] = field(default_factory=list)

    def info(self, event: str, /, **fields: Any) -> None:
        """Keep a line."""
        self.lines.append({"event": event, **fields})


class Seconds:
    """A monotonic clock that moves when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@cache
def rsa_key(number: int = 0) -> rsa.RSAPrivateKey:
    """Return a key pair, made once per run."""
    return rsa.generate_private_key(65537, 2048)


def public_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def hmac_signer(secret: str) -> Signer:
    return lambda payload: hmac.new(secret.encode(), payload, hashlib.sha256).hexdigest()


def rsa_signer(key: rsa.RSAPrivateKey) -> Signer:
    return lambda payload: base64.b64encode(key.sign(payload, padding.PKCS1v15(), hashes.SHA256())).decode()


@dataclass(frozen=True)
class Key:
    """A key of the service in the hands of a client."""

    key: str
    sign: Signer
    id: int = 0


class ApiWorld:
    """Everything around the API."""

    def __init__(self, folder: Path, rules: Rules, **options: Any) -> None:
        path = folder / "kek.json"
        self.vault = TinkVault(keyring.create().wrapped(kek.create(path)), path)
        self.clock, self.monotonic, self.log = FakeClock(), Seconds(), Lines()
        self.store, self.markets = FakeStore(), FakeMarkets()
        self.exchanges, self.market_data = (
            FakeExchanges(),
            FakeMarketData({market.code: [make_rule()] for market in self.markets.all()}),
        )
        self.prices = FakePrices({"binance": make_book(("BTC", "USDT", "64250.5"))})
        self.ready = True
        self.services = self._services(SignatureVerifier(self.vault))
        given = ApiOptions(
            base_url=BASE_URL,
            egress_addresses=("203.0.113.7",),
            limits=rules,
            is_ready=self._is_ready,
            logger=self.log,
            monotonic=self.monotonic,
            **options,
        )
        self.app = build(self.services, given)
        self.key = Key("", str)

    @classmethod
    async def make(cls, folder: Path, rules: Rules = CONTRACT, **options: Any) -> "ApiWorld":
        """Return a world with a user and a key."""
        world = cls(folder, rules, **options)
        await world.services.access.create_user("ada", Plan.EXPERT)
        world.key = await world.make_key("ada")
        return world

    async def make_key(
        self, user: str, permissions: Sequence[Permission] = tuple(Permission), *, by_rsa: bool = False, **more: Any
    ) -> Key:
        """Return a fresh key of a user."""
        public = public_pem(rsa_key()) if by_rsa else None
        made = await self.services.access.create_key(user, "bot", permissions, rsa_public_key=public, **more)
        sign = rsa_signer(rsa_key()) if made.secret is None else hmac_signer(made.secret.reveal())
        return Key(made.api_key.key, sign, made.api_key.id)

    async def add_user(self, name: str) -> Key:
        """Add a user and return their key."""
        await self.services.access.create_user(name, Plan.FREE)
        return await self.make_key(name)

    async def add_account(self, **given: Any) -> Account:
        """Put an account into the store, past the exchanges."""
        account = make_account(**given)
        return await self.store.write(lambda tx: tx.accounts.add(account, None, {}))

    async def send(
        self,
        method: str,
        target: str | bytes,
        body: bytes = b"",
        headers: Sequence[tuple[str, str]] = (),
        client: str = "127.0.0.1",
    ) -> Reply:
        """Send bytes as they are."""
        raw = target.encode() if isinstance(target, str) else target
        return await send_asgi(self.app, method, raw, body, headers, client)

    async def signed(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        key: Key | None = None,
        payload: bytes | None = None,
        **more: Any,
    ) -> Reply:
        """Sign in the usual way, path?query or path?body, and send; `payload` is signed in its place."""
        key = key or self.key
        covered = f"{target}{'' if '?' in target else '?'}".encode() + body if payload is None else payload
        headers = [("Apikey", key.key), ("Signature", key.sign(covered)), *more.pop("headers", [])]
        return await self.send(method, target, body, headers, **more)

    async def get(self, path: str, key: Key | None = None) -> Reply:
        """GET under the usual prefix."""
        return await self.signed("GET", PREFIX + path, key=key)

    async def post(self, path: str, given: Any = None, key: Key | None = None) -> Reply:
        """POST JSON under the usual prefix."""
        return await self.signed("POST", PREFIX + path, b"" if given is None else json.dumps(given).encode(), key)

    def advance(self, seconds: float) -> None:
        """Move both clocks."""
        self.clock.advance(timedelta(seconds=seconds))
        self.monotonic.now += seconds

    async def _is_ready(self) -> bool:
        return self.ready

    def _services(self, signatures: SignatureVerifier) -> ApiServices:
        policy = Policy(egress_addresses=("203.0.113.7",))
        common: Any = {"store": self.store, "clock": self.clock}
        loader = Loader(
            store=self.store,
            vault=self.vault,
            markets=self.markets,
            prices=self.prices,
            policy=policy,
            clock=self.clock,
        )
        return ApiServices(
            access=AccessService(vault=self.vault, signatures=signatures, **common),
            accounts=AccountService(
                vault=self.vault,
                markets=self.markets,
                check=KeyCheck(exchanges=self.exchanges, loader=loader, policy=policy),
                loader=loader,
                policy=policy,
                **common,
            ),
            balances=BalanceService(
                markets=self.markets, exchanges=self.exchanges, loader=loader, policy=policy, **common
            ),
            display=DisplayService(self.prices),
            activity=ActivityService(
                store=self.store, markets=self.markets, exchanges=self.exchanges, loader=loader, policy=policy
            ),
            volumes=VolumeService(
                venues=Venues(self.exchanges, self.markets, self.market_data, self.prices),
                loader=loader,
                policy=policy,
                **common,
            ),
            deposits=DepositService(
                store=self.store, markets=self.markets, exchanges=self.exchanges, loader=loader, policy=policy
            ),
            positions=PositionService(store=self.store, markets=self.markets, prices=self.prices),
            currencies=Currencies(),
            portfolio=PortfolioService(store=self.store, vault=self.vault, markets=self.markets),
            charts=BalanceChartService(store=self.store, markets=self.markets, clock=self.clock),
            modes=ModeService(store=self.store, clock=self.clock),
            market_data=MarketDataService(
                store=self.store,
                markets=self.markets,
                market_data=self.market_data,
                exchanges=self.exchanges,
                loader=loader,
                policy=policy,
            ),
            markets=self.markets,
            clock=self.clock,
        )


async def send_asgi(
    app: Any,
    method: str,
    target: bytes,
    body: bytes = b"",
    headers: Sequence[tuple[str, str]] = (),
    client: str = "127.0.0.1",
) -> Reply:
    """Speak ASGI as granian does: lower-case header names, the raw path, the query as it came."""
    path, _, query = target.partition(b"?")
    lines = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    if body and not any(name in {b"content-length", b"transfer-encoding"} for name, _ in lines):
        lines.append((b"content-length", str(len(body)).encode()))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path.decode("latin-1"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(b"host", b"moorage.test"), *lines],
        "client": (client, 50000),
        "server": ("127.0.0.1", 8080),
        "state": {},
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *rest = sent
    named = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Reply(start["status"], named, b"".join(part.get("body", b"") for part in rest))
