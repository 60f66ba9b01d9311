"""The form of a catalogue entry: what `catalog/<venue>.toml` may say, and nothing else.

An entry holds facts only, each block with the exchange's own document as `source`. Texts in braces are plain
placeholders (`SIGNED_TEXTS`); there are no conditions. What a template cannot say stands in `quirks/<venue>.py`.
A *path* names a place in a JSON answer: keys and list indexes joined by dots (`data.0.perm`); "" is the whole answer.
A step `name=text` is the item of a list in which `name` is that text (`filters.filterType=LOT_SIZE.stepSize`).
"""

import string
from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from moorage.exchanges.facts import Facts
from moorage.exchanges.market_facts import Assets, MarketFacts, Tickers
from moorage.transport import MOST_BYTES

SIGNED_TEXTS: Final = frozenset(
    {"timestamp", "nonce", "method", "path", "target", "query", "query_plain", "body", "body_sha256", "body_sha512"}
    | {"host", "api_key", "passphrase", "algorithm"}
)
"""What a signing template may name. `target` is the path with "?" and the query when there is one; `query_plain` is
the query before percent-encoding; `body_sha512` is the hex digest of the body, also of an empty one; `algorithm` is
the name in JOSE of how the secret signs (HS256, ES256, EdDSA …)."""

Field = Literal["api_key", "secret", "passphrase", "customer_id", "address"]


class CredentialField(Facts, frozen=True, kw_only=True):
    """One field of the connection form. `shape` is a pattern of a whole genuine value, `looks` says it in words.

    The length bounds are wide on purpose: exchanges change their formats without notice.
    """

    label: str
    shape: str
    looks: str
    minimum: int
    maximum: int


class ForeignKey(Facts, frozen=True, kw_only=True):
    """A pattern by which a key of somewhere else is recognised, and the sentence for who pasted it."""

    field: Field
    shape: str
    sentence: str


class Credentials(Facts, frozen=True, kw_only=True):
    """What the venue's keys consist of, in the order of the form."""

    source: str
    fields: dict[Field, CredentialField]
    foreign: tuple[ForeignKey, ...] = ()


class Signing(Facts, frozen=True, kw_only=True):
    """How a request is signed: `signature = encoding(algorithm(secret, payload))`.

    `params` are put before the request's own parameters, `signature_parameter` after them. With `pem`, a secret that
    is a PEM private key signs in that way instead (RSASSA-PKCS1-v1_5 with SHA-256, or Ed25519; always base64).
    With `passphrase` = "signed" the text `{passphrase}` is itself signed and encoded.
    """

    source: str
    clock: Literal["ms", "s", "iso8601_ms", "iso8601_s", "none"]
    nonce: Literal["none", "increasing", "uuid"] = "none"
    payload: str = ""
    secret: Literal["text", "base64", "ed25519"] = "text"
    """`ed25519` is a private key in base64: the seed of 32 bytes, alone or with the public key behind it."""
    algorithm: Literal["sha256", "sha384", "sha512"] = "sha256"
    encoding: Literal["hex", "base64", "base64url"] = "hex"
    pem: tuple[Literal["rsa", "ed25519", "es256"], ...] = ()
    passphrase: Literal["plain", "signed"] = "plain"
    params: dict[str, str] = msgspec.field(default_factory=dict)
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    signature_parameter: str | None = None

    def __post_init__(self) -> None:
        """Refuse a template with a placeholder that does not exist."""
        for template in (self.payload, *self.params.values(), *self.headers.values()):
            for name in placeholders(template):
                if name not in SIGNED_TEXTS and not (name == "signature" and template in self.headers.values()):
                    raise ValueError(f"signing knows no {{{name}}}")


class ClockSource(Facts, frozen=True, kw_only=True):
    """Where the venue tells its time."""

    request: str
    path: str
    unit: Literal["ms", "s"]


class Request(Facts, frozen=True, kw_only=True):
    """A named request. `place` says where parameters travel; `weight` is its cost under the limit it counts to.

    Path and parameters may name `{api_key}` and, when the request comes `after` another one, what the quirk's
    `arguments` read from that one's answer. `instead` is asked where the venue refuses this one because the account
    is of another kind (`Refusal.other_kind`); both are read in the same way, after the quirk's `reshape`.
    """

    host: str
    path: str
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, str] = msgspec.field(default_factory=dict)
    place: Literal["query", "form", "json"] = "query"
    weight: int = 1
    limit: str
    signed: bool = True
    after: str | None = None
    instead: str | None = None
    largest: int = MOST_BYTES
    """The most bytes that its answer may have, decompressed."""


class Limit(Facts, frozen=True, kw_only=True):
    """A budget of the venue: `capacity` units in `window` seconds.

    A `decaying` counter sinks evenly, so all of it may be used at once; of any other only half is, which no place
    of the venue's window can exceed. `used_header` is where the venue tells what it counted in the running window.
    """

    source: str
    counts_by: Literal["ip", "key"]
    capacity: float
    window: float
    decaying: bool = False
    used_header: str | None = None


