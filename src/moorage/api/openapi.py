"""The OpenAPI 3.1 document, made from the declared endpoints; nothing in it is written twice."""

import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any, Final

import msgspec

from moorage.api.errors import ErrorBody, render
from moorage.api.operations import Operation, Parameter
from moorage.api.routing import Access, Endpoint
from moorage.domain.access import Mode
from moorage.domain.errors import (
    AccessDenied,
    ApiKeyInvalid,
    IpBanned,
    MethodNotAllowed,
    MoorageError,
    NotFound,
    PayloadTooLarge,
    RecordInvalid,
    RequestTimeout,
    SignatureInvalid,
    StorageError,
    TooManyRequests,
)

Json = dict[str, Any]

REFERENCES: Final = "#/components/schemas/{name}"
OF_ALL: Final = (RecordInvalid, MoorageError)
OF_SIGNED: Final = (
    ApiKeyInvalid,
    SignatureInvalid,
    RequestTimeout,
    PayloadTooLarge,
    TooManyRequests,
    IpBanned,
    StorageError,
)
EXAMPLE_REQUEST_ID: Final = "8f1d2a6b3c4e5f60718293a4"
HEADERS: Final[Json] = {
    "X-Request-Id": {
        "description": "Names the request in the log.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[0-9a-f]{24}$"},
    }
}
RETRY_AFTER: Final[Json] = {
    "Retry-After": {"description": "Seconds to wait, where known.", "schema": {"type": "integer", "minimum": 1}}
}
URI_TOO_LONG: Final[Json] = {
    "description": "A request target of more than 64 KiB is refused by the HTTP server itself, without a body."
}
SECURITY_SCHEMES: Final[Json] = {
    "Apikey": {"type": "apiKey", "in": "header", "name": "Apikey", "description": "Names the key."},
    "Signature": {"type": "apiKey", "in": "header", "name": "Signature", "description": "Proves it."},
}
PATH_PARAMETERS: Final[dict[str, tuple[str, Json]]] = {
    "account_id": ("Which account.", {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}),
    "file": ("`<code>.svg`", {"type": "string", "pattern": r"^[A-Za-z0-9._-]+\.svg$"}),
    "name": ("Which page; `help_link` names it.", {"type": "string", "pattern": "^[a-z0-9_]+$"}),
}
FORCED_MODE: Final[Json] = {
    "name": "Forced-Mode",
    "in": "header",
    "required": False,
    "description": "`paper` or `real` for this request, whatever the user chose; anything else is as if left out.",
    "schema": {"enum": [mode.value for mode in Mode]},
}
DESCRIPTION: Final = (
    "Connect exchange accounts and see what they hold. Two headers sign a request: `Apikey`, and `Signature` over the "
    "raw bytes of path, query and body: hex HMAC-SHA256, or base64 RSASSA-PKCS1-v1_5 with SHA-256, as the key was "
    "made. "
    "Parameters of a POST may travel in the query, in a form or in JSON; where two carry a name, the query wins. "
    "Unknown parameters are ignored. Every answer is JSON and every success is 200."
)


def document(endpoints: Sequence[tuple[str, Endpoint]], market_codes: Sequence[str], base_url: str) -> bytes:
    """Return the encoded document.

    Args:
        endpoints: Each with the prefix it is served under.
        market_codes: What `type` may be.
        base_url: What clients call this server.
    """
    answers = [endpoint.operation.answer for _, endpoint in endpoints if endpoint.operation.answer is not None]
    schemas, components = msgspec.json.schema_components([ErrorBody, *answers], ref_template=REFERENCES)
    components["MarketCode"] = {"type": "string", "enum": list(market_codes)}
    writer = _Writer(dict(zip(map(str, answers), schemas[1:], strict=True)))
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "Moorage", "version": version("moorage"), "description": DESCRIPTION},
            "servers": [{"url": base_url}],
            "paths": writer.paths(endpoints),
            "components": {"schemas": components, "securitySchemes": SECURITY_SCHEMES, **writer.shared},
        }
    )


