"""Change which keys the `sealing` keyset has; Tink for Python has no such thing of its own."""

from collections.abc import Callable
from pathlib import Path

import tink
from tink import proto_keyset_format, secret_key_access
from tink.proto import tink_pb2

from moorage.services.repositories import WrappedKeysets
from moorage.services.rotation import RotationStage
from moorage.vault.keyring import TEMPLATES, Keyring, Purpose
from moorage.vault.rewrapping import unlock

Change = Callable[[tink_pb2.Keyset], None]


class SealingKeys:
    """`services.rotation.SealingKeys`: wrapped keysets in, wrapped keysets out, under the same KEK.

    The keys of a keyset stand in the order in which they were added, so its stage can be read off: a newest key that
    is not primary was added and no more; older keys beside a primary newest key wait to be dropped.
    """

    def __init__(self, kek_path: Path) -> None:
        """Take the place of the KEK."""
        self._kek_path = kek_path

    def stage(self, wrapped: WrappedKeysets) -> RotationStage:
        """Say how far a rotation has come. Raises `VaultLocked` as every method here."""
        described = unlock(wrapped, self._kek_path).keyring.keysets[Purpose.SEALING].keyset_info()
        if len(described.key_info) == 1:
            return RotationStage.SETTLED
        newest = described.key_info[-1].key_id
        return RotationStage.PROMOTED if newest == described.primary_key_id else RotationStage.ADDED

    def primary(self, wrapped: WrappedKeysets) -> int:
        """Return the id of the key that seals."""
        key_id: int = unlock(wrapped, self._kek_path).keyring.keysets[Purpose.SEALING].keyset_info().primary_key_id
        return key_id

    def add(self, wrapped: WrappedKeysets) -> WrappedKeysets:
        """Add a new key that opens but does not seal yet."""
        return self._changed(wrapped, _add)

    def promote(self, wrapped: WrappedKeysets) -> WrappedKeysets:
        """Seal with the newest key from now on."""
        return self._changed(wrapped, _promote)

    def drop_old(self, wrapped: WrappedKeysets) -> WrappedKeysets:
        """Forget every key but the one that seals."""
        return self._changed(wrapped, _drop_old)

    def _changed(self, wrapped: WrappedKeysets, change: Change) -> WrappedKeysets:
        ring, under = unlock(wrapped, self._kek_path)
        keysets = {**ring.keysets, Purpose.SEALING: _edited(ring.keysets[Purpose.SEALING], change)}
        return Keyring(ring.instance_id, keysets).wrapped(under)


def _edited(keyset: tink.KeysetHandle, change: Change) -> tink.KeysetHandle:
    proto = tink_pb2.Keyset.FromString(proto_keyset_format.serialize(keyset, secret_key_access.TOKEN))
    change(proto)
    return proto_keyset_format.parse(proto.SerializeToString(), secret_key_access.TOKEN)


def _add(proto: tink_pb2.Keyset) -> None:
    taken = {key.key_id for key in proto.key}
    while True:
        fresh = tink.new_keyset_handle(TEMPLATES[Purpose.SEALING])
        if fresh.keyset_info().primary_key_id not in taken:
            break
    made = tink_pb2.Keyset.FromString(proto_keyset_format.serialize(fresh, secret_key_access.TOKEN))
    proto.key.append(made.key[0])


def _promote(proto: tink_pb2.Keyset) -> None:
    proto.primary_key_id = proto.key[-1].key_id


def _drop_old(proto: tink_pb2.Keyset) -> None:
    kept = [key for key in proto.key if key.key_id == proto.primary_key_id]
    del proto.key[:]
    proto.key.extend(kept)
