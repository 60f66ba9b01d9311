"""A request at the door: every payload form over every way to send, limits, addresses, and the state of keys."""

import itertools
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from tests.moorage.api.world import PREFIX, ApiWorld, Key, hmac_signer

pytestmark = pytest.mark.anyio

PATH = f"{PREFIX}/accounts/types_to_connect"
QUERY = "type=binance&name=a%3Ab&api_key=an%20api%20key&secret=a+secret"
SORTED = "api_key=an%20api%20key&name=a%3Ab&secret=a+secret&type=binance"
ENCODED = "type=binance&name=a%3Ab&api_key=an%20api%20key&secret=a%20secret"
BOTH = "api_key=an%20api%20key&name=a%3Ab&secret=a%20secret&type=binance"
JSON = json.dumps({"type": "binance", "name": "a:b", "api_key": "an api key", "secret": "a secret"})
HALF = json.dumps({"api_key": "an api key", "secret": "a secret"})
VALIDATE = f"{PREFIX}/validate"
FORMS = [
    ("A", VALIDATE, "", VALIDATE),
    ("B", VALIDATE, "", f"{VALIDATE}?"),
    ("B, bare ? on the wire", f"{VALIDATE}?", "", f"{VALIDATE}?"),
    ("A, bare ? on the wire", f"{VALIDATE}?", "", VALIDATE),
    ("C", f"{PATH}?{QUERY}", "", f"{PATH}?{QUERY}"),
    ("D", f"{PATH}?{QUERY}", "", f"{PATH}?{SORTED}"),
    ("E", f"{PATH}?{QUERY}", "", f"{PATH}?{ENCODED}"),
    ("J of a query", f"{PATH}?{QUERY}", "", f"{PATH}?{BOTH}"),
    ("H, form", PATH, QUERY, f"{PATH}?{QUERY}"),
    ("H, JSON", PATH, JSON, f"{PATH}?{JSON}"),
    ("I", PATH, JSON, f"{PATH}{JSON}"),
    ("J of a form", PATH, QUERY, f"{PATH}?{BOTH}"),
    ("K", f"{PATH}?type=binance&name=a:b", HALF, f"{PATH}?type=binance&name=a:b{HALF}"),
]
UNCOVERED = [
    ("the path, with a query", f"{PATH}?{QUERY}", "", PATH),
    ("the path and ?, with a query", f"{PATH}?{QUERY}", "", f"{PATH}?"),
    ("the path, with a form", PATH, QUERY, PATH),
    ("the path, with JSON", PATH, JSON, PATH),
    ("the path and a form without ?", PATH, QUERY, f"{PATH}{QUERY}"),
    ("the query, with JSON", f"{PATH}?type=binance&name=a:b", HALF, f"{PATH}?type=binance&name=a:b"),
    ("the body, with a query", f"{PATH}?type=binance&name=a:b", HALF, f"{PATH}?{HALF}"),
    ("path and body, with a query", f"{PATH}?type=binance&name=a:b", HALF, f"{PATH}{HALF}"),
    ("a form beside a query", f"{PATH}?type=binance", "name=ab", f"{PATH}?type=binancename=ab"),
    ("only the body", PATH, JSON, JSON),
    ("nothing", VALIDATE, "", ""),
]
TYPES = ["application/json", "application/x-www-form-urlencoded", "text/plain", ""]


async def ask(
    world: ApiWorld, key: Key, method: str, target: str, body: str, payload: str, more: Sequence[tuple[str, str]] = ()
) -> int:
    reply = await world.signed(method, target, body.encode(), key, payload.encode(), headers=list(more))
    return reply.status


class TestForms:
    @pytest.mark.parametrize("by_rsa", [False, True], ids=["HMAC", "RSA"])
    @pytest.mark.parametrize("method", ["GET", "POST"])
    @pytest.mark.parametrize(("name", "target", "body", "payload"), FORMS, ids=[form[0] for form in FORMS])
    async def test_accepted(
        self, world: ApiWorld, name: str, target: str, body: str, payload: str, method: str, by_rsa: bool
    ):
        """Every form, over both methods, under both algorithms, whatever the content type says."""
        key = await world.make_key("ada", by_rsa=by_rsa)
        if VALIDATE in target and method == "POST":
            target, payload = (text.replace(VALIDATE, f"{PREFIX}/accounts/transfer") for text in (target, payload))
        for kind in TYPES:
            status = await ask(world, key, method, target, body, payload, [("Content-Type", kind)])
            assert status == (403 if "transfer" in target else 200), name

    @pytest.mark.parametrize("by_rsa", [False, True], ids=["HMAC", "RSA"])
    @pytest.mark.parametrize("method", ["GET", "POST"])
    @pytest.mark.parametrize(("name", "target", "body", "payload"), UNCOVERED, ids=[form[0] for form in UNCOVERED])
    async def test_refused(
        self, world: ApiWorld, name: str, target: str, body: str, payload: str, method: str, by_rsa: bool
    ):
        """A payload that leaves the query or the body uncovered is no signature of the request."""
        key = await world.make_key("ada", by_rsa=by_rsa)
        expected = 405 if method == "POST" and VALIDATE in target else 401
        assert await ask(world, key, method, target, body, payload) == expected, name

    async def test_spellings_of_a_signature(self, world: ApiWorld):
        """Hex in either case; base64 with white space inside, but not in another case."""
        right = world.key.sign(VALIDATE.encode())
        for signature in (right, right.upper()):
            headers = [("APIKEY", world.key.key), ("signature", signature)]
            assert (await world.send("GET", VALIDATE, headers=headers)).status == 200
        key = await world.make_key("ada", by_rsa=True)
        right = key.sign(VALIDATE.encode())
        for signature, status in ((f"{right[:60]} {right[60:]}", 200), (right.swapcase(), 401)):
            headers = [("Apikey", key.key), ("Signature", signature)]
            assert (await world.send("GET", VALIDATE, headers=headers)).status == status

    @pytest.mark.parametrize("twice", ["Apikey", "Signature"])
    async def test_a_header_sent_twice(self, world: ApiWorld, twice: str):
        """401, also when both say the same."""
        headers = [("Apikey", world.key.key), ("Signature", world.key.sign(VALIDATE.encode()))]
        same = next(header for header in headers if header[0] == twice)
        reply = await world.send("GET", VALIDATE, headers=[*headers, (twice.upper(), same[1])])
        assert (reply.status, reply.json["error"]) == (401, "signature_invalid")


