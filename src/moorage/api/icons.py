"""The icons this server serves: a plain monogram per market, drawn here."""

import hashlib
from typing import Final
from xml.sax.saxutils import escape

from moorage.domain.errors import NotFound
from moorage.services.ports import Currencies

CACHED_FOR: Final = 86_400  # seconds
CACHEABLE: Final = ((b"cache-control", f"public, max-age={CACHED_FOR}".encode()),)
SIDE: Final = 64  # units of the drawing
LONGEST_CODE: Final = 32  # characters of a currency


def monogram(code: str, name: str) -> bytes:
    """Return an SVG: up to two letters of the name on a colour that the code decides.

    Args:
        code: The market code.
        name: What people call the market.
    """
    hue = int.from_bytes(hashlib.sha256(code.encode()).digest()[:2]) % 360
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()] or [code]
    letters = words[0][0] + (words[1][0] if len(words) > 1 else words[0][1:2])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label="{_quoted(name)}">'
        f'<rect width="{SIDE}" height="{SIDE}" rx="14" fill="hsl({hue} 45% 38%)"/>'
        f'<text x="32" y="42" font-family="sans-serif" font-size="28" font-weight="600" text-anchor="middle" '
        f'fill="#fff">{escape(letters.upper())}</text></svg>'
    ).encode()


def currency_drawing(file: str, currencies: Currencies) -> bytes:
    """Return the monogram of a currency.

    Args:
        file: The currency's code and `.svg`.
        currencies: What currencies are called.

    Raises:
        NotFound: no currency can be called so.
    """
    code = file.removesuffix(".svg")
    if code == file or not 0 < len(code) <= LONGEST_CODE:
        raise NotFound
    return monogram(code, currencies.get(code).name)


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;"})
