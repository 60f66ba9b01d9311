"""cli/serve.py: one process that serves and stops cleanly."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from moorage.cli.demo import free_port
from moorage.cli.serve import require_free
from moorage.domain.errors import ConfigurationError
from tests.moorage.cli.commands import Shell


class TestServe:
    def test_serves_until_sigterm(self, shell: Shell):
        """It answers on its port, and exits with status 0 at SIGTERM."""
        port = free_port("127.0.0.1", 0)
        environment = {"MOORAGE_DATA_DIR": str(shell.data), "MOORAGE_PORT": str(port)} | shell.settings
        with subprocess.Popen([sys.executable, "-m", "moorage", "serve"], env=environment, stderr=-3) as served:
            try:
                assert answer(f"http://127.0.0.1:{port}/ver1/ping") == b'{"pong":"pong"}'
            finally:
                served.send_signal(signal.SIGTERM)
                assert served.wait(25) == 0


def answer(url: str) -> bytes:
    """Ask until somebody answers, for at most 20 seconds."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=1) as found:
            return found.read()
    pytest.fail("nobody answered")


class TestRequireFree:
    def test_refuses_a_taken_port(self):
        """Two servers never share a port silently."""
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            with pytest.raises(ConfigurationError, match="taken"):
                require_free("127.0.0.1", taken.getsockname()[1])