class _Writer:
    """Writes operations; what several have in common is written once, under `components`."""

    def __init__(self, answer_schemas: Json) -> None:
        self._answer_schemas = answer_schemas
        self.shared: dict[str, Json] = {"responses": {}, "requestBodies": {}}

    def paths(self, endpoints: Sequence[tuple[str, Endpoint]]) -> Json:
        paths: Json = {}
        for prefix, endpoint in endpoints:
            entry = paths.setdefault(prefix + endpoint.path.replace(":str}", "}"), {})
            for method in endpoint.methods:
                entry[method.lower()] = self._operation(prefix, endpoint, method)
        return paths

    def _operation(self, prefix: str, endpoint: Endpoint, method: str) -> Json:
        operation = endpoint.operation
        described: Json = {
            "operationId": re.sub(r"\W+", "-", f"{operation.name} {method.lower()} {prefix}{endpoint.path}").strip("-"),
            "summary": operation.summary,
            "description": operation.description,
            "parameters": [*_path_parameters(endpoint), *([FORCED_MODE] if operation.by_mode else [])],
            "responses": dict(self._responses(endpoint)),
            "security": [] if endpoint.access is Access.PUBLIC else [{"Apikey": [], "Signature": []}],
        }
        if operation.parameters and method == "POST":
            described["requestBody"] = self._share("requestBodies", operation.name, _request_body(operation))
        elif operation.parameters:
            described["responses"]["414"] = self._share("responses", "UriTooLong", URI_TOO_LONG)
            described["parameters"] += [_query_parameter(parameter) for parameter in operation.parameters]
        return described

    def _responses(self, endpoint: Endpoint) -> Iterator[tuple[str, Json]]:
        operation = endpoint.operation
        if operation.answer is not None:
            schema = self._answer_schemas[str(operation.answer)]
            for status, meaning in {"200": operation.summary, **(operation.other_answers or {})}.items():
                response = _success(operation, schema, meaning)
                yield status, self._share("responses", f"{operation.name}-{status}", response)
        by_status: dict[int, list[type[MoorageError]]] = {}
        for kind in _errors(endpoint):
            by_status.setdefault(kind.status, []).append(kind)
        for number, kinds in sorted(by_status.items()):
            name = "-".join(kind.__name__ for kind in kinds)
            yield str(number), self._share("responses", name, _error_response(kinds))

    def _share(self, part: str, name: str, content: Json) -> Json:
        self.shared[part][name] = content
        return {"$ref": f"#/components/{part}/{name}"}


def _path_parameters(endpoint: Endpoint) -> Iterator[Json]:
    for name in (part.strip("{}").partition(":")[0] for part in endpoint.path.split("/") if part.startswith("{")):
        description, schema = PATH_PARAMETERS[name]
        if endpoint.operation.of_summary:
            description, schema = f"{description} `summary`: all of them.", {"anyOf": [schema, {"const": "summary"}]}
        yield {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _query_parameter(parameter: Parameter) -> Json:
    schema = {name: value for name, value in parameter.schema.items() if name != "writeOnly"}
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.description,
        "schema": schema,
    }


def _request_body(operation: Operation) -> Json:
    schema: Json = {
        "type": "object",
        "properties": {
            parameter.name: {**parameter.schema, "description": parameter.description}
            for parameter in operation.parameters
        },
        "required": [parameter.name for parameter in operation.parameters if parameter.required],
    }
    content: Json = {"schema": schema}
    if operation.request_example is not None:
        content["example"] = operation.request_example
    return {"required": True, "content": {"application/json": content, "application/x-www-form-urlencoded": content}}


def _success(operation: Operation, schema: Json, meaning: str) -> Json:
    content = {operation.media_type: {"schema": schema, "example": operation.example}}
    return {"description": meaning, "headers": HEADERS, "content": content}


def _errors(endpoint: Endpoint) -> Sequence[type[MoorageError]]:
    kinds: list[type[MoorageError]] = [*OF_ALL, *endpoint.operation.errors]
    is_public = endpoint.access is Access.PUBLIC
    if not is_public:
        kinds += OF_SIGNED
    if endpoint.access.permission is not None or (endpoint.operation.parameters and not is_public):
        kinds.append(AccessDenied)
    if "{" in endpoint.path:
        kinds += (NotFound, MethodNotAllowed)
    return list(dict.fromkeys(kinds))


def _error_response(kinds: Sequence[type[MoorageError]]) -> Json:
    bodies = {kind.code: msgspec.json.decode(render(kind(), EXAMPLE_REQUEST_ID).body) for kind in kinds}
    return {
        "description": " ".join(sorted({body.get("error_description", body["error"]) for body in bodies.values()})),
        "headers": HEADERS | RETRY_AFTER,
        "content": {
            "application/json": {
                "schema": {"$ref": REFERENCES.format(name="ErrorBody")},
                "examples": {code: {"value": body} for code, body in bodies.items()},
            }
        },
    }
