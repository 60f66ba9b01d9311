"""Gate's own Python client reads key and balances from the sandbox."""

import warnings
from typing import Any

import pytest
from urllib3 import BaseHTTPResponse, PoolManager

from exchange_sandbox.client import SandboxClient
from tests.exchange_sandbox.foreign.detour import rehosted

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)  # escapes in its texts that are none
    warnings.simplefilter("ignore", DeprecationWarning)  # the same, as Python 3.11 calls it
    import gate_api


REAL = "https://api.gateio.ws"


class Detour(PoolManager):
    """Carries requests for the real host to the sandbox: the client signs the whole path of its URL."""

    def __init__(self, ours: str) -> None:
        super().__init__()
        self._hosts = {REAL: ours}

    def request(self, method: str, url: str, *args: Any, **more: Any) -> BaseHTTPResponse:
        """Send to the sandbox what was meant for the exchange."""
        return super().request(method, rehosted(url, self._hosts), *args, **more)


def api(sandbox: SandboxClient, kind: str, label: str = "trader", **changes: str) -> Any:
    """One of the client's classes with a seeded key."""
    key = sandbox.key("gate", label)
    given = {"host": f"{REAL}/api/v4", "key": key.api_key, "secret": key.secret} | changes
    client = gate_api.ApiClient(gate_api.Configuration(**given))
    client.rest_client.pool_manager = Detour(sandbox.host_url("gate", "rest"))
    return getattr(gate_api, kind)(client)


class TestReads:
    def test_account(self, sandbox: SandboxClient) -> None:
        """The account's page names the user and the addresses of the key."""
        told = api(sandbox, "AccountApi", "ip_here").get_account_detail()
        assert (told.user_id, told.ip_whitelist, told.key.mode) == (16672015, ["127.0.0.1"], 1)

    def test_spot(self, sandbox: SandboxClient) -> None:
        """A query string is part of what is signed."""
        (row,) = api(sandbox, "SpotApi").list_spot_accounts(currency="ETH")
        assert (row.available, row.locked) == ("1.4142135623730951", "0")

    def test_futures(self, sandbox: SandboxClient) -> None:
        """Accounts of both settle currencies."""
        futures = api(sandbox, "FuturesApi")
        totals = {settle: futures.list_futures_accounts(settle).total for settle in ("usdt", "btc")}
        assert totals == {"usdt": "1575.62345678", "btc": "0.12345678"}

    def test_lending(self, sandbox: SandboxClient) -> None:
        """What is lent out."""
        assert [row.current_amount for row in api(sandbox, "EarnUniApi").list_user_uni_lends()] == ["420.25"]

    def test_markets(self, sandbox: SandboxClient) -> None:
        """Public pages need no key."""
        assert "BTC_USDT" in {row.currency_pair for row in api(sandbox, "SpotApi").list_tickers()}


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "changes", "expected"),
        [
            ("trader", {"secret": "x"}, ("INVALID_SIGNATURE", "Signature mismatch")),
            ("trader", {"key": "0" * 32}, ("INVALID_KEY", "Invalid key provided")),
            ("ip_locked", {}, ("FORBIDDEN", "Request IP not in whitelist: 127.0.0.1")),
        ],
    )
    def test_bad_keys(
        self, sandbox: SandboxClient, label: str, changes: dict[str, str], expected: tuple[str, str]
    ) -> None:
        """The client tells label and text."""
        with pytest.raises(gate_api.exceptions.GateApiException) as caught:
            api(sandbox, "AccountApi", label, **changes).get_account_detail()
        assert (caught.value.label, caught.value.message) == expected
