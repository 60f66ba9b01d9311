import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from exchange_sandbox.client import SandboxClient
from exchange_sandbox.venues.catalog import VENUES
from tests.exchange_sandbox.wire import End, look

COMMAND = [sys.executable, "-m", "exchange_sandbox"]


class TestMain:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_it_serves_until_told_to_stop(self, number: signal.Signals) -> None:
        """One line of JSON, then service, then a clean end without a word, a fault that waits for ever included."""
        arguments = [*COMMAND, "--port", "0", "--print-keys"]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            assert {key["venue"] for key in told["keys"]} == set(VENUES)
            assert look(f"{told['url']}/okx/rest/api/v5/public/time", {}).json["code"] == "0"
            SandboxClient(told["url"]).plan_fault("timeout", "okx")
            assert look(f"{told['url']}/okx/rest/api/v5/public/time", {}).end is End.SILENT
            process.send_signal(number)
            rest, words = process.communicate(timeout=10)
        assert (process.returncode, rest, words) == (0, b"", b"")

    def test_without_keys_it_says_where_it_listens(self) -> None:
        """A line for people."""
        with subprocess.Popen([*COMMAND, "--port", "0"], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert b"on http://127.0.0.1:" in process.stdout.readline()
            process.terminate()
            process.communicate(timeout=10)

    @pytest.mark.parametrize("arguments", [["--port", "70000"], [], ["--port", "0", "--world", "."]])
    def test_wrong_arguments(self, arguments: list[str]) -> None:
        """Are told, and nothing starts."""
        ended = subprocess.run([*COMMAND, *arguments], capture_output=True, timeout=20, check=False)
        assert ended.returncode == 2

    def test_a_world_of_ones_own(self, tmp_path: Path) -> None:
        """A wrong world file ends the start with its place and reason."""
        path = tmp_path / "world.toml"
        path.write_text("seed = 1")
        ended = subprocess.run([*COMMAND, "--port", "0", "--world", str(path)], capture_output=True, check=False)
        assert ended.returncode == 1
        assert b"world.toml" in ended.stderr
