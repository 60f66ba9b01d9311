import subprocess
import sys

from exchange_sandbox.client import SandboxClient


class TestExchangeSandbox:
    def test_the_fixture_gives_a_running_sandbox(self, exchange_sandbox: SandboxClient) -> None:
        """It answers, and nobody had to register a plugin."""
        assert exchange_sandbox.now_ms() > 0

    def test_loading_the_plugin_loads_nothing_else(self) -> None:
        """Collection does not pay for aiohttp."""
        code = "import exchange_sandbox.pytest_plugin, sys; print('aiohttp' in sys.modules, 'msgspec' in sys.modules)"
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert told.stdout.split() == ["False", "False"]
