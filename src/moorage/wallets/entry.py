"""What a catalogue entry of this package may hold: facts only, each block with its source."""

import msgspec


class Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A block of an entry; an unknown key is refused."""


class MarketFacts(Block, frozen=True, kw_only=True):
    """The account type. `prices_of` is the market whose prices value it; `capabilities` names what is true."""

    code: str
    name: str
    exchange_name: str
    pretty_display_type: str
    url: str
    help_link: str
    supported_market_types: tuple[str, ...]
    prices_of: str
    capabilities: tuple[str, ...]


class Token(Block, frozen=True, kw_only=True):
    """A token contract. `currency` is what a unit of it is worth one of; `wallet` tells a wrapped one apart."""

    currency: str
    contract: str
    decimals: int
    wallet: str = "wallet"


class Entry(Block, frozen=True, kw_only=True):
    """What every entry holds. `venue` names it, and with it the key of its node in the settings."""

    venue: str
    market: MarketFacts
    sources: dict[str, str]


class OnChain(Entry, frozen=True, kw_only=True):
    """A chain that a node of the owner is asked about; `native` is its own coin."""

    address_label: str
    native: str
    native_decimals: int
    tokens_source: str
    tokens: tuple[Token, ...]


class Evm(OnChain, frozen=True, kw_only=True, tag_field="kind", tag="evm"):
    """A chain with Ethereum's virtual machine and JSON-RPC."""

    chain_id: int


class Tron(OnChain, frozen=True, kw_only=True, tag_field="kind", tag="tron"):
    """Tron's HTTP interface; `genesis` is the id of block 0, which tells the main chain from the test chains."""

    genesis: str


class Paper(Entry, frozen=True, kw_only=True, tag_field="kind", tag="paper"):
    """Balances on paper: currency -> amount every new account begins with."""

    balances: dict[str, str]


AnyEntry = Evm | Tron | Paper
