"""Keep the process from being casually dumped or its files from being read by others.

Source: prctl(2), PR_SET_DUMPABLE: a process that is not dumpable leaves no core and its `/proc` entries
belong to root.
"""

import ctypes
import os
import resource
import sys
from typing import Final

PR_SET_DUMPABLE: Final = 4
OWNER_ONLY: Final = 0o077


def harden() -> None:
    """Deny core dumps and same-user inspection, and make new files the owner's alone."""
    os.umask(OWNER_ONLY)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
