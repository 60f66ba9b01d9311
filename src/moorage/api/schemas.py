"""Wire shapes, field for field in the contract's order; what is ours stands under `x_moorage`."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

DecimalText = Annotated[
    str, Meta(pattern=r"^-?[0-9]{1,28}\.[0-9]{1,18}$", description="A number in plain notation.", examples=["0.0"])
]
Timestamp = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$",
        description="UTC, milliseconds.",
        examples=["2026-11-22T12:00:00.000Z"],
    ),
]
Number = Annotated[Raw, Meta(extra_json_schema={"type": "number"}, description="A number in plain notation.")]
AccountId = Annotated[int, Meta(ge=0, le=2**31 - 1, description="Never used again; 0 is the summary.")]


class Shape(Struct, kw_only=True, forbid_unknown_fields=True):
    """A JSON object with exactly these fields."""


class Money(Shape, kw_only=True):
    """An amount of the primary display currency, as text."""

    currency: str
    amount: DecimalText


class MoneyNumber(Shape, kw_only=True):
    """An amount of the primary display currency, as a JSON number; the entity has one such field."""

    currency: str
    amount: Number


class Availability(Shape, kw_only=True):
    """Always an empty object."""


class KeyPermissions(Shape, kw_only=True):
    """What the key may do at the exchange; null where the exchange does not tell."""

    read: bool | None
    trade: bool | None
    withdraw: bool | None


class ProfitExtension(Shape, kw_only=True):
    """Since when each profit counts; a time is left out while there is none."""

    day_since: Timestamp | UnsetType = UNSET
    month_since: Timestamp | UnsetType = UNSET
    total_since: Timestamp | UnsetType = UNSET
    transfers_read_at: Timestamp | UnsetType = UNSET
    """When deposits and withdrawals were read that were not read for longest; what moved since may count as profit."""
    flaw: str | UnsetType = UNSET
    """Why a profit may hold what was put in or taken out; left out when all transfers are known."""
    incomplete: list[Literal["day", "month", "total"]] | UnsetType = UNSET
    """Profits between values of which one lacks what had no price, or a wallet; left out where there is none."""


class Extension(Shape, kw_only=True):
    """What the original API has no field for."""

    balances_updated_at: Timestamp | None
    prices_updated_at: Timestamp | None
    """When the oldest of the prices was true that the values are of; null when there was none."""
    stale: bool
    stale_reason: str | None
    unpriced: list[str]
    assumed: list[str]
    permissions: KeyPermissions
    ip_restricted: bool | None
    key_expires_at: Timestamp | None
    exchange_uid: str | None
    parent_uid: str | None
    lock_description: str | None
    profit: ProfitExtension
    priced_elsewhere: dict[str, str] | UnsetType = UNSET
    """Currencies whose price is another venue's, and that venue; left out where there are none."""
    display_currency_unknown: str | UnsetType = UNSET
    """The user's display currency while its rate is unknown and dollars are shown instead."""
    notes: list[str] | UnsetType = UNSET
    """What every owner of an account of this market, or of this key, has to know; left out where there is nothing."""
    wallets_updated_at: dict[str, Timestamp] | UnsetType = UNSET
    """Wallets that stand as they were told before `balances_updated_at`, and when; left out where there are none."""
    counted_elsewhere: dict[str, AccountId] | UnsetType = UNSET
    """In the summary: accounts that add nothing, and the account that counts the wallet they share."""


class AccountEntity(Shape, kw_only=True):
    """An account, or the summary of all."""

    id: AccountId
    auto_balance_period: int
    auto_balance_portfolio_id: None
    auto_balance_currency_change_limit: None
    last_auto_balance: None
    auto_balance_method: None
    auto_balance_error: None
    autobalance_enabled: bool
    hedge_mode_available: bool
    hedge_mode_enabled: bool
    is_locked: bool
    lock_reason: str | None
    smart_trading_supported: bool
    smart_selling_supported: bool
    stats_supported: bool
    trading_supported: bool
    market_buy_supported: bool
    market_sell_supported: bool
    conditional_buy_supported: bool
    bots_allowed: bool
    bots_ttp_allowed: bool
    bots_tsl_allowed: bool
    gordon_bots_available: bool
    multi_bots_allowed: bool
    fast_convert_available: bool
    grid_bots_allowed: bool
    deposit_enabled: bool
    available_for_trading: Availability
    created_at: Timestamp
    updated_at: Timestamp
    api_key_invalid: bool
    market_icon: str
    include_in_summary: bool
    available_include_in_summary: bool
    supported_market_types: list[str]
    primary_display_currency_profit_percentage: Money
    primary_display_currency_profit: Money
    day_profit_primary_display_currency_percentage: Money
    day_profit_primary_display_currency: Money
    primary_display_currency_amount: Money
    total_primary_display_currency_profit: MoneyNumber
    name: str
    customer_id: str | None
    subaccount_name: str | None
    btc_amount: DecimalText
    usd_amount: DecimalText
    day_profit_btc: DecimalText
    day_profit_usd: DecimalText
    day_profit_btc_percentage: DecimalText
    day_profit_usd_percentage: DecimalText
    btc_profit: DecimalText
    usd_profit: DecimalText
    btc_profit_percentage: DecimalText
    usd_profit_percentage: DecimalText
    total_btc_profit: DecimalText
    total_usd_profit: DecimalText
    pretty_display_type: str
    exchange_name: str
    market_code: str
    api_keys_state: Literal["ok", "expire_soon", "expired", "invalid"]
    address: str | UnsetType = UNSET
    x_moorage: Extension


class ConnectableEntity(Shape, kw_only=True):
    """An account type of the venue, and whether the key reaches it."""

    type: str
    connected: bool
    available: bool
    unified: bool


class FieldEntity(Shape, kw_only=True):
    """One field of a connection form."""

    field: str
    localized_name: str


class FormFields(Shape, kw_only=True):
    """What a market asks for."""

    required: list[FieldEntity]
    optional: list[FieldEntity]


class MarketEntity(Shape, kw_only=True):
    """A market that can be connected."""

    market_name: str
    market_url: str
    market_icon: str
    help_link: str
    market_code: str
    form_fields: FormFields
    available_connection_flows: list[str]
    third_party_allowed: bool
    trusted_ips: list[str]
    trusted_ips_input_type: str
    fast_connect_action_name: str


class Pong(Shape, kw_only=True):
    """The service is there."""

    pong: Literal["pong"]


class ServerTime(Shape, kw_only=True):
    """The service's clock."""

    server_time: Annotated[int, Meta(description="Unix time in seconds.")]


class Validity(Shape, kw_only=True):
    """The signature is right."""

    valid: bool


class Nothing(Shape, kw_only=True):
    """No content: the status says it."""


ENCODER = msgspec.json.Encoder()
"""The one encoder of all answers."""
