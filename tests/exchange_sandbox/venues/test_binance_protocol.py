from typing import Any
from urllib.parse import urlencode

import pytest

from exchange_sandbox.calls import Call
from exchange_sandbox.venues.binance_protocol import payload, verify
from tests.exchange_sandbox.desk import HERE, NOW_MS, Desk
from tests.exchange_sandbox.signing import binance_query

SECRET = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
EXAMPLE = (
    "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559"
)
SIGNATURE = "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"
NO_ACCESS = {"code": -2015, "msg": "Invalid API-key, IP, or permissions for action."}


class TestVerify:
    def test_the_published_example(self) -> None:
        """The vector of rest-api.md, in both cases of letters."""
        assert verify(SECRET, EXAMPLE.encode(), SIGNATURE)
        assert verify(SECRET, EXAMPLE.encode(), SIGNATURE.upper())

    def test_any_other_byte_is_refused(self) -> None:
        """Text, secret or signature."""
        assert not verify(SECRET, EXAMPLE.encode() + b" ", SIGNATURE)
        assert not verify(SECRET[:-1], EXAMPLE.encode(), SIGNATURE)
        assert not verify(SECRET, EXAMPLE.encode(), SIGNATURE[:-1])


class TestPayload:
    @pytest.mark.parametrize(
        ("query", "body"),
        [
            (f"{EXAMPLE}&signature=x", ""),
            ("", f"{EXAMPLE}&signature=x"),
            ("symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC", "quantity=1&price=0.1&signature=x"),
        ],
    )
    def test_query_and_body_are_joined_without_a_separator(self, query: str, body: str) -> None:
        """The three examples of rest-api.md: all in the query, all in the body, mixed."""
        made = Call(
            host="spot", method="POST", path="/", query=query, body=body.encode(), headers={}, address=HERE, now_ms=0
        )
        assert payload(made) == (query + body).replace("&signature=x", "").encode()


class TestOrderOfChecks:
    def test_the_first_fault_is_told(self, desk: Desk) -> None:
        """Parameters, key form, key, time, signature, right: the earlier one hides the later ones."""
        everything_wrong = {"api_key": "short", "secret": "wrong", "timestamp": 0}
        steps: list[tuple[dict[str, Any], int]] = [
            (everything_wrong | {"params": {"recvWindow": "x"}}, -1100),
            (everything_wrong, -2014),
            (everything_wrong | {"api_key": "B" * 64}, -2015),
            ({"secret": "wrong", "timestamp": 0}, -1021),
            ({"secret": "wrong"}, -1022),
            ({"label": "missing_read"}, -2015),
        ]
        assert [desk.binance("/api/v3/account", **more).json["code"] for more, _ in steps] == [
            code for _, code in steps
        ]

    @pytest.mark.parametrize("name", ["timestamp", "signature"])
    def test_mandatory_parameters(self, desk: Desk, name: str) -> None:
        """A missing one is named."""
        key = desk.key("binance").credentials
        given = {"timestamp": str(NOW_MS), "signature": "0" * 64}
        del given[name]
        answer = desk.ask("binance", "spot", "/api/v3/account", urlencode(given), headers={"x-mbx-apikey": key.api_key})
        assert (answer.status, answer.json["code"]) == (400, -1102)
        assert f"'{name}'" in answer.json["msg"]

    def test_no_key_at_all(self, desk: Desk) -> None:
        """A missing header is a key of a wrong form."""
        answer = desk.binance("/api/v3/account", api_key="")
        assert (answer.status, answer.json) == (401, {"code": -2014, "msg": "API-key format invalid."})

    def test_a_parameter_twice(self, desk: Desk) -> None:
        """Is refused before anything is signed."""
        key = desk.key("binance").credentials
        query = f"timestamp={NOW_MS}&timestamp={NOW_MS}&signature=x"
        answer = desk.ask("binance", "spot", "/api/v3/account", query, headers={"x-mbx-apikey": key.api_key})
        assert answer.json["code"] == -1101


class TestTime:
    @pytest.mark.parametrize(
        ("offset_ms", "window", "code"),
        [
            (999, None, None),
            (1_000, None, -1021),
            (-5_000, None, None),
            (-5_001, None, -1021),
            (-60_000, "60000", None),
            (-60_001, "60000", -1021),
            (0, "60001", -1131),
        ],
    )
    def test_the_window(self, desk: Desk, offset_ms: int, window: str | None, code: int | None) -> None:
        """Less than a second ahead, at most recvWindow behind, recvWindow at most a minute."""
        params = {} if window is None else {"recvWindow": window}
        answer = desk.binance("/api/v3/account", timestamp=NOW_MS + offset_ms, params=params)
        assert answer.json.get("code") == code

    def test_microseconds(self, desk: Desk) -> None:
        """A timestamp of 16 digits is in microseconds."""
        assert desk.binance("/api/v3/account", timestamp=NOW_MS * 1000).status == 200
        assert desk.binance("/api/v3/account", timestamp=(NOW_MS - 5_001) * 1000).json["code"] == -1021


