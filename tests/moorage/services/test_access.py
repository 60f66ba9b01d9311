import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moorage.domain.access import Algorithm, Caller, NewApiKey, Permission, Plan, SignedRequest
from moorage.domain.credentials import Secret
from moorage.domain.errors import (
    AccessDenied,
    ApiKeyInvalid,
    MoorageError,
    NotFound,
    RecordInvalid,
    SignatureInvalid,
    StorageError,
)
from moorage.services.access import BASE62, checksum, generate
from moorage.services.ports import SealedField, SealPlace
from tests.fakes import Faults
from tests.makers import NOW
from tests.moorage.services.conftest import Desk

pytestmark = pytest.mark.anyio
PAYLOADS = (b"/accounts?", b"/accounts")
PEM = b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"


async def new_key(desk: Desk, *permissions: Permission, **more: object) -> NewApiKey:
    if not await desk.access.users():
        await desk.access.create_user("ada", Plan.EXPERT)
    return await desk.access.create_key("ada", "bot", permissions, **more)  # type: ignore[arg-type]


def signed(desk: Desk, key: str, payload: bytes = PAYLOADS[0], address: str = "127.0.0.1") -> SignedRequest:
    signature = desk.signatures.sign(key, payload)
    return SignedRequest(api_key=key, signature=signature, payloads=PAYLOADS, address=address, request_id="request-1")


class TestAuthenticate:
    async def ask(
        self, desk: Desk, request: SignedRequest, needed: Permission | None = None
    ) -> Caller | type[MoorageError]:
        """Return the caller, or the class of the error."""
        try:
            return await desk.access.authenticate(request, needed)
        except MoorageError as fault:
            return type(fault)

    async def test_a_signed_request_speaks_for_the_user_of_its_key(self, desk: Desk) -> None:
        """The caller carries user, key, permissions, address and request id."""
        made = await new_key(desk, Permission.ACCOUNTS_READ)
        caller = await desk.access.authenticate(signed(desk, made.api_key.key, PAYLOADS[1]), Permission.ACCOUNTS_READ)
        (user,) = await desk.access.users()
        permissions = frozenset({Permission.ACCOUNTS_READ})
        assert caller == Caller(user, made.api_key.id, permissions, "127.0.0.1", "request-1")

    async def test_unknown_key_and_wrong_signature_are_told_alike(self, desk: Desk) -> None:
        """Neither says whether the key exists."""
        made = await new_key(desk)
        faults = []
        for request in (signed(desk, "mrk_unknown"), replace(signed(desk, made.api_key.key), signature="wrong")):
            with pytest.raises(SignatureInvalid) as caught:
                await desk.access.authenticate(request, None)
            faults.append((caught.value.description, caught.value.attributes, caught.value.extension))
        assert faults[0] == faults[1]

    async def test_only_the_holder_hears_why_a_key_is_unusable(self, desk: Desk) -> None:
        """Revoked, expired and used elsewhere are told to a right signature, and to no other."""
        revoked = await new_key(desk)
        await desk.access.revoke_key(revoked.api_key.key)
        expired = await new_key(desk, expires_at=NOW)
        elsewhere = await new_key(desk, addresses=["192.0.2.0/24"])
        for made in (revoked, expired, elsewhere):
            request = signed(desk, made.api_key.key)
            assert await self.ask(desk, request) is ApiKeyInvalid
            assert await self.ask(desk, replace(request, signature="wrong")) is SignatureInvalid

    async def test_a_key_ends_at_its_time(self, desk: Desk) -> None:
        """The clock decides at every request."""
        made = await new_key(desk, expires_at=NOW + timedelta(seconds=1))
        assert isinstance(await self.ask(desk, signed(desk, made.api_key.key)), Caller)
        desk.clock.advance(timedelta(seconds=1))
        assert await self.ask(desk, signed(desk, made.api_key.key)) is ApiKeyInvalid

    @pytest.mark.parametrize("held", [(), (Permission.ACCOUNTS_READ,), (Permission.ACCOUNTS_WRITE,)])
    async def test_a_missing_permission_is_denied(self, desk: Desk, held: tuple[Permission, ...]) -> None:
        """One permission does not stand for another, and an endpoint that needs none asks for none."""
        request = signed(desk, (await new_key(desk, *held)).api_key.key)
        for needed in Permission:
            answer = await self.ask(desk, request, needed)
            assert isinstance(answer, Caller) if needed in held else answer is AccessDenied
        assert isinstance(await self.ask(desk, request, None), Caller)


