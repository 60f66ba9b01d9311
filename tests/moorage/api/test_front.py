from dataclasses import fields

from moorage.api.front import ApiServices, Front


class TestApiServices:
    def test_the_names_the_composition_root_fills(self):
        """They are given by keyword, all of them."""
        names = [
            "access",
            "accounts",
            "balances",
            "activity",
            "volumes",
            "portfolio",
            "display",
            "charts",
            "modes",
            "deposits",
            "positions",
            "currencies",
            "market_data",
            "markets",
            "clock",
        ]
        assert [field.name for field in fields(ApiServices)] == names
        assert all(field.kw_only for field in (*fields(ApiServices), *fields(Front)))