class TestKeys:
    def test_address(self, desk: Desk) -> None:
        """A foreign address, an unknown key and a missing right get one and the same text."""
        assert desk.binance("/api/v3/account", "ip_locked").json == NO_ACCESS
        assert desk.binance("/api/v3/account", "ip_locked", address="203.0.113.7").status == 200
        assert desk.binance("/api/v3/account", api_key="B" * 64).json == NO_ACCESS
        assert desk.binance("/api/v3/account", "missing_read").json == NO_ACCESS

    def test_futures_hosts_name_the_address(self, desk: Desk) -> None:
        """The text of `fapi` differs."""
        answer = desk.binance("/fapi/v3/account", "futures_less", host="usdm")
        assert answer.json["msg"] == f"Invalid API-key, IP, or permissions for action, request ip: {HERE}"

    def test_deleted_and_too_new(self, desk: Desk) -> None:
        """Both are no key; the new one becomes one after five minutes."""
        assert desk.binance("/api/v3/account", "revoked").json == {"code": -2008, "msg": "Invalid Api-Key ID."}
        assert desk.binance("/api/v3/account", "too_new").json["code"] == -2008
        desk.clock.advance(300_000)
        assert desk.binance("/api/v3/account", "too_new").status == 200

    def test_market_data_needs_a_key_but_no_signature(self, desk: Desk) -> None:
        """The pages of margin pairs."""
        key = desk.key("binance").credentials
        headers = {"x-mbx-apikey": key.api_key}
        assert desk.ask("binance", "spot", "/sapi/v1/margin/allPairs", headers=headers).status == 200
        assert desk.ask("binance", "spot", "/sapi/v1/margin/allPairs").json["code"] == -2014

    def test_post_with_a_signed_body(self, desk: Desk) -> None:
        """Parameters may be in the form."""
        key = desk.key("binance").credentials
        body = binance_query(key.secret, {"timestamp": str(NOW_MS)}).encode()
        headers = {"x-mbx-apikey": key.api_key}
        answer = desk.ask(
            "binance", "spot", "/sapi/v1/asset/get-funding-asset", method="POST", body=body, headers=headers
        )
        assert {row["asset"] for row in answer.json} == {"USDT", "BTC"}


class TestWeights:
    def test_headers(self, desk: Desk) -> None:
        """`/api` and `/sapi` count apart, refusals count too."""
        desk.binance("/api/v3/account", secret="wrong")
        assert desk.binance("/api/v3/account").reply.headers["X-MBX-USED-WEIGHT-1M"] == "40"
        assert desk.binance("/sapi/v1/account/status").reply.headers == {"X-SAPI-USED-IP-WEIGHT-1M": "1"}

    def test_limit_and_ban(self, desk: Desk) -> None:
        """429 with the seconds to wait, then 418 with the ban's end, then service again."""
        answers = [desk.ask("binance_us", "spot", "/api/v3/ticker/24hr") for _ in range(30 + 11)]
        assert [answer.status for answer in answers] == [200] * 30 + [429] * 10 + [418]
        assert answers[30].reply.headers["Retry-After"] == str(60 - NOW_MS // 1000 % 60)
        assert "current limit is 1200 request weight per 1 MINUTE" in answers[30].json["msg"]
        assert f"banned until {NOW_MS + 120_000}" in answers[-1].json["msg"]
        desk.clock.advance(119_999)
        assert desk.ask("binance_us", "spot", "/api/v3/ping").status == 418
        desk.clock.advance(1)
        assert desk.ask("binance_us", "spot", "/api/v3/ping").status == 200

    def test_other_addresses_are_free(self, desk: Desk) -> None:
        """The limit is per address."""
        for _ in range(31):
            desk.ask("binance_us", "spot", "/api/v3/ticker/24hr")
        assert desk.ask("binance_us", "spot", "/api/v3/ping").status == 429
        assert desk.ask("binance_us", "spot", "/api/v3/ping", address="127.0.0.2").status == 200

    def test_switched_off(self, desk: Desk) -> None:
        """Then they only count."""
        desk.sandbox.world.rate_limits = False
        answers = [desk.ask("binance_us", "spot", "/api/v3/ticker/24hr") for _ in range(40)]
        assert {answer.status for answer in answers} == {200}
        assert answers[-1].reply.headers["X-MBX-USED-WEIGHT-1M"] == "1600"

    def test_accounts_have_weights_of_their_own(self, desk: Desk) -> None:
        """What is counted by UID: ten such requests in a minute are one account's, and another one's are free."""
        path = "/sapi/v1/capital/withdraw/history"
        assert [desk.binance(path).status for _ in range(11)] == [200] * 10 + [429]
        assert desk.binance(path).reply.headers["X-SAPI-USED-UID-WEIGHT-1M"] == "216000"
        assert desk.binance(path, "sub_account").status == 200
