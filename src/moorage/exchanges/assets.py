"""From a venue's name of a currency to the field's name and, where it is marked, another wallet."""

from functools import lru_cache
from typing import Final

from moorage.exchanges.market_facts import Assets

REMEMBERED: Final = 8192  # names of one venue; a venue lists some thousand


class AssetNames:
    """Resolves the currencies of one venue."""

    def __init__(self, assets: Assets | None) -> None:
        """Take the entry's block; None where the venue uses the field's names."""
        self._assets = assets
        self.resolve = lru_cache(maxsize=REMEMBERED)(self._resolve)

    def _resolve(self, name: str) -> tuple[str, str | None]:
        """Return the currency and the wallet that a mark tells, None where there is no mark."""
        facts = self._assets
        if facts is None:
            return name, None
        if facts.small_letters:
            name = name.upper()
        for suffix, wallet in facts.suffixes.items():
            if name.endswith(suffix) and len(name) > len(suffix):
                return self._plain(name[: -len(suffix)], dated=suffix in facts.dated_suffixes), wallet
        for prefix, wallet in facts.prefixes.items():
            if name.startswith(prefix) and len(name) > len(prefix) and name not in facts.not_prefixed:
                return self._plain(name[len(prefix) :]), wallet
        return self._plain(name), None

    def venue_name(self, currency: str) -> str:
        """Return the venue's first name of a currency, for requests that want one."""
        facts = self._assets
        renamed = facts.renamed if facts else {}
        name = next((name for name, plain in renamed.items() if plain == currency.upper()), currency.upper())
        return name.lower() if facts and facts.small_letters else name

    def _plain(self, name: str, *, dated: bool = False) -> str:
        renamed = self._assets.renamed if self._assets else {}
        if dated and name not in renamed:
            name = name.rstrip("0123456789") or name
        return renamed.get(name, name)