class Answers(Facts, frozen=True, kw_only=True):
    """Where an answer tells success or failure: a code (or a list of codes) and a text.

    `or_code` and `or_text` are the places in the other forms of answer of a venue that has several.
    """

    source: str
    code: str
    text: str = ""
    or_code: tuple[str, ...] = ()
    or_text: tuple[str, ...] = ()
    success: tuple[str, ...] = ()
    mark: tuple[str, str] | None = None
    """A path and the text that stands there in refusals only, where a success may have something else for a code."""
    address_follows: tuple[str, ...] = ()
    """Words after which the venue's text names the address it saw us come from."""


class Judgement(Facts, frozen=True, kw_only=True):
    """An error class of `domain/exchange_errors.py`, the field it is about, and one sentence.

    `{egress}` in a sentence becomes this server's address.
    """

    error: str
    field: Field | None = None
    sentence: str = ""
    retry_after: float | None = None


class Refusal(Judgement, frozen=True, kw_only=True):
    """One line of the refusals table: all that is given of `http`, `code`, `text` (a part of it) must fit.

    Without a sentence of its own a refusal has the general one of its error, with the venue's name.

    `key_works` is the judgement instead when the same key is accepted by the first inspection request, where the
    venue lumps several causes together. The text of an answer that is no JSON, or has neither code nor text, is its
    own beginning; `empty` asks for an answer without any body, `whole` for one that says this alone.
    `other_kind` says that the account is of another kind than the request is for, `or_clock` that a clock which is off
    is refused in the same words: the clocks are then compared, and the request is sent once more. `never_opened` says
    that the wallet was never opened: one beside others then holds nothing.
    """

    http: int | None = None
    code: str | None = None
    text: str | None = None
    whole: str | None = None
    empty: bool = False
    other_kind: bool = False
    or_clock: bool = False
    never_opened: bool = False
    key_works: Judgement | None = None


class Right(Facts, frozen=True, kw_only=True):
    """A right of the key: one of `flags` is true, or the list (or text with commas) at `path` holds one of `holds`."""

    request: str
    flags: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()


class Told(Facts, frozen=True, kw_only=True):
    """A plain fact at the first of several paths that is there; `unit` for times, `never` for "no end".

    `days_left` are whole days from now on; the end is told a part of a day too early, and none left is no end told.
    """

    request: str
    path: tuple[str, ...]
    unit: Literal["ms", "s", "days_left"] = "ms"
    never: str = "0"


class Inspection(Facts, frozen=True, kw_only=True):
    """What the venue tells of a key. What is not mapped here is unknown, never assumed.

    `requests` are all asked at once, the first judges the key: it needs the least rights, and tells of `read` if any
    does. A refusal of an `optional` one leaves what it tells unknown.
    """

    source: str
    requests: tuple[str, ...]
    optional: tuple[str, ...] = ()
    read: Right | None = None
    trade: Right | None = None
    withdraw: Right | None = None
    ip_restricted: Right | None = None
    ip_allowlist: Told | None = None
    expires_at: Told | None = None
    uid: Told | None = None
    parent_uid: Told | None = None
    master: Right | None = None
    """Says that the account is no sub-account, where the venue does not name the parent."""
    subaccount: Right | None = None
    """Says that the account is a sub-account; where it does not hold, it tells nothing."""
    wallets: dict[str, Right] = msgspec.field(default_factory=dict)
    """Wallet -> the right without which it cannot be read; it is then left out, and the report says so."""
    reaches: dict[str, Right] = msgspec.field(default_factory=dict)
    """Market code -> the right without which the market is not reachable."""
    read_missing: str = "The API key may not read the account; allow reading at the exchange."


class Entry(Facts, frozen=True, kw_only=True):
    """All facts of one venue."""

    venue: str
    name: str
    url: str
    docs: str
    help_link: str
    quirk: str | None = None
    sources: dict[str, str]
    """Short name of a document -> its title, version and date; every block's `source` names one or more."""
    hosts: dict[str, str]
    credentials: Credentials
    signing: Signing
    clock: ClockSource | None = None
    requests: dict[str, Request]
    limits: dict[str, Limit]
    answers: Answers
    refusals: tuple[Refusal, ...]
    inspection: Inspection
    assets: Assets | None = None
    tickers: dict[str, Tickers]
    markets: tuple[MarketFacts, ...]


def placeholders(template: str) -> list[str]:
    """Return the names in braces of a template.

    Raises:
        ValueError: it holds anything but plain names in braces.
    """
    names = []
    for _, name, spec, conversion in string.Formatter().parse(template):
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            raise ValueError(f"{template!r} is no plain template")
        names.append(name)
    return names


def filled(request: Request, arguments: Mapping[str, str]) -> Request:
    """Return a request with the arguments in its path and parameters; `{api_key}` is left to the signer.

    A parameter that names an argument which is an empty text is left out.
    """
    if not arguments:
        return request
    texts = {"api_key": "{api_key}", **arguments}
    blank = {f"{{{name}}}" for name, text in arguments.items() if not text}
    params = {name: value.format_map(texts) for name, value in request.params.items() if value not in blank}
    return msgspec.structs.replace(request, path=request.path.format_map(texts), params=params)
