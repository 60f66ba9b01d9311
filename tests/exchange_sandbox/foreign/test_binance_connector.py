"""Binance's own Python client reads key and balances from the sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from binance.error import ClientError
from binance.spot import Spot

from exchange_sandbox.client import SandboxClient


@contextmanager
def connector(sandbox: SandboxClient, label: str = "trader", **more: Any) -> Iterator[Spot]:
    """A client with a seeded key."""
    key = sandbox.key("binance", label)
    spot = Spot(more.pop("api_key", key.api_key), more.pop("secret", key.secret), **more)
    spot.base_url = sandbox.host_url("binance", "spot")
    try:
        yield spot
    finally:
        spot.session.close()


class TestReads:
    def test_key(self, sandbox: SandboxClient) -> None:
        """The permission endpoint tells rights and that addresses are restricted."""
        with connector(sandbox) as spot:
            told = spot.api_key_permissions()
        assert told["enableReading"]
        assert told["enableFutures"]
        assert not told["enableWithdrawals"]
        assert not told["ipRestrict"]

    def test_spot(self, sandbox: SandboxClient) -> None:
        """The account shows exact text and the owner's number."""
        with connector(sandbox) as spot:
            account = spot.account(omitZeroBalances="true")
        assert account["uid"] == 354937868
        assert {"asset": "BTC", "free": "0.51234567", "locked": "0.10000000"} in account["balances"]
        assert "LTC" not in {row["asset"] for row in account["balances"]}

    def test_margin(self, sandbox: SandboxClient) -> None:
        """Cross and isolated margin."""
        with connector(sandbox) as spot:
            cross, isolated = spot.margin_account(), spot.isolated_margin_account()
        assert {row["asset"]: row["borrowed"] for row in cross["userAssets"]}["USDT"] == "1000.00000000"
        assert isolated["assets"][0]["symbol"] == "BTCUSDT"

    def test_funding_wallets_and_earn(self, sandbox: SandboxClient) -> None:
        """POST endpoints with their parameters in the query string, and the overview of all wallets."""
        with connector(sandbox) as spot:
            assert spot.funding_wallet(asset="USDT")[0]["free"] == "88.80000000"
            assert {row["asset"] for row in spot.user_asset()} >= {"BTC", "ETH"}
            assert spot.get_flexible_product_position()["total"] == 1
            assert spot.get_locked_product_position()["rows"][0]["amount"] == "1000.50000000"
            assert spot.coin_info()[0]["coin"]
            assert spot.system_status() == {"status": 0, "msg": "normal"}

    def test_a_main_account_lists_its_sub_accounts(self, sandbox: SandboxClient) -> None:
        """Only the main account may ask."""
        with connector(sandbox) as spot:
            assert spot.sub_account_list()["subAccounts"][0]["subUserId"] == 354937999
        with connector(sandbox, "sub_account") as spot, pytest.raises(ClientError) as caught:
            spot.sub_account_list()
        assert (caught.value.status_code, caught.value.error_code) == (401, -1002)

    def test_weight_is_shown(self, sandbox: SandboxClient) -> None:
        """The used weight comes back in the header the client reads."""
        with connector(sandbox, show_limit_usage=True) as spot:
            first = spot.ticker_price()["limit_usage"]["x-mbx-used-weight-1m"]
            second = spot.account()["limit_usage"]["x-mbx-used-weight-1m"]
        assert (first, second) in {("4", "24"), ("4", "20")}  # the second may fall into the next minute


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"secret": "A" * 64}, (400, -1022)),
            ({"api_key": "B" * 64}, (401, -2015)),
            ({"api_key": "short"}, (401, -2014)),
        ],
    )
    def test_wrong_credentials(
        self, sandbox: SandboxClient, changes: dict[str, str], expected: tuple[int, int]
    ) -> None:
        """Wrong secret, unknown key and a key that is none are told apart."""
        with connector(sandbox, **changes) as spot, pytest.raises(ClientError) as caught:
            spot.account()
        assert (caught.value.status_code, caught.value.error_code) == expected
