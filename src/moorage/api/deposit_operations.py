"""What the endpoints about deposits do, take and answer."""

from typing import Final

from moorage.api.deposit_schemas import DepositEntity, NetworksEntity
from moorage.api.operations import EXCHANGE_SPOKE, Operation, Parameter
from moorage.domain.errors import Forbidden, NotFound
from moorage.domain.exchange_errors import KeyRefused, NoDepositAddress

CODE: Final = {"type": "string", "minLength": 1, "maxLength": 64}
PURPOSE: Final = {"enum": ["deposit", "withdraw"]}

_NETWORK: Final = {
    "network": "TRX",
    "default": True,
    "deposit_enable": True,
    "withdraw_enable": True,
    "deposit_tip": "",
    "withdraw_tip": "",
    "special_tip": "",
    "network_name": "Tron (TRC20)",
    "network_url": "",
    "address_regexp": "^T[1-9A-HJ-NP-Za-km-z]{33}$",
    "withdraw_fee": "1.0",
    "withdraw_min": "10.0",
    "memo_regexp": "",
    "label": "Tron (TRC20)",
    "require_address_tag": False,
}
_NETWORKS: Final = {
    "currency": "USDT",
    "name": "Tether",
    "deposit_enable": True,
    "withdraw_enable": True,
    "network_list": [_NETWORK],
}

NETWORKS: Final = Operation(
    name="listNetworks",
    summary="List a currency's networks",
    description="Asks the exchange. With `purpose` only the networks that are open for it; without `currency` a list "
    "of all currencies, where the exchange tells them in one answer.",
    parameters=(
        Parameter("purpose", "What for.", PURPOSE),
        Parameter("currency", "Which currency.", CODE),
    ),
    answer=NetworksEntity | list[NetworksEntity],
    example=_NETWORKS,
    errors=(NotFound, Forbidden, KeyRefused, *EXCHANGE_SPOKE),
)
PLACE: Final = Operation(
    name="showDepositPlace",
    summary="Show where to send a currency",
    description="Asks the exchange for an address that is there; none is made.",
    parameters=(
        Parameter("currency", "Which currency.", CODE, required=True),
        Parameter("network", "On which network, as `networks_info` names it.", CODE, required=True),
    ),
    answer=DepositEntity,
    example={
        "address": "TKtjsywjRu4HechtABGJBVhkDJtwYcMVfc",
        "address_tag": "",
        "available_balance": "120.5",
        "in_orders": "0.0",
        "total_balance": "120.5",
    },
    errors=(NotFound, Forbidden, KeyRefused, NoDepositAddress, *EXCHANGE_SPOKE),
)
