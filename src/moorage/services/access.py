"""Who may call: users, API keys, and the check of a signed request."""

import ipaddress
import re
import secrets
import string
import zlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from moorage.domain.access import Algorithm, ApiKey, Caller, NewApiKey, Permission, Plan, SignedRequest, User
from moorage.domain.credentials import Secret
from moorage.domain.errors import AccessDenied, ApiKeyInvalid, NotFound, RecordInvalid, SignatureInvalid
from moorage.services.ports import Clock, SealedField, SealPlace, SignatureChecker, Vault
from moorage.services.repositories import AuditRecord, Store, Transaction

BASE62: Final = string.digits + string.ascii_letters
KEY_LENGTH: Final = 22  # base62 digits, 131 bits
SECRET_LENGTH: Final = 43  # base62 digits, 256 bits
CHECKSUM_LENGTH: Final = 6  # base62 digits of a CRC-32, so that scanners and people spot a wrong paste
USER_NAME: Final = re.compile(r"[\w.@+-]{1,64}")
CURRENCY: Final = re.compile(r"[A-Z0-9]{2,10}")
IMPORTED_KEY: Final = re.compile(r"[\x21-\x7e]{8,512}")
IMPORTED_SECRET_LENGTHS: Final = (16, 1024)  # characters


class AccessService:
    """Users, keys and callers."""

    def __init__(self, *, store: Store, vault: Vault, signatures: SignatureChecker, clock: Clock) -> None:
        """Take the ports."""
        self._store = store
        self._vault = vault
        self._signatures = signatures
        self._clock = clock

    async def authenticate(self, request: SignedRequest, needed: Permission | None) -> Caller:
        """Return who a request speaks for.

        An unknown key and a wrong signature are told alike. Only who has proved to hold the key hears that it is
        expired, revoked, or used from an address it is not meant for.

        Args:
            request: What was sent, with every payload that the signature may cover.
            needed: The permission of the endpoint; None when a signature is enough.

        Raises:
            SignatureInvalid: no such key, or the signature covers none of the payloads.
            ApiKeyInvalid: the key is right but no longer, or not here, usable.
            AccessDenied: the key lacks the permission.
        """
        found = await self._store.read(lambda tx: tx.access.find_key(request.api_key))
        api_key, user = found or (None, None)
        genuine = self._signatures.matches(api_key, request.signature, request.payloads)
        if not genuine or api_key is None or user is None:
            raise SignatureInvalid
        if not api_key.is_usable(self._clock(), request.address):
            raise ApiKeyInvalid
        if needed is not None and needed not in api_key.permissions:
            raise AccessDenied
        return Caller(user, api_key.id, api_key.permissions, request.address, request.request_id, request.forced_mode)

    async def create_user(self, name: str, plan: Plan) -> User:
        """Add a user.

        Raises:
            RecordInvalid: on `name`, when it is taken or not 1 to 64 word characters.
        """
        if not USER_NAME.fullmatch(name):
            raise RecordInvalid(attributes={"name": ["is invalid (1 to 64 letters, digits or . @ + - _)"]})

        async def work(tx: Transaction) -> User:
            user = await tx.access.add_user(User(id=0, name=name, plan=plan, created_at=self._clock()))
            await tx.audit.append(self._record("user.create", f"user:{user.id}", user.id, {"plan": plan}))
            return user

        return await self._store.write(work)

    async def set_display_currency(self, name: str, currency: str) -> User:
        """Choose the currency that a user's values are shown in.

        Raises:
            NotFound: there is no such user.
            RecordInvalid: on `display_currency`, when it is not 2 to 10 capital letters and digits.
        """
        if not CURRENCY.fullmatch(currency):
            raise RecordInvalid(attributes={"display_currency": ["is invalid (as EUR, 2 to 10 capitals or digits)"]})
        user = await self._user(name)

        async def work(tx: Transaction) -> User:
            changed = await tx.access.set_display_currency(user.id, currency)
            details: dict[str, object] = {"display_currency": currency}
            await tx.audit.append(self._record("user.set", f"user:{user.id}", user.id, details))
            return changed

        return await self._store.write(work)

    async def ensure_first_user(self) -> User:
        """Return the oldest user, making `owner` on the first start."""
        users = await self.users()
        if users:
            return users[0]
        try:
            return await self.create_user("owner", Plan.EXPERT)
        except RecordInvalid:  # another process was first
            return (await self.users())[0]

    async def users(self) -> list[User]:
        """Return all users, oldest first."""
        return await self._store.read(lambda tx: tx.access.users())

    async def create_key(
        self,
        user_name: str,
        name: str,
        permissions: Collection[Permission],
        *,
        rsa_public_key: bytes | None = None,
        addresses: Sequence[str] = (),
        expires_at: datetime | None = None,
    ) -> NewApiKey:
        """Make a key; the secret of an HMAC key is returned this once.

        Args:
            user_name: Whom it speaks for.
            name: A label for people.
            permissions: What it may do.
            rsa_public_key: PEM, for a key signed with RSA; None makes an HMAC key.
            addresses: Addresses or networks it may be used from; empty means any.
            expires_at: Aware; None means never.

        Raises:
            NotFound: no such user.
            RecordInvalid: on `ip` or `rsa_public_key`.
        """
        secret = Secret(generate("mrs", SECRET_LENGTH)) if rsa_public_key is None else None
        return await self._add_key(
            user_name,
            name,
            generate("mrk", KEY_LENGTH),
            secret,
            permissions,
            rsa_public_key,
            addresses,
            expires_at,
        )

    async def import_key(
        self, user_name: str, name: str, key: str, secret: Secret, permissions: Collection[Permission]
    ) -> ApiKey:
        """Take an existing pair over, so that a bot keeps its key and changes only its base URL.

        Raises:
            NotFound: no such user.
            RecordInvalid: on `key` or `secret`, when too short, too long or with white space, which a paste adds.
        """
        shortest, longest = IMPORTED_SECRET_LENGTHS
        if not IMPORTED_KEY.fullmatch(key):
            raise RecordInvalid(attributes={"key": ["is invalid (8 to 512 printable characters without spaces)"]})
        if not shortest <= len(secret) <= longest or secret.has_white_space():
            sentence = f"is invalid ({shortest} to {longest} characters without spaces)"
            raise RecordInvalid(attributes={"secret": [sentence]})
        made = await self._add_key(user_name, name, key, secret, permissions, None, (), None)
        return made.api_key

    async def keys(self, user_name: str | None = None) -> list[ApiKey]:
        """Return all keys, or one user's. Raises `NotFound`."""
        user_id = (await self._user(user_name)).id if user_name else None
        return await self._store.read(lambda tx: tx.access.keys(user_id))

    async def revoke_key(self, key: str) -> ApiKey:
        """End a key at once. Raises `NotFound`."""

        async def work(tx: Transaction) -> ApiKey:
            revoked = await tx.access.revoke_key(key, self._clock())
            await tx.audit.append(self._record("key.revoke", f"key:{revoked.id}", revoked.user_id, {}))
            return revoked

        return await self._store.write(work)

    async def _user(self, name: str) -> User:
        user = await self._store.read(lambda tx: tx.access.find_user(name))
        if user is None:
            raise NotFound(f"There is no user {name!r}.")
        return user

    async def _add_key(  # noqa: PLR0913, PLR0917
        self,
        user_name: str,
        name: str,
        key: str,
        secret: Secret | None,
        permissions: Collection[Permission],
        rsa_public_key: bytes | None,
        addresses: Sequence[str],
        expires_at: datetime | None,
    ) -> NewApiKey:
        user = await self._user(user_name)
        vault_id = secrets.token_hex(16)
        place = SealPlace(user.id, vault_id, SealedField.SIGNING_SECRET)
        if secret is None:
            material = self._signatures.public_key(rsa_public_key or b"")
        else:
            material = self._vault.seal(secret, place)
        draft = ApiKey(
            id=0,
            user_id=user.id,
            vault_id=vault_id,
            name=name,
            key=key,
            algorithm=Algorithm.RSA if secret is None else Algorithm.HMAC,
            material=material,
            permissions=frozenset(permissions),
            ip_allowlist=tuple(map(_network, addresses)),
            expires_at=expires_at,
            created_at=self._clock(),
        )

        async def work(tx: Transaction) -> ApiKey:
            stored = await tx.access.add_key(draft)
            rights: dict[str, object] = {"permissions": sorted(stored.permissions), "algorithm": stored.algorithm}
            await tx.audit.append(self._record("key.create", f"key:{stored.id}", user.id, rights))
            return stored

        return NewApiKey(await self._store.write(work), secret)

    def _record(self, action: str, subject: str, user_id: int, details: dict[str, object]) -> AuditRecord:
        return AuditRecord(
            at=self._clock(), actor="cli", action=action, subject=subject, user_id=user_id, details=details
        )


def generate(prefix: str, length: int) -> str:
    """Return `<prefix>_<random base62>_<checksum>`, after the token format GitHub described in April 2021.

    Args:
        prefix: Names the kind, for people and secret scanners.
        length: Random base62 digits.
    """
    body = "".join(secrets.choice(BASE62) for _ in range(length))
    return f"{prefix}_{body}_{checksum(f'{prefix}_{body}')}"


def checksum(text: str) -> str:
    """Return the CRC-32 of a text as six base62 digits."""
    rest, digits = zlib.crc32(text.encode()), ""
    for _ in range(CHECKSUM_LENGTH):
        rest, digit = divmod(rest, len(BASE62))
        digits = BASE62[digit] + digits
    return digits


def _network(address: str) -> str:
    try:
        return str(ipaddress.ip_network(address, strict=False))
    except ValueError:
        raise RecordInvalid(attributes={"ip": ["is invalid (an address or a network in CIDR notation)"]}) from None
