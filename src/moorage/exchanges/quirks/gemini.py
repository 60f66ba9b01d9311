"""Gemini: the request travels signed in a header, and one name of a pair that has two readings."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from moorage.exchanges.entry import Request
from moorage.exchanges.quirks.quirk import Dressed, Quirk


def dress(request: Request, texts: Mapping[str, str], sign: Callable[[bytes], str]) -> Dressed:
    """Put path, nonce and parameters into the payload header; the signature covers its base64, the body stays empty.

    Source: GM-DOC, "Private API invocation".
    """
    params = {name: int(text) if text.isdecimal() else text for name, text in request.params.items()}
    said = json.dumps({"request": request.path, "nonce": texts["nonce"], **params}, separators=(",", ":"))
    payload = base64.b64encode(said.encode())
    return Dressed(
        {
            "Content-Type": "text/plain",
            "Cache-Control": "no-cache",
            "X-GEMINI-APIKEY": texts["api_key"],
            "X-GEMINI-PAYLOAD": payload.decode(),
            "X-GEMINI-SIGNATURE": sign(payload),
        }
    )


def split(symbol: str) -> tuple[str, str] | None:
    """Read `OMGUSD` as OMG in dollars, where the general rule would see OM in Gemini dollars (GUSD)."""
    return ("OMG", "USD") if symbol == "OMGUSD" else None


def instruments(body: bytes) -> bytes:
    """Give each name of a pair in the capitals of the price feed too. Source: GM-MARKET, "Symbols"."""
    names = msgspec.json.decode(body, type=list[str])
    return msgspec.json.encode([{"symbol": name, "pair": name.upper()} for name in names])


class Networks(msgspec.Struct):
    """On which networks a currency comes and goes."""

    network: list[str]


def networks(body: bytes) -> bytes:
    """Write each network of a currency as a row. Source: GM-ADDRESS, "Network"."""
    told = msgspec.json.decode(body, type=Networks).network
    return msgspec.json.encode([{"network": name} for name in told])


GEMINI: Final = Quirk(dress=dress, split=split, reshape={"instruments": instruments, "networks": networks})
