"""Starts a sandbox as a process of its own and stops it."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

import msgspec

from exchange_sandbox.client import SandboxClient

STOP_SECONDS = 10


class SandboxDidNotStart(Exception):
    """The process ended before it said where it listens; the text is its last words."""


@contextmanager
def running(arguments: Sequence[str] = ("--no-rate-limits",)) -> Iterator[SandboxClient]:
    """Run a sandbox on a free port for as long as the block lasts.

    Args:
        arguments: More options of the command line.

    Raises:
        SandboxDidNotStart: it ended at once.
    """
    command = [sys.executable, "-m", "exchange_sandbox", "--port", "0", "--print-keys", *arguments]
    with (
        tempfile.TemporaryFile() as words,  # a pipe nobody reads would stop the process when full
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=words) as process,  # noqa: S603
    ):
        try:
            yield SandboxClient(_read_url(process, words))
        finally:
            _stop(process)


def _read_url(process: subprocess.Popen[bytes], words: IO[bytes]) -> str:
    greeting = process.stdout.readline() if process.stdout else b""
    if not greeting:
        process.wait(STOP_SECONDS)
        words.seek(0)
        raise SandboxDidNotStart(words.read().decode(errors="replace").strip())
    return str(msgspec.json.decode(greeting)["url"])


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
