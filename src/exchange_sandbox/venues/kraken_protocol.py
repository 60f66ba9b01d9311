"""Kraken's errors and its names of assets.

Source: docs.kraken.com/api, "Spot REST > Errors" and "Get Asset Info".
"""

from typing import Final

from exchange_sandbox.calls import Refusal, json_reply

LEGACY_CODES: Final = {
    "BTC": "XXBT",
    "ETH": "XETH",
    "LTC": "XLTC",
    "XRP": "XXRP",
    "DOGE": "XXDG",
    "XMR": "XXMR",
    "USD": "ZUSD",
    "EUR": "ZEUR",
}
"""Assets from Kraken's first years carry X (coins) or Z (money) before their short name."""
ALTERNATIVE_NAMES: Final = {"BTC": "XBT", "DOGE": "XDG"}
COMMON_NAMES: Final = {code: name for name, code in LEGACY_CODES.items()} | {"XBT": "BTC", "XDG": "DOGE"}


def refuse(text: str) -> Refusal:
    """An error to raise; HTTP stays 200."""
    return Refusal(json_reply({"error": [text]}))


def code_of(name: str) -> str:
    """Kraken's code of an asset: BTC is XXBT."""
    return LEGACY_CODES.get(name, name)


def alternative_of(name: str) -> str:
    """The short name pairs are made of: BTC is XBT."""
    return ALTERNATIVE_NAMES.get(name, name)


def name_of(code: str) -> str:
    """The common name behind a code, whatever earning suffix it carries: `XBT.M` is BTC."""
    bare = code.partition(".")[0]
    return COMMON_NAMES.get(bare, bare)
