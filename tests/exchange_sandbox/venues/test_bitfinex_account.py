from tests.exchange_sandbox.bitfinex_desk import bitfinex
from tests.exchange_sandbox.desk import Desk


class TestPermissions:
    def test_of_the_key_that_asks(self, desk: Desk) -> None:
        """Every scope with reading and writing."""
        told = {scope: (read, write) for scope, read, write in bitfinex(desk, "/permissions").json}
        assert (told["wallets"], told["orders"], told["withdraw"]) == ((1, 0), (1, 1), (0, 0))
        assert len(told) == 10

    def test_of_a_key_that_may_withdraw(self, desk: Desk) -> None:
        """Says so."""
        assert ["withdraw", 0, 1] in bitfinex(desk, "/permissions", "withdraw").json


class TestUser:
    def test_numbers(self, desk: Desk) -> None:
        """A sub-account names its master, a master names none."""
        rows = [bitfinex(desk, "/info/user", label).json for label in ("trader", "sub_account")]
        assert [(row[0], row[16]) for row in rows] == [(10269301, None), (10269399, 10269301)]

    def test_somebody_elses(self, desk: Desk) -> None:
        """The fault `wrong_user` shows another account."""
        assert bitfinex(desk, "/info/user", wrong_user=True).json[0] == 10269399


class TestWallets:
    def test_rows(self, desk: Desk) -> None:
        """Three kinds in one answer; amounts are JSON numbers with every digit."""
        answer = bitfinex(desk, "/wallets")
        assert b'["exchange","ETH",1.414213562373095048,0,1.414213562373095048,null,null]' in answer.reply.body
        assert {(row[0], row[1]): (row[2], row[4]) for row in answer.json if row[0] != "exchange"} == {
            ("margin", "USD"): (300.0, 250.5),
            ("margin", "USTF0"): (125.25, 125.25),
            ("funding", "USD"): (2000.00000001, 10),
        }

    def test_an_empty_account(self, desk: Desk) -> None:
        """Has no rows."""
        assert bitfinex(desk, "/wallets", "brand_new").json == []
