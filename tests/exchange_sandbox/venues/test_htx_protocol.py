import pytest

from exchange_sandbox.venues.htx_protocol import sign
from tests.exchange_sandbox.desk import NOW_MS, Desk
from tests.exchange_sandbox.htx_desk import htx, htx_query, htx_time, text_of

ACCOUNTS = "/v1/account/accounts"
INVALID = "api-signature-not-valid"
TIME = "Signature not valid: Invalid submission time or incorrect time format"
SIGNATURE = "Signature not valid: Verification failure [校验失败]"


class TestSign:
    def test_equals_the_published_vector(self) -> None:
        """A signature that somebody else made with openssl."""
        text = (
            "GET\napi.huobi.pro\n/v1/account/accounts\nAccessKeyId=htx-key&SignatureMethod=HmacSHA256"
            "&SignatureVersion=2&Timestamp=2026-09-25T01%3A00%3A00"
        )
        assert sign("htx-secret", text) == "rZBPMyNs/nkeY0PA3wJqP4p0vQmAEeffrjGYG5IcvAw="


class TestSignature:
    def test_a_wrong_secret(self, desk: Desk) -> None:
        """Is refused in the form of each version."""
        assert text_of(htx(desk, ACCOUNTS, secret="a")) == (INVALID, SIGNATURE)
        assert htx(desk, "/v2/user/uid", secret="a").json == {"code": 1003, "message": "invalid signature"}

    def test_covers_path_and_parameters(self, desk: Desk) -> None:
        """A query that was signed for another path, or that got one parameter more, is another request."""
        key = desk.key("htx").credentials
        params = {"AccessKeyId": key.api_key, "SignatureMethod": "HmacSHA256", "SignatureVersion": "2"}
        query = htx_query(key.secret, ACCOUNTS, {**params, "Timestamp": htx_time(NOW_MS)})
        assert desk.ask("htx", "rest", ACCOUNTS, query).json["status"] == "ok"
        assert text_of(desk.ask("htx", "rest", ACCOUNTS, f"{query}&more=1")) == (INVALID, SIGNATURE)
        assert desk.ask("htx", "rest", "/v2/user/uid", query).json["code"] == 1003

    def test_order_of_the_parameters_does_not_count(self, desk: Desk) -> None:
        """They are signed in the order of ASCII, wherever they stand."""
        key = desk.key("htx").credentials
        params = {"AccessKeyId": key.api_key, "SignatureMethod": "HmacSHA256", "SignatureVersion": "2"}
        query = htx_query(key.secret, ACCOUNTS, {**params, "Timestamp": htx_time(NOW_MS)})
        turned = "&".join(reversed(query.split("&")))
        assert desk.ask("htx", "rest", ACCOUNTS, turned).json["status"] == "ok"

    def test_another_method(self, desk: Desk) -> None:
        """Only HMAC-SHA256 in version 2 is there."""
        code, text = text_of(htx(desk, ACCOUNTS, params={"SignatureVersion": 1}))
        assert (code, text.partition(" [")[0]) == (INVALID, "Signature not valid: Incorrect signature method")


class TestTime:
    @pytest.mark.parametrize(
        ("off_ms", "is_taken"), [(-60_000, True), (60_000, True), (-61_000, False), (61_000, False)]
    )
    def test_a_minute_is_allowed(self, desk: Desk, off_ms: int, is_taken: bool) -> None:
        """Late or early."""
        answer = htx(desk, ACCOUNTS, timestamp=htx_time(NOW_MS + off_ms))
        assert answer.json["status"] == ("ok" if is_taken else "error")
        assert is_taken or text_of(answer)[1].startswith(TIME)

    def test_no_time(self, desk: Desk) -> None:
        """Milliseconds are none."""
        assert text_of(htx(desk, ACCOUNTS, timestamp=NOW_MS))[1].startswith(TIME)


class TestKeys:
    @pytest.mark.parametrize(
        ("label", "text"),
        [
            ("revoked", "Incorrect Access key [Access key错误]"),
            ("expired", "APIkey has expired"),
            ("ip_locked", "Incorrect IP address [IP地址错误]:127.0.0.1"),
        ],
    )
    def test_that_are_not_let_in(self, desk: Desk, label: str, text: str) -> None:
        """All under one code."""
        assert text_of(htx(desk, ACCOUNTS, label)) == (INVALID, f"Signature not valid: {text}")

    def test_an_unknown_one(self, desk: Desk) -> None:
        """Is refused before its signature is looked at."""
        answer = htx(desk, ACCOUNTS, api_key="nobody", secret="a")
        assert text_of(answer)[1] == "Signature not valid: Incorrect Access key [Access key错误]"

    def test_one_that_is_bound_to_here(self, desk: Desk) -> None:
        """Is let in."""
        assert htx(desk, ACCOUNTS, "ip_here").json["status"] == "ok"
