import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser

import pytest

from moorage.api.guides import HEADERS, guides, page
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.ccxt_door.catalog import CcxtCatalog
from moorage.wallets.catalog import WalletCatalog
from tests.makers import make_market

CATALOG = Catalog.load()
FOREIGN = CcxtCatalog.load(CATALOG.entries, {market.code for market in CATALOG.all()})
MARKETS = (*CATALOG.all(), *WalletCatalog.load().all(), *FOREIGN.all())
PAGES = guides(MARKETS, ("203.0.113.7",))
VOID = {"meta"}


class Tags(HTMLParser):
    """Collects elements, and those that are not closed in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        self.seen.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep text that is no code."""
        self.text += data if "code" not in self.open else ""


class TestGuides:
    def test_every_market_has_its_page(self):
        """Of exchanges, of wallets, and of what is reached through ccxt."""
        assert {market.guide for market in MARKETS} == set(PAGES)
        assert {"binance", "wallets", "ccxt"} <= set(PAGES)

    @pytest.mark.parametrize("name", sorted(PAGES))
    def test_a_page_is_whole(self, name: str):
        """Every element is closed, and nothing of the markdown is left in the text."""
        tags = Tags(PAGES[name].decode())
        assert tags.open == []
        assert all(link in PAGES for link in tags.links if not link.startswith("https://"))
        assert "203.0.113.7" in PAGES[name].decode()
        assert not re.search(r"\*\*|\]\(|`|^\||^#|^\d+\. ", tags.text, re.MULTILINE)

    @pytest.mark.parametrize("market", CATALOG.all(), ids=lambda market: market.code)
    def test_the_exchanges_own_page_is_linked(self, market):
        """Where keys are made."""
        assert market.help_link in Tags(PAGES[market.guide].decode()).links

    def test_a_page_that_is_not_there_is_left_out(self):
        """Its markets keep the link of their venue."""
        assert guides([make_market("x", guide="nope"), make_market("y")], ()) == {}


class TestPage:
    def test_nothing_that_is_put_in_becomes_markup(self):
        """Neither from the text, nor from names, links or settings."""
        evil = "<script>alert(1)</script>"
        html = page(f"# {evil}\n\n{evil}", {f'https://x.example/"{evil}': evil}, (evil,)).decode()
        assert "script" not in Tags(html).seen

    def test_a_venue_without_a_page_of_its_own_has_no_empty_list(self):
        """And a server that names no address shows none."""
        assert "Their own pages" not in page("# X", {}, ()).decode()
        assert "address of this server" not in page("# X", {}, ()).decode()


class TestHeaders:
    def test_the_policy_lets_in_our_style_alone(self):
        """By its hash; no script, no image, no frame, no form."""
        policy = dict(HEADERS)[b"content-security-policy"].decode()
        style = re.search(r"<style>(.*)</style>", PAGES["okx"].decode())
        assert style
        digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
        assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
