"""A connected account, and what a caller asks to make or change of one."""

from dataclasses import dataclass, field
from datetime import datetime

from moorage.domain.balance import Balances
from moorage.domain.credentials import Credentials
from moorage.domain.errors import RecordInvalid
from moorage.domain.history import History
from moorage.domain.key_report import ApiKeysState, Permissions
from moorage.domain.profit import Profit
from moorage.domain.valuation import Valuation

NAME_LENGTHS = (2, 255)  # characters
SUBACCOUNT_NAME_LENGTH = 255  # characters
CUSTOMER_ID_LENGTH = 255  # characters


def require_name(name: str) -> None:
    """Check an account's name.

    Raises:
        RecordInvalid: on `name`, when it is shorter than 2 or longer than 255 characters.
    """
    shortest, longest = NAME_LENGTHS
    if len(name) < shortest:
        raise RecordInvalid(attributes={"name": [f"is too short (minimum is {shortest} characters)"]})
    if len(name) > longest:
        raise RecordInvalid(attributes={"name": [f"is too long (maximum is {longest} characters)"]})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """A wish to connect: the market, a name, what opens it, and the sibling types to connect with it."""

    market_code: str
    name: str
    credentials: Credentials
    types_to_create: tuple[str, ...] = ()
    subaccount_name: str | None = None
    include_in_summary: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """A wish to change an account; None leaves a field as it is, and no credentials leave the key alone."""

    account_id: int
    name: str | None = None
    credentials: Credentials = Credentials()
    subaccount_name: str | None = None
    include_in_summary: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyState:
    """What is known of the key that opens an account, as last told by the venue."""

    state: ApiKeysState = ApiKeysState.OK
    lock_reason: str | None = None
    """`invalid_api_key`, `expired_api_key`, `ip_not_allowed` …; None while the account is not locked."""
    lock_description: str | None = None
    """The sentence behind `lock_reason`, for a person."""
    permissions: Permissions = Permissions()
    ip_restricted: bool | None = None
    expires_at: datetime | None = None
    exchange_uid: str | None = None
    parent_uid: str | None = None
    notes: tuple[str, ...] = ()
    """`KeyReport.notes` of the last inspection."""

    @property
    def is_locked(self) -> bool:
        """Whether the venue refuses the key."""
        return self.lock_reason is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """The last good balances of an account and their value; `balances` is None until the first load succeeded.

    `stale_reason` says why the latest attempt failed, None when it succeeded.
    """

    balances: Balances | None = None
    valuation: Valuation = Valuation()
    stale_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Account:
    """One connected account of one user.

    `id` is never reused. `vault_id` (128 random bits, hex) names the account inside sealed values, so that they can
    be sealed before the row has its id. `credentials_version` counts the keys it had: what was learned under an older
    key is not written over a newer one.
    """

    id: int
    user_id: int
    vault_id: str
    market_code: str
    name: str
    customer_id: str | None = None
    subaccount_name: str | None = None
    address: str | None = None
    include_in_summary: bool = True
    key: KeyState
    worth: Worth = Worth()
    history: History = History()
    created_at: datetime
    updated_at: datetime
    balances_due_at: datetime
    credentials_version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectableType:
    """One line of `types_to_connect`: may this account type be connected with the given key?"""

    type: str
    connected: bool
    available: bool
    unified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All accounts of a user that count in the summary, taken as one.

    `oldest` is when the oldest part was true, None when nothing was loaded yet; `stale` maps account ids to why.
    `counted_elsewhere` maps accounts that add nothing to the account that counts the wallet they share; `flawed` maps
    accounts to why their profit may hold what was put in or taken out.
    """

    user_id: int
    valuation: Valuation
    oldest: datetime | None
    stale: dict[int, str]
    counted_elsewhere: dict[int, int] = field(default_factory=dict)
    profit: Profit = Profit()
    flawed: dict[int, str] = field(default_factory=dict)
    transfers_read_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
