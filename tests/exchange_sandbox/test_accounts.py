from decimal import Decimal

import pytest

from exchange_sandbox.accounts import Account, Credentials, Holding, Key, Position


def key(**more: object) -> Key:
    account = Account(venue="binance", uid="1", person="ada")
    given = {"account": account, "label": "l", "credentials": Credentials("k", "s"), "permissions": frozenset()}
    return Key(**(given | more))  # type: ignore[arg-type]


class TestHolding:
    def test_total_and_net(self) -> None:
        """The total is what lies there; the net is what belongs to the owner."""
        holding = Holding(Decimal("1.5"), Decimal("0.5"), Decimal("0.25"), Decimal("0.01"))
        assert (holding.total, holding.net) == (Decimal("2.0"), Decimal("1.74"))


class TestPosition:
    @pytest.mark.parametrize(
        ("size", "inverse", "price", "profit"),
        [
            ("0.05", False, "62000", "50.00000000"),
            ("-0.05", False, "62000", "-50.00000000"),
            ("6000", True, "64000", "0.00625000"),
            ("-6000", True, "64000", "-0.00625000"),
        ],
    )
    def test_profit(self, size: str, inverse: bool, price: str, profit: str) -> None:
        """Linear contracts earn the quote, inverse ones the coin."""
        entry = "60000" if inverse else "61000"
        position = Position(
            wallet="w",
            symbol="s",
            base="BTC",
            margin_asset="X",
            size=Decimal(size),
            entry_price=Decimal(entry),
            inverse=inverse,
        )
        assert position.profit(Decimal(price)) == Decimal(profit)


class TestKey:
    def test_a_new_key_is_unknown_at_first(self) -> None:
        """From its moment on it is known; a deleted one never is."""
        new = key(active_from_ms=100)
        assert (new.is_known(99), new.is_known(100)) == (False, True)
        assert not key(revoked=True).is_known(0)

    def test_end(self) -> None:
        """A key ends at its moment; without one, never."""
        assert (key(expires_ms=5).is_expired(4), key(expires_ms=5).is_expired(5)) == (False, True)
        assert not key().is_expired(2**62)

    @pytest.mark.parametrize(
        ("listed", "expected"),
        [((), True), (("127.0.0.1",), True), (("127.0.0.0/8",), True), (("203.0.113.7",), False)],
    )
    def test_addresses(self, listed: tuple[str, ...], expected: bool) -> None:
        """Addresses and networks are let in; an empty list lets everybody in."""
        assert key(ip_allowlist=listed).allows_address("127.0.0.1") is expected
