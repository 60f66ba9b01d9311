import pytest
from litestar import Litestar, get

from moorage.api import application
from moorage.api.routing import Access, endpoint_of, require_declared
from moorage.domain.access import Permission
from moorage.domain.errors import ConfigurationError

READ, WRITE = Access.READ, Access.WRITE
SIGNED, PUBLIC = Access.SIGNED, Access.PUBLIC
DECLARED = {
    ("POST", "/accounts/new"): WRITE,
    ("POST", "/accounts/update"): WRITE,
    ("GET", "/accounts/types_to_connect"): SIGNED,
    ("POST", "/accounts/types_to_connect"): SIGNED,
    ("GET", "/accounts/market_list"): PUBLIC,
    ("GET", "/accounts"): READ,
    ("GET", "/accounts/summary"): READ,
    ("GET", "/accounts/{account_id:str}"): READ,
    ("POST", "/accounts/{account_id:str}/rename"): WRITE,
    ("POST", "/accounts/{account_id:str}/remove"): WRITE,
    ("POST", "/accounts/{account_id:str}/load_balances"): READ,
    ("GET", "/accounts/{account_id:str}/load_balances"): READ,
    ("GET", "/accounts/{account_id:str}/networks_info"): READ,
    ("GET", "/accounts/{account_id:str}/deposit_data"): READ,
    ("GET", "/accounts/{account_id:str}/active_trading_entities"): READ,
    ("GET", "/accounts/{account_id:str}/volume/daily"): READ,
    ("GET", "/accounts/{account_id:str}/volume/monthly"): READ,
    ("GET", "/accounts/{account_id:str}/volume/total"): READ,
    ("GET", "/accounts/{account_id:str}/sell_all_to_btc"): WRITE,
    ("POST", "/accounts/{account_id:str}/sell_all_to_btc"): WRITE,
    ("GET", "/accounts/{account_id:str}/sell_all_to_usd"): WRITE,
    ("POST", "/accounts/{account_id:str}/sell_all_to_usd"): WRITE,
    ("GET", "/accounts/{account_id:str}/convert_dust_to_bnb"): WRITE,
    ("POST", "/accounts/{account_id:str}/convert_dust_to_bnb"): WRITE,
    ("GET", "/accounts/transfer"): WRITE,
    ("POST", "/accounts/transfer"): WRITE,
    ("GET", "/accounts/transfer_data"): WRITE,
    ("POST", "/accounts/transfer_data"): WRITE,
    ("GET", "/accounts/transfer_history"): WRITE,
    ("POST", "/accounts/transfer_history"): WRITE,
    ("GET", "/accounts/market_pairs"): PUBLIC,
    ("GET", "/accounts/currency_rates"): PUBLIC,
    ("GET", "/accounts/currency_rates_with_leverage_data"): PUBLIC,
    ("GET", "/accounts/{account_id:str}/leverage_data"): READ,
    ("POST", "/accounts/{account_id:str}/leverage_data"): READ,
    ("GET", "/accounts/summary/balance_chart_data"): READ,
    ("POST", "/accounts/summary/balance_chart_data"): READ,
    ("GET", "/accounts/{account_id:str}/balance_chart_data"): READ,
    ("POST", "/accounts/{account_id:str}/balance_chart_data"): READ,
    ("GET", "/users/current_mode"): SIGNED,
    ("POST", "/users/change_mode"): SIGNED,
    ("GET", "/accounts/{account_id:str}/pie_chart_data"): READ,
    ("POST", "/accounts/{account_id:str}/pie_chart_data"): READ,
    ("GET", "/accounts/{account_id:str}/account_table_data"): READ,
    ("POST", "/accounts/{account_id:str}/account_table_data"): READ,
    ("GET", "/ping"): PUBLIC,
    ("GET", "/time"): PUBLIC,
    ("GET", "/validate"): SIGNED,
}
"""The contract's table: who may call what."""


class TestDeclarations:
    def test_every_route_is_in_the_contract(self):
        """A route that this table does not list fails, as does one it lists and nobody serves."""
        endpoints = [endpoint_of(handler) for handler in application.ENDPOINTS]
        served = {(method, endpoint.path): endpoint.access for endpoint in endpoints for method in endpoint.methods}
        assert served == DECLARED

    def test_no_path_both_reads_and_changes(self):
        """The method is not signed: a captured reading must not be sent again as a change."""
        for _, path in DECLARED:
            assert len({access for (_, other), access in DECLARED.items() if other == path}) == 1

    def test_operational_routes_are_public(self):
        """They hold nothing to protect."""
        assert {endpoint_of(handler).access for handler in application.OPERATIONAL} == {PUBLIC}


class TestAccess:
    def test_permissions(self):
        """Two rights exist, and two ways to need none."""
        assert [access.permission for access in (PUBLIC, SIGNED, READ, WRITE)] == [
            None,
            None,
            Permission.ACCOUNTS_READ,
            Permission.ACCOUNTS_WRITE,
        ]


class TestRequireDeclared:
    def test_an_undeclared_route_stops_the_start(self):
        """Nobody said who may call it."""

        @get("/open")
        async def leak() -> str:
            return ""

        with pytest.raises(ConfigurationError, match="/open"):
            require_declared(Litestar([leak, *application.OPERATIONAL], openapi_config=None))
