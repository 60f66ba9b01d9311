"""Wire shapes of networks and deposit addresses, in the contract's order."""

from collections.abc import Sequence
from typing import Final

from msgspec import UNSET, UnsetType, field

from moorage.api.numbers import amount
from moorage.api.schemas import DecimalText, Shape
from moorage.domain.deposit import CurrencyNetworks, DepositPlace, Network

RENAMED: Final = {"withdraw_maximum": "withdrawMax", "withdraw_step": "withdrawMultiple"}
"""Two fields of the contract are in camel case."""


class NetworkEntity(Shape, kw_only=True, rename=RENAMED):
    """One network. Amounts that the exchange does not tell are left out."""

    network: str
    default: bool
    deposit_enable: bool
    withdraw_enable: bool
    deposit_tip: str
    withdraw_tip: str
    special_tip: str
    network_name: str
    network_url: str
    address_regexp: str
    withdraw_fee: DecimalText | UnsetType = UNSET
    withdraw_min: DecimalText | UnsetType = UNSET
    withdraw_maximum: DecimalText | UnsetType = UNSET
    withdraw_step: DecimalText | UnsetType = UNSET
    memo_regexp: str
    label: str
    require_address_tag: bool

    @classmethod
    def of(cls, network: Network) -> "NetworkEntity":
        """Show a network; a tag that is not told of is not required."""
        return cls(
            network=network.code,
            default=network.is_default,
            deposit_enable=network.takes_deposits,
            withdraw_enable=network.sends_withdrawals,
            deposit_tip=network.deposit_tip,
            withdraw_tip=network.withdraw_tip,
            special_tip=network.special_tip,
            network_name=network.title,
            network_url=network.url,
            address_regexp=network.address_pattern,
            withdraw_fee=UNSET if network.fee is None else amount(network.fee),
            withdraw_min=UNSET if network.minimum is None else amount(network.minimum),
            withdraw_maximum=UNSET if network.maximum is None else amount(network.maximum),
            withdraw_step=UNSET if network.step is None else amount(network.step),
            memo_regexp=network.tag_pattern,
            label=network.title,
            require_address_tag=bool(network.needs_tag or network.tag_pattern),
        )


class NetworksEntity(Shape, kw_only=True):
    """A currency and its networks."""

    currency: str
    name: str
    deposit_enable: bool
    withdraw_enable: bool
    network_list: list[NetworkEntity] = field(default_factory=list)

    @classmethod
    def of(cls, told: CurrencyNetworks) -> "NetworksEntity":
        """Show a currency: it can come or go where one of its networks is open."""
        return cls(
            currency=told.currency,
            name=told.name,
            deposit_enable=any(network.takes_deposits for network in told.networks),
            withdraw_enable=any(network.sends_withdrawals for network in told.networks),
            network_list=[NetworkEntity.of(network) for network in told.networks],
        )


class DepositEntity(Shape, kw_only=True):
    """Where to send a currency, and what the account holds of it."""

    address: str
    address_tag: str
    available_balance: DecimalText
    in_orders: DecimalText
    total_balance: DecimalText

    @classmethod
    def of(cls, place: DepositPlace) -> "DepositEntity":
        """Show a place."""
        return cls(
            address=place.target.address,
            address_tag=place.target.tag,
            available_balance=amount(place.free),
            in_orders=amount(place.used),
            total_balance=amount(place.total),
        )


def shown(told: Sequence[CurrencyNetworks], *, one: bool) -> "NetworksEntity | list[NetworksEntity]":
    """Return what is shown of networks: one object for one currency, else a list."""
    entities = [NetworksEntity.of(currency) for currency in told]
    return entities[0] if one else entities
