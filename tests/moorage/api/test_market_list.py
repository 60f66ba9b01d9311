import json

from moorage.api.entities import Entities
from moorage.api.market_list import MarketList
from moorage.domain.market import FormField
from tests.fakes import FakeMarkets
from tests.makers import make_market


def made(*fields: FormField) -> MarketList:
    market = make_market("x_spot", name="X", url="https://x.example", optional=fields)
    markets = FakeMarkets(market)
    return MarketList(markets, Entities(markets, "https://m.example"), ("203.0.113.7", "2001:db8::1"))


class TestMarketList:
    def test_an_entry_is_the_contracts(self):
        """Field for field, in its order."""
        (entry,) = json.loads(made(FormField("passphrase", "Passphrase:")).encoded)
        assert entry == {
            "market_name": "X",
            "market_url": "https://x.example",
            "market_icon": "https://m.example/icons/x_spot.svg",
            "help_link": "https://x_spot.example/help",
            "market_code": "x_spot",
            "form_fields": {
                "required": [
                    {"field": "api_key", "localized_name": "api_key"},
                    {"field": "secret", "localized_name": "secret"},
                ],
                "optional": [{"field": "passphrase", "localized_name": "Passphrase:"}],
            },
            "available_connection_flows": ["form"],
            "third_party_allowed": False,
            "trusted_ips": ["203.0.113.7", "2001:db8::1"],
            "trusted_ips_input_type": "inline",
            "fast_connect_action_name": "",
        }
        assert list(entry)[:6] == [
            "market_name",
            "market_url",
            "market_icon",
            "help_link",
            "market_code",
            "form_fields",
        ]

    def test_there_is_an_icon_per_market_and_one_of_the_summary(self):
        """Nothing in an answer points nowhere."""
        assert set(made().icons) == {"x_spot", "summary"}
