"""Networks and deposit addresses of every account type that takes deposits, asked of the sandbox over HTTP."""

import re
from typing import Final

import pytest

from exchange_sandbox.client import SandboxClient
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.errors import RecordInvalid
from moorage.domain.exchange_errors import NoDepositAddress
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.gateway import Gateway
from moorage.exchanges.trading_entry import read_trading_entry

pytestmark = pytest.mark.anyio
CATALOG = Catalog.load()
MARKETS: Final = {
    code: entry.venue
    for entry in CATALOG.entries.values()
    for block in read_trading_entry(entry).deposits
    for code in block.markets
}
ADDRESS: Final = re.compile("bc1q[0-9a-f]{38}")


def given(sandbox: SandboxClient, venue: str, label: str = "trader") -> Credentials:
    """Return a seeded key."""
    key = sandbox.key(venue, label)
    passphrase = Secret(key.passphrase) if key.passphrase else None
    return Credentials(api_key=Secret(key.api_key), secret=Secret(key.secret), passphrase=passphrase)


@pytest.mark.parametrize("code", sorted(MARKETS))
async def test_bitcoin_can_be_sent_there(exchange_sandbox: SandboxClient, code: str):
    """A network is told, the address belongs to it, and what is not there is refused by its field."""
    exchange_sandbox.reset()
    market, gateway = CATALOG.get(code), Gateway(CATALOG, base_urls={"": exchange_sandbox.url})
    try:
        async with gateway.session(market, given(exchange_sandbox, MARKETS[code])) as session:
            desk = session.deposit_desk(market)
            assert desk is not None
            (told,) = await desk.networks("BTC")
            (network,) = told.networks
            assert (told.currency, network.takes_deposits, network.is_default) == ("BTC", True, True)
            assert ADDRESS.fullmatch((await desk.address("btc", network.code)).address)
            with pytest.raises(RecordInvalid):
                await desk.address("BTC", "pigeon")
    finally:
        await gateway.close()


@pytest.mark.parametrize("code", ["crypto_com", "deribit", "gemini", "kraken", "kucoin"])
async def test_an_address_that_was_never_made_is_missing(exchange_sandbox: SandboxClient, code: str):
    """Nothing is made by asking."""
    exchange_sandbox.reset()
    market, gateway = CATALOG.get(code), Gateway(CATALOG, base_urls={"": exchange_sandbox.url})
    try:
        async with gateway.session(market, given(exchange_sandbox, MARKETS[code], "brand_new")) as session:
            desk = session.deposit_desk(market)
            assert desk is not None
            (told,) = await desk.networks("BTC")
            with pytest.raises(NoDepositAddress):
                await desk.address("BTC", told.networks[0].code)
    finally:
        await gateway.close()
