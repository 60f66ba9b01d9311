"""What the service and the worker say to each other: frames of four bytes of length and MessagePack."""

from typing import Final, Literal

import msgspec

HEADER: Final = 4  # bytes, the length of what follows, big endian
MOST_BYTES: Final = 16 * 1024 * 1024  # of one frame; all prices of a large exchange take about one


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask an exchange. `credentials` have ccxt's names, in plain text; it has no readable form."""

    id: int = 0
    what: Literal["balances", "prices", "pairs", "quote"]
    exchange: str
    pair: str = ""
    """Of a quote, as ccxt writes it: `BTC/EUR`."""
    credentials: dict[str, str] = {}
    base_url: str | None = None
    """Takes the place of every scheme and host of the exchange, which follow as a path."""
    seconds: float

    def __repr__(self) -> str:
        return f"Question({self.what} of {self.exchange})"


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """One currency of a spot account, as ccxt tells it; None where it does not."""

    currency: str
    free: str | None
    used: str | None
    total: str | None
    debt: str | None


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """The last price of a spot pair."""

    base: str
    quote: str
    last: str


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A spot pair that is traded; `bounds` are those of an order that ccxt knows, by the names of `Limits`."""

    base: str
    quote: str
    symbol: str
    """What the exchange calls it."""
    bounds: dict[str, str] = {}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a question. `failure` names the classes of what was raised, most specific first."""

    id: int
    amounts: list[Amount] = []
    prices: list[Price] = []
    pairs: list[Pair] = []
    quote: dict[str, str] = {}
    """`last`, `bid` and `ask`, as far as the exchange tells them."""
    failure: list[str] = []
    text: str = ""
    """What the exchange said, where that is no secret by its kind."""


def framed(message: Question | Told) -> bytes:
    """Return a message as a frame."""
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(HEADER) + body


def length(header: bytes) -> int:
    """Return the bytes that follow a header. Raises `ValueError` when they are more than a frame may have."""
    size = int.from_bytes(header)
    if size > MOST_BYTES:
        raise ValueError("a frame that is too large")
    return size
