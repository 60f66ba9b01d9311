"""The catalogue of wallets and paper accounts."""

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from moorage.domain.errors import ConfigurationError
from moorage.domain.exchange_errors import AuthenticationError
from moorage.domain.market import Capabilities, FormField, Market
from moorage.domain.market_list import MarketList
from moorage.wallets.addresses import read_base58, read_hexadecimal
from moorage.wallets.entry import AnyEntry, Evm, OnChain, Paper, Tron

MOST_DECIMALS: Final = 36
GUIDE: Final = "wallets"
"""The page about all of them."""
_CAPABILITIES: Mapping[str, object] = Capabilities.__dataclass_fields__


class WalletCatalog(MarketList):
    """All entries of this package, loaded once at start."""

    def __init__(self, entries: Sequence[AnyEntry]) -> None:
        """Take the entries in the order in which they are to be listed."""
        super().__init__(_market(entry) for entry in entries)
        self.entries: Mapping[str, AnyEntry] = {entry.venue: entry for entry in entries}

    @classmethod
    def load(cls) -> "WalletCatalog":
        """Read the entries of this package.

        Raises:
            ConfigurationError: an entry has an unknown or missing key, or a token whose contract is no address.
        """
        folder = resources.files("moorage.wallets").joinpath("catalog")
        files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
        return cls([read_entry(file) for file in files])


def read_entry(file: Traversable) -> AnyEntry:
    """Read and check one entry. Raises as `WalletCatalog.load`."""
    try:
        entry: AnyEntry = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), AnyEntry)
        _require_sound(entry)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, ValueError, InvalidOperation) as fault:
        raise ConfigurationError(f"The catalogue entry {file.name} is wrong: {fault}") from None
    except AuthenticationError as fault:
        raise ConfigurationError(f"The catalogue entry {file.name} is wrong: {fault.description}") from None
    return entry


def contract_of(entry: Evm | Tron, contract: str) -> bytes:
    """Return the bytes of a token's contract. Raises `AuthenticationError` as the readers of addresses."""
    return read_hexadecimal(contract) if isinstance(entry, Evm) else read_base58(contract)


def _require_sound(entry: AnyEntry) -> None:
    if unknown := set(entry.market.capabilities) - set(_CAPABILITIES):
        raise ValueError(f"no such capability: {', '.join(sorted(unknown))}")
    if isinstance(entry, Paper):
        if not all(Decimal(amount) > 0 for amount in entry.balances.values()):
            raise ValueError("a balance on paper is not above zero")
        return
    if entry.tokens_source not in entry.sources:
        raise ValueError(f"no such source: {entry.tokens_source}")
    contracts = [contract_of(entry, token.contract) for token in entry.tokens]
    places = [(token.currency, token.wallet) for token in entry.tokens]
    if len(set(contracts)) < len(contracts) or len(set(places)) < len(places):
        raise ValueError("a token stands twice")
    if any(not 0 <= token.decimals <= MOST_DECIMALS for token in entry.tokens):
        raise ValueError(f"decimals are a number from 0 to {MOST_DECIMALS}")


def _market(entry: AnyEntry) -> Market:
    facts = entry.market
    required = (FormField("address", entry.address_label),) if isinstance(entry, OnChain) else ()
    return Market(
        code=facts.code,
        venue=entry.venue,
        name=facts.name,
        exchange_name=facts.exchange_name,
        pretty_display_type=facts.pretty_display_type,
        url=facts.url,
        help_link=facts.help_link,
        guide=GUIDE,
        required=required,
        supported_market_types=facts.supported_market_types,
        on_paper=isinstance(entry, Paper),
        capabilities=Capabilities(**{name: name in facts.capabilities for name in _CAPABILITIES}),
        prices_of=facts.prices_of,
        hexadecimal_address=isinstance(entry, Evm),
    )