class TestUsers:
    async def test_a_user_is_stored_and_recorded(self, desk: Desk) -> None:
        """The audit record comes with the user."""
        user = await desk.access.create_user("ada.l+bot@example-1", Plan.PRO)
        assert await desk.access.users() == [user]
        (record,) = desk.store.world.records
        assert (record.action, record.subject, record.actor) == ("user.create", f"user:{user.id}", "cli")
        assert record.details == {"plan": "pro"}

    @pytest.mark.parametrize("name", ["", "a b", "a/b", "a" * 65, "a\n", "<b>"])
    async def test_a_wrong_name_is_told(self, desk: Desk, name: str) -> None:
        """1 to 64 word characters, and nothing that could break a line or a page."""
        with pytest.raises(RecordInvalid) as caught:
            await desk.access.create_user(name, Plan.FREE)
        assert "name" in caught.value.attributes
        assert desk.store.world.users == {}

    async def test_a_taken_name_is_told(self, desk: Desk) -> None:
        """There is one user of a name."""
        await desk.access.create_user("ada", Plan.FREE)
        with pytest.raises(RecordInvalid):
            await desk.access.create_user("ada", Plan.FREE)
        assert desk.store.actions == ["user.create"]

    async def test_the_first_start_makes_an_owner(self, desk: Desk) -> None:
        """Once, with every right of a plan; later starts find the oldest user."""
        owner = await desk.access.ensure_first_user()
        await desk.access.create_user("bob", Plan.FREE)
        assert (owner.name, owner.plan) == ("owner", Plan.EXPERT)
        assert await desk.access.ensure_first_user() == owner

    async def test_two_first_starts_at_once_make_one_owner(self, desk: Desk) -> None:
        """Who comes second takes the user that the first one made."""
        owners = await asyncio.gather(*(Desk(store=desk.store).access.ensure_first_user() for _ in range(5)))
        assert len(set(owners)) == len(desk.store.world.users) == 1


class TestCreateKey:
    async def test_the_secret_is_shown_once_and_stored_sealed(self, desk: Desk) -> None:
        """What is stored opens in the key's own place only, and a later look shows no secret."""
        made = await new_key(desk, Permission.ACCOUNTS_READ)
        assert made.secret is not None
        place = SealPlace(made.api_key.user_id, made.api_key.vault_id, SealedField.SIGNING_SECRET)
        assert desk.vault.open(made.api_key.material, place) == made.secret
        assert made.secret.reveal().encode() not in made.api_key.material
        assert await desk.access.keys() == [made.api_key]

    async def test_key_and_secret_have_the_written_form(self, desk: Desk) -> None:
        """`mrk_` and `mrs_`, 22 and 43 base62 digits, and a checksum that is right."""
        made = await new_key(desk)
        assert made.secret is not None
        for text, digits in ((made.api_key.key, 22), (made.secret.reveal(), 43)):
            body, _, check = text.rpartition("_")
            assert re.fullmatch(rf"mr[ks]_[0-9a-zA-Z]{{{digits}}}", body)
            assert check == checksum(body)

    async def test_an_rsa_key_has_no_secret(self, desk: Desk) -> None:
        """The public key is stored in its normal form, as it is."""
        made = await new_key(desk, rsa_public_key=b"\n" + PEM)
        assert (made.secret, made.api_key.algorithm, made.api_key.material) == (None, Algorithm.RSA, PEM)

    @pytest.mark.parametrize("pem", [b"", b"nonsense"])
    async def test_a_wrong_rsa_key_is_told(self, desk: Desk, pem: bytes) -> None:
        """An empty file, too, is a wrong RSA key, and never turns into an HMAC key."""
        with pytest.raises(RecordInvalid) as caught:
            await new_key(desk, rsa_public_key=pem)
        assert "rsa_public_key" in caught.value.attributes
        assert desk.store.world.keys == {}

    async def test_addresses_are_stored_as_networks(self, desk: Desk) -> None:
        """Single addresses, networks and addresses within a network."""
        made = await new_key(desk, addresses=["192.0.2.7", "198.51.100.9/24", "2001:db8::1"])
        assert made.api_key.ip_allowlist == ("192.0.2.7/32", "198.51.100.0/24", "2001:db8::1/128")

    @pytest.mark.parametrize("address", ["", "localhost", "192.0.2.256", "192.0.2.0/33"])
    async def test_a_wrong_address_is_told(self, desk: Desk, address: str) -> None:
        """A list with a typing mistake would lock the owner out or let others in."""
        with pytest.raises(RecordInvalid) as caught:
            await new_key(desk, addresses=[address])
        assert "ip" in caught.value.attributes

    async def test_an_unknown_user_is_told(self, desk: Desk) -> None:
        """No key is made for nobody."""
        with pytest.raises(NotFound):
            await desk.access.create_key("nobody", "bot", [])

    async def test_the_audit_record_holds_no_secret(self, desk: Desk) -> None:
        """It names permissions and algorithm."""
        made = await new_key(desk, Permission.ACCOUNTS_WRITE, Permission.ACCOUNTS_READ)
        record = desk.store.world.records[-1]
        assert (record.action, record.subject) == ("key.create", f"key:{made.api_key.id}")
        assert record.details == {"permissions": ["ACCOUNTS_READ", "ACCOUNTS_WRITE"], "algorithm": "hmac"}

    async def test_without_its_audit_record_no_key_is_stored(self, desk: Desk) -> None:
        """Key and record are one transaction."""
        await desk.access.create_user("ada", Plan.FREE)
        desk.store.step = Faults(at=3).step
        with pytest.raises(StorageError):
            await new_key(desk)
        assert desk.store.world.keys == {}


