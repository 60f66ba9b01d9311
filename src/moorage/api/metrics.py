"""The endpoint that shows figures to who may see them."""

from typing import Final

from litestar import Request
from litestar.datastructures import State
from litestar.params import SkipValidation

from moorage.api import operations
from moorage.api.answers import Answer
from moorage.api.front import Front
from moorage.api.routing import Access, get
from moorage.api.visit import visit_of
from moorage.domain.access import User

TEXT: Final = b"text/plain; version=0.0.4; charset=utf-8"

HttpRequest = Request[User, object, State]


@get("/metrics", Access.PUBLIC, operations.METRICS)
async def metrics(request: HttpRequest, front: SkipValidation[Front]) -> Answer:
    """Show figures."""
    return Answer(await front.figures.seen_from(visit_of(request.scope).address), media_type=TEXT)
