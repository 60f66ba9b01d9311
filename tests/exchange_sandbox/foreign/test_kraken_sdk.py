"""python-kraken-sdk, which is not ours, reads key and balances from the sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from kraken import futures
from kraken.exceptions import (
    KrakenAuthenticationError,
    KrakenInvalidSignatureError,
    KrakenPermissionDeniedError,
)
from kraken.spot import Earn, Market, User

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.detour import Detour


@contextmanager
def api(sandbox: SandboxClient, kind: type, label: str = "trader", secret: str | None = None) -> Iterator[Any]:
    """One of the client's classes with a seeded key."""
    key = sandbox.key("kraken", label)
    made = kind(key=key.api_key, secret=secret or key.secret)
    detour = Detour({"https://api.kraken.com": sandbox.host_url("kraken", "rest")})
    made._SpotClient__session.mount("https://", detour)  # its `url` setting loses a path prefix
    with made:
        yield made


class TestReads:
    def test_key(self, sandbox: SandboxClient) -> None:
        """The key's page names all of its rights."""
        with api(sandbox, User, "withdraw") as user:
            told = user.request(method="POST", uri="/0/private/GetApiKeyInfo")
        assert "withdraw-funds" in told["permissions"]
        assert told["iban"] == "AA24 N84G QDF6 MVYQ"

    def test_balances(self, sandbox: SandboxClient) -> None:
        """Totals, what orders hold, and the margin summary."""
        with api(sandbox, User) as user:
            assert user.get_account_balance()["ZUSD"] == "8865.4321"
            assert user.get_balances()["XXBT"] == {"balance": "0.5321098765", "hold_trade": "0.1000000000"}
            assert user.get_trade_balance()["c"] == "6000.0000"

    def test_earn_sends_json(self, sandbox: SandboxClient) -> None:
        """The earn endpoints are asked with a signed JSON body."""
        with api(sandbox, Earn) as earn:
            items = earn.list_earn_allocations()["items"]
        assert {item["native_asset"]: item["amount_allocated"]["total"]["native"] for item in items} == {
            "DOT": "120.5500000000",
            "SOL": "3.3000000000",
        }

    def test_markets(self, sandbox: SandboxClient) -> None:
        """Public pages: pairs by either name."""
        with api(sandbox, Market) as market:
            assert set(market.get_ticker(pair="XBTUSD")) == {"XXBTZUSD"}
            assert market.get_system_status()["status"] == "online"
            assert market.get_assets()["XXBT"]["altname"] == "XBT"


class TestRefusals:
    def test_wrong_secret(self, sandbox: SandboxClient) -> None:
        """A wrong secret is an invalid signature."""
        with (
            api(sandbox, User, secret="A" * 86 + "==") as user,
            pytest.raises(KrakenInvalidSignatureError),
        ):
            user.get_account_balance()

    def test_missing_right(self, sandbox: SandboxClient) -> None:
        """A key that may not read funds is denied."""
        with api(sandbox, User, "missing_read") as user, pytest.raises(KrakenPermissionDeniedError):
            user.get_account_balance()


@contextmanager
def futures_api(sandbox: SandboxClient, kind: type, label: str = "trader", secret: str | None = None) -> Iterator[Any]:
    """One of the client's classes for futures with a seeded key; it sends a nonce with every request."""
    key = sandbox.key("kraken_futures", label)
    made = kind(key=key.api_key, secret=secret or key.secret)
    detour = Detour({"https://futures.kraken.com": sandbox.host_url("kraken_futures", "rest")})
    session = made._FuturesClient__session
    session.mount("https://", detour)
    with session:
        yield made


class TestFutures:
    def test_key(self, sandbox: SandboxClient) -> None:
        """The key's page names its levels of access."""
        with futures_api(sandbox, futures.User, "withdraw") as user:
            told = user.request(method="GET", uri="/api/auth/v1/api-keys/v3/check")
        assert told["permissions"] == {"general": "FULL_ACCESS", "transfer": "FULL_ACCESS"}

    def test_wallets(self, sandbox: SandboxClient) -> None:
        """All kinds of wallet in one answer."""
        with futures_api(sandbox, futures.User) as user:
            told = user.get_wallets()["accounts"]
        assert set(told) == {"cash", "flex", "fi_xbtusd"}
        assert told["flex"]["currencies"]["USD"]["available"] == 1500.25

    def test_prices(self, sandbox: SandboxClient) -> None:
        """Public pages take a signed request too."""
        with futures_api(sandbox, futures.Market) as market:
            assert {"PF_XBTUSD", "PI_XBTUSD"} <= {row["symbol"] for row in market.get_tickers()["tickers"]}

    def test_wrong_secret(self, sandbox: SandboxClient) -> None:
        """Is not told apart from an unknown key."""
        with (
            futures_api(sandbox, futures.User, secret="A" * 86 + "==") as user,
            pytest.raises(KrakenAuthenticationError),
        ):
            user.get_wallets()
