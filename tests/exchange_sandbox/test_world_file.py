from decimal import Decimal
from pathlib import Path

import pytest

from exchange_sandbox.accounts import Holding
from exchange_sandbox.world_file import WorldFileError, decimal, holding, load

SMALL = """
seed = "s"
[assets]
BTC = { usd = "1" }
[[accounts]]
venue = "kraken"
person = "p"
uid = "U"
[accounts.wallets.spot]
XXBT = "1"
"""


class TestLoad:
    def test_the_default_world(self) -> None:
        """It is whole, and every key has its own name."""
        file = load()
        names = [(account.venue, account.person, key.label) for account in file.accounts for key in account.keys]
        assert len(names) == len(set(names)) > 40

    def test_a_file(self, tmp_path: Path) -> None:
        """A small world is enough."""
        path = tmp_path / "world.toml"
        path.write_text(SMALL)
        assert load(path).accounts[0].wallets == {"spot": {"XXBT": "1"}}

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (SMALL.replace("uid =", "uip ="), "uip"),
            (SMALL.replace('"s"', "3"), "seed"),
            ("seed = ", "Invalid value"),
        ],
    )
    def test_what_is_wrong_is_named(self, tmp_path: Path, text: str, told: str) -> None:
        """A typing mistake is named, not passed over."""
        path = tmp_path / "world.toml"
        path.write_text(text)
        with pytest.raises(WorldFileError, match=told):
            load(path)

    def test_no_file(self, tmp_path: Path) -> None:
        """A missing file is an error of the file."""
        with pytest.raises(WorldFileError, match="missing"):
            load(tmp_path / "missing.toml")


class TestDecimal:
    @pytest.mark.parametrize("text", ["", "one", "NaN", "Infinity", "1e"])
    def test_only_finite_numbers(self, text: str) -> None:
        """Everything else is refused."""
        with pytest.raises(WorldFileError):
            decimal(text)

    def test_exact(self) -> None:
        """Every digit is kept."""
        assert decimal("0.412345678901234567") == Decimal("0.412345678901234567")


class TestHolding:
    def test_text_and_table(self) -> None:
        """Text is the free amount."""
        assert holding("1.5") == Holding(Decimal("1.5"))
        assert holding({"free": "1", "borrowed": "2"}) == Holding(Decimal(1), borrowed=Decimal(2))

    def test_unknown_amounts(self) -> None:
        """A wrong name is refused."""
        with pytest.raises(WorldFileError, match="fre"):
            holding({"fre": "1"})
