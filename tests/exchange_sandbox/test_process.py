import socket

import pytest

from exchange_sandbox.process import SandboxDidNotStart, running
from tests.exchange_sandbox.wire import account


class TestRunning:
    def test_it_serves_while_the_block_lasts(self) -> None:
        """Inside it answers, afterwards nobody listens."""
        with running() as client:
            assert account(client).status == 200
            port = int(client.url.rpartition(":")[2])
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=1)

    def test_a_bad_start_is_told(self) -> None:
        """The process's last words are in the error."""
        with pytest.raises(SandboxDidNotStart, match=r"no-such\.toml"), running(["--world", "no-such.toml"]):
            pass
