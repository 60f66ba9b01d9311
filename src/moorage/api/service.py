"""Endpoints about the service itself."""

from litestar.params import SkipValidation

from moorage.api import operations
from moorage.api.answers import Answer
from moorage.api.call import Call
from moorage.api.front import Front
from moorage.api.routing import Access, get
from moorage.api.schemas import ENCODER, Nothing, Pong, ServerTime, Validity

PONG = ENCODER.encode(Pong(pong="pong"))
VALID = ENCODER.encode(Validity(valid=True))
NOTHING = ENCODER.encode(Nothing())


@get("/ping", Access.PUBLIC, operations.PING)
async def ping() -> Answer:
    """Say that the service is there."""
    return Answer(PONG)


@get("/time", Access.PUBLIC, operations.TIME)
async def time(front: SkipValidation[Front]) -> Answer:
    """Tell the service's clock."""
    return Answer(ENCODER.encode(ServerTime(server_time=int(front.services.clock().timestamp()))))


@get("/validate", Access.SIGNED, operations.VALIDATE)
async def validate(call: SkipValidation[Call]) -> Answer:  # noqa: ARG001 - the dependency is the check
    """Say that the signature is right."""
    return Answer(VALID)


@get("/livez", Access.PUBLIC, operations.LIVEZ)
async def livez() -> Answer:
    """Say that the event loop turns."""
    return Answer(NOTHING)


@get("/readyz", Access.PUBLIC, operations.READYZ)
async def readyz(front: SkipValidation[Front]) -> Answer:
    """Say whether requests can be served."""
    return Answer(NOTHING, status=200 if await front.is_ready() else 503)


@get("/schema/openapi.json", Access.PUBLIC, operations.SCHEMA)
async def schema_document(front: SkipValidation[Front]) -> Answer:
    """Describe the API."""
    return Answer(front.description)


@get("/schema", Access.PUBLIC, operations.SCHEMA)
async def schema(front: SkipValidation[Front]) -> Answer:
    """Describe the API."""
    return Answer(front.description)
