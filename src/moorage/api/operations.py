"""What each endpoint does, takes and answers: the one table behind the OpenAPI document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from moorage.api import examples
from moorage.api.schemas import AccountEntity, ConnectableEntity, MarketEntity, Nothing, Pong, ServerTime, Validity
from moorage.domain.errors import Forbidden, MoorageError, NotFound
from moorage.domain.exchange_errors import (
    ExchangeNotAvailable,
    ExchangeTimeout,
    KeyRefused,
    RateLimitExceeded,
    UnknownMarketApiError,
)

Schema = Mapping[str, Any]
"""A JSON Schema (2020-12)."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation."""

    name: str
    description: str
    schema: Schema
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation. `answer` is a type msgspec can describe; `errors` are those beyond what every endpoint has.

    `of_summary` says that `summary` may stand in the place of an account's id, `by_mode` that the answer is about the
    accounts of one mode.
    """

    name: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...] = ()
    answer: Any = None
    media_type: str = "application/json"
    example: object = None
    request_example: Mapping[str, object] | None = None
    errors: tuple[type[MoorageError], ...] = ()
    of_summary: bool = False
    by_mode: bool = False
    other_answers: Mapping[str, str] | None = None
    """Further statuses with the same shape, and what they mean."""


EXCHANGE_SILENT: Final = (ExchangeNotAvailable, RateLimitExceeded, ExchangeTimeout)
EXCHANGE_SPOKE: Final = (UnknownMarketApiError, *EXCHANGE_SILENT)
TEXT: Final = {"type": "string", "maxLength": 255}
SECRET: Final = {"type": "string", "minLength": 5, "maxLength": 8192, "writeOnly": True}
FLAG: Final = {"enum": [True, False, "true", "false", "1", "0"]}
NAME: Final = {"type": "string", "minLength": 2, "maxLength": 255}
ACCOUNT_ID: Final = {"type": ["integer", "string"], "minimum": 1, "maximum": 2**31 - 1, "pattern": "^[0-9]{1,10}$"}
MARKET_CODE: Final = {"$ref": "#/components/schemas/MarketCode"}
TYPES_TO_CREATE: Final = {"type": "array", "items": MARKET_CODE, "maxItems": 100}

TYPE = Parameter("type", "Which account type; `market_list` names them.", MARKET_CODE, required=True)
ACCOUNT_NAME = Parameter("name", "What people call the account.", NAME, required=True)
CREDENTIALS = (
    Parameter("api_key", "The exchange's API key.", SECRET),
    Parameter("secret", "Its secret.", SECRET),
    Parameter("passphrase", "Its passphrase, where the exchange has one.", {**SECRET, "minLength": 1}),
    Parameter("customer_id", "The customer id, where the exchange has one.", TEXT),
    Parameter("address", "The address, for wallet accounts.", TEXT),
)
DETAILS = (
    Parameter("subaccount_name", "The sub-account's name at the exchange.", TEXT),
    Parameter("include_in_summary", "Whether the summary counts the account; true when absent.", FLAG),
)

NEW = Operation(
    name="connectAccount",
    summary="Connect an account",
    description="Checks the key at the exchange, audits what it may do, stores it sealed and loads the balances. "
    "The account of `type` and one of every `types_to_create` are stored together or not at all. Parameters may also "
    "travel in the query; where both carry a name, the query wins.",
    parameters=(
        TYPE,
        ACCOUNT_NAME,
        *CREDENTIALS,
        Parameter(
            "types_to_create",
            "Account types of the same exchange to connect with the same key. In forms also `types_to_create[]=…` "
            "or `types_to_create[0]=…`, or JSON text.",
            TYPES_TO_CREATE,
        ),
        *DETAILS,
    ),
    answer=AccountEntity,
    example=examples.ACCOUNT,
    request_example=examples.NEW_ACCOUNT,
    errors=EXCHANGE_SPOKE,
)
UPDATE = Operation(
    name="updateAccount",
    summary="Change an account or replace its key",
    description="Changes what is given. A new key is checked as in `accounts/new` and must open the same account of "
    "the exchange.",
    parameters=(
        Parameter("account_id", "Which account.", ACCOUNT_ID, required=True),
        Parameter("name", "Its new name.", NAME),
        *CREDENTIALS,
        *DETAILS,
    ),
    answer=AccountEntity,
    example=examples.ACCOUNT,
    request_example={"account_id": 1, "name": "Savings"},
    errors=(NotFound, *EXCHANGE_SPOKE),
)
TYPES_TO_CONNECT = Operation(
    name="typesToConnect",
    summary="List the account types that a key reaches",
    description="Asks the exchange; nothing is stored.",
    parameters=(TYPE, ACCOUNT_NAME, *CREDENTIALS),
    answer=list[ConnectableEntity],
    example=examples.TYPES,
    request_example=examples.NEW_ACCOUNT,
    errors=EXCHANGE_SPOKE,
)
LIST = Operation(
    name="listAccounts",
    summary="List accounts",
    description="A page of the caller's accounts in the order of their ids; a page past the end is empty.",
    parameters=(
        Parameter(
            "api_key", "Only accounts opened by this key of the exchange.", {"type": "string", "maxLength": 8192}
        ),
        Parameter("page", "From 1.", {"type": "integer", "minimum": 1, "maximum": 2**31 - 1, "default": 1}),
        Parameter("per_page", "Accounts on a page.", {"type": "integer", "minimum": 1, "maximum": 100, "default": 100}),
    ),
    answer=list[AccountEntity],
    example=[examples.ACCOUNT],
    by_mode=True,
)
SUMMARY = Operation(
    name="showSummary",
    summary="Show all accounts as one",
    description="The sum of the accounts that count in the summary, in the shape of an account with the id 0.",
    answer=AccountEntity,
    example=examples.SUMMARY,
    by_mode=True,
)
SHOW = Operation(
    name="showAccount",
    summary="Show an account",
    description="As last loaded; the exchange is not asked.",
    answer=AccountEntity,
    example=examples.ACCOUNT,
)
RENAME = Operation(
    name="renameAccount",
    summary="Rename an account",
    description="Changes the name only.",
    parameters=(ACCOUNT_NAME,),
    answer=AccountEntity,
    example=examples.ACCOUNT,
    request_example={"name": "Savings"},
)
REMOVE = Operation(
    name="removeAccount",
    summary="Remove an account",
    description="Deletes the account, its key and all that was stored of it. The id is never used again.",
    answer=bool,
    example=True,
)
LOAD_BALANCES = Operation(
    name="loadBalances",
    summary="Load an account's balances now",
    description="Asks the exchange. When it fails, the last good numbers stay; when it refuses the key, the account is "
    "locked.",
    answer=AccountEntity,
    example=examples.ACCOUNT,
    errors=(KeyRefused, *EXCHANGE_SPOKE),
)
MARKET_LIST = Operation(
    name="listMarkets",
    summary="List the markets that can be connected",
    description="With the fields each asks for, and the addresses a key may be bound to.",
    answer=list[MarketEntity],
    example=[examples.MARKET],
)
PING = Operation(name="ping", summary="Ping", description="Answers.", answer=Pong, example={"pong": "pong"})
TIME = Operation(
    name="time",
    summary="Tell the time",
    description="The service's clock.",
    answer=ServerTime,
    example={"server_time": 1795348800},
)
VALIDATE = Operation(
    name="validate",
    summary="Check a signature",
    description="Answers true when the request is signed by a usable key.",
    answer=Validity,
    example={"valid": True},
)
MOVING_MONEY = Operation(
    name="moveMoney",
    summary="Refused: moves money",
    description="Moving money is not part of this product.",
    errors=(Forbidden,),
)
LIVEZ = Operation(name="livez", summary="Is it alive?", description="The event loop turns.", answer=Nothing, example={})
READYZ = Operation(
    name="readyz",
    summary="Can it serve?",
    description="The database answers and the vault is open.",
    answer=Nothing,
    example={},
    other_answers={"503": "Not now."},
)
METRICS = Operation(
    name="metrics",
    summary="Show figures for Prometheus",
    description="To loopback and to the networks that the owner named; to nobody else.",
    answer=str,
    media_type="text/plain",
    example="moorage_accounts 2.0",
    errors=(NotFound,),
)
SCHEMA = Operation(
    name="schema",
    summary="Describe the API",
    description="This document.",
    answer=dict[str, Any],
    example={"openapi": "3.1.0"},
)
GUIDE = Operation(
    name="guide",
    summary="Show how to make a key",
    description="A page for a person, as `help_link` of the list of markets names it.",
    answer=str,
    media_type="text/html",
    example=examples.GUIDE,
    errors=(NotFound,),
)
ICON = Operation(
    name="icon",
    summary="Show a market's icon",
    description="A monogram, SVG.",
    answer=str,
    media_type="image/svg+xml",
    example=examples.ICON,
)
