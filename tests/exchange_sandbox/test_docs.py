import re
from pathlib import Path

import pytest

from exchange_sandbox.control import Control
from exchange_sandbox.faults.catalog import FAULTS
from exchange_sandbox.venues.catalog import VENUES
from tests.exchange_sandbox.desk import Desk

TEXT = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


class TestSandboxPage:
    def test_every_fault_and_refusal_is_listed(self, desk: Desk) -> None:
        """With the sentence the sandbox itself tells; nothing is listed that is not there."""
        rows = re.findall(r"^\| `(\w+)` \| (.+?) \| .*\|$", TEXT.split("## Faults")[1], re.MULTILINE)
        assert dict(rows) == {fault.name: fault.does for fault in FAULTS.values()}
        for name, venue in desk.sandbox.venues.items():
            assert f"- {name}: " + ", ".join(f"`{refusal}`" for refusal in venue.refusals) in TEXT

    def test_every_control_is_listed(self, desk: Desk) -> None:
        """And no other."""
        listed = re.findall(r"^\| `((?:GET|POST|DELETE) /_control/[\w/]*)`", TEXT, re.MULTILINE)
        assert listed == Control(desk.sandbox)._list_actions(b"")["controls"]

    def test_every_label_is_described(self, desk: Desk) -> None:
        """Every kind of key has its line."""
        table = TEXT.split("| label |")[1].split("\n\n")[0]
        assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == {
            key.label for key in desk.sandbox.world.all_keys()
        }

    @pytest.mark.parametrize("venue", VENUES)
    def test_the_named_keys_are_the_worlds(self, desk: Desk, venue: str) -> None:
        """The credentials on the page work; a secret of several lines is not written out."""
        key = desk.key(venue).credentials
        secret = f"`{key.secret}`" if key.secret.isprintable() else "in PEM: ask `--print-keys`"
        assert f"| {venue} | `{key.api_key}` | {secret} |" in TEXT

    def test_every_host_is_listed(self, desk: Desk) -> None:
        """With its venue."""
        for name, venue in desk.sandbox.venues.items():
            lines = [line for line in TEXT.splitlines() if line.startswith(f"| `{name}` |")]
            assert all(any(f"`{host}`" in line for line in lines) for host in venue.hosts)
