"""A handler that returns the bytes of a file on the same server and framework, for comparison.

Run as `python -m bench.bare_server FILE PORT`.
"""

import asyncio
import signal
import sys
from pathlib import Path

from litestar import Litestar, Response, get

from moorage.cli.serve import listener
from moorage.config import Settings


async def serve(content: bytes, port: int) -> None:
    """Answer every `GET /same` with the bytes."""

    @get("/same", media_type="application/json")
    async def same() -> Response[bytes]:
        return Response(content)

    server = listener(Litestar([same], openapi_config=None), Settings(port=port))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
    await server.serve()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]).read_bytes(), int(sys.argv[2])))
