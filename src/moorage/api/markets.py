"""Endpoints about markets."""

from litestar.params import FromPath, SkipValidation

from moorage.api import operations
from moorage.api.answers import Answer
from moorage.api.front import Front
from moorage.api.guides import HEADERS
from moorage.api.icons import CACHEABLE
from moorage.api.routing import Access, get
from moorage.domain.errors import NotFound


@get("/accounts/market_list", Access.PUBLIC, operations.MARKET_LIST)
async def market_list(front: SkipValidation[Front]) -> Answer:
    """List the markets that can be connected."""
    return Answer(front.market_list.encoded)


@get("/keys/{name:str}", Access.PUBLIC, operations.GUIDE)
async def guide(front: SkipValidation[Front], name: FromPath[str]) -> Answer:
    """Show how to make a key for a venue."""
    if (page := front.market_list.guides.get(name)) is None:
        raise NotFound
    return Answer(page, media_type=b"text/html; charset=utf-8", headers=(*CACHEABLE, *HEADERS))


@get("/icons/{file:str}", Access.PUBLIC, operations.ICON)
async def icon(front: SkipValidation[Front], file: FromPath[str]) -> Answer:
    """Show a market's monogram."""
    drawing = front.market_list.icons.get(file.removesuffix(".svg")) if file.endswith(".svg") else None
    if drawing is None:
        raise NotFound
    return Answer(drawing, media_type=b"image/svg+xml", headers=CACHEABLE)
