"""The venues' signatures, written a second time from their documents, so that the tests do not borrow the sandbox's."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import urlencode


def binance_query(secret: str, params: dict[str, str]) -> str:
    """Return the query string with its signature at the end."""
    query = urlencode(params)
    return f"{query}&signature={hmac.new(secret.encode(), query.encode(), hashlib.sha256).hexdigest()}"


def okx_time(now_ms: int) -> str:
    """Return a time as OKX wants it."""
    return datetime.fromtimestamp(now_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def okx_sign(secret: str, text: str) -> str:
    """Return the value of OK-ACCESS-SIGN."""
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), "sha256").digest()).decode()


def bybit_sign(secret: str, text: str) -> str:
    """Return the value of X-BAPI-SIGN."""
    return hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()


def kraken_sign(secret: str, path: str, nonce: str, body: str) -> str:
    """Return the value of API-Sign."""
    inner = hashlib.sha256((nonce + body).encode()).digest()
    mac = hmac.new(base64.b64decode(secret), path.encode() + inner, hashlib.sha512)
    return base64.b64encode(mac.digest()).decode()
