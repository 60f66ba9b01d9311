"""The vectors are the published ones, as the project's facts about signing list them."""

import base64
import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from moorage.api.signing import payloads, read_request
from moorage.api.visit import Visit
from moorage.domain.errors import ApiKeyInvalid, SignatureInvalid

SECRET = b"NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
MODE = b"/public/api/ver1/users/change_mode"
JSON_BODY = b'{"mode": "paper"}'
PUBLISHED_RSA_KEY = b"""-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAspMfrKDl78gMWr4EO9Nr
9LoZirPvkN93oGDO1LPnvDIwkmTVQCXv9EAgzz4E36B9RuXIukMydrwCqtPOaweS
AFgj9MZ0PFwIWsHk4x7flUJU3YI3Ub2uc+jl2Mbtxfoei5cbY6iAwsp+HyeKrdon
VHtEd9mFutd468+vO7+rx/M80oncfduNVf/GRR2McTOO4Ptm4s68clY0dyXMRLid
QjydPPYNjuzs47DVxNK+tXGS7QSHLuC7VO/YBXWqZNzvii1KeCEIePJfz06ywZFT
dNxZt2USoudAgUMBvJg0cLKqQJFxp62Pez6aWC0lV9yDPHpUwp+RfrNiP213vKOb
nQIDAQAB
-----END PUBLIC KEY-----
"""
RSA_OF_QUERY = (
    "W+a26NiV6KkWP5zWoaDU9nSHmfObAtbbaq+xPIKwiKIz81Mlgrek/Z51qsAWNXEMCpIGW40IYDo7BTq4FSvOVSxdfrFK3lRqBveoXW+/50QOd3p+"
    "fDe5Ku7Z0U6MvXSUeFOguMBxP7er1SLGOb5RLYI/2GPMI5txLAoSsTLjGkWOc7S3ZhUpxEfxSCp8wCFp6E99biIX2MhIT1/AAl290ID76Wr1dj9Y"
    "3QxIl6KtQlbpEqhvWBaadYaYyZR5YjHAn5NWAE2cvxLkH+SQE1khzAdB6T9ZJ9sgMtY1bOzTTV/Cj9W0SABCYr4In12+uFY0lB+ANvgi8hLr2NCl"
    "775Wdw=="
)
RSA_OF_JSON = (
    "EEVNxc6DLLb6PVNzc3jeNkVXVIfgHJVrfLws4Hm7wynLTLlDe6QpwPmOeT/5lAZDsft+sIN0nwo4SBNKmkea6mtxkcVz/8BuP3rhQVeGhRn3lAGy"
    "/nacsP35B50IMDx+ge1tnkjGGL4IbjtbfP5v+UVLMpJpWfVzQGlWpyLEL6PHAu7cuYs5Ug8lbfq4zgrpl1tSmemNVAedU4D4qYE/LaPB/z/urzoF"
    "YQZzobZbnXpLh4MRLaTjUgTNuiJawpk+j0K7Xk2AvHt+gY1TNOCmbRvjaP+ihgzZA0m4h32s7EdGMznI55C4CVftKQRVIfyR6TIifoljCG5nNJNZ"
    "tTj98Q=="
)
SORTED_ENCODED = b"/p?a=x%20y&date=2024-09-18T18%3A58%3A55.469Z"


def macs(path: bytes, query: bytes, body: bytes) -> set[str]:
    return {hmac.new(SECRET, payload, hashlib.sha256).hexdigest() for payload in payloads(path, query, body)}


def rsa_accepts(signature: str, path: bytes, query: bytes, body: bytes) -> bool:
    key = serialization.load_pem_public_key(PUBLISHED_RSA_KEY)
    for payload in payloads(path, query, body):
        try:
            key.verify(base64.b64decode(signature), payload, padding.PKCS1v15(), hashes.SHA256())
        except Exception:  # noqa: BLE001 - a signature of another payload
            continue
        return True
    return False


class TestPublishedVectors:
    @pytest.mark.parametrize(
        ("query", "body", "mac"),
        [
            (b"mode=paper", b"", "bca8d8c10acfbe8e76c5335d3efbe0a550487170a8bb7aaea0a13efabab55316"),
            (b"", b"mode=paper", "bca8d8c10acfbe8e76c5335d3efbe0a550487170a8bb7aaea0a13efabab55316"),
            (b"", JSON_BODY, "0475b407ba6f2388d213134e478b330f74073388a232737837f79018694ae373"),
        ],
    )
    def test_hmac(self, query: bytes, body: bytes, mac: str):
        """The published HMAC examples verify."""
        assert mac in macs(MODE, query, body)

    def test_rsa(self):
        """The published RSA examples verify: the query after `?`, the JSON body without one."""
        assert rsa_accepts(RSA_OF_QUERY, MODE, b"mode=paper", b"")
        assert rsa_accepts(RSA_OF_QUERY, MODE, b"", b"mode=paper")
        assert rsa_accepts(RSA_OF_JSON, MODE, b"", JSON_BODY)
        assert not rsa_accepts(RSA_OF_JSON, MODE, b"mode=paper", b"")


