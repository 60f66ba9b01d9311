"""An exchange that tells of deposits."""

from collections.abc import Sequence

from moorage.domain.deposit import CurrencyNetworks, DepositAddress, Network
from moorage.domain.errors import RecordInvalid
from moorage.domain.exchange_errors import NoDepositAddress

NETWORKS = [Network(code="TRX", title="Tron", takes_deposits=True), Network(code="TON", title="TON")]


class Counter:
    """A deposit desk with one currency."""

    async def networks(self, currency: str | None) -> Sequence[CurrencyNetworks]:
        """Tell two networks."""
        if currency not in {None, "USDT"}:
            raise RecordInvalid(attributes={"currency": ["does not have a valid value"]})
        return [CurrencyNetworks(currency="USDT", name="Tether", networks=NETWORKS)]

    async def address(self, currency: str, network: str) -> DepositAddress:
        """Tell an address, but for one network."""
        if network == "TON":
            raise NoDepositAddress
        return DepositAddress("TKtj", "")
