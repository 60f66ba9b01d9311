import json

import pytest

from exchange_sandbox.calls import Call
from exchange_sandbox.client import SandboxClient
from exchange_sandbox.faults.catalog import FAULTS, Plan, Plans
from tests.exchange_sandbox.wire import account, spoilt

CALL = Call(
    host="spot", method="GET", path="/api/v3/account", query="", body=b"", headers={}, address="127.0.0.1", now_ms=0
)


def plan(**more: object) -> Plan:
    given = {"id": 0, "fault": FAULTS["garbage"], "value": None, "venue": "binance"} | more
    return Plan(**given)  # type: ignore[arg-type]


class TestFaults:
    def test_there_are_many(self) -> None:
        """The list is longer than the 40 kinds of `security.md` 39."""
        assert len(FAULTS) >= 60

    def test_each_does_exactly_one_thing(self) -> None:
        """A fault changes the request, the reply, the time or the wire."""
        for fault in FAULTS.values():
            ways = (fault.change_call, fault.change_reply, fault.send)
            assert sum(way is not None for way in ways) + fault.delays == 1, fault.name
            assert fault.does.endswith(".")

    def test_clock_offset(self, sandbox: SandboxClient) -> None:
        """The venue thinks it is a minute earlier and refuses the timestamp."""
        seen = spoilt(sandbox, "clock_offset")
        assert (seen.status, seen.json["code"]) == (400, -1021)

    def test_key_revoked(self, sandbox: SandboxClient) -> None:
        """The venue does not know the key any more, for this request."""
        assert spoilt(sandbox, "key_revoked").json == {"code": -2008, "msg": "Invalid Api-Key ID."}
        assert account(sandbox).status == 200

    def test_wrong_user(self, sandbox: SandboxClient) -> None:
        """The answer is somebody else's."""
        assert spoilt(sandbox, "wrong_user").json["uid"] != account(sandbox).json["uid"]


class TestPlan:
    @pytest.mark.parametrize(
        ("more", "expected"),
        [
            ({}, True),
            ({"venue": "*"}, True),
            ({"venue": "okx"}, False),
            ({"host": "spot"}, True),
            ({"host": "usdm"}, False),
            ({"path": "/api/v3/*"}, True),
            ({"path": "/sapi/*"}, False),
            ({"api_key": "k"}, True),
            ({"api_key": "other"}, False),
            ({"left": 0}, False),
        ],
    )
    def test_matches(self, more: dict[str, object], expected: bool) -> None:
        """A plan names venue, host, path and key; what it leaves out is free."""
        assert plan(**more).matches("binance", CALL, "k") is expected

    def test_take(self) -> None:
        """The first requests pass, then so many are spoilt."""
        made = plan(skip=2, left=2)
        happened = [made.matches("binance", CALL, "k") and made.take() for _ in range(6)]
        assert happened == [False, False, True, True, False, False]
        assert made.happened == 2


class TestPlans:
    def test_numbers(self) -> None:
        """Each plan has a number by which it goes."""
        plans = Plans()
        first, second = plans.add(plan()), plans.add(plan())
        assert plans.remove(first.id)
        assert not plans.remove(first.id)
        assert [left.id for left in plans] == [second.id]
        plans.clear()
        assert list(plans) == []

    def test_several_happen_together(self, sandbox: SandboxClient) -> None:
        """A changed reply is sent in a changed way."""
        sandbox.plan_fault("json_object", "binance")
        sandbox.plan_fault("length_too_long", "binance")
        seen = account(sandbox)
        assert "content-length: 1002" in seen.head
        assert json.loads(seen.body) == {}
