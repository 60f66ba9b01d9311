"""python-bitget signs for the sandbox; its named calls are of Bitget's closed v1, so pages of v2 are asked by path."""

from typing import Any

import pybitget.client
import pytest
from pybitget.exceptions import BitgetAPIException

from exchange_sandbox.client import SandboxClient


def ask(
    sandbox: SandboxClient, monkeypatch: pytest.MonkeyPatch, path: str, params: dict[str, str], **changes: str
) -> Any:
    """Ask for a page with the seeded key."""
    key = sandbox.key("bitget", "trader")
    given = {"api_key": key.api_key, "api_secret_key": key.secret, "passphrase": key.passphrase} | changes
    monkeypatch.setattr(pybitget.client, "API_URL", sandbox.host_url("bitget", "rest"))
    return pybitget.client.Client(**given)._request("GET", path, params)["data"]


class TestReads:
    def test_spot(self, sandbox: SandboxClient, monkeypatch: pytest.MonkeyPatch) -> None:
        """A page without parameters."""
        rows = ask(sandbox, monkeypatch, "/api/v2/spot/account/assets", {})
        assert {row["coin"]: row["available"] for row in rows}["ETH"] == "1.6180339887498948"

    def test_futures(self, sandbox: SandboxClient, monkeypatch: pytest.MonkeyPatch) -> None:
        """A query string is part of what is signed."""
        sandbox.set_prices({"BTC": "64000"})
        (row,) = ask(sandbox, monkeypatch, "/api/v2/mix/account/accounts", {"productType": "USDT-FUTURES"})
        assert row["accountEquity"] == "1900.12345678"


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "code", "message"),
        [
            ({"api_secret_key": "x"}, "40009", "sign signature error"),
            ({"passphrase": "x"}, "40012", "apikey/password is incorrect"),
            ({"api_key": "bg_0"}, "40037", "Apikey does not exist"),
        ],
    )
    def test_wrong_credentials(
        self,
        sandbox: SandboxClient,
        monkeypatch: pytest.MonkeyPatch,
        changes: dict[str, str],
        code: str,
        message: str,
    ) -> None:
        """The client tells code and text."""
        with pytest.raises(BitgetAPIException) as caught:
            ask(sandbox, monkeypatch, "/api/v2/spot/account/assets", {}, **changes)
        assert (caught.value.code, caught.value.message) == (code, message)
