"""cli/logs.py: one JSON object a line, and no foreign chatter."""

import json
import subprocess
import sys

PROBE = """
import logging, structlog
from moorage.cli.logs import configure
configure("DEBUG")
logging.getLogger("aiohttp.client").debug("GET https://x/?signature=abc")
structlog.get_logger().info("served", status=200)
"""


class TestConfigure:
    def test_writes_json_and_silences_libraries(self):
        """Our record is one JSON object; a library's debug record, which may hold a URL, is dropped."""
        told = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
        lines = told.stderr.splitlines()
        assert [json.loads(line)["event"] for line in lines] == ["served"]
        assert told.stdout == ""
