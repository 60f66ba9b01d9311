"""cli/hardening.py: the process cannot be casually dumped."""

import subprocess
import sys

PROBE = """
import ctypes, os, resource
from moorage.cli.hardening import harden
harden()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), oct(os.umask(0)))
"""


class TestHarden:
    def test_denies_dumps_and_opens_files_for_the_owner_only(self):
        """No core file, not dumpable (PR_GET_DUMPABLE is 3), and a mask of 077."""
        told = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True).stdout
        assert told.split("\n")[0] == "(0, 0) 0 0o77"
