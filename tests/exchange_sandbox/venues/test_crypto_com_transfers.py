from exchange_sandbox.venues.crypto_com_transfers import deposit_address
from tests.exchange_sandbox.crypto_com_desk import crypto_com
from tests.exchange_sandbox.desk import NOW_MS, Desk, asked_of

HOUR_MS = 3_600_000


class TestHistories:
    def test_pages_count_from_zero(self, desk: Desk) -> None:
        """Amounts are numbers; what is to come has not arrived."""
        params = {"page": "0", "page_size": "1"}
        told = crypto_com(desk, "private/get-deposit-history", params=params, signed="page0page_size1").json
        (row,) = told["result"]["deposit_list"]
        assert (row["currency"], row["amount"], row["status"]) == ("USDT", 77.7, "0")

    def test_a_start(self, desk: Desk) -> None:
        """Only what came since."""
        start = str(NOW_MS - HOUR_MS)
        params = {"start_ts": start}
        told = crypto_com(desk, "private/get-deposit-history", params=params, signed=f"start_ts{start}").json
        assert len(told["result"]["deposit_list"]) == 1

    def test_withdrawals_have_fees(self, desk: Desk) -> None:
        """Failed ones too."""
        failed, done = crypto_com(desk, "private/get-withdrawal-history").json["result"]["withdrawal_list"]
        assert (failed["status"], done["status"], done["fee"]) == ("4", "5", 0.0012)


class TestDepositAddress:
    def test_a_tag_stands_in_the_address(self, desk: Desk) -> None:
        """Where the coin needs one."""
        told = [deposit_address(asked_of(desk, "crypto_com", currency=code)) for code in ("BTC", "XRP")]
        (bitcoin,), (ripple,) = (each["deposit_address_list"] for each in told)
        assert (bitcoin["address"][:4], "?" in bitcoin["address"], "?dt=" in ripple["address"]) == ("bc1q", False, True)

    def test_none_was_made(self, desk: Desk) -> None:
        """A newcomer's list is empty."""
        asked = asked_of(desk, "crypto_com", "brand_new", currency="BTC")
        assert deposit_address(asked) == {"deposit_address_list": []}
