"""Mutants of accepted requests: only what the contract declares equivalent passes, and it means the same.

What is equivalent is decided here by a second, slow reading of the contract's table, not by the code under test.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote

import pytest

from moorage.api.parameters import parse
from moorage.domain.errors import RecordInvalid
from tests.moorage.api.test_call import FORMS
from tests.moorage.api.world import UNLIMITED, ApiWorld, Key

pytestmark = pytest.mark.anyio

ROUTABLE = {401, 404, 405, 413}
"""Answers to a mutant that was not accepted as signed."""
ALPHABET = bytes(range(0x21, 0x7F))


@dataclass(frozen=True)
class Sent:
    """A request: what stands before and after the first `?`, and the body."""

    path: bytes
    query: bytes
    body: bytes

    @property
    def target(self) -> bytes:
        """The request target."""
        return self.path + (b"?" + self.query if self.query else b"")


def equivalents(sent: Sent) -> set[bytes]:
    """Return the payloads that may be signed for a request, read off the contract's table."""
    path, query, body = (part.decode("latin-1") for part in (sent.path, sent.query, sent.body))
    is_json = body[:1] in {"{", "["}
    if "{" in query:
        return set()
    if not query and not body:
        found = {path, f"{path}?"}
    elif not body:
        ordered = f"{path}?{'&'.join(sorted(query.split('&')))}"
        found = {f"{path}?{query}", ordered, f"{path}?{recoded(query)}", f"{path}?{recoded(query, by_name=True)}"}
    elif query:
        found = {f"{path}?{query}{body}"} if body[:1] == "{" and is_object(sent.body) else set()
    else:
        found = {f"{path}?{body}"}
        found.add(f"{path}{body}" if is_json else f"{path}?{recoded(body, by_name=True)}")
    return {payload.encode("latin-1") for payload in found}


def recoded(text: str, *, by_name: bool = False) -> str:
    pairs = parse_qsl(text, keep_blank_values=True, encoding="latin-1", max_num_fields=None)
    ordered = sorted(pairs) if by_name else pairs
    return "&".join("=".join(quote(part, safe="", encoding="latin-1") for part in pair) for pair in ordered)


def is_object(body: bytes) -> bool:
    try:
        return isinstance(parse(b"", body), dict)
    except RecordInvalid:
        return False


def meaning(sent: Sent) -> object:
    """Return what a request says, or that it cannot be read; the order of a list of types says nothing."""
    try:
        given = parse(sent.query, sent.body)
    except RecordInvalid:
        return RecordInvalid
    return {name: sorted(value) if isinstance(value, list) else value for name, value in given.items()}


def mutate(chance: random.Random, sent: Sent) -> Sent:
    """Return a request that differs a little."""
    parts = [sent.path, sent.query, sent.body]
    kind = chance.randrange(8)
    if kind < 4:
        place = chance.choice([index for index, part in enumerate(parts) if part])
        parts[place] = edited(chance, parts[place], kind)
    elif kind == 4:
        cut = chance.randrange(len(sent.query + sent.body) + 1)
        parts[1], parts[2] = (sent.query + sent.body)[:cut], (sent.query + sent.body)[cut:]
    elif kind == 5:
        names = sent.query.split(b"&")
        chance.shuffle(names)
        parts[1] = b"&".join(names)
    elif kind == 6:
        parts[1] = sent.query + chance.choice([b"&", b"&name=x", b"&x", b"=", b"%20", b"+", b"{}", b"#"])
    else:
        swaps = [(b"%20", b"+"), (b"+", b"%20"), (b"%3A", b":"), (b"%3a", b"%3A"), (b"=", b"%3D"), (b"a", b"%61")]
        old, new = chance.choice(swaps)
        place = chance.choice([1, 2])
        parts[place] = parts[place].replace(old, new, chance.choice([1, -1]))
    return Sent(*parts)


def edited(chance: random.Random, part: bytes, kind: int) -> bytes:
    place = chance.randrange(len(part))
    if kind == 0:
        return part[:place] + bytes([chance.choice(ALPHABET)]) + part[place + 1 :]
    if kind == 1:
        return part[:place] + bytes([chance.choice(ALPHABET)]) + part[place:]
    if kind == 2:
        return part[:place] + part[place + 1 :]
    return part[:place] + part[place : place + 1] * 2 + part[place + 1 :]


def mutants(seed: int, count: int) -> Iterator[tuple[Sent, bytes, Sent]]:
    """Yield the accepted request, what was signed of it, and its mutant."""
    chance = random.Random(seed)
    for _ in range(count):
        _, target, body, payload = chance.choice(FORMS)
        path, _, query = target.encode().partition(b"?")
        sent = Sent(path, query, body.encode())
        mutant = mutate(chance, sent)
        if mutant != sent and b"?" not in mutant.path and mutant.path.startswith(b"/"):
            yield sent, payload.encode(), mutant


async def prove(world: ApiWorld, key: Key, seed: int, count: int) -> tuple[int, int]:
    """Send mutants under the signature of the original; return how many were refused and how many accepted."""
    refused = accepted = 0
    for sent, payload, mutant in mutants(seed, count):
        headers = [("Apikey", key.key), ("Signature", key.sign(payload))]
        reply = await world.send("GET", mutant.target, mutant.body, headers)
        assert reply.status < 500, mutant
        if reply.status in ROUTABLE:
            refused += 1
            assert reply.status != 401 or payload not in equivalents(mutant), (mutant, "declared but refused")
        else:
            accepted += 1
            assert payload in equivalents(mutant), (mutant, "accepted but not declared")
            assert reply.status == 400 or meaning(mutant) == meaning(sent), (mutant, "accepted with another meaning")
    return refused, accepted


class TestMutants:
    @pytest.mark.parametrize("seed", range(4))
    async def test_only_declared_equivalents_pass(self, tmp_path: Path, seed: int):
        """What a mutant is accepted for is declared, and means what the original meant."""
        world = await ApiWorld.make(tmp_path, UNLIMITED)
        refused, accepted = await prove(world, world.key, seed, 500)
        assert refused > 250
        assert accepted > 10

    @pytest.mark.prove
    @pytest.mark.parametrize("by_rsa", [False, True], ids=["HMAC", "RSA"])
    async def test_ten_thousand_mutants(self, tmp_path: Path, by_rsa: bool):
        """As above, many times over, for both algorithms."""
        world = await ApiWorld.make(tmp_path, UNLIMITED)
        key = await world.make_key("ada", by_rsa=by_rsa)
        refused, accepted = await prove(world, key, 2026, 14_000)
        assert refused + accepted > 10_000
        assert accepted > 400

    async def test_the_proof_can_fail(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        """A check of re-encoded parameters in place of raw bytes, or of the path alone, is caught."""
        world = await ApiWorld.make(tmp_path, UNLIMITED)
        monkeypatch.setattr("moorage.api.call.payloads", lambda path, query, body: (path, path + b"?" + query + body))
        with pytest.raises(AssertionError):
            await prove(world, world.key, 0, 500)
