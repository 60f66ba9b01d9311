"""What callers may wish for, read from their parameters."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from moorage.api.fields import LARGEST_ID, Fields
from moorage.api.parameters import Parameters
from moorage.domain.access import Mode
from moorage.domain.account import CUSTOMER_ID_LENGTH, SUBACCOUNT_NAME_LENGTH, AccountChange, NewAccount
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.errors import RecordInvalid

MOST_PER_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Which accounts to list: those opened by a key, or all; pages count from 1."""

    api_key: Secret | None
    page: int
    per_page: int


class LimitType(StrEnum):
    """Whose limits are asked for; an exchange sets the same for all."""

    BOT = "bot"
    SMART_TRADE = "smart_trade"


class PairWish(NamedTuple):
    """A pair, and the market it is asked of; None leaves the market to the service."""

    market_code: str | None
    pair: str


def new_account(given: Parameters) -> NewAccount:
    """Read the wish to connect an account.

    Raises:
        RecordInvalid: with one attribute per parameter at fault.
    """
    fields = Fields(given)
    code, name, credentials = fields.required("type"), fields.required("name"), _credentials(fields)
    types_to_create = fields.texts("types_to_create")
    subaccount_name = fields.text("subaccount_name", SUBACCOUNT_NAME_LENGTH)
    include_in_summary = fields.flag("include_in_summary")
    fields.require_sound()
    return NewAccount(
        market_code=code,
        name=name,
        credentials=credentials,
        types_to_create=types_to_create,
        subaccount_name=subaccount_name,
        include_in_summary=include_in_summary is not False,
    )


def account_change(given: Parameters) -> AccountChange:
    """Read the wish to change an account.

    Raises:
        NotFound: no account can have this id.
        RecordInvalid: with one attribute per parameter at fault.
    """
    fields = Fields(given)
    account_id = fields.account_id("account_id")
    name, credentials = fields.text("name"), _credentials(fields)
    subaccount_name = fields.text("subaccount_name", SUBACCOUNT_NAME_LENGTH)
    include_in_summary = fields.flag("include_in_summary")
    fields.require_sound()
    return AccountChange(
        account_id=account_id,
        name=name,
        credentials=credentials,
        subaccount_name=subaccount_name,
        include_in_summary=include_in_summary,
    )


def new_name(given: Parameters) -> str:
    """Read an account's new name. Raises `RecordInvalid` on `name`."""
    fields = Fields(given)
    name = fields.required("name")
    fields.require_sound()
    return name


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when (aware, UTC); to the present when `end` is None."""

    begin: datetime
    end: datetime | None


def period(given: Parameters) -> Period:
    """Read from when to when. Raises `RecordInvalid` on `date_from` or `date_to`."""
    fields = Fields(given)
    fields.required("date_from")
    begin, end = fields.instant("date_from"), fields.instant("date_to", ends_day=True)
    fields.require_sound()
    assert begin is not None  # noqa: S101 - it was required
    if end is not None and end < begin:
        raise RecordInvalid(attributes={"date_to": ["is invalid"]})
    return Period(begin, end)


def mode(given: Parameters) -> Mode:
    """Read which accounts to look at. Raises `RecordInvalid` on `mode`."""
    fields = Fields(given)
    chosen = fields.choice("mode", Mode)
    fields.require_sound()
    return chosen or Mode.REAL


def page(given: Parameters) -> Page:
    """Read which accounts to list. Raises `RecordInvalid` on `api_key`, `page` or `per_page`."""
    fields = Fields(given)
    wanted = Page(
        fields.secret("api_key"),
        fields.number("page", 1, LARGEST_ID),
        fields.number("per_page", MOST_PER_PAGE, MOST_PER_PAGE),
    )
    fields.require_sound()
    return wanted


def market_wish(given: Parameters) -> str | None:
    """Read which market is asked about. Raises `RecordInvalid` on `market_code`."""
    fields = Fields(given)
    code = fields.text("market_code")
    fields.require_sound()
    return code


def pair_wish(given: Parameters) -> PairWish:
    """Read which pair is asked about. Raises `RecordInvalid` on `market_code`, `pair` or `limit_type`."""
    fields = Fields(given)
    wanted = PairWish(fields.text("market_code"), fields.required("pair"))
    if "limit_type" in given:
        fields.choice("limit_type", LimitType)
    fields.require_sound()
    return wanted


def pair_of_market(given: Parameters) -> PairWish:
    """Read which pair of which market is asked about; both must be given. Raises `RecordInvalid` as `pair_wish`."""
    fields = Fields(given)
    wanted = PairWish(fields.required("market_code"), fields.required("pair"))
    fields.require_sound()
    return wanted


def _credentials(fields: Fields) -> Credentials:
    return Credentials(
        api_key=fields.secret("api_key"),
        secret=fields.secret("secret"),
        passphrase=fields.secret("passphrase"),
        customer_id=fields.text("customer_id", CUSTOMER_ID_LENGTH),
        address=fields.text("address"),
    )
