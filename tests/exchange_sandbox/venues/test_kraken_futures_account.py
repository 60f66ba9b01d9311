import pytest

from exchange_sandbox.venues.kraken_futures_account import time_of
from tests.exchange_sandbox.desk import NOW_MS, Desk
from tests.exchange_sandbox.kraken_futures_desk import KEY_PAGE, kraken_futures


class TestTimeOf:
    def test_milliseconds(self) -> None:
        """With a Z at the end."""
        assert time_of(NOW_MS) == "2026-11-22T12:20:00.000Z"


class TestKeyPage:
    @pytest.mark.parametrize(
        ("label", "general", "transfer"),
        [
            ("trader", "FULL_ACCESS", "NO_ACCESS"),
            ("read_only", "READ_ONLY", "NO_ACCESS"),
            ("withdraw", "FULL_ACCESS", "FULL_ACCESS"),
            ("missing_read", "NO_ACCESS", "FULL_ACCESS"),
        ],
    )
    def test_permissions(self, desk: Desk, label: str, general: str, transfer: str) -> None:
        """Two levels of access."""
        told = kraken_futures(desk, KEY_PAGE, label).json
        assert told["permissions"] == {"general": general, "transfer": transfer}

    def test_addresses(self, desk: Desk) -> None:
        """The first one stands alone too; without any there is null and an empty list."""
        bound, free = kraken_futures(desk, KEY_PAGE, "ip_here").json, kraken_futures(desk, KEY_PAGE).json
        assert (bound["allowedCidrBlock"], bound["allowedCidrBlocks"]) == ("127.0.0.1/32", ["127.0.0.1/32"])
        assert (free["allowedCidrBlock"], free["allowedCidrBlocks"]) == (None, [])


class TestWallets:
    def test_holding(self, desk: Desk) -> None:
        """Texts, small letters, zeros included."""
        cash = kraken_futures(desk).json["accounts"]["cash"]
        assert cash == {"balances": {"xbt": "0.14142135", "usdt": "250.75", "eth": "0"}, "type": "cashAccount"}

    def test_multi_collateral(self, desk: Desk) -> None:
        """Numbers with every digit; the profit of a position is in US dollars, for all currencies together."""
        body = kraken_futures(desk).reply.body
        assert b'"XBT":{"quantity":0.27457513,' in body
        assert b'"EUR":{"quantity":0.00000001,' in body
        flex = kraken_futures(desk).json["accounts"]["flex"]
        price = float(desk.sandbox.world.prices.usd("ETH"))
        assert flex["pnl"] == flex["totalUnrealized"] == pytest.approx(1.5 * (price - 3000))
        assert flex["portfolioValue"] == pytest.approx(flex["balanceValue"] + flex["pnl"])

    def test_single_collateral(self, desk: Desk) -> None:
        """Positions stand among the balances; the portfolio value is balance and profit."""
        wallet = kraken_futures(desk, label="sub_account").json["accounts"]["fi_xbtusd"]
        assert (wallet["currency"], wallet["balances"]) == ("xbt", {"xbt": "1", "PI_XBTUSD": "15000"})
        assert wallet["auxiliary"]["pv"] == pytest.approx(1 + wallet["auxiliary"]["pnl"])
        assert wallet["auxiliary"]["pnl"] > 0
