"""A public question that goes out to an exchange: who asks is counted, as no key is."""

from dataclasses import dataclass

from litestar import Request
from litestar.datastructures import State

from moorage.api.addresses import neighbourhood
from moorage.api.body import read_body
from moorage.api.front import Front
from moorage.api.limits import Limiter
from moorage.api.parameters import Parameters, parse
from moorage.api.visit import visit_of
from moorage.domain.access import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """One public question on its way to a use case."""

    front: Front
    query: bytes
    body: bytes

    @property
    def given(self) -> Parameters:
        """The parameters. Raises `RecordInvalid`."""
        return parse(self.query, self.body)


class Porch:
    """Lets anybody in who does not ask too much."""

    def __init__(self, front: Front, addresses: Limiter) -> None:
        """Take what serves the questions, and the counter by address."""
        self._front = front
        self._addresses = addresses

    async def open(self, request: Request[User, object, State]) -> Visitor:
        """Count a question to the address it comes from.

        Raises:
            TooManyRequests, IpBanned: it asked too much.
            PayloadTooLarge, RequestTimeout, RecordInvalid: the body could not be read.
        """
        self._addresses.hit(neighbourhood(visit_of(request.scope).address))
        body = await read_body(request.scope, request.receive)
        return Visitor(front=self._front, query=request.scope["query_string"], body=body)
