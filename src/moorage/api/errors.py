"""The only place an error becomes JSON."""

import math
import traceback
from typing import Any, Final

import msgspec
import structlog
from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from msgspec import UNSET, UnsetType

from moorage.api.answers import Answer
from moorage.api.visit import visit_of
from moorage.domain.access import User
from moorage.domain.errors import (
    Attributes,
    Forbidden,
    MethodNotAllowed,
    MoorageError,
    NotFound,
    PayloadTooLarge,
    RecordInvalid,
)
from moorage.domain.exchange_errors import KeyRefused

SERVER_FAULT: Final = 500
LONGEST_CHAIN: Final = 5  # causes told of one exception
INTERNAL: Final = "An unexpected error occurred."
KEY_REFUSED: Final = "API keys are no longer valid or incorrect."
BY_STATUS: Final[dict[int, type[MoorageError]]] = {404: NotFound, 405: MethodNotAllowed, 413: PayloadTooLarge}
"""What the framework's own refusals mean; every other one says that the request cannot be read."""

Extension = dict[str, Any]


class ErrorBody(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What went wrong: a word for programs, a sentence for people, and the parameters it is about."""

    error: str
    error_description: str | UnsetType = UNSET
    error_attributes: Attributes = {}
    x_moorage: Extension = {}


def render(error: MoorageError, request_id: str) -> Answer:
    """Return the answer that tells an error as the contract does."""
    headers = []
    if error.retry_after is not None:
        headers.append((b"retry-after", str(max(1, math.ceil(error.retry_after))).encode()))
    if isinstance(error, _NotAllowedHere):
        headers.append((b"allow", error.allowed))
    return Answer(msgspec.json.encode(_body(error, request_id)), error.status, headers=tuple(headers))


def answer(request: Request[User, object, State], exception: Exception) -> Response[bytes]:
    """Answer whatever was raised on the way of a request; the framework's exception handler."""
    visit = visit_of(request.scope)
    rendered = render(translate(exception, visit.request_id), visit.request_id)
    headers = {name.decode(): value.decode() for name, value in rendered.headers}
    return Response(rendered.body, status_code=rendered.status, media_type="application/json", headers=headers)


def translate(exception: Exception, request_id: str) -> MoorageError:
    """Return the product's error for an exception; one that nobody foresaw is logged and becomes a plain 500."""
    if isinstance(exception, MoorageError):
        if exception.status == SERVER_FAULT:
            log_unexpected(exception, request_id)
        return exception
    if isinstance(exception, HTTPException) and exception.status_code < SERVER_FAULT:
        allowed = (exception.headers or {}).get("allow")
        return _NotAllowedHere(allowed) if allowed else BY_STATUS.get(exception.status_code, RecordInvalid)()
    log_unexpected(exception, request_id)
    return MoorageError()


def log_unexpected(exception: BaseException, request_id: str) -> None:
    """Log the type and the frames of an exception, and of its causes: no message, no source line, no value."""
    told: list[str] = []
    current: BaseException | None = exception
    while current is not None and len(told) < LONGEST_CHAIN:
        told.append(f"{type(current).__module__}.{type(current).__qualname__} at {_frames(current)}")
        current = current.__cause__ or current.__context__
    structlog.get_logger("moorage.api").error("unexpected error", request_id=request_id, error=told)


def _frames(exception: BaseException) -> str:
    """Return where an exception came from, the innermost frame first: file, line and function of each."""
    frames = list(traceback.walk_tb(exception.__traceback__))
    codes = [(frame.f_code, line) for frame, line in reversed(frames)]
    return " < ".join(f"{code.co_filename.rpartition('/')[2]}:{line}:{code.co_name}" for code, line in codes)


class _NotAllowedHere(MethodNotAllowed):
    """Method Not Allowed"""

    def __init__(self, allowed: str) -> None:
        methods = sorted(name for name in allowed.split(", ") if name != "OPTIONS")
        self.allowed = ", ".join(methods).encode()
        super().__init__()


def _body(error: MoorageError, request_id: str) -> ErrorBody:
    if error.status == SERVER_FAULT:
        return ErrorBody(error="internal_error", error_description=INTERNAL, x_moorage={"request_id": request_id})
    if isinstance(error, Forbidden):
        return ErrorBody(error=error.code)
    if isinstance(error, KeyRefused):
        return ErrorBody(
            error=error.code,
            error_description=KEY_REFUSED,
            error_attributes={error.refused_field: [error.description]},
            x_moorage={"refusal": type(error).__name__, **error.extension},
        )
    return ErrorBody(
        error=error.code,
        error_description=error.description,
        error_attributes=error.attributes,
        x_moorage=dict(error.extension),
    )
