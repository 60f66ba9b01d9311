import json
from typing import Any

import pytest
import structlog
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException

from moorage.api.errors import render, translate
from moorage.domain import errors, exchange_errors
from moorage.domain.errors import (
    AccessDenied,
    AccountNotDeletable,
    AlreadyConnected,
    ApiKeyInvalid,
    Forbidden,
    IpBanned,
    MoorageError,
    NotFound,
    RecordInvalid,
    SignatureInvalid,
    TooManyRequests,
    VaultIntegrityError,
)
from moorage.domain.exchange_errors import (
    ExchangeNotAvailable,
    ExchangeTimeout,
    IpNotAllowed,
    RateLimitExceeded,
    UnknownMarketApiError,
    WrongSecret,
)
from tests.moorage.api.world import PREFIX, ApiWorld

ID = "0123456789abcdef01234567"
CANARY = "CANARY-5ecret"


def told(error: MoorageError) -> tuple[int, Any]:
    answer = render(error, ID)
    return answer.status, json.loads(answer.body)


def every_kind() -> list[type[MoorageError]]:
    kinds = [kind for module in (errors, exchange_errors) for kind in vars(module).values()]
    return [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, MoorageError)]


class TestRender:
    @pytest.mark.parametrize(
        ("error", "status", "body"),
        [
            (
                RecordInvalid(attributes={"type": ["does not have a valid value"]}),
                400,
                {
                    "error": "record_invalid",
                    "error_description": "Invalid parameters",
                    "error_attributes": {"type": ["does not have a valid value"]},
                },
            ),
            (
                AlreadyConnected(5),
                400,
                {
                    "error": "record_invalid",
                    "error_description": "Invalid parameters",
                    "error_attributes": {"api_key": ["This account is already connected!"]},
                    "x_moorage": {"account_id": 5},
                },
            ),
            (
                ApiKeyInvalid(),
                401,
                {
                    "error": "api_key_invalid_or_expired",
                    "error_description": "Unauthorized. Invalid or expired api key.",
                },
            ),
            (
                SignatureInvalid(),
                401,
                {"error": "signature_invalid", "error_description": "Provided signature is invalid"},
            ),
            (
                AccessDenied(),
                403,
                {"error": "access_denied", "error_description": "Api key doesn't have enough permissions"},
            ),
            (Forbidden(), 403, {"error": "Forbidden. Unavailable for this account."}),
            (NotFound(), 404, {"error": "not_found", "error_description": "Not Found"}),
            (
                WrongSecret(),
                422,
                {
                    "error": "invalid_api_key",
                    "error_description": "API keys are no longer valid or incorrect.",
                    "error_attributes": {
                        "secret": ["The exchange knows the API key, but the secret does not belong to it."]
                    },
                    "x_moorage": {"refusal": "WrongSecret"},
                },
            ),
            (
                IpNotAllowed("The key is bound to 203.0.113.9.", extension={"address": "203.0.113.7"}),
                422,
                {
                    "error": "invalid_api_key",
                    "error_description": "API keys are no longer valid or incorrect.",
                    "error_attributes": {"api_key": ["The key is bound to 203.0.113.9."]},
                    "x_moorage": {"refusal": "IpNotAllowed", "address": "203.0.113.7"},
                },
            ),
            (
                AccountNotDeletable(),
                422,
                {
                    "error": "account_not_deletable",
                    "error_description": "There are active trading deals on this exchange. "
                    "Close all trading operations and try again",
                },
            ),
            (
                UnknownMarketApiError("-1234: Strange"),
                422,
                {"error": "unknown_market_api_error", "error_description": "-1234: Strange"},
            ),
        ],
    )
    def test_the_contracts_shapes(self, error: MoorageError, status: int, body: dict[str, Any]):
        """Status, word, sentence and attributes as the contract lists them."""
        assert told(error) == (status, body)

    @pytest.mark.parametrize(
        ("error", "status", "code"),
        [
            (TooManyRequests(retry_after=0.2), 429, "too_many_requests"),
            (IpBanned(retry_after=1), 418, "ip_banned"),
            (ExchangeNotAvailable(retry_after=1), 502, "exchange_not_available"),
            (RateLimitExceeded(retry_after=1), 503, "exchange_rate_limited"),
            (ExchangeTimeout(retry_after=1), 504, "exchange_timeout"),
        ],
    )
    def test_a_known_time_is_told(self, error: MoorageError, status: int, code: str):
        """`Retry-After` in whole seconds, at least one."""
        answer = render(error, ID)
        assert (answer.status, json.loads(answer.body)["error"]) == (status, code)
        assert (b"retry-after", b"1") in answer.headers

    @pytest.mark.parametrize("kind", every_kind())
    def test_every_error_has_a_shape(self, kind: type[MoorageError]):
        """No class of the tree is answered in another shape."""
        status, body = told(kind())
        assert status == kind.status
        assert set(body) <= {"error", "error_description", "error_attributes", "x_moorage"}
        assert isinstance(body["error"], str)

    @pytest.mark.parametrize("error", [MoorageError(CANARY), VaultIntegrityError(CANARY, extension={"a": CANARY})])
    def test_a_fault_of_our_own_is_constant_text(self, error: MoorageError):
        """Nothing of what went wrong inside is told, only the request's id."""
        assert told(error) == (
            500,
            {
                "error": "internal_error",
                "error_description": "An unexpected error occurred.",
                "x_moorage": {"request_id": ID},
            },
        )


