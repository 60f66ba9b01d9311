"""What is known of one request besides its bytes: who sent it from where, under which id."""

import os
from dataclasses import dataclass
from typing import Final, cast

from litestar.types import Scope

IN_SCOPE: Final = "moorage.visit"


@dataclass(slots=True)
class Visit:
    """One request on its way; `api_key_id` is known once the signature proved the key."""

    request_id: str
    address: str
    api_key_id: int | None = None


def new_request_id() -> str:
    """Return 96 random bits in hex; never taken from the client, so that it cannot be forged or repeated."""
    return os.urandom(12).hex()


def visit_of(scope: Scope) -> Visit:
    """Return the visit that `frame.Frame` put into the scope."""
    return cast("dict[str, Visit]", scope)[IN_SCOPE]