class TestKeys:
    async def test_no_oracle(self, world: ApiWorld):
        """An unknown key, a wrong signature and another algorithm are answered byte for byte alike."""
        rsa = await world.make_key("ada", by_rsa=True)
        wrong = [
            Key("mrk_unknown", world.key.sign),
            Key(world.key.key, hmac_signer("wrong")),
            Key(world.key.key, rsa.sign),
            Key(rsa.key, world.key.sign),
            Key("\xff\xfe", world.key.sign),
            Key(world.key.key, lambda _: ""),
            Key(world.key.key, lambda _: "\xe9"),
        ]
        replies = [await world.get("/validate", key) for key in wrong]
        assert {(reply.status, reply.body, tuple(reply.headers)) for reply in replies} == {
            (replies[0].status, replies[0].body, tuple(replies[0].headers))
        }
        assert replies[0].json == {
            "error": "signature_invalid",
            "error_description": "Provided signature is invalid",
        }

    async def test_who_proved_the_key_hears_that_it_ended(self, world: ApiWorld):
        """Expired, revoked and used from elsewhere are told, to its holder only."""
        soon = world.clock.now + timedelta(seconds=1)
        ended = [await world.make_key("ada", expires_at=soon), await world.make_key("ada", addresses=["192.0.2.0/24"])]
        revoked = await world.make_key("ada")
        await world.services.access.revoke_key(revoked.key)
        world.advance(2)
        for key in (*ended, revoked):
            assert (await world.get("/validate", key)).json["error"] == "api_key_invalid_or_expired"
            assert (await world.get("/validate", Key(key.key, str))).json["error"] == "signature_invalid"


class TestLimits:
    async def test_a_hundred_a_minute_and_key(self, world: ApiWorld):
        """The 101st waits 300 seconds; another key of the same address does not."""
        other = await world.make_key("ada")
        statuses = [(await world.get("/validate")).status for _ in range(101)]
        assert statuses == [200] * 100 + [429]
        reply = await world.get("/validate")
        assert (reply.json["error"], reply.headers["retry-after"]) == ("too_many_requests", "300")
        assert (await world.get("/validate", other)).status == 200
        world.advance(300.1)
        assert (await world.get("/validate")).status == 200

    async def test_refusals_by_permission_count_too(self, world: ApiWorld):
        """The signature proved the key, so the request is the key's."""
        key = await world.make_key("ada", [])
        statuses = [(await world.get("/accounts", key)).status for _ in range(101)]
        assert statuses == [403] * 100 + [429]

    async def test_nobody_uses_up_anothers_key(self, world: ApiWorld):
        """Wrong signatures count against the address they come from, not against the key they name."""
        wrong = Key(world.key.key, str)
        attacks = [(await world.signed("GET", VALIDATE, key=wrong, client="198.51.100.66")).status for _ in range(300)]
        assert attacks[:100] == [401] * 100
        assert set(attacks[100:199]) == {429}
        assert attacks[-1] == 418
        assert (await world.get("/validate")).status == 200

    async def test_a_banned_address_is_not_even_checked(self, world: ApiWorld):
        """A right signature from there waits as well; IPv6 counts by the /64."""
        wrong = Key(world.key.key, str)
        for number in range(101):
            await world.signed("GET", VALIDATE, key=wrong, client=f"2001:db8::{number:x}")
        assert (await world.signed("GET", VALIDATE, client="2001:db8::ffff")).status == 429
        assert (await world.signed("GET", VALIDATE, client="2001:db8:0:1::1")).status == 200

    async def test_public_endpoints_are_not_counted(self, world: ApiWorld):
        """They know nobody to count."""
        assert {(await world.send("GET", f"{PREFIX}/ping")).status for _ in range(150)} == {200}


class TestAddress:
    @pytest.mark.parametrize(("proxies", "status"), [((), 401), (("127.0.0.1",), 200)])
    async def test_a_forwarded_address_is_believed_of_trusted_proxies(
        self, tmp_path: Path, proxies: tuple[str, ...], status: int
    ):
        """A key's address list is checked against the client, and nobody invents who that is."""
        world = await ApiWorld.make(tmp_path, trusted_proxies=proxies)
        key = await world.make_key("ada", addresses=["192.0.2.7"])
        reply = await world.signed("GET", VALIDATE, key=key, headers=[("X-Forwarded-For", "10.0.0.1, 192.0.2.7")])
        assert reply.status == status


class TestBody:
    async def test_a_body_that_is_too_large(self, world: ApiWorld):
        """413 in our shape, before any check."""
        reply = await world.send("POST", PATH, b"x" * (64 * 1024 + 1))
        assert (reply.status, reply.json["error"]) == (413, "payload_too_large")

    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_unreadable_parameters(self, world: ApiWorld, method: str):
        """A right signature over junk is 400."""
        for body, query in itertools.product((b"{", b'{"a":1,"a":2}', b"a=%ff"), ("",)):
            reply = await world.signed(method, PATH + query, body)
            assert (reply.status, reply.json["error_attributes"]) == (400, {"body": ["is invalid"]})
