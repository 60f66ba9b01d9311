"""The catalogue: every venue's entry, and the markets they describe."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable

import msgspec

from moorage.domain import exchange_errors
from moorage.domain.errors import ConfigurationError
from moorage.domain.market import Capabilities, FormField, Market
from moorage.domain.market_list import MarketList
from moorage.exchanges.entry import Entry, Refusal
from moorage.exchanges.market_facts import MarketFacts
from moorage.exchanges.quirks import QUIRKS


class Catalog(MarketList):
    """All entries, loaded once at start."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Take the entries in the order in which they are to be listed."""
        super().__init__(_market(entry, facts) for entry in entries for facts in entry.markets)
        self.entries: Mapping[str, Entry] = {entry.venue: entry for entry in entries}

    @classmethod
    def load(cls) -> "Catalog":
        """Read the entries of this package.

        Raises:
            ConfigurationError: an entry has an unknown or missing key, or speaks of something it does not define.
        """
        folder = resources.files("moorage.exchanges").joinpath("catalog")
        files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
        return cls([read_entry(file) for file in files])

    @cached_property
    def references(self) -> Sequence[tuple[str, tuple[str, str]]]:
        """The ticker kinds that stand in for others, by their place: the venue's name, and (venue, kind)."""
        kinds = [
            (tickers.reference, entry.name, (entry.venue, kind))
            for entry in self.entries.values()
            for kind, tickers in entry.tickers.items()
            if tickers.reference
        ]
        return [(name, kind) for _, name, kind in sorted(kinds)]


def read_entry(file: Traversable) -> Entry:
    """Read and check one entry. Raises as `Catalog.load`."""
    try:
        entry = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Entry)
        _require_known(entry)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, ValueError) as fault:
        raise ConfigurationError(f"The catalogue entry {file.name} is wrong: {fault}") from None
    return entry


def _require_known(entry: Entry) -> None:
    """Check that the blocks of an entry only speak of hosts, limits, requests and documents that it defines."""
    _known("host", [request.host for request in entry.requests.values()], entry.hosts)
    _known("limit", [request.limit for request in entry.requests.values()], entry.limits)
    _known("request", _requests_named(entry), entry.requests)
    _known("ticker", [market.tickers for market in entry.markets], entry.tickers)
    _known("error", [kind for refusal in entry.refusals for kind in _errors_of(refusal)], _ERRORS)
    _known("market", list(entry.inspection.reaches), {market.code: market for market in entry.markets})
    _known("quirk", [entry.quirk] if entry.quirk else [], {name: quirk for name, quirk in QUIRKS.items() if name})
    _known(
        "first inspection request",
        [entry.inspection.read.request] if entry.inspection.read else [],
        {entry.inspection.requests[0]: None},
    )
    _known("capability", [name for market in entry.markets for name in market.capabilities], _CAPABILITIES)


def _errors_of(refusal: Refusal) -> list[str]:
    return [refusal.error, *([refusal.key_works.error] if refusal.key_works else [])]


def _requests_named(entry: Entry) -> list[str]:
    facts = entry.inspection
    rights = [*facts.reaches.values(), *facts.wallets.values(), facts.read, facts.trade, facts.withdraw, facts.master]
    named = [right.request for right in rights if right]
    named += [told.request for told in (facts.ip_allowlist, facts.expires_at, facts.uid, facts.parent_uid) if told]
    named += [tickers.request for tickers in entry.tickers.values()]
    named += [balance.request for market in entry.markets for balance in market.balances]
    named += [*facts.requests, *([entry.clock.request] if entry.clock else [])]
    named += [request.instead for request in entry.requests.values() if request.instead]
    return named + ([facts.ip_restricted.request] if facts.ip_restricted else [])


def _known(kind: str, names: Sequence[str], defined: Mapping[str, object]) -> None:
    if unknown := sorted(set(names) - set(defined)):
        raise ValueError(f"no such {kind}: {', '.join(unknown)}")


def _market(entry: Entry, facts: MarketFacts) -> Market:
    return Market(
        code=facts.code,
        venue=entry.venue,
        name=facts.name,
        exchange_name=facts.exchange_name or facts.name,
        pretty_display_type=facts.pretty_display_type,
        url=entry.url,
        help_link=entry.help_link,
        guide=entry.venue,
        required=tuple(FormField(name, field.label) for name, field in entry.credentials.fields.items()),
        supported_market_types=facts.supported_market_types,
        unified=facts.unified,
        subaccount_plan_rule=facts.subaccount_plan_rule,
        capabilities=Capabilities(**{name: name in facts.capabilities for name in _CAPABILITIES}),
    )


_CAPABILITIES: Mapping[str, object] = Capabilities.__dataclass_fields__
_ERRORS: Mapping[str, object] = vars(exchange_errors)
