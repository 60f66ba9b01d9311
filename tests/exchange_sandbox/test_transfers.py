from dataclasses import replace
from decimal import Decimal

import pytest

from exchange_sandbox.accounts import Account, Holding
from exchange_sandbox.transfers import Kind, Movement, State, TransferBook, TransferError

NOW_MS = 1_795_350_000_000


@pytest.fixture
def account() -> Account:
    """An account with one coin in one wallet, and an empty wallet."""
    return Account(venue="okx", uid="7", person="ada", wallets={"spot": {"BTC": Holding(Decimal(1))}, "usdm": {}})


@pytest.fixture
def transfers() -> TransferBook:
    return TransferBook(lambda: NOW_MS)


def movement(kind: Kind, **more: object) -> Movement:
    told = Movement(
        number=0,
        venue="okx",
        uid="7",
        kind=kind,
        asset="BTC",
        amount=Decimal("0.25"),
        fee=Decimal(0),
        wallet="spot",
        to_wallet="usdm" if kind is Kind.INTERNAL else "",
        chain="BTC",
        state=State.DONE,
        at_ms=0,
    )
    return replace(told, **more)  # type: ignore[arg-type]


class TestTransferBook:
    def test_a_deposit_arrives(self, account: Account, transfers: TransferBook) -> None:
        """At the world's time."""
        told = transfers.carry_out(account, movement(Kind.DEPOSIT))
        assert (account.wallets["spot"]["BTC"].free, told.at_ms) == (Decimal("1.25"), NOW_MS)
        assert transfers.find(told.number) == told

    def test_a_withdrawal_leaves_with_its_fee(self, account: Account, transfers: TransferBook) -> None:
        """Both are gone."""
        transfers.carry_out(account, movement(Kind.WITHDRAWAL, fee=Decimal("0.05")))
        assert account.wallets["spot"]["BTC"] == Holding(Decimal("0.70"))

    def test_a_move_changes_wallets(self, account: Account, transfers: TransferBook) -> None:
        """Out of one, into the other."""
        told = transfers.carry_out(account, movement(Kind.INTERNAL))
        assert (account.wallets["spot"]["BTC"].free, account.wallets["usdm"]["BTC"].free) == (
            Decimal("0.75"),
            Decimal("0.25"),
        )
        assert transfers.between(account, "usdm") == [told] == transfers.between(account, "spot")

    def test_a_pending_deposit_is_not_there_yet(self, account: Account, transfers: TransferBook) -> None:
        """It arrives when it is settled, once."""
        told = transfers.carry_out(account, movement(Kind.DEPOSIT, state=State.PENDING))
        assert account.wallets["spot"]["BTC"].free == 1
        transfers.settle(account, told.number, State.DONE)
        assert account.wallets["spot"]["BTC"].free == Decimal("1.25")
        with pytest.raises(TransferError):
            transfers.settle(account, told.number, State.FAILED)

    @pytest.mark.parametrize(("end", "free"), [(State.DONE, "0.75"), (State.FAILED, "1.00")])
    def test_a_pending_withdrawal_is_locked(
        self, account: Account, transfers: TransferBook, end: State, free: str
    ) -> None:
        """Until it is done, or back."""
        told = transfers.carry_out(account, movement(Kind.WITHDRAWAL, state=State.PENDING))
        assert account.wallets["spot"]["BTC"] == Holding(Decimal("0.75"), Decimal("0.25"))
        transfers.settle(account, told.number, end)
        assert account.wallets["spot"]["BTC"] == Holding(Decimal(free), Decimal("0.00"))

    @pytest.mark.parametrize("wrong", [{"amount": Decimal(2)}, {"wallet": "margin"}, {"asset": "ETH"}])
    def test_refuses_what_cannot_be(self, account: Account, transfers: TransferBook, wrong: dict[str, object]) -> None:
        """Then nothing happened."""
        with pytest.raises(TransferError):
            transfers.carry_out(account, movement(Kind.WITHDRAWAL, **wrong))
        assert list(transfers.all()) == []

    def test_finds_by_time(self, account: Account, transfers: TransferBook) -> None:
        """Bounds included, the newest first, a failed one too."""
        for at_ms in (10, 20, 30):
            transfers.remember(movement(Kind.DEPOSIT, at_ms=at_ms, state=State.FAILED))
        assert [told.at_ms for told in transfers.of(account, Kind.DEPOSIT, 10, 20)] == [20, 10]
        assert [told.at_ms for told in transfers.of(account, Kind.DEPOSIT)] == [30, 20, 10]
        assert transfers.of(account, Kind.WITHDRAWAL) == []

    def test_every_transaction_has_its_own_name(self, transfers: TransferBook) -> None:
        """64 hexadecimal digits."""
        names = {transfers.remember(movement(Kind.DEPOSIT)).transaction for _ in range(3)}
        assert {len(name) for name in names} == {64}
        assert len(names) == 3
