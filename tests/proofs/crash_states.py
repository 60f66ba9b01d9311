"""What a disk may hold after a power cut: all that was synced, and any part of what was not.

The model: a completed fsync or fdatasync makes every write to that file before it durable. Of later writes any
subset may have reached the disk, in any order, each sector of 512 bytes by itself; a truncation may have or not.
Names of files survive, as on a journaling file system.
"""

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.proofs.syscalls import SYNCS, WRITES, Phase, Syscall

SECTOR: Final = 512  # bytes that a disk writes whole or not at all


@dataclass(frozen=True, slots=True)
class Change:
    """A write, or with no bytes a truncation, to a file."""

    offset: int
    written: bytes | None

    def apply(self, content: bytearray) -> None:
        """Do it whole."""
        if self.written is None:
            _resize(content, self.offset)
        else:
            _put(content, self.offset, self.written)

    def apply_torn(self, content: bytearray, chance: random.Random) -> None:
        """Do a random part of it."""
        if self.written is None:
            if chance.random() < 0.5:
                _resize(content, self.offset)
            return
        start = self.offset
        while start < self.offset + len(self.written):
            end = min(start // SECTOR * SECTOR + SECTOR, self.offset + len(self.written))
            if chance.random() < 0.5:
                _put(content, start, self.written[start - self.offset : end - self.offset])
            start = end


@dataclass(slots=True)
class DiskFile:
    """A file: what is certainly on the disk, and what may be."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Change] = field(default_factory=list)

    def settle(self, count: int) -> None:
        """Make the oldest changes durable."""
        for change in self.pending[:count]:
            change.apply(self.durable)
        del self.pending[:count]

    def after_power_cut(self, chance: random.Random) -> bytes:
        """Return one possible content."""
        content = bytearray(self.durable)
        style = chance.choice(("none", "all", "prefix", "some", "torn"))
        kept = {
            "none": [],
            "all": self.pending,
            "prefix": self.pending[: chance.randrange(len(self.pending) + 1)],
            "some": [change for change in self.pending if chance.random() < 0.5],
            "torn": [],
        }[style]
        for change in kept:
            change.apply(content)
        if style == "torn":
            for change in self.pending:
                change.apply_torn(content, chance)
        return bytes(content)


class Disk:
    """Follows the calls of a process on some files.

    Args:
        files: The durable content of each at the start, by path.
        honours_syncs: False for a disk that forgets them: the control, where acknowledged writes are lost.
    """

    def __init__(self, files: dict[str, bytes], *, honours_syncs: bool = True) -> None:
        self._files = {path: DiskFile(bytearray(content)) for path, content in files.items()}
        self._honours_syncs = honours_syncs
        self._syncing: dict[int, int] = {}

    def follow(self, call: Syscall) -> None:
        """Take one call into account."""
        file = self._files.get(call.path)
        if file is None:
            return
        if call.name == "unlink":
            self._files[call.path] = DiskFile()
        elif call.name in SYNCS:
            self._sync(file, call)
        elif call.phase is not Phase.ENDED and call.name in WRITES:
            file.pending.append(Change(call.number, call.text))
        elif call.phase is not Phase.ENDED and call.name == "ftruncate":
            file.pending.append(Change(call.number, None))

    def is_clean(self) -> bool:
        """Say whether a power cut now has one possible outcome."""
        return not any(file.pending for file in self._files.values())

    def cut_power(self, chance: random.Random, folder: Path) -> None:
        """Write one possible outcome into a folder, each file under its own name; empty ones are left out."""
        for path, file in self._files.items():
            content = file.after_power_cut(chance)
            target = folder / Path(path).name
            target.unlink(missing_ok=True)
            if content:
                target.write_bytes(content)

    def _sync(self, file: DiskFile, call: Syscall) -> None:
        if call.phase is not Phase.ENDED:
            self._syncing[call.thread] = len(file.pending)
        if call.phase is not Phase.BEGUN and self._honours_syncs:
            file.settle(self._syncing.pop(call.thread))


def _put(content: bytearray, offset: int, written: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(written)] = written


def _resize(content: bytearray, length: int) -> None:
    del content[length:]
    content.extend(bytes(length - len(content)))
