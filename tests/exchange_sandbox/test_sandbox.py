from exchange_sandbox.faults.catalog import FAULTS, Plan
from tests.exchange_sandbox.desk import NOW_MS, Desk


class TestReset:
    def test_everything_starts_again(self, desk: Desk) -> None:
        """Altered keys, balances, counters, faults and the log are as new."""
        sandbox = desk.sandbox
        desk.key("binance").revoked = True
        desk.kraken("/0/private/Balance", nonce=99)
        sandbox.plans.add(Plan(id=0, fault=FAULTS["garbage"], value=None, venue="*"))
        sandbox.log["binance", "spot", "GET", "/", "", 200, ""] += 1
        sandbox.reset()
        assert not desk.key("binance").revoked
        assert desk.kraken("/0/private/Balance", nonce=1).json["error"] == []
        assert not list(sandbox.plans)
        assert not sandbox.log
        assert sandbox.world.started_ms == NOW_MS
