"""The chains on which coins come and go, the same at every venue; each venue has names of its own for them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from exchange_sandbox.accounts import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A coin on a chain. `fee` and `minimum` are of withdrawals, in units of the coin."""

    asset: str
    chain: str
    protocol: str
    title: str
    fee: Decimal
    minimum: Decimal
    tagged: bool = False
    closed: bool = False


def _network(asset: str, chain: str, protocol: str, title: str, fee: str, **more: bool) -> Network:
    cost = Decimal(fee)
    return Network(asset=asset, chain=chain, protocol=protocol, title=title, fee=cost, minimum=cost * 2, **more)


NETWORKS: Final[Mapping[str, Sequence[Network]]] = {
    "BTC": [_network("BTC", "BTC", "BTC", "Bitcoin", "0.0001")],
    "ETH": [
        _network("ETH", "ETH", "ERC20", "Ethereum", "0.0012"),
        _network("ETH", "ARBITRUM", "ARBITRUM", "Arbitrum One", "0.0001", closed=True),
    ],
    "USDT": [
        _network("USDT", "ETH", "ERC20", "Ethereum", "4"),
        _network("USDT", "TRX", "TRC20", "Tron", "1"),
    ],
    "XRP": [_network("XRP", "XRP", "XRP", "XRP Ledger", "0.2", tagged=True)],
}
"""Common name of a coin -> its networks. Of Arbitrum no deposits are taken for the time being."""
COIN_NAMES: Final = {"BTC": "Bitcoin", "ETH": "Ethereum", "USDT": "Tether", "XRP": "XRP"}
NEWCOMER: Final = "cy"
"""A person who never made a deposit address where one has to be made."""


def networks_of(asset: str) -> Sequence[Network]:
    """A coin's networks; a coin of which nothing more is told has a chain of its own."""
    return NETWORKS.get(asset) or [_network(asset, asset, asset, asset.title(), "0.001")]


def find(asset: str, chain: str) -> Network | None:
    """Look a coin's network up by the chain's name or its protocol's."""
    fitting = (network for network in networks_of(asset) if chain in {network.chain, network.protocol})
    return next(fitting, None)


def address_of(account: Account, network: Network) -> str:
    """The account's address on a chain."""
    drawn = hashlib.sha256(f"{account.venue}/{account.uid}/{network.chain}".encode()).hexdigest()
    form = {"ETH": f"0x{drawn[:40]}", "TRX": f"T{drawn[:33]}", "XRP": f"r{drawn[:33]}"}
    return form.get(network.chain, f"bc1q{drawn[:38]}")


def tag_of(account: Account, network: Network) -> str:
    """The tag that names the account behind a shared address; "" where an address is enough."""
    return str(int(hashlib.sha256(account.uid.encode()).hexdigest()[:8], 16)) if network.tagged else ""