class TestPayloads:
    def test_nothing_but_a_path(self):
        """Forms A and B."""
        assert payloads(b"/p", b"", b"") == (b"/p", b"/p?")

    def test_query(self):
        """Forms C, D, E and J."""
        found = payloads(b"/p", b"date=2024-09-18T18:58:55.469Z&a=x+y", b"")
        assert found == (
            b"/p?date=2024-09-18T18:58:55.469Z&a=x+y",
            b"/p?a=x+y&date=2024-09-18T18:58:55.469Z",
            b"/p?date=2024-09-18T18%3A58%3A55.469Z&a=x%20y",
            SORTED_ENCODED,
        )

    def test_json_body(self):
        """Forms H and I."""
        assert payloads(b"/p", b"", JSON_BODY) == (b"/p?" + JSON_BODY, b"/p" + JSON_BODY)
        assert payloads(b"/p", b"", b"[1]") == (b"/p?[1]", b"/p[1]")

    def test_form_body(self):
        """Forms H and J; never I, whose path could not be told from the body."""
        assert payloads(b"/p", b"", b"b=2&a=1") == (b"/p?b=2&a=1", b"/p?a=1&b=2")

    def test_query_and_json_body(self):
        """Form K covers both."""
        assert payloads(b"/p", b"a=1", JSON_BODY) == (b"/p?a=1" + JSON_BODY,)

    @pytest.mark.parametrize("body", [b"b=2", b"2&name=x", b"[1]", b'{"a":1}x', b'{"a":', b"{" * 50_000])
    def test_a_form_beside_a_query_is_never_covered(self, body: bytes):
        """Nothing would say where the query ends and the body begins, so no signature fits."""
        assert payloads(b"/p", b"account_id=1", body) == ()

    def test_a_query_that_may_hold_a_body_is_none(self):
        """A brace in a query could be the start of a signed body that was moved there."""
        assert payloads(b"/p", b'a=1{"mode": "paper"}', b"") == ()
        assert payloads(b"/p", b"a={", b'{"x":1}') == ()

    @pytest.mark.parametrize("path", [b'/p{"a"', b"/p q", b"/p\xff", b"/p%2", b"p", b"", b"/p\n", b"/p[1]"])
    def test_a_path_that_is_none_is_never_covered(self, path: bytes):
        """A path that could swallow a body's start is refused."""
        assert payloads(path, b"", b"") == ()

    @pytest.mark.parametrize(
        ("query", "body"), [(b"a=1", b""), (b"", b"a=1"), (b"", JSON_BODY), (b"a=1", JSON_BODY), (b"a", b"")]
    )
    def test_whatever_is_sent_is_covered(self, query: bytes, body: bytes):
        """No payload leaves the query or the body out."""
        assert b"/p" not in payloads(b"/p", query, body)
        assert b"/p?" not in payloads(b"/p", query, body)
        if query and body:
            assert all(query in payload and body in payload for payload in payloads(b"/p", query, body))


class TestReadRequest:
    VISIT = Visit("request-1", "198.51.100.1")

    def test_names_are_read_in_any_case(self):
        """Shipped clients write the header names in four ways."""
        found = read_request([(b"APIKEY", b"k"), (b"Signature", b"s")], (b"/p",), self.VISIT)
        assert (found.api_key, found.signature, found.payloads) == ("k", "s", (b"/p",))
        assert (found.address, found.request_id) == ("198.51.100.1", "request-1")

    @pytest.mark.parametrize("headers", [[], [(b"signature", b"s")], [(b"apikey", b"")], [(b"apikey", b"  ")]])
    def test_no_key_is_told_as_such(self, headers: list[tuple[bytes, bytes]]):
        """Without a key there is nobody to check."""
        with pytest.raises(ApiKeyInvalid):
            read_request(headers, (), self.VISIT)

    @pytest.mark.parametrize("twice", [b"apikey", b"signature"])
    def test_a_header_sent_twice_is_refused(self, twice: bytes):
        """Which of two counts must never depend on who reads them."""
        headers = [(b"apikey", b"k"), (b"signature", b"s"), (twice, b"k")]
        with pytest.raises(SignatureInvalid):
            read_request(headers, (), self.VISIT)

    def test_no_signature_is_an_empty_one(self):
        """It is checked like any other, and fails."""
        assert read_request([(b"apikey", b"k")], (), self.VISIT).signature == ""

    @pytest.mark.parametrize("key", [b"k\x00", b"\xff\xfe", b"a b", b"k" * 513])
    def test_a_key_that_nobody_can_have_is_nobodys(self, key: bytes):
        """What no database may be asked for becomes the empty key, which is unknown."""
        assert read_request([(b"apikey", key), (b"signature", b"s")], (), self.VISIT).api_key == ""
