"""A market: one account type of one venue, as the catalogue describes it."""

from dataclasses import dataclass

from moorage.domain.credentials import Credentials, Secret
from moorage.domain.errors import RecordInvalid

MINIMUM_SECRET_LENGTH = 5  # characters; the contract's own floor for api_key and secret


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the account entity says a market can do; all booleans of the contract's section 2."""

    hedge_mode_available: bool = False
    smart_trading_supported: bool = False
    smart_selling_supported: bool = False
    stats_supported: bool = True
    trading_supported: bool = False
    market_buy_supported: bool = False
    market_sell_supported: bool = False
    conditional_buy_supported: bool = False
    bots_allowed: bool = False
    bots_ttp_allowed: bool = False
    bots_tsl_allowed: bool = False
    gordon_bots_available: bool = False
    multi_bots_allowed: bool = False
    fast_convert_available: bool = False
    grid_bots_allowed: bool = False
    deposit_enabled: bool = False


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the connection form: its wire name and its label."""

    field: str
    localized_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """One account type that can be connected.

    `code` is the wire's market code (`binance_futures`), `venue` the catalogue entry it belongs to (`binance`):
    markets of one venue are reached by the same key. `exchange_name` is what the account entity shows
    (`OKX Spot`), `name` what the list of markets shows (`OKX`).
    """

    code: str
    venue: str
    name: str
    exchange_name: str
    pretty_display_type: str
    url: str
    help_link: str
    """Where the venue itself lets people make keys; empty where there is no such page."""
    guide: str = ""
    """The page of ours that says how to make a key for it; empty where there is none."""
    required: tuple[FormField, ...]
    optional: tuple[FormField, ...] = ()
    supported_market_types: tuple[str, ...]
    unified: bool = False
    """Whether this account type shares one wallet with the venue's other types."""
    subaccount_plan_rule: bool = False
    """Whether the connection policy `expert_binance_subaccounts` lets this market in."""
    prices_of: str | None = None
    """The market whose prices value this one; None where its venue has prices of its own."""
    hexadecimal_address: bool = False
    """Whether its addresses are hexadecimal, so that capital letters are a checksum and name nobody else."""
    on_paper: bool = False
    """Whether its accounts hold nothing real, so that they are looked at in the mode `paper`."""
    notes: tuple[str, ...] = ()
    """Sentences that every owner of such an account has to know."""
    capabilities: Capabilities

    def identity(self, credentials: Credentials) -> Secret | None:
        """Return what names an account: its key, or its address in one form; None when it has neither."""
        if credentials.address is None or all(asked.field != "address" for asked in self.required):
            return credentials.api_key
        return Secret(credentials.address.lower() if self.hexadecimal_address else credentials.address)

    def require(self, credentials: Credentials) -> None:
        """Check that every field this market asks for is there and not obviously a wrong paste.

        Raises:
            RecordInvalid: with one attribute per field at fault (`is missing`, `is empty`, `is too short …`).
        """
        given = credentials.given()
        faults: dict[str, list[str]] = {}
        for wanted in self.required:
            value = given.get(wanted.field)
            if value is None:
                faults[wanted.field] = ["is missing"]
            elif len(value) == 0:
                faults[wanted.field] = ["is empty"]
            elif isinstance(value, Secret) and wanted.field != "passphrase" and len(value) < MINIMUM_SECRET_LENGTH:
                faults[wanted.field] = [f"is too short (minimum is {MINIMUM_SECRET_LENGTH} characters)"]
        if faults:
            raise RecordInvalid(attributes=faults)
