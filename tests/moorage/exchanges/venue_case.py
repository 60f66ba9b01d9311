"""What a venue's documents say, as data: `venues/<venue>.toml` is all that a new venue adds to the tests."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import msgspec

from moorage.domain.credentials import Credentials, Secret

FOLDER: Final = Path(__file__).parent / "venues"


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A block of a case; an unknown key is refused."""


class Signed(Form, frozen=True, kw_only=True):
    """A request of the entry and how ccxt is asked for the same one.

    `headers` and `query` name what must be equal; the whole target is compared when `query` is absent. `nonce_from`
    is the place in ccxt's answer where the nonce stands: `header:NAME`, `auth:NAME` (a part of the header
    Authorization), `payload:NAME` or `body:NAME` (a form or JSON body).
    """

    request: str
    path: str
    api: tuple[str, ...] = ("private",)
    method: str = "GET"
    params: dict[str, Any] = msgspec.field(default_factory=dict)
    headers: tuple[str, ...] = ()
    query: list[str] | None = None
    nonce_from: str | None = None


class Oracle(Form, frozen=True, kw_only=True):
    """The exchange's class in ccxt; requests are signed at `now` milliseconds."""

    ccxt: str
    now: int = 1795359891404
    options: dict[str, Any] = msgspec.field(default_factory=dict)
    signed: list[Signed]


class Refused(Form, frozen=True, kw_only=True):
    """A documented refusal, raw, and what it means. `source` tells where the body stands."""

    http: int
    body: str
    error: str
    field: str | None = None
    source: str


class Held(Form, frozen=True, kw_only=True):
    """A holding worked out by hand; amounts as texts. What is absent is zero, and `equity` is then `total`."""

    currency: str
    wallet: str
    free: Decimal = Decimal(0)
    used: Decimal = Decimal(0)
    total: Decimal
    equity: Decimal | None = None
    borrowed: Decimal = Decimal(0)


class Reported(Form, frozen=True, kw_only=True):
    """The key report that the recorded answers give; absent is unknown. `expires_at` in ISO 8601."""

    read: bool | None = None
    trade: bool | None = None
    withdraw: bool | None = None
    ip_restricted: bool | None = None
    expires_at: str | None = None
    exchange_uid: str | None = None
    parent_uid: str | None = None
    is_subaccount: bool | None = None
    denied: tuple[str, ...] = ()
    """Market codes that the key does not reach, as the report tells."""


class Told(Form, frozen=True, kw_only=True):
    """What a ticker tells besides its price; what is left out is not told."""

    bid: Decimal | None = None
    ask: Decimal | None = None
    before: Decimal | None = None


class Case(Form, frozen=True, kw_only=True):
    """One venue. `answers`: request name -> recorded body in the form of the exchange's document.

    `holdings`: market code -> all non-empty holdings. `prices`: `BASE/QUOTE` -> price, some that the recorded tickers
    hold; `tickers` what they tell besides. `credentials` are made up, in the venue's form.
    """

    credentials: dict[str, str]
    oracle: Oracle | None = None
    no_oracle: str | None = None
    """Why ccxt cannot be asked."""
    refused: list[Refused]
    answers: dict[str, str]
    report: Reported
    holdings: dict[str, list[Held]]
    prices: dict[str, Decimal]
    tickers: dict[str, Told] = {}

    def given(self) -> Credentials:
        """Return the credentials as the product takes them."""
        plain = {"customer_id", "address"}
        return Credentials(**{name: text if name in plain else Secret(text) for name, text in self.credentials.items()})


def read_case(venue: str) -> Case:
    """Read a venue's case."""
    return msgspec.convert(tomllib.loads((FOLDER / f"{venue}.toml").read_text()), Case)