class TestTranslate:
    @pytest.mark.parametrize(
        ("exception", "status", "code"),
        [
            (NotFoundException(), 404, "not_found"),
            (MethodNotAllowedException(headers={"allow": "POST, OPTIONS"}), 405, "method_not_allowed"),
            (HTTPException(status_code=413), 413, "payload_too_large"),
            (HTTPException(status_code=400, detail=CANARY), 400, "record_invalid"),
        ],
    )
    def test_the_frameworks_refusals(self, exception: Exception, status: int, code: str):
        """They have our shapes and never the framework's words."""
        answer = render(translate(exception, ID), ID)
        assert (answer.status, json.loads(answer.body)["error"]) == (status, code)
        assert CANARY.encode() not in answer.body

    def test_allowed_methods_are_told(self):
        """Without OPTIONS, which nobody serves."""
        answer = render(translate(MethodNotAllowedException(headers={"allow": "POST, OPTIONS, GET"}), ID), ID)
        assert answer.headers == ((b"allow", b"GET, POST"),)

    @pytest.mark.parametrize("kind", [ValueError, RecursionError, MemoryError, HTTPException])
    def test_what_nobody_foresaw_is_logged_without_its_words(self, kind: type[Exception]):
        """Type and frames, of the causes too; no message, no local, no value."""

        def leak(secret: str) -> None:
            try:
                {}[secret]
            except KeyError as cause:
                raise kind(f"could not use {secret}") from cause

        with pytest.raises(kind) as raised:
            leak(CANARY)
        with structlog.testing.capture_logs() as lines:
            assert type(translate(raised.value, ID)) is MoorageError
        assert CANARY not in str(lines)
        (line,) = lines
        assert line["request_id"] == ID
        assert kind.__qualname__ in line["error"][0]
        assert ":leak" in line["error"][0]
        assert "builtins.KeyError" in line["error"][1]


@pytest.mark.anyio
class TestAnswer:
    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", "/nope", 404, "not_found"),
            ("GET", PREFIX, 404, "not_found"),
            ("PUT", f"{PREFIX}/ping", 405, "method_not_allowed"),
            ("OPTIONS", f"{PREFIX}/accounts/new", 405, "method_not_allowed"),
            ("HEAD", f"{PREFIX}/ping", 405, "method_not_allowed"),
            ("BREW", f"{PREFIX}/ping", 405, "method_not_allowed"),
            ("GET", f"{PREFIX}/accounts", 401, "api_key_invalid_or_expired"),
        ],
    )
    async def test_every_answer_is_ours(self, world: ApiWorld, method: str, path: str, status: int, code: str):
        """JSON in our shape with the common headers, whoever refused."""
        reply = await world.send(method, path)
        assert (reply.status, reply.json["error"]) == (status, code)
        assert reply.headers["content-type"] == "application/json"
        assert reply.headers["cache-control"] == "no-store"
        assert len(reply.headers["x-request-id"]) == 24

    async def test_a_crash_is_an_answer(self, world: ApiWorld, monkeypatch: pytest.MonkeyPatch):
        """An unexpected exception is a constant 500 with the id under which it was logged."""

        async def crash(*_: object, **__: object) -> None:
            raise RuntimeError(CANARY)

        monkeypatch.setattr(world.services.portfolio, "summary", crash)
        with structlog.testing.capture_logs() as lines:
            reply = await world.get("/accounts/summary")
        assert reply.status == 500
        assert reply.json["x_moorage"]["request_id"] == reply.headers["x-request-id"] == lines[0]["request_id"]
        assert CANARY not in f"{reply}{lines}"
