import pytest

from exchange_sandbox.calls import Call, Refusal, json_reply


def call(**more: object) -> Call:
    given = {"host": "h", "method": "GET", "path": "/p", "query": "", "body": b"", "headers": {}}
    return Call(**(given | {"address": "127.0.0.1", "now_ms": 0} | more))  # type: ignore[arg-type]


class TestCall:
    def test_target(self) -> None:
        """The question mark stands only before a query."""
        assert (call().target, call(query="a=1").target) == ("/p", "/p?a=1")

    def test_pairs_keep_order_and_blanks(self) -> None:
        """Parameters are decoded once and none is dropped."""
        assert call(query="b=%20&a=&b=2").query_pairs() == [("b", " "), ("a", ""), ("b", "2")]
        assert call(body=b"a=1").form_pairs() == [("a", "1")]

    def test_a_body_that_is_no_text_has_no_pairs(self) -> None:
        """Bytes are not guessed at."""
        assert call(body=b"\xff=1").form_pairs() == []


class TestNamedKey:
    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("abc", "abc"),
            ("BITSTAMP abc", "abc"),
            ("Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6Im9yZy9rZXkifQ.e30.c2ln", "org/key"),
            ("Bearer e30.e30.c2ln", ""),
            ("Bearer W10.e30.c2ln", ""),
            ("Bearer !", ""),
            (None, ""),
        ],
    )
    def test_a_header_or_what_follows_its_scheme_or_a_tokens_head(self, text: str | None, key: str) -> None:
        """A token that names no key, or is none, has none."""
        headers = {} if text is None else {"x-key": text}
        assert call(headers=headers).named_key("x-key") == key

    def test_a_parameter_of_the_query(self) -> None:
        """Where there is no such header."""
        asked = call(query="a=1&AccessKeyId=abc%2D1")
        assert (asked.named_key("AccessKeyId"), asked.named_key("x-other")) == ("abc-1", "")

    def test_an_id_among_others_in_a_header(self) -> None:
        """Behind the name of a scheme."""
        assert call(headers={"authorization": "hmac id=abc,ts=1,sig=f"}).named_key("authorization") == "abc"

    @pytest.mark.parametrize(
        ("body", "key"),
        [
            (b'{"params":{"client_id":"abc"}}', "abc"),
            (b'{"authorization":"abc","params":{"client_id":"other"}}', "abc"),
            (b'{"params":[]}', ""),
            (b'{"params":', ""),
            (b"client_id=abc", ""),
        ],
    )
    def test_a_member_or_a_client_id_in_a_message(self, body: bytes, key: str) -> None:
        """Where neither header nor query has one."""
        assert call(body=body).named_key("authorization") == key


class TestJsonReply:
    def test_values_and_bytes(self) -> None:
        """Values are encoded, bytes are taken for JSON."""
        assert json_reply({"a": 1}).body == b'{"a":1}'
        assert json_reply(b"[]", 201).body == b"[]"


class TestRefusal:
    def test_it_carries_its_reply(self) -> None:
        """Who catches it answers with it."""
        assert Refusal(json_reply({"a": 1}, 400)).reply.status == 400
