"""Networks and deposit addresses as a client with typed models reads them; written from the contract, section 4."""

# ruff: noqa: N815 - the wire's names
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

Plain = Annotated[str, Meta(pattern=r"^[0-9]{1,28}(\.[0-9]+)?$")]
"""Zero or a positive number in plain notation."""
Bound = Plain | UnsetType
"""What an exchange does not tell is left out, never null or blank."""


class Model(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Exactly these fields."""


class NetworkItem(Model, kw_only=True):
    """One item of `network_list`."""

    network: Annotated[str, Meta(min_length=1)]
    default: bool
    deposit_enable: bool
    withdraw_enable: bool
    deposit_tip: str
    withdraw_tip: str
    special_tip: str
    network_name: str
    network_url: str
    address_regexp: str
    withdraw_fee: Bound = UNSET
    withdraw_min: Bound = UNSET
    withdrawMax: Bound = UNSET
    withdrawMultiple: Bound = UNSET
    memo_regexp: str
    label: str
    require_address_tag: bool


class NetworksInfo(Model, kw_only=True):
    """One currency of `networks_info`."""

    currency: Annotated[str, Meta(min_length=1)]
    name: str
    deposit_enable: bool
    withdraw_enable: bool
    network_list: list[NetworkItem]


class DepositData(Model, kw_only=True):
    """The answer of `deposit_data`, all texts."""

    address: Annotated[str, Meta(min_length=1)]
    address_tag: str
    available_balance: Plain
    in_orders: Plain
    total_balance: Plain
