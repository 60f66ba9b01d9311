"""Where a venue's requests go: its own hosts, or where the owner's overrides put them."""

import pytest

from moorage.exchanges.client import HttpClient, base_urls, host_name
from moorage.transport import Wire


class TestSend:
    pytestmark = pytest.mark.anyio

    async def test_sends_to_the_named_host(self, venue):
        """Each host has its own base URL."""
        venue.answers["/thing"] = {"ok": True}
        client = HttpClient("Brest", {"spot": f"{venue.url}/brest/spot", "usdm": "http://127.0.0.1:1"})
        answer = await client.send("spot", lambda: Wire("GET", "/thing?a=%2F", {}))
        await client.close()
        assert (answer.status, answer.body, venue.requests) == (200, b'{"ok":true}', [("/thing", "a=%2F")])


class TestBaseUrls:
    HOSTS = (("spot", "https://api.example.com"), ("usdm", "https://fapi.example.com"))

    @pytest.mark.parametrize(
        ("overrides", "spot", "usdm"),
        [
            ({}, "https://api.example.com", "https://fapi.example.com"),
            ({"": "http://127.0.0.1:9/"}, "http://127.0.0.1:9/brest/spot", "http://127.0.0.1:9/brest/usdm"),
            ({"brest": "http://127.0.0.1:9/b"}, "http://127.0.0.1:9/b/spot", "http://127.0.0.1:9/b/usdm"),
            ({"brest.spot": "https://testnet.example"}, "https://testnet.example", "https://fapi.example.com"),
            (
                {"": "http://127.0.0.1:1", "brest": "http://127.0.0.1:2", "brest.usdm": "http://127.0.0.1:3/"},
                "http://127.0.0.1:2/spot",
                "http://127.0.0.1:3",
            ),
            ({"kiel": "http://127.0.0.1:9"}, "https://api.example.com", "https://fapi.example.com"),
        ],
    )
    def test_the_nearest_override_wins(self, overrides, spot, usdm):
        """One host before one venue before all venues."""
        assert base_urls("brest", dict(self.HOSTS), overrides) == {"spot": spot, "usdm": usdm}


class TestHostName:
    def test_is_the_name_that_signatures_cover(self):
        """Neither scheme nor port nor path belongs to it."""
        assert host_name("https://api.example.com:443/x") == "api.example.com"
