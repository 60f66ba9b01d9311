"""KuCoin's own Python client reads key and balances from the sandbox."""

import warnings
from typing import Any

import pytest

from exchange_sandbox.client import SandboxClient

with warnings.catch_warnings():  # the client's models name their fields in a way that pydantic wants to drop
    warnings.simplefilter("ignore", DeprecationWarning)
    from kucoin_universal_sdk.api.client import DefaultClient
    from kucoin_universal_sdk.generate.account.account import (
        GetFuturesAccountReqBuilder,
        GetSpotAccountListReq,
        GetSpotAccountListReqBuilder,
    )
    from kucoin_universal_sdk.model.client_option import ClientOptionBuilder
    from kucoin_universal_sdk.model.common import RestError
    from kucoin_universal_sdk.model.transport_option import TransportOption

pytestmark = pytest.mark.filterwarnings("ignore:Accessing the 'model_fields':DeprecationWarning")


def account_api(sandbox: SandboxClient, label: str = "trader", **more: str) -> Any:
    """The client's account pages with a seeded key; connections are not kept."""
    key = sandbox.key("kucoin", label)
    option = (
        ClientOptionBuilder()
        .set_key(key.api_key)
        .set_secret(more.get("secret", key.secret))
        .set_passphrase(more.get("passphrase", key.passphrase or ""))
        .set_spot_endpoint(sandbox.host_url("kucoin", "rest"))
        .set_futures_endpoint(sandbox.host_url("kucoin", "futures"))
        .set_broker_endpoint(sandbox.host_url("kucoin", "rest"))
        .set_transport_option(TransportOption(keep_alive=False))
        .build()
    )
    return DefaultClient(option).rest_service().get_account_service().get_account_api()


class TestReads:
    def test_key(self, sandbox: SandboxClient) -> None:
        """Rights and addresses, and whether the account is a main one."""
        told = account_api(sandbox, "withdraw").get_apikey_info()
        assert (told.permission, told.ip_whitelist, told.is_master) == ("General,Spot,Transfer", "127.0.0.1", True)

    def test_accounts(self, sandbox: SandboxClient) -> None:
        """One list by type, whose query is signed."""
        wanted = GetSpotAccountListReqBuilder().set_type(GetSpotAccountListReq.TypeEnum.MAIN).build()
        rows = account_api(sandbox).get_spot_account_list(wanted).data
        assert {row.currency: row.balance for row in rows} == {"USDT": "300.75", "DRIFTWOOD": "5", "ADA": "0"}

    def test_futures(self, sandbox: SandboxClient) -> None:
        """One currency of the other host."""
        sandbox.set_prices({"BTC": "64000"})
        told = account_api(sandbox).get_futures_account(GetFuturesAccountReqBuilder().set_currency("USDT").build())
        assert (told.account_equity, told.margin_balance) == (1015.12345678, 1000.12345678)


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "changes", "code"),
        [
            ("trader", {"secret": "A" * 36}, "400005"),
            ("trader", {"passphrase": "not it"}, "400004"),
            ("revoked", {}, "400003"),
            ("ip_locked", {}, "400006"),
            ("missing_read", {}, "400007"),
        ],
    )
    def test_codes(self, sandbox: SandboxClient, label: str, changes: dict[str, str], code: str) -> None:
        """Each reason is told apart."""
        with pytest.raises(RestError) as caught:
            account_api(sandbox, label, **changes).get_apikey_info()
        assert code in str(caught.value)

    def test_clock_60_seconds_off(self, sandbox: SandboxClient) -> None:
        """The time is refused."""
        sandbox.move_clock(advance_ms=60_000)
        with pytest.raises(RestError, match="400002"):
            account_api(sandbox).get_apikey_info()
