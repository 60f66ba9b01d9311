from decimal import Decimal
from typing import Any

import msgspec
import pytest

from exchange_sandbox.clock import Clock
from exchange_sandbox.venues.catalog import VENUES
from exchange_sandbox.world import World
from exchange_sandbox.world_file import AccountEntry, KeyEntry, WorldFile, WorldFileError, load

MINTERS = {name: venue.mint for name, venue in VENUES.items()}
START_MS = 1_795_350_000_000


def world(file: WorldFile | None = None) -> World:
    return World(file or load(), MINTERS, Clock(frozen_ms=START_MS))


def tiny(**more: Any) -> WorldFile:
    account = {"venue": "kraken", "person": "p", "uid": "U"} | more
    return msgspec.convert({"seed": "s", "assets": {}, "accounts": [account]}, WorldFile)


class TestKeys:
    def test_keys_are_the_same_in_every_run(self) -> None:
        """So that documents can name them."""
        assert [key.credentials for key in world().all_keys()] == [key.credentials for key in world().all_keys()]

    def test_another_seed_has_other_keys(self) -> None:
        """Nothing is shared between seeds."""
        file = load()
        file.seed = "another"
        ours, theirs = ({key.credentials.api_key for key in made.all_keys()} for made in (world(), world(file)))
        assert ours.isdisjoint(theirs)

    def test_times_count_from_the_start(self) -> None:
        """`expires_after` and its like are seconds after the world's start."""
        made = world()
        account = made.account("kraken", "AA24N84GQDF6MVYQ")
        assert account is not None
        key = made.add_key(account, KeyEntry(label="x", permissions=[], expires_after=60, active_after=5))
        assert (key.expires_ms, key.active_from_ms) == (START_MS + 60_000, START_MS + 5_000)
        assert made.key("kraken", key.credentials.api_key) is key


class TestAccounts:
    def test_every_kind_of_balance_is_there(self) -> None:
        """Zero, dust, many decimals, debts, profit, staked coins and a coin without a market."""
        made = world()
        holdings = [
            (code, holding)
            for key in made.all_keys()
            for wallet in key.account.wallets.values()
            for code, holding in wallet.items()
        ]
        assert any(not holding.total for _, holding in holdings)
        assert any(holding.total == Decimal("1e-8") for _, holding in holdings)
        assert any(holding.free.as_tuple().exponent == -18 for _, holding in holdings)
        assert any(holding.borrowed and holding.interest for _, holding in holdings)
        assert any(code.endswith(".S") for code, _ in holdings)
        assert any(key.account.positions for key in made.all_keys())
        assert any(code in made.asset_codes and code not in made.prices.assets for code, _ in holdings)

    def test_subaccounts_and_strangers(self) -> None:
        """A main account knows those below it; there is always somebody else."""
        made = world()
        main = made.account("binance", "354937868")
        assert main is not None
        assert [account.uid for account in made.subaccounts(main)] == ["354937999"]
        assert made.somebody_else(main).venue == "binance"
        assert made.somebody_else(main) is not main

    def test_a_lonely_account_is_its_own_stranger(self) -> None:
        """With one account at a venue there is nobody else."""
        made = world(tiny())
        only = made.account("kraken", "U")
        assert only is not None
        assert made.somebody_else(only) is only

    def test_unknown_venue(self) -> None:
        """A venue that is not emulated is named."""
        with pytest.raises(WorldFileError, match="atlantis"):
            world(tiny(venue="atlantis"))

    def test_uid_twice(self) -> None:
        """Two accounts cannot be one."""
        file = tiny()
        file.accounts.append(AccountEntry(venue="kraken", person="q", uid="U"))
        with pytest.raises(WorldFileError, match="twice"):
            world(file)


class TestMint:
    def test_each_key_is_a_new_person(self) -> None:
        """Accounts, numbers and keys all differ, and are the same in another run."""
        first, second = (
            [made.mint("binance", "bench", ["enableReading"], ["spot"]) for _ in range(50)]
            for made in (world(), world())
        )
        assert len({key.account.uid for key in first}) == 50
        assert len({key.credentials for key in first}) == 50
        assert [key.credentials for key in first] == [key.credentials for key in second]
        assert first[0].account.wallets["spot"]["BTC"].free == Decimal("0.5")
