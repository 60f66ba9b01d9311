"""The pages that `help_link` leads to: how to make a key, rendered once from our own documents in this package."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources
from typing import Final

from moorage.api.markdown import title_of, to_html
from moorage.domain.market import Market

STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 system-ui,sans-serif}"
    "h1{line-height:1.2}li{margin:.4rem 0}code{font-size:.9em;overflow-wrap:anywhere}"
    "table{border-collapse:collapse}td,th{border:1px solid #8888;padding:.3rem .6rem;text-align:left;"
    "vertical-align:top}footer{margin-top:2rem;border-top:1px solid #8888}"
)
_STYLE_HASH: Final = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS: Final = (
    (
        b"content-security-policy",
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'".encode(),
    ),
    (b"referrer-policy", b"no-referrer"),
)
"""Nothing is loaded or sent, no script runs, and the exchange does not learn who links to it."""


def guides(markets: Sequence[Market], egress_addresses: Sequence[str]) -> Mapping[str, bytes]:
    """Return the pages that the markets name: name -> HTML; a page that is not in this package is left out."""
    texts = {name: _text(name) for name in dict.fromkeys(market.guide for market in markets if market.guide)}
    return {
        name: page(text, _own_pages(name, markets), egress_addresses)
        for name, text in texts.items()
        if text is not None
    }


def page(text: str, own_pages: Mapping[str, str], egress_addresses: Sequence[str]) -> bytes:
    """Return a whole page.

    Args:
        text: Markdown.
        own_pages: What the exchanges themselves offer: URL -> name.
        egress_addresses: What a key may be bound to.
    """
    links = "".join(
        f'<li><a href="{escape(url)}" rel="noreferrer">{escape(name)}</a></li>' for url, name in own_pages.items()
    )
    addresses = " ".join(f"<code>{escape(address)}</code>" for address in egress_addresses)
    ours = f"<p>The address of this server, for the list of a key: {addresses}</p>" if addresses else ""
    theirs = f"<p>Their own pages:</p><ul>{links}</ul>" if links else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title_of(text))}</title><style>{STYLE}</style></head><body><main>\n{to_html(text)}\n</main>"
        f"<footer>{ours}{theirs}</footer></body></html>\n"
    ).encode()


def _own_pages(name: str, markets: Sequence[Market]) -> dict[str, str]:
    pages: dict[str, str] = {}
    for market in markets:
        if market.guide == name and market.help_link.startswith("https://"):
            pages.setdefault(market.help_link, market.name)
    return pages


def _text(name: str) -> str | None:
    folder = resources.files("moorage.api").joinpath("pages")
    for file in (folder.joinpath("keys", f"{name}.md"), folder.joinpath(f"{name}.md")):
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return None
