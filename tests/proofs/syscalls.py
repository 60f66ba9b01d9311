"""Reads what strace saw of a process: writes, syncs and sends, in the order in which they happened.

Source: strace(1), 6.1: `-f`, `-y`, `-xx` and `-s` print the thread, the path of each descriptor and every byte.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Final

import pytest

from tests.proofs.stack import TRACER

WRITES: Final = frozenset({"pwrite64"})
SYNCS: Final = frozenset({"fsync", "fdatasync"})
SENDS: Final = frozenset({"sendto", "writev", "write", "sendmsg"})
TRACED: Final = (*sorted(WRITES | SYNCS | SENDS), "ftruncate", "unlink")
LONGEST: Final = 200_000  # bytes of one call

needs_strace = pytest.mark.skipif(shutil.which(TRACER) is None, reason="strace is not installed: NOTHING WAS PROVED")

_LINE: Final = re.compile(r"(\d+) +(\w+)\((.*)")
_RESUMED: Final = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)")
_DESCRIPTOR: Final = re.compile(r"\d+<([^>]*)>")
_TEXT: Final = re.compile(r'"([^"]*)"')
_LAST_NUMBER: Final = re.compile(r", (\d+)(?:\)| <unfinished)")


class Phase(Enum):
    """Which end of a call a line tells; a call that nothing interrupted has both in one line."""

    BEGUN = 1
    ENDED = 2
    WHOLE = 3


@dataclass(frozen=True, slots=True)
class Syscall:
    """One call, or one end of it. `number` is the offset of a write or the length of a truncation, in bytes."""

    thread: int
    name: str
    path: str
    text: bytes
    number: int
    phase: Phase


def tracing(into: Path, *more: str) -> tuple[str, ...]:
    """Return the command that traces another one into a file; `more` are options of strace."""
    printed = ("-y", "-xx", "-s", str(LONGEST), "-o", str(into))
    return (TRACER, "-f", "--seccomp-bpf", *printed, "-e", f"trace={','.join(TRACED)}", *more)


def read_trace(path: Path) -> Iterator[Syscall]:
    """Yield the calls of a trace; those that failed are left out, as they changed nothing."""
    open_calls: dict[int, Syscall] = {}
    with path.open() as lines:
        for line in lines:
            resumed = _RESUMED.match(line)
            if resumed:
                begun = open_calls.pop(int(resumed[1]), None)
                if begun is not None and "= -1" not in resumed[3]:
                    yield replace(begun, phase=Phase.ENDED)
                continue
            call = _parse(line)
            if call is None:
                continue
            if call.phase is Phase.BEGUN:
                open_calls[call.thread] = call
            yield call


def _parse(line: str) -> Syscall | None:
    match = _LINE.match(line)
    if match is None or match[2] not in TRACED or "= -1" in line:
        return None
    thread, name, rest = int(match[1]), match[2], match[3]
    texts = [_bytes(text) for text in _TEXT.findall(rest)]
    descriptor = _DESCRIPTOR.match(rest)
    path = _bytes(descriptor[1]) if descriptor else texts.pop(0)
    number = _LAST_NUMBER.search(rest)
    phase = Phase.BEGUN if line.rstrip().endswith("<unfinished ...>") else Phase.WHOLE
    return Syscall(thread, name, path.decode(), b"".join(texts), int(number[1]) if number else 0, phase)


def _bytes(printed: str) -> bytes:
    return bytes.fromhex(printed.replace("\\x", ""))
