import json
from decimal import Decimal
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


def wish(desk: Desk, venue: str = "okx", **more: str) -> dict[str, str]:
    key = desk.key(venue).credentials.api_key
    return {"venue": venue, "api_key": key, "kind": "deposit", "asset": "BTC", "amount": "0.5", **more}


class TestTransferControl:
    @pytest.mark.parametrize(("venue", "wallet"), [("okx", "funding"), ("kraken", "spot"), ("bitfinex", "exchange")])
    def test_coins_come_to_the_venues_own_wallet(self, desk: Desk, control: Control, venue: str, wallet: str) -> None:
        """Now, and they are there."""
        coin = {"kraken": "XXBT"}.get(venue, "BTC")
        before = desk.key(venue).account.wallets[wallet][coin].free
        status, told = ask(control, "POST", "transfers", wish(desk, venue))
        assert (status, told["wallet"], told["at_ms"]) == (200, wallet, NOW_MS)
        assert desk.key(venue).account.wallets[wallet][coin].free == before + Decimal("0.5")
        assert ask(control, "GET", "transfers")[1]["transfers"][-1] == told

    def test_settles(self, desk: Desk, control: Control) -> None:
        """A pending one is done, once."""
        number = ask(control, "POST", "transfers", wish(desk, state="pending"))[1]["number"]
        assert ask(control, "POST", "transfers/settle", {"number": number, "state": "done"})[1]["state"] == "done"
        assert ask(control, "POST", "transfers/settle", {"number": number, "state": "done"})[0] == 400

    @pytest.mark.parametrize(
        "wrong",
        [
            {"amount": "0"},
            {"amount": "x"},
            {"fee": "-1"},
            {"api_key": "nobody"},
            {"kind": "internal"},
            {"to_wallet": "trading"},
            {"wallet": "attic"},
            {"kind": "withdrawal", "amount": "1000000"},
        ],
    )
    def test_refuses_what_cannot_be(self, desk: Desk, control: Control, wrong: dict[str, str]) -> None:
        """With the reason."""
        status, told = ask(control, "POST", "transfers", wish(desk) | wrong)
        assert (status, bool(told["error"])) == (400, True)

    def test_settles_nothing_that_is_not_there(self, control: Control) -> None:
        """Numbers are given by the sandbox."""
        assert ask(control, "POST", "transfers/settle", {"number": 10**6, "state": "done"})[0] == 400
