"""Accounts on paper."""

from decimal import Decimal

import pytest

from moorage.domain.credentials import Credentials
from moorage.wallets.paper import PaperDesk
from tests.moorage.wallets.recorded import NOW
from tests.moorage.wallets.test_evm import amounts


class TestRead:
    @pytest.mark.anyio
    async def test_begins_with_what_the_entry_says(self, catalog):
        """Ten thousand tether and one bitcoin, true now."""
        desk = PaperDesk(catalog.entries["paper"], lambda: NOW)
        balances = await desk.read("")
        assert amounts(balances) == {("USDT", "paper"): "10000", ("BTC", "paper"): "1"}
        assert balances.as_of == NOW
        assert all(isinstance(holding.free, Decimal) and holding.free == holding.total for holding in balances.holdings)


class TestIdentity:
    def test_no_account_is_another(self, catalog):
        """Several may exist, so nothing tells that one is connected already."""
        assert PaperDesk(catalog.entries["paper"], lambda: NOW).identity(Credentials()) is None
