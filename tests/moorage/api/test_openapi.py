"""The document is true: a fuzzer that believes it finds no answer it does not describe."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi import checks as openapi_checks

from moorage.api import application, openapi
from moorage.api.routing import endpoint_of
from tests.moorage.api.matrix import let_everything_be_told
from tests.moorage.api.serving import serving
from tests.moorage.api.world import PREFIX, UNLIMITED, ApiWorld

CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.unsupported_method,
]


class Service:
    """A served world in a thread of its own, for clients that block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started, self._stop = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self.loop: asyncio.AbstractEventLoop
        self.world: ApiWorld
        self.url = ""

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.world = await ApiWorld.make(self._folder, UNLIMITED)
        let_everything_be_told(self.world)
        await self.world.add_account()
        async with serving(self.world.app) as port:
            self.url = f"http://127.0.0.1:{port}"
            self._started.set()
            await self._stop.wait()

    def __enter__(self) -> "Service":
        self._thread.start()
        assert self._started.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)


class Signed(requests.auth.AuthBase):
    """Signs the bytes that requests is about to send."""

    def __init__(self, world: ApiWorld) -> None:
        self._key = world.key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the two headers."""
        path, _, query = request.path_url.partition("?")
        body = request.body or b""
        raw = body.encode() if isinstance(body, str) else body
        payload = f"{path}?{query}".encode() + raw
        request.headers.update({"Apikey": self._key.key, "Signature": self._key.sign(payload)})
        return request


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    endpoints = [(PREFIX, endpoint_of(handler)) for handler in application.ENDPOINTS]
    endpoints += [("", endpoint_of(handler)) for handler in application.OPERATIONAL]
    return dict(msgspec.json.decode(openapi.document(endpoints, ["binance", "kraken"], "https://m.example")))


def fuzz(service: Service, mode: GenerationMode, examples: int, prefix: str = "") -> int:
    """Send generated cases to every operation under a prefix, check what comes back, and return how many."""
    schema = schemathesis.openapi.from_url(f"{service.url}/schema/openapi.json")
    sent = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if not operation.path.startswith(prefix):
            continue

        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def run(case: schemathesis.Case) -> None:
            nonlocal sent
            sent += 1
            response = case.call(base_url=service.url, auth=Signed(service.world), timeout=10)
            case.validate_response(response, checks=CHECKS)

        with contextlib.suppress(Unsatisfiable):  # nothing can be wrong about an operation without parameters
            run()
    return sent


class TestTruth:
    @pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    def test_no_answer_is_undocumented(self, service: Service, mode: GenerationMode):
        """No 500, no status, header, type or shape that the document does not name."""
        assert fuzz(service, mode, 8, PREFIX) > 100

    @pytest.mark.prove
    @pytest.mark.timeout(1800)
    def test_ten_thousand_cases(self, service: Service):
        """As above, ten thousand times, under both prefixes."""
        assert sum(fuzz(service, mode, 220) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)) >= 10_000

    def test_the_fuzzer_can_find_a_lie(self, service: Service, monkeypatch: pytest.MonkeyPatch):
        """An answer in another shape than the described one is reported."""
        monkeypatch.setattr("moorage.api.service.PONG", b'{"pong":1}')
        with pytest.raises(BaseException, match="Response violates schema"):
            fuzz(service, GenerationMode.POSITIVE, 2, f"{PREFIX}/ping")


class TestDocument:
    def test_every_operation_is_told(self, document: dict[str, Any]):
        """Summary, description, answers with examples; who signs is told too."""
        operations = [operation for path in document["paths"].values() for operation in path.values()]
        assert len(operations) == sum(
            len(endpoint_of(handler).methods) for handler in (*application.ENDPOINTS, *application.OPERATIONAL)
        )
        for operation in operations:
            assert operation["summary"]
            assert operation["description"]
            assert "400" in operation["responses"]
            assert ("401" in operation["responses"]) == bool(operation["security"])
        assert len({operation["operationId"] for operation in operations}) == len(operations)

    def test_references_lead_somewhere(self, document: dict[str, Any]):
        """And nothing in the components is left over."""
        text = msgspec.json.encode(document).decode()
        for part in ("schemas", "responses", "requestBodies"):
            for name in document["components"][part]:
                assert f'"#/components/{part}/{name}"' in text, name
        assert text.count('"$ref":""') == 0

    def test_a_body_may_be_json_or_a_form(self, document: dict[str, Any]):
        """Same parameters, same names."""
        content = document["components"]["requestBodies"]["connectAccount"]["content"]
        assert set(content) == {"application/json", "application/x-www-form-urlencoded"}
        schema = content["application/json"]["schema"]
        assert schema["required"] == ["type", "name"]
        assert schema["properties"]["secret"]["writeOnly"] is True
        assert document["components"]["schemas"]["MarketCode"]["enum"] == ["binance", "kraken"]

    def test_paths_take_what_they_are_given(self, document: dict[str, Any]):
        """The summary where it is served, and names without `.svg` but for icons."""

        def schema(path: str) -> Any:
            [parameter] = [each for each in document["paths"][path]["get"]["parameters"] if each["in"] == "path"]
            return parameter["schema"]

        number = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
        assert schema(f"{PREFIX}/accounts/{{account_id}}") == number
        for name in ("pie_chart_data", "account_table_data"):
            both = schema(f"{PREFIX}/accounts/{{account_id}}/{name}")
            assert both == {"anyOf": [number, {"const": "summary"}]}
        assert schema("/keys/{name}")["pattern"] == "^[a-z0-9_]+$"
        assert schema("/icons/currencies/{file}")["pattern"] == r"^[A-Za-z0-9._-]+\.svg$"

    def test_the_mode_of_one_request_is_told(self, document: dict[str, Any]):
        """Where it matters, and nowhere else."""
        having = {
            path.removeprefix(PREFIX)
            for path, methods in document["paths"].items()
            for operation in methods.values()
            if any(parameter["name"] == "Forced-Mode" for parameter in operation["parameters"])
        }
        assert having == {
            "/accounts",
            "/accounts/summary",
            "/accounts/summary/balance_chart_data",
            "/accounts/{account_id}/pie_chart_data",
            "/accounts/{account_id}/account_table_data",
            "/users/current_mode",
        }

    def test_nothing_points_outside(self, document: dict[str, Any]):
        """The document needs no other host."""
        assert document["openapi"] == "3.1.0"
        assert [server["url"] for server in document["servers"]] == ["https://m.example"]

    def test_errors_have_examples(self, document: dict[str, Any]):
        """Each error a status may stand for."""
        answer = document["components"]["responses"]["ApiKeyInvalid-SignatureInvalid"]["content"]["application/json"]
        assert set(answer["examples"]) == {"api_key_invalid_or_expired", "signature_invalid"}
