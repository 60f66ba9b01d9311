"""The exchanges that ccxt knows and we have no entry for."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from importlib import resources, util
from typing import Final, Literal

import msgspec

from moorage.domain.errors import ConfigurationError
from moorage.domain.market import Capabilities, FormField, Market
from moorage.domain.market_list import MarketList
from moorage.exchanges.entry import CredentialField, Credentials, Field
from moorage.exchanges.facts import Facts

PREFIX: Final = "ccxt_"
GUIDE: Final = "ccxt"
NOTE: Final = "This exchange is asked through ccxt. Its keys are not audited: what they may do is not known."
LABELS: Final = {"secret": "Secret:", "api_key": "API Key:", "passphrase": "Passphrase:", "customer_id": "Customer ID:"}
LONGEST: Final = 8192  # characters of a credential; a PEM key has some thousand
SHORTEST: Final = {"secret": 5, "api_key": 5, "passphrase": 1, "customer_id": 1}


class ForeignVenue(Facts, frozen=True, kw_only=True):
    """An exchange of ccxt. `own` is the venue of our catalogue that takes its place as soon as it is there."""

    id: str
    name: str
    url: str
    asks: tuple[Literal["secret", "api_key", "passphrase", "customer_id"], ...]
    own: str | None = None


class ForeignVenues(Facts, frozen=True, kw_only=True):
    """The file of all of them."""

    source: str
    venues: tuple[ForeignVenue, ...]


class CcxtCatalog(MarketList):
    """The spot account of every exchange of ccxt without an entry of ours."""

    def __init__(self, venues: Sequence[ForeignVenue]) -> None:
        """Take the exchanges in the order in which they are to be listed."""
        super().__init__(_market(venue) for venue in venues)
        self.venues: Mapping[str, ForeignVenue] = {PREFIX + venue.id: venue for venue in venues}

    @classmethod
    def load(cls, own_venues: Collection[str], own_codes: Collection[str]) -> "CcxtCatalog":
        """Read the file of this package; nothing is listed where the extra `moorage[ccxt]` is not installed.

        Args:
            own_venues: Venues of our catalogue.
            own_codes: Market codes that are taken.

        Raises:
            ConfigurationError: the file is wrong.
        """
        if util.find_spec("ccxt") is None:
            return cls(())
        file = resources.files("moorage.exchanges.ccxt_door").joinpath("venues.toml")
        try:
            listed = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), ForeignVenues)
        except (msgspec.ValidationError, tomllib.TOMLDecodeError) as fault:
            raise ConfigurationError(f"The list of ccxt's exchanges is wrong: {fault}") from None
        return cls([venue for venue in listed.venues if venue.own not in own_venues and venue.id not in own_codes])

    def rules(self, venue: str) -> Credentials:
        """Return what the venue's keys consist of; ccxt tells which fields there are, and not their form."""
        fields: dict[Field, CredentialField] = {
            field: CredentialField(
                label=LABELS[field],
                shape=r"[\s\S]+",
                looks="as the exchange showed it",
                minimum=SHORTEST[field],
                maximum=LONGEST,
            )
            for field in self.venues[venue].asks
        }
        return Credentials(source="CCXT", fields=fields)


def _market(venue: ForeignVenue) -> Market:
    return Market(
        code=venue.id,
        venue=PREFIX + venue.id,
        name=f"{venue.name} (not audited)",
        exchange_name=f"{venue.name} Spot",
        pretty_display_type=venue.id.capitalize(),
        url=venue.url,
        help_link=venue.url,
        guide=GUIDE,
        required=tuple(FormField(field, LABELS[field]) for field in venue.asks),
        supported_market_types=("spot",),
        capabilities=Capabilities(stats_supported=True),
        notes=(NOTE,),
    )
