from typing import Any

import pytest

from exchange_sandbox.drawing import Draw
from exchange_sandbox.venues.coinbase_protocol import mint, private_key
from tests.exchange_sandbox.coinbase_desk import coinbase
from tests.exchange_sandbox.desk import NOW_MS, Desk

NOW = NOW_MS // 1000
KEY = "/key_permissions"
ELSEWHERE = "GET api.coinbase.com/api/v3/brokerage/accounts"
HERE = "GET api.coinbase.com/api/v3/brokerage/key_permissions"


class TestToken:
    @pytest.mark.parametrize("label", ["trader", "ed25519"])
    def test_is_signed_with_the_private_key(self, desk: Desk, label: str) -> None:
        """Of either kind."""
        assert coinbase(desk, KEY, label).status == 200

    def test_as_ccxt_writes_it(self, desk: Desk) -> None:
        """An older issuer, an audience, and the request in a list."""
        older = {"iss": "coinbase-cloud", "aud": ["retail_rest_api_proxy"], "iat": NOW}
        assert coinbase(desk, KEY, claims=older).status == 200
        assert coinbase(desk, KEY, "ed25519", claims={"uri": "", "uris": [HERE], "aud": ["cdp_service"]}).status == 200

    @pytest.mark.parametrize(
        ("nbf", "exp", "status"),
        [
            (NOW, NOW + 120, 200),
            (NOW - 60, NOW + 60, 200),
            (NOW - 119, NOW + 1, 200),
            (NOW - 120, NOW, 401),
            (NOW + 1, NOW + 121, 401),
            (NOW, NOW + 121, 401),
        ],
    )
    def test_time(self, desk: Desk, nbf: int, exp: int, status: int) -> None:
        """From its beginning to before its end, which is two minutes later at most."""
        assert coinbase(desk, KEY, claims={"nbf": nbf, "exp": exp}).status == status


class TestRefusals:
    @pytest.mark.parametrize(
        ("label", "more"),
        [
            ("revoked", {}),
            ("trader", {"api_key": "organizations/a/apiKeys/b"}),
            ("trader", {"claims": {"sub": "somebody"}}),
            ("trader", {"claims": {"iss": "me"}}),
            ("trader", {"claims": {"uri": ELSEWHERE}}),
            ("trader", {"claims": {"uri": HERE.replace("GET", "POST")}}),
            ("trader", {"head": {"alg": "EdDSA"}}),
            ("ed25519", {"head": {"alg": "ES256"}}),
            ("ip_locked", {}),
            ("trader", {"authorization": ""}),
            ("trader", {"authorization": "Bearer"}),
            ("trader", {"authorization": "Bearer a.b.c"}),
            ("trader", {"authorization": "Basic e30.e30.e30"}),
        ],
    )
    def test_one_text_for_everything(self, desk: Desk, label: str, more: dict[str, Any]) -> None:
        """Unknown, not whole, for another request, from elsewhere: the same plain word."""
        answer = coinbase(desk, KEY, label, **more)
        assert (answer.status, answer.reply.body) == (401, b"Unauthorized\n")

    @pytest.mark.parametrize(
        ("label", "other"), [("trader", "read_only"), ("ed25519", "trader"), ("trader", "ed25519")]
    )
    def test_another_keys_signature(self, desk: Desk, label: str, other: str) -> None:
        """A token that a wrong private key signed."""
        secret = desk.key("coinbase", other).credentials.secret
        assert coinbase(desk, KEY, label, secret=secret).reply.body == b"Unauthorized\n"

    def test_addresses(self, desk: Desk) -> None:
        """Who is on the list is let in."""
        assert coinbase(desk, KEY, "ip_locked", address="203.0.113.7").status == 200
        assert coinbase(desk, KEY, "ip_here").status == 200

    def test_a_missing_right(self, desk: Desk) -> None:
        """Is told."""
        text = b'{"error":"PERMISSION_DENIED","error_details":"Missing required scopes",'
        assert coinbase(desk, KEY, "missing_read").reply.body == text + b'"message":"Missing required scopes"}'


class TestMint:
    def test_the_label_decides_the_kind(self) -> None:
        """PEM of a P-256 key, or 64 bytes in base64."""
        assert mint(Draw("s", "coinbase/x/trader")).secret.startswith("-----BEGIN EC PRIVATE KEY-----\n")
        assert len(mint(Draw("s", "coinbase/x/ed25519")).secret) == 88

    def test_every_label_has_its_own_key(self) -> None:
        """And the same one in every run."""
        secrets = [mint(Draw("s", f"coinbase/x/{label}")).secret for label in ("a", "b", "a")]
        assert (secrets[0] == secrets[2], secrets[0] == secrets[1]) == (True, False)
        assert private_key(secrets[0]).public_key() == private_key(secrets[2]).public_key()
