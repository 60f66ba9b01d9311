from typing import Any

import pytest

from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.kraken_futures_desk import KEY_PAGE, WALLETS, kraken_futures


class TestRoutes:
    def test_an_unknown_path(self, desk: Desk) -> None:
        """Or one that is asked for with another method."""
        assert kraken_futures(desk, "/derivatives/api/v3/nowhere").json["error"] == "notFound"
        assert kraken_futures(desk, method="POST").status == 404


class TestSign:
    def test_a_query_is_covered(self, desk: Desk) -> None:
        """As it was sent, before the nonce and the path."""
        assert kraken_futures(desk, query="symbol=pf_xbtusd&x=%2B", nonce=7).status == 200
        assert kraken_futures(desk, query="a=b").json["result"] == "success"


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "more", "expected"),
        [
            ("trader", {}, None),
            ("revoked", {}, "authenticationError"),
            ("trader", {"api_key": "x"}, "authenticationError"),
            ("trader", {"secret": "eA=="}, "authenticationError"),
            ("trader", {"headers": {}}, "authenticationError"),
            ("ip_locked", {}, "authenticationError"),
            ("ip_locked", {"address": "203.0.113.7"}, None),
            ("ip_here", {}, None),
            ("missing_read", {}, "insufficientPrivileges"),
            ("read_only", {}, None),
            ("trader", {"nonce": "soon"}, "nonceBelowThreshold"),
        ],
    )
    def test_wallets(self, desk: Desk, label: str, more: dict[str, Any], expected: str | None) -> None:
        """Every refusal comes with HTTP 200."""
        answer = kraken_futures(desk, WALLETS, label, **more)
        assert (answer.status, answer.json.get("error")) == (200, expected)

    def test_the_keys_page(self, desk: Desk) -> None:
        """Has an HTTP status, a text, and answers keys without any right."""
        refused = kraken_futures(desk, KEY_PAGE, secret="eA==")
        assert (refused.status, refused.json["error"], refused.json["suberror"]) == (401, "authenticationError", None)
        assert kraken_futures(desk, KEY_PAGE, "missing_read").status == 200


class TestNonces:
    def test_serve_once(self, desk: Desk) -> None:
        """For each key by itself."""
        assert kraken_futures(desk, nonce=5).json["result"] == "success"
        assert kraken_futures(desk, nonce=5).json["error"] == "nonceDuplicate"
        assert kraken_futures(desk, label="read_only", nonce=5).json["result"] == "success"

    def test_may_come_out_of_order(self, desk: Desk) -> None:
        """As long as they are among the highest; none at all is taken too."""
        told = [kraken_futures(desk, nonce=nonce).json["result"] for nonce in (*range(100, 119), 50)]
        assert set(told) == {"success"}
        assert kraken_futures(desk, nonce=49).json["error"] == "nonceBelowThreshold"
        assert kraken_futures(desk).json["result"] == "success"


class TestLimits:
    def test_an_address_spends_so_much(self, desk: Desk) -> None:
        """Five hundred in ten seconds, two for a request."""
        errors = [kraken_futures(desk).json.get("error") for _ in range(251)]
        assert (errors[249], errors[250]) == (None, "apiLimitExceeded")
        desk.clock.advance(10_000)
        assert kraken_futures(desk).json["result"] == "success"


class TestFaults:
    def test_somebody_elses_wallets(self, desk: Desk) -> None:
        """The fault `wrong_user` shows another account."""
        assert kraken_futures(desk, wrong_user=True).json["accounts"]["cash"]["balances"] == {}

    def test_a_key_revoked_by_a_fault(self, desk: Desk) -> None:
        """Is not accepted."""
        assert kraken_futures(desk, key_revoked=True).json["error"] == "authenticationError"

    def test_fills_before_a_time_cost_more(self, desk: Desk) -> None:
        """Twenty-five."""
        before = "lastFillTime=2026-11-22T00%3A00%3A00.000Z"
        errors = [kraken_futures(desk, "/derivatives/api/v3/fills", query=before).json.get("error") for _ in range(21)]
        assert (errors[19], errors[20]) == (None, "apiLimitExceeded")
