from collections.abc import Sequence

import pytest

from moorage.domain.credentials import SECRET_FIELDS
from moorage.doors import Doors
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.ccxt_door.catalog import CcxtCatalog
from moorage.exchanges.ccxt_door.door import CcxtDoor, CcxtSession
from moorage.exchanges.gateway import Gateway
from moorage.exchanges.sessions import Session
from moorage.prices import PriceBooks
from moorage.services.ports import (
    Exchanges,
    ExchangeSession,
    Markets,
    Prices,
    SealedField,
    SealPlace,
    SignatureChecker,
    Vault,
)
from moorage.vault.sealing import TinkVault
from moorage.vault.signatures import SignatureVerifier
from moorage.wallets.catalog import WalletCatalog
from moorage.wallets.door import Wallets, WalletSession
from tests.contracts import broken_promises
from tests.fakes import FakeExchanges, FakeMarkets, FakePrices, FakeSession, FakeSignatures, FakeVault


class TestPorts:
    @pytest.mark.parametrize(
        ("port", "kept_by"),
        [
            (Markets, [Catalog, WalletCatalog, CcxtCatalog, Doors, FakeMarkets]),
            (ExchangeSession, [Session, WalletSession, CcxtSession, FakeSession]),
            (Exchanges, [Gateway, Wallets, CcxtDoor, Doors, FakeExchanges]),
            (Prices, [PriceBooks, FakePrices]),
            (Vault, [TinkVault, FakeVault]),
            (SignatureChecker, [SignatureVerifier, FakeSignatures]),
        ],
    )
    def test_every_adapter_and_every_fake_keeps_its_port(self, port: type, kept_by: Sequence[type]) -> None:
        """The same methods with the same parameters: what is tested with a fake holds for the adapter."""
        assert [broken for one in kept_by for broken in broken_promises(port, one)] == []

    def test_a_broken_promise_is_seen(self) -> None:
        """The comparison can fail: a missing method, other parameters, and a call that is not awaited."""

        class Wrong:
            def seal(self, secret: object) -> bytes: ...
            async def open(self, sealed: object, place: object) -> None: ...

        assert list(broken_promises(Vault, Wrong)) == [
            "Wrong.seal takes other parameters",
            "Wrong.open is awaited by one side only",
            "Wrong has no fingerprint",
        ]


class TestSealedField:
    def test_every_secret_field_of_an_account_can_be_sealed(self) -> None:
        """The names are those of the credentials, because they are bound into what is stored."""
        assert {*SECRET_FIELDS, "signing_secret"} == set(SealedField)


class TestSealPlace:
    def test_places_are_values(self) -> None:
        """Two equal places are one key of a map."""
        assert {SealPlace(1, "a", SealedField.SECRET): 1}[SealPlace(1, "a", SealedField.SECRET)] == 1
