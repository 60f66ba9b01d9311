from decimal import Decimal

import pytest

from exchange_sandbox.accounts import Holding
from tests.exchange_sandbox.coinbase_desk import coinbase
from tests.exchange_sandbox.desk import Desk

PORTFOLIO = "4f2c7d5e-1b7a-4c1e-9a57-2d9f8c3b6a10"


class TestKeyPermissions:
    @pytest.mark.parametrize(
        ("label", "rights"), [("read_only", (True, False, False)), ("withdraw", (True, True, True))]
    )
    def test_rights_and_portfolio(self, desk: Desk, label: str, rights: tuple[bool, bool, bool]) -> None:
        """View, trade, transfer; the portfolio is the account's uid."""
        told = coinbase(desk, "/key_permissions", label).json
        assert (told["can_view"], told["can_trade"], told["can_transfer"]) == rights
        assert told["portfolio_uuid"] == PORTFOLIO
        assert [row["uuid"] for row in coinbase(desk, "/portfolios", label).json["portfolios"]] == [PORTFOLIO]


class TestAccounts:
    def test_wallets(self, desk: Desk) -> None:
        """What can be spent and what orders hold, zeros included; money is of another type."""
        rows = {row["currency"]: row for row in coinbase(desk, "/accounts").json["accounts"]}
        told = {code: (row["available_balance"]["value"], row["hold"]["value"]) for code, row in rows.items()}
        assert told["BTC"] == ("0.4142135623730951", "0.05")
        assert (told["EUR"], told["DRIFTWOOD"]) == (("0", "0"), ("5", "0"))
        assert (rows["USD"]["type"], rows["BTC"]["type"]) == ("ACCOUNT_TYPE_FIAT", "ACCOUNT_TYPE_CRYPTO")

    def test_pages(self, desk: Desk) -> None:
        """The cursor leads on; a page holds 49 by default and 250 at most."""
        wallet = desk.key("coinbase").account.wallets["spot"]
        wallet.update({f"X{number}": Holding(free=Decimal(1)) for number in range(300)})
        pages = [coinbase(desk, "/accounts", query=f"limit=999&cursor={cursor}").json for cursor in ("", "250")]
        assert [(page["size"], page["has_next"], page["cursor"]) for page in pages] == [
            (250, True, "250"),
            (56, False, ""),
        ]
        assert coinbase(desk, "/accounts").json["size"] == 49

    def test_a_limit_that_is_none(self, desk: Desk) -> None:
        """Is a wrong argument."""
        assert coinbase(desk, "/accounts", query="limit=all").json["error"] == "INVALID_ARGUMENT"


class TestBalanceSummary:
    def test_cash_margin_and_profit(self, desk: Desk) -> None:
        """The spot wallet's dollars stand beside the futures account's, and in the sum."""
        desk.sandbox.world.prices.set("BTC", Decimal(64000))
        told = coinbase(desk, "/cfm/balance_summary").json["balance_summary"]
        values = {name: money["value"] for name, money in told.items() if isinstance(money, dict)}
        assert (values["cfm_usd_balance"], values["cbi_usd_balance"], values["total_usd_balance"]) == (
            "1820.5",
            "2600.62",
            "4421.12",
        )
        assert (values["unrealized_pnl"], values["initial_margin"]) == ("40", "124")  # 0.02 BTC from 62000 to 64000
        assert values["total_open_orders_hold_amount"] == "20"
        assert values["available_margin"] == "1716.5"

    def test_futures_that_were_never_opened(self, desk: Desk) -> None:
        """There is nothing to sum up."""
        assert coinbase(desk, "/cfm/balance_summary", "brand_new").json == {"balance_summary": None}


class TestTransactionSummary:
    def test_fees(self, desk: Desk) -> None:
        """The lowest tier."""
        assert coinbase(desk, "/transaction_summary").json["fee_tier"]["maker_fee_rate"] == "0.006"
