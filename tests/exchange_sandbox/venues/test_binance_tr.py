from decimal import Decimal
from typing import Any

import pytest

from tests.exchange_sandbox.desk import NOW_MS, Answer, Desk

SPOT = "/open/v1/account/spot"
NO_ACCESS = {"code": 3701, "msg": "Invalid API-key, IP, or permissions for action."}


def ask(desk: Desk, path: str = SPOT, label: str = "trader", **more: Any) -> Answer:
    """Ask Binance TR as `Desk.binance` asks Binance."""
    return desk.binance(path, label, venue="binance_tr", host="rest", **more)


def public(desk: Desk, path: str, host: str = "rest", query: str = "") -> Any:
    """Return what a page for everybody says."""
    return desk.ask("binance_tr", host, path, query).json


class TestEnvelope:
    def test_of_an_answer(self, desk: Desk) -> None:
        """Code 0, and the venue's clock beside the data."""
        told = ask(desk).json
        assert (told["code"], told["msg"], told["timestamp"]) == (0, "Success", NOW_MS)
        assert public(desk, "/open/v1/common/time")["data"] is None

    def test_of_a_refusal(self, desk: Desk) -> None:
        """The status tells nothing, but of limits."""
        refused = ask(desk, secret="a")
        assert (refused.status, refused.json["code"]) == (200, -1022)
        answers = [desk.ask("binance_tr", "rest", "/open/v1/common/time", address="127.0.0.9") for _ in range(1201)]
        assert (answers[-2].status, answers[-1].status, answers[-1].json["code"]) == (200, 429, -1003)

    def test_an_unknown_path(self, desk: Desk) -> None:
        """There is no ticker."""
        assert desk.ask("binance_tr", "rest", "/open/v1/market/ticker").status == 404


class TestKeys:
    @pytest.mark.parametrize("label", ["revoked", "ip_locked", "missing_read"])
    def test_that_are_not_let_in(self, desk: Desk, label: str) -> None:
        """Are not told apart."""
        assert ask(desk, label=label).json == NO_ACCESS

    def test_one_of_another_form(self, desk: Desk) -> None:
        """Is told the same."""
        assert ask(desk, api_key="short").json == NO_ACCESS

    def test_one_that_is_bound_to_here(self, desk: Desk) -> None:
        """Is let in."""
        assert ask(desk, label="ip_here").json["code"] == 0

    @pytest.mark.parametrize("off_ms", [-60_000, 60_000])
    def test_a_wrong_clock(self, desk: Desk, off_ms: int) -> None:
        """Late or early by a minute."""
        assert ask(desk, timestamp=NOW_MS + off_ms).json["code"] == -1021


class TestAccount:
    def test_every_currency(self, desk: Desk) -> None:
        """Also those of which nothing is there; rights are numbers."""
        told = ask(desk).json["data"]
        rows = {row["asset"]: (row["free"], row["locked"]) for row in told["accountAssets"]}
        assert rows["TRY"] == ("48250.75000000", "1250.25000000")
        assert rows["ETH"] == ("0.00000000", "0.00000000")
        assert told["canWithdraw"] == 1

    def test_one_currency(self, desk: Desk) -> None:
        """Which has to be known."""
        told = ask(desk, f"{SPOT}/asset", params={"asset": "BTC"}).json["data"]
        assert told == {"asset": "BTC", "free": "0.05123456", "locked": "0.01000000"}
        assert ask(desk, f"{SPOT}/asset", params={"asset": "NOPE"}).json["code"] == 1101

    def test_somebody_else(self, desk: Desk) -> None:
        """The fault `wrong_user` shows another account."""
        rows = ask(desk, wrong_user=True).json["data"]["accountAssets"]
        assert {row["free"] for row in rows} == {"0.00000000"}


class TestBook:
    def test_prices_stand_at_the_other_host(self, desk: Desk) -> None:
        """Without an envelope and without a line in the symbols; a fixed price when fixed."""
        desk.sandbox.world.prices.set("BTC", Decimal(64000))
        desk.sandbox.world.prices.set("TRY", Decimal("0.025"))
        rows = {row["symbol"]: row["price"] for row in public(desk, "/api/v3/ticker/price", "market")}
        assert rows["BTCTRY"] == "2560000.00000000"

    def test_symbols(self, desk: Desk) -> None:
        """Are those of the book, with a line."""
        names = [row["symbol"] for row in public(desk, "/open/v1/common/symbols")["data"]["list"]]
        prices = [row["symbol"] for row in public(desk, "/api/v3/ticker/price", "market")]
        assert [name.replace("_", "") for name in names] == prices
        assert {"BTC_TRY", "USDT_TRY"} <= set(names)
