"""cli/demo.py: the main job, from nothing, in one command."""

import json
import os
import subprocess
import sys
from pathlib import Path

from moorage.cli.demo import sign, story
from moorage.config import Settings


class TestOnce:
    def test_prints_the_account_and_stops_everything(self, tmp_path: Path):
        """The entity comes on standard output, the exit is 0, and a second run shows the same account."""
        command = [sys.executable, "-m", "moorage", "demo", "--once", "--data", str(tmp_path / "demo")]
        environment = os.environ | {"MOORAGE_PORT": "0"}
        runs = [subprocess.run(command, capture_output=True, timeout=60, check=True, env=environment) for _ in range(2)]
        first, second = (json.loads(run.stdout) for run in runs)
        assert first["market_code"] == "binance"
        assert first["api_keys_state"] == "ok"
        assert float(first["usd_amount"]) > 0
        assert second["id"] == first["id"]


class TestSign:
    def test_equals_the_published_vector(self):
        """The signature of the API's published example (3Commas API documentation, quick start)."""
        secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
        signed = sign(secret, "/public/api/ver1/users/change_mode?mode=paper")
        assert signed == "bca8d8c10acfbe8e76c5335d3efbe0a550487170a8bb7aaea0a13efabab55316"


class TestStory:
    def test_says_unknown_where_nothing_is_known(self):
        """A right that the exchange does not tell is told as unknown."""
        told = story(Settings(), 200, {"x_moorage": {"permissions": {"withdraw": None}}}, "curl")
        assert "withdraw unknown" in told
