"""Bybit's own Python client reads keys, balances and markets from the sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pybit.exceptions import FailedRequestError, InvalidRequestError
from pybit.unified_trading import HTTP

from exchange_sandbox.client import SandboxClient


@contextmanager
def api(sandbox: SandboxClient, label: str = "trader", **more: Any) -> Iterator[Any]:
    """The client with a seeded key; it asks once and does not wait."""
    key = sandbox.key("bybit", label)
    made = HTTP(api_key=key.api_key, api_secret=more.get("secret", key.secret), max_retries=1, retry_delay=0)
    made.endpoint = sandbox.host_url("bybit", "rest")
    try:
        yield made
    finally:
        made.client.close()


class TestReads:
    def test_key(self, sandbox: SandboxClient) -> None:
        """Rights and addresses."""
        with api(sandbox, "withdraw") as session:
            told = session.get_api_key_information()["result"]
        assert (told["ips"], told["permissions"]["Wallet"]) == (["127.0.0.1"], ["AccountTransfer", "Withdraw"])

    def test_every_wallet(self, sandbox: SandboxClient) -> None:
        """Trading account, funding wallet and savings."""
        with api(sandbox) as session:
            (trading,) = session.get_wallet_balance(accountType="UNIFIED", coin="BTC,ETH")["result"]["list"]
            funding = session.get_coins_balance(accountType="FUND")["result"]["balance"]
            savings = session.get_staked_position(category="FlexibleSaving")["result"]["list"]
        assert {coin["coin"]: coin["walletBalance"] for coin in trading["coin"]} == {
            "BTC": "0.36415926",
            "ETH": "2.718281828459045235",
        }
        assert {row["coin"]: row["walletBalance"] for row in funding}["USDT"] == "75.25"
        assert [(row["coin"], row["amount"]) for row in savings] == [("USDC", "640.5")]

    def test_markets(self, sandbox: SandboxClient) -> None:
        """Public pages."""
        with api(sandbox) as session:
            assert "BTCUSDT" in {row["symbol"] for row in session.get_tickers(category="spot")["result"]["list"]}
            assert len(session.get_instruments_info(category="linear")["result"]["list"]) > 10


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "changes", "code"),
        [
            ("trader", {"secret": "A" * 36}, 10004),
            ("ip_locked", {}, 10010),
            ("expired", {}, 33004),
            ("missing_read", {}, 10005),
        ],
    )
    def test_codes(self, sandbox: SandboxClient, label: str, changes: dict[str, str], code: int) -> None:
        """Each reason is told apart."""
        with api(sandbox, label, **changes) as session, pytest.raises(InvalidRequestError) as caught:
            session.get_wallet_balance(accountType="UNIFIED")
        assert caught.value.status_code == code

    def test_revoked_key(self, sandbox: SandboxClient) -> None:
        """Has only its HTTP status."""
        sandbox.revoke_key(sandbox.key("bybit", "trader"))
        with api(sandbox) as session, pytest.raises(FailedRequestError) as caught:
            session.get_wallet_balance(accountType="UNIFIED")
        assert caught.value.status_code == 401

    def test_clock_60_seconds_off(self, sandbox: SandboxClient) -> None:
        """The client gives up after its own try again."""
        sandbox.move_clock(advance_ms=60_000)
        with api(sandbox) as session, pytest.raises((FailedRequestError, InvalidRequestError)):
            session.get_wallet_balance(accountType="UNIFIED")