class TestImportKey:
    async def imported(self, desk: Desk, key: str = "imported-key", secret: str = "s" * 16) -> None:
        """Import a pair for a new user."""
        await desk.access.create_user("ada", Plan.FREE)
        await desk.access.import_key("ada", "bot", key, Secret(secret), [Permission.ACCOUNTS_READ])

    async def test_an_existing_pair_is_taken_over(self, desk: Desk) -> None:
        """A bot goes on with the key it has."""
        await self.imported(desk)
        (key,) = await desk.access.keys("ada")
        place = SealPlace(key.user_id, key.vault_id, SealedField.SIGNING_SECRET)
        assert (key.key, desk.vault.open(key.material, place)) == ("imported-key", Secret("s" * 16))

    @pytest.mark.parametrize("key", ["", "short-7", "k" * 513, "has space", "line\nbreak", "nön-ascii"])
    async def test_a_wrong_key_is_told(self, desk: Desk, key: str) -> None:
        """8 to 512 printable characters."""
        with pytest.raises(RecordInvalid) as caught:
            await self.imported(desk, key=key)
        assert list(caught.value.attributes) == ["key"]

    @pytest.mark.parametrize("secret", ["", "s" * 15, "s" * 1025, "s" * 16 + "\n", " " + "s" * 16])
    async def test_a_wrong_secret_is_told_and_not_shown(self, desk: Desk, secret: str) -> None:
        """16 to 1024 characters without the white space that a paste adds."""
        with pytest.raises(RecordInvalid) as caught:
            await self.imported(desk, secret=secret)
        assert caught.value.attributes == {"secret": ["is invalid (16 to 1024 characters without spaces)"]}

    async def test_a_taken_key_is_told(self, desk: Desk) -> None:
        """Two users cannot hold one identifier."""
        await self.imported(desk)
        with pytest.raises(RecordInvalid):
            await desk.access.import_key("ada", "again", "imported-key", Secret("t" * 16), [])
        assert len(desk.store.world.keys) == 1


class TestKeysAndRevokeKey:
    async def test_keys_are_listed_by_user(self, desk: Desk) -> None:
        """All of them, or one user's; an unknown user is told."""
        made = await new_key(desk)
        await desk.access.create_user("bob", Plan.FREE)
        assert (await desk.access.keys(), await desk.access.keys("bob")) == ([made.api_key], [])
        with pytest.raises(NotFound):
            await desk.access.keys("nobody")

    async def test_a_revocation_is_stored_and_recorded(self, desk: Desk) -> None:
        """The time of the revocation stays with the key."""
        made = await new_key(desk)
        revoked = await desk.access.revoke_key(made.api_key.key)
        assert (await desk.access.keys(), revoked.revoked_at) == ([revoked], NOW)
        assert desk.store.actions[-1] == "key.revoke"

    async def test_an_unknown_key_is_told(self, desk: Desk) -> None:
        """Nothing is recorded of what did not happen."""
        with pytest.raises(NotFound):
            await desk.access.revoke_key("mrk_unknown")
        assert desk.store.actions == []


class TestGenerate:
    def test_nothing_is_made_twice(self) -> None:
        """10,000 identifiers differ, and use the whole alphabet."""
        made = {generate("mrk", 22) for _ in range(10_000)}
        assert len(made) == 10_000
        assert set("".join(text.split("_")[1] for text in made)) == set(BASE62)

    @given(st.integers(4, 25), st.sampled_from(BASE62))
    def test_the_checksum_sees_every_single_typing_mistake(self, at: int, character: str) -> None:
        """One changed digit of the body never has the same checksum."""
        body = "mrk_" + "0123456789abcdefABCDEF"
        changed = body[:at] + character + body[at + 1 :]
        assert (checksum(changed) == checksum(body)) == (changed == body)

    def test_the_checksum_is_written_down(self) -> None:
        """CRC-32 in base62, most significant digit first: stored keys depend on it."""
        assert checksum("123456789") == _base62(0xCBF43926)


def _base62(number: int) -> str:
    return "".join(BASE62[number // 62**place % 62] for place in range(5, -1, -1))
