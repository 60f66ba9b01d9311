"""OKX's own Python client reads key and balances from the sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from okx.Account import AccountAPI
from okx.Funding import FundingAPI
from okx.MarketData import MarketAPI
from okx.PublicData import PublicAPI

from exchange_sandbox.client import SandboxClient


@contextmanager
def api(sandbox: SandboxClient, kind: type, label: str = "trader", **more: Any) -> Iterator[Any]:
    """One of the client's classes with a seeded key."""
    key = sandbox.key("okx", label)
    credentials = (key.api_key, more.get("secret", key.secret), more.get("passphrase", key.passphrase))
    made = kind(*credentials, flag=more.get("flag", "0"), domain=sandbox.host_url("okx", "rest"))
    try:
        yield made
    finally:
        made.close()


class TestReads:
    def test_key(self, sandbox: SandboxClient) -> None:
        """The configuration tells rights and addresses."""
        with api(sandbox, AccountAPI, "withdraw") as account:
            told = account.get_account_config()["data"][0]
        assert (told["perm"], told["ip"], told["uid"]) == ("read_only,trade,withdraw", "", "44059127635")

    def test_trading_account(self, sandbox: SandboxClient) -> None:
        """A query string is part of what is signed."""
        with api(sandbox, AccountAPI) as account:
            details = account.get_account_balance("BTC,ETH")["data"][0]["details"]
        assert {row["ccy"]: row["cashBal"] for row in details} == {
            "BTC": "0.462345678901234567",
            "ETH": "1.000000000000000001",
        }

    def test_funding_account(self, sandbox: SandboxClient) -> None:
        """Balances and value of the funding account."""
        with api(sandbox, FundingAPI) as funding:
            rows = funding.get_balances()["data"]
            value = funding.get_asset_valuation("USDT")["data"][0]
        assert {row["ccy"]: row["bal"] for row in rows} == {"USDT": "500.5", "BTC": "0.03", "DRIFTWOOD": "42"}
        assert float(value["details"]["earn"]) == pytest.approx(1000)

    def test_markets(self, sandbox: SandboxClient) -> None:
        """Public pages need no key."""
        with api(sandbox, MarketAPI) as market, api(sandbox, PublicAPI) as public:
            assert "BTC-USDT" in {row["instId"] for row in market.get_tickers("SPOT")["data"]}
            assert len(public.get_instruments("SWAP")["data"]) > 20


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"secret": "A" * 32}, {"msg": "Invalid signature", "code": "50113"}),
            (
                {"passphrase": "not it"},
                {"msg": "Request header OK-ACCESS-PASSPHRASE incorrect.", "code": "50105"},
            ),
            ({"flag": "1"}, {"msg": "APIKey does not match current environment.", "code": "50101"}),
        ],
    )
    def test_wrong_credentials(self, sandbox: SandboxClient, changes: dict[str, str], expected: dict[str, str]) -> None:
        """Wrong secret, wrong passphrase and wrong environment are told apart."""
        with api(sandbox, AccountAPI, **changes) as account:
            assert account.get_account_balance() == expected
