import pytest

from exchange_sandbox.client import SandboxClient, SandboxError
from tests.exchange_sandbox.wire import account


class TestSandboxClient:
    def test_keys(self, sandbox: SandboxClient) -> None:
        """A key is found by venue and label."""
        key = sandbox.key("okx", "trader")
        assert (len(key.api_key), len(key.secret), key.permissions) == (36, 32, ["read_only", "trade"])
        with pytest.raises(SandboxError, match="no key 'nobody'"):
            sandbox.key("okx", "nobody")

    def test_mint(self, sandbox: SandboxClient) -> None:
        """As many as asked for, with the rights asked for."""
        made = sandbox.mint_keys("binance", 1_000, permissions=["enableReading"], wallets=["spot", "usdm"])
        assert len({key.api_key for key in made}) == 1_000
        assert made[0].permissions == ["enableReading"]

    def test_alter_and_revoke(self, sandbox: SandboxClient) -> None:
        """Both are seen by the venue."""
        key = sandbox.key("binance", "trader")
        assert sandbox.alter_key(key, permissions=[]).permissions == []
        assert account(sandbox).json["code"] == -2015
        sandbox.revoke_key(key)
        assert account(sandbox).json["code"] == -2008

    def test_balances_and_prices(self, sandbox: SandboxClient) -> None:
        """Both are what the client set."""
        sandbox.set_balances(sandbox.key("binance", "trader"), "spot", {"BTC": "0.1"})
        assert account(sandbox).json["balances"] == [{"asset": "BTC", "free": "0.10000000", "locked": "0.00000000"}]
        sandbox.set_prices({"ETH": "1"})
        assert sandbox.prices()["ETH"] == "1"

    def test_clock(self, sandbox: SandboxClient) -> None:
        """The clock stands still where it is put."""
        assert sandbox.move_clock(freeze_at_ms=1_000, advance_ms=5) == 1_005
        assert sandbox.now_ms() == 1_005

    def test_faults(self, sandbox: SandboxClient) -> None:
        """Faults are listed, planned and cleared; refusals are listed by venue."""
        assert len(sandbox.faults()) >= 60
        assert "geo_block" in sandbox.refusals("binance")
        sandbox.plan_fault("json_null", "binance")
        assert account(sandbox).json is None
        sandbox.clear_faults()
        assert account(sandbox).json["uid"]

    def test_refusals_carry_the_servers_words(self, sandbox: SandboxClient) -> None:
        """A mistake is told in one sentence."""
        with pytest.raises(SandboxError, match="no such fault: 'rain'"):
            sandbox.plan_fault("rain", "binance")

    def test_rate_limits(self, sandbox: SandboxClient) -> None:
        """Enforced limits refuse, the fixture's own do not."""
        sandbox.set_balances(sandbox.key("binance", "trader"), "spot", {})
        sandbox.move_clock(freeze_at_ms=sandbox.now_ms())
        statuses = [account(sandbox).status for _ in range(301)]
        assert set(statuses) == {200}
        sandbox.enforce_rate_limits(enforced=True)
        assert account(sandbox).status == 429
