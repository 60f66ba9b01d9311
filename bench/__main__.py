"""python -m bench."""

import asyncio
import platform
import sqlite3
import tempfile
from pathlib import Path

from bench import connecting, holding, listing, loading, refreshing
from bench.stack import cpu_seconds, prepare, resident_megabytes, sandbox, serving

SIGNERS = 32


async def main() -> None:
    """Run every measurement against the sandbox, on loopback, with SQLite."""
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, all on loopback.")
    with tempfile.TemporaryDirectory() as name:
        for alone in (loading, refreshing, holding):
            folder = Path(name) / alone.__name__
            folder.mkdir()
            await alone.measure(folder)
        async with sandbox() as exchanges:
            for section in (connecting, listing):
                folder = Path(name) / section.__name__
                folder.mkdir()
                settings, signers = await prepare(folder / "data", SIGNERS)
                async with serving(settings, exchanges.url) as service:
                    if section is connecting:
                        print(
                            f"start to ready {service.started_in:.2f} s, {cpu_seconds(service.pid):.2f} s of CPU; "
                            f"idle memory {resident_megabytes(service.pid):.0f} MB"
                        )
                    await section.measure(exchanges, service, signers, folder)


if __name__ == "__main__":
    asyncio.run(main())
