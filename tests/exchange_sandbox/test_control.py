import json
from typing import Any

import pytest

from exchange_sandbox.control import Control
from tests.exchange_sandbox.desk import NOW_MS, Desk


@pytest.fixture
def control(desk: Desk) -> Control:
    return Control(desk.sandbox)


def ask(control: Control, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    reply = control.answer(method, path, b"" if body is None else json.dumps(body).encode())
    return reply.status, json.loads(reply.body)


class TestControl:
    def test_the_list_names_every_control(self, control: Control) -> None:
        """What is listed answers, what is not listed does not."""
        listed = ask(control, "GET", "")[1]["controls"]
        for line in listed:
            method, path = line.split(" /_control/")
            assert ask(control, method, path, {})[0] in {200, 400}
        assert ask(control, "GET", "nothing")[0] == 404

    def test_reset(self, desk: Desk, control: Control) -> None:
        """A key made on demand is gone."""
        seeded = len(ask(control, "GET", "keys")[1]["keys"])
        ask(control, "POST", "keys", {"venue": "okx", "count": 3})
        assert ask(control, "POST", "reset") == (200, {"keys": seeded})

    @pytest.mark.parametrize("venue", ["binance", "binance_us", "okx", "kraken"])
    def test_minted_keys_work_at_once(self, desk: Desk, control: Control, venue: str) -> None:
        """Each reads its own balance."""
        made = ask(control, "POST", "keys", {"venue": venue, "count": 5, "label": "bench"})[1]["keys"]
        assert len({key["uid"] for key in made}) == 5
        answers = {
            "binance": lambda: desk.binance("/api/v3/account", "bench").status,
            "binance_us": lambda: desk.binance("/api/v3/account", "bench", venue="binance_us").status,
            "okx": lambda: int(desk.okx("/api/v5/account/balance", "bench").json["code"]) or 200,
            "kraken": lambda: desk.kraken("/0/private/Balance", "bench").json["error"] or 200,
        }
        assert answers[venue]() == 200

    def test_alter_and_revoke(self, desk: Desk, control: Control) -> None:
        """What is named changes, the rest stays."""
        key = desk.key("binance")
        name = {"venue": "binance", "api_key": key.credentials.api_key}
        shown = ask(control, "POST", "keys/alter", name | {"permissions": ["enableReading"], "expires_ms": 7})[1]
        assert (shown["permissions"], shown["expires_ms"], shown["ip_allowlist"]) == (["enableReading"], 7, [])
        ask(control, "POST", "keys/alter", name | {"ip_allowlist": ["10.0.0.1"]})
        assert desk.binance("/api/v3/account").json["code"] == -2015
        assert ask(control, "POST", "keys/revoke", name)[1]["revoked"]
        assert desk.binance("/api/v3/account").json["code"] == -2008

    def test_balances(self, desk: Desk, control: Control) -> None:
        """A wallet is replaced, exactly."""
        name = {"venue": "okx", "api_key": desk.key("okx").credentials.api_key, "wallet": "funding"}
        balances = {"BTC": "0.000000000000000001", "ETH": {"free": "1", "locked": "2"}}
        shown = ask(control, "POST", "balances", name | {"balances": balances})[1]
        assert shown["wallets"]["funding"]["ETH"]["locked"] == "2"
        rows = desk.okx("/api/v5/asset/balances").json["data"]
        assert {row["ccy"]: row["bal"] for row in rows} == {"BTC": "0.000000000000000001", "ETH": "3"}
        assert len(ask(control, "GET", "balances")[1]["accounts"]) > 8

    def test_prices(self, desk: Desk, control: Control) -> None:
        """A fixed price is quoted at every venue."""
        assert ask(control, "POST", "prices", {"usd": {"BTC": "70000"}})[1]["usd"]["BTC"] == "70000"
        ticker = desk.ask("kraken", "rest", "/0/public/Ticker", "pair=XBTUSD").json["result"]["XXBTZUSD"]
        assert ticker["c"][0] == "70000.00000"
        for wrong in ({"NONE": "1"}, {"BTC": "0"}, {"BTC": "x"}):
            assert ask(control, "POST", "prices", {"usd": wrong})[0] == 400

    def test_clock(self, control: Control) -> None:
        """The clock moves, stands still and runs."""
        assert ask(control, "GET", "clock")[1] == {"now_ms": NOW_MS, "frozen": True}
        assert ask(control, "POST", "clock", {"advance_ms": 5})[1]["now_ms"] == NOW_MS + 5
        assert ask(control, "POST", "clock", {"freeze_at_ms": 1_000})[1] == {"now_ms": 1_000, "frozen": True}
        assert not ask(control, "POST", "clock", {"run": True})[1]["frozen"]

    def test_rate_limits(self, desk: Desk, control: Control) -> None:
        """They can be switched off."""
        assert ask(control, "POST", "rate_limits", {"enforced": False}) == (200, {"enforced": False})
        assert not desk.sandbox.world.rate_limits

    def test_plan_and_remove(self, control: Control) -> None:
        """A planned fault shows in the list until it is removed."""
        status, plan = ask(control, "POST", "faults", {"fault": "drip", "venue": "okx", "count": 2})
        assert (status, plan["left"], plan["value"]) == (200, 2, None)
        assert [entry["id"] for entry in ask(control, "GET", "faults")[1]["planned"]] == [plan["id"]]
        assert ask(control, "POST", "faults/remove", {"id": plan["id"]})[0] == 200
        assert ask(control, "POST", "faults/remove", {"id": plan["id"]})[0] == 400

    @pytest.mark.parametrize(
        "body",
        [
            {"fault": "no such", "venue": "binance"},
            {"fault": "drip", "venue": "atlantis"},
            {"fault": "refusal", "venue": "kraken", "value": "geo_block"},
            {"fault": "refusal", "venue": "*", "value": "geo_block"},
        ],
    )
    def test_plans_that_cannot_be(self, control: Control, body: Any) -> None:
        """What is not there is named at once, not when a request comes."""
        status, answer = ask(control, "POST", "faults", body)
        assert status == 400
        assert answer["error"].startswith("no such")

    def test_unknown_keys(self, control: Control) -> None:
        """A key that is not there cannot be revoked."""
        body = {"venue": "okx", "api_key": "k"}
        assert ask(control, "POST", "keys/revoke", body) == (400, {"error": "no such key at 'okx'"})
        assert ask(control, "POST", "keys", {"venue": "atlantis"})[0] == 400

    def test_bodies_that_are_no_json(self, control: Control) -> None:
        """Told as the caller's mistake."""
        assert control.answer("POST", "keys", b"{").status == 400
