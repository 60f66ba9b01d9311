from xml.etree import ElementTree as ET

import pytest

from tests.makers import CATALOGUE
from tests.moorage.api.world import BASE_URL, PREFIX, ApiWorld

pytestmark = pytest.mark.anyio


class TestMarketList:
    async def test_anybody_may_read_it(self, world: ApiWorld):
        """An unknown key or an empty signature changes nothing."""
        plain = await world.send("GET", f"{PREFIX}/accounts/market_list")
        signed = await world.send(
            "GET", f"{PREFIX}/accounts/market_list?x=1", headers=[("Apikey", "unknown"), ("Signature", "")]
        )
        assert plain.status == signed.status == 200
        assert plain.body == signed.body
        assert [market["market_code"] for market in plain.json] == [market.code for market in CATALOGUE]


class TestGuide:
    async def test_a_help_link_is_a_page_for_a_browser(self, world: ApiWorld):
        """Anybody may read it; it loads nothing, and the browser may keep it."""
        listed = (await world.send("GET", f"{PREFIX}/accounts/market_list")).json
        link = next(market["help_link"] for market in listed if market["market_code"] == "binance")
        assert link == f"{BASE_URL}/keys/binance"
        reply = await world.send("GET", link.removeprefix(BASE_URL))
        assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert reply.headers["content-security-policy"].startswith("default-src 'none'")
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cache-control"] == "public, max-age=86400"
        assert b"<h1>A key for Binance</h1>" in reply.body

    @pytest.mark.parametrize("name", ["nope", "okx", "binance.md", "..", "wallets"])
    async def test_nothing_else_is_served(self, world: ApiWorld, name: str):
        """There are pages of markets and no files."""
        assert (await world.send("GET", f"/keys/{name}")).status == 404


class TestIcon:
    async def test_every_icon_of_an_answer_is_there(self, world: ApiWorld):
        """The URLs are absolute, and what they name is a cacheable SVG."""
        listed = (await world.send("GET", f"{PREFIX}/accounts/market_list")).json
        urls = [market["market_icon"] for market in listed]
        urls.append((await world.get("/accounts/summary")).json["market_icon"])
        for url in urls:
            assert url.startswith(f"{BASE_URL}/icons/")
            reply = await world.send("GET", url.removeprefix(BASE_URL))
            assert (reply.status, reply.headers["content-type"]) == (200, "image/svg+xml")
            assert reply.headers["cache-control"] == "public, max-age=86400"
            assert ET.fromstring(reply.body).tag == "{http://www.w3.org/2000/svg}svg"

    @pytest.mark.parametrize("file", ["nope.svg", "binance", "binance.png", ".svg", "..", "binance.svg.svg"])
    async def test_nothing_else_is_served(self, world: ApiWorld, file: str):
        """There are icons of markets and no files."""
        assert (await world.send("GET", f"/icons/{file}")).status == 404
