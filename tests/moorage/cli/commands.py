"""Runs commands as a person does: as processes, with settings in the environment."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WITHIN = 60  # seconds


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, decoded."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Shell:
    """A folder with an installation, and the settings that name it."""

    data: Path
    settings: dict[str, str]

    def run(self, *arguments: str, stdin: str = "", **settings: str) -> Ran:
        """Run `moorage …`."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MOORAGE_")}
        environment |= {"MOORAGE_DATA_DIR": str(self.data)} | self.settings | settings
        ended = subprocess.run(
            [sys.executable, "-m", "moorage", *arguments],
            input=stdin,
            env=environment,
            capture_output=True,
            text=True,
            timeout=WITHIN,
            check=False,
        )
        return Ran(ended.returncode, ended.stdout, ended.stderr)
