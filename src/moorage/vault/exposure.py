"""Who can read a file besides its owner."""

import os
import stat
import struct
from typing import Final

ACL: Final = "system.posix_acl_access"
ACL_HEADER: Final = struct.Struct("<I")  # version
ACL_ENTRY: Final = struct.Struct("<HHI")  # tag, permissions, uid or gid
ACL_OWNER: Final = 0x01
ACL_USER: Final = 0x02
ACL_MASK: Final = 0x10


def is_exposed(descriptor: int) -> bool:
    """Say whether anyone but root and this process's user may read or change an open file.

    systemd shows a credential to a service by an access control list on a file of root's (mode 0440 on the surface,
    where the group bits are the list's mask), so the list is read before a group bit is believed.

    Source: acl(5); the kernel's `uapi/linux/posix_acl_xattr.h`; systemd.exec(5), `LoadCredential=` (v257).
    """
    status = os.fstat(descriptor)
    if status.st_uid not in {0, os.geteuid()}:
        return True
    if not status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return False
    entries = _acl_entries(descriptor)
    return not entries or any(permissions and not _is_ours(tag, who) for tag, permissions, who in entries)


def _is_ours(tag: int, who: int) -> bool:
    return tag in {ACL_OWNER, ACL_MASK} or (tag == ACL_USER and who == os.geteuid())


def _acl_entries(descriptor: int) -> list[tuple[int, int, int]]:
    try:
        raw = os.getxattr(descriptor, ACL)
    except OSError:
        return []
    entries = raw[ACL_HEADER.size :]
    return list(ACL_ENTRY.iter_unpack(entries)) if len(entries) % ACL_ENTRY.size == 0 else []
