"""What currencies are called, from `currencies.toml`; read when it is first needed."""

import tomllib
from functools import cache
from importlib import resources

from moorage.domain.currency import Currency


class Currencies:
    """Implements `services.ports.Currencies`: the currencies that are one thing by name, wherever they are listed."""

    def __contains__(self, code: object) -> bool:
        """Say whether a currency is known by name."""
        return code in _known()

    def get(self, code: str) -> Currency:
        """Return what is known of a currency; one that is not known is called by its code."""
        return _known().get(code) or Currency(code=code, name=code)


@cache
def _known() -> dict[str, Currency]:
    text = resources.files("moorage").joinpath("currencies.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    coins = {
        code: Currency(code=code, name=name, slug=slug, coinmarketcap_id=number)
        for block in ("coins", "older_coins")
        for code, (number, name, slug) in told[block].items()
    }
    named = {**told["money"], **told["named"]}
    return {code: Currency(code=code, name=name) for code, name in named.items()} | coins
