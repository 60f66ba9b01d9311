"""A signed request, verified: who asks, what is given, and the use cases that serve it."""

from dataclasses import dataclass
from typing import Final

from litestar import Request
from litestar.datastructures import State

from moorage.api.addresses import neighbourhood
from moorage.api.body import read_body
from moorage.api.entities import SUMMARY_CODE
from moorage.api.fields import parse_id
from moorage.api.front import ApiServices, Front
from moorage.api.limits import Limiter
from moorage.api.parameters import Parameters, parse
from moorage.api.routing import endpoint_of
from moorage.api.showing import View
from moorage.api.signing import payloads, read_request
from moorage.api.visit import visit_of
from moorage.domain.access import Caller, Permission, SignedRequest, User
from moorage.domain.display import DOLLARS, Display
from moorage.domain.errors import AccessDenied, ApiKeyInvalid, SignatureInvalid

ID_IN_PATH: Final = "account_id"

HttpRequest = Request[User, object, State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One verified request on its way to a use case."""

    caller: Caller
    front: Front
    id_text: str
    query: bytes
    body: bytes
    display: Display = DOLLARS

    @property
    def services(self) -> ApiServices:
        """The use cases."""
        return self.front.services

    @property
    def show(self) -> View:
        """How accounts look on the wire, in the caller's currency."""
        return View(self.front.show, self.display)

    @property
    def given(self) -> Parameters:
        """The parameters. Raises `RecordInvalid`."""
        return parse(self.query, self.body)

    @property
    def account_id(self) -> int:
        """The id in the path. Raises `NotFound` when no account can have it."""
        return parse_id(self.id_text)

    @property
    def account_or_summary(self) -> int | None:
        """The id in the path, None for the summary. Raises as `account_id`."""
        return None if self.id_text == SUMMARY_CODE else self.account_id


class Door:
    """Lets verified requests in; counts requests per key and failures per address."""

    def __init__(self, front: Front, keys: Limiter, addresses: Limiter) -> None:
        """Take what serves the calls, and the two counters."""
        self._front = front
        self._keys = keys
        self._addresses = addresses

    async def open(self, request: HttpRequest) -> Call:
        """Verify a request and return the call.

        Raises:
            ApiKeyInvalid: no key, or one that is no longer, or not here, usable.
            SignatureInvalid: the signature does not cover this request under this key.
            AccessDenied: the key lacks the permission the endpoint declares.
            TooManyRequests, IpBanned: by key once it is proved, by address for failures.
            PayloadTooLarge, RequestTimeout, RecordInvalid: the body could not be read.
        """
        scope, visit = request.scope, visit_of(request.scope)
        origin = neighbourhood(visit.address)
        self._addresses.require_free(origin)
        body = await read_body(scope, request.receive)
        query = scope["query_string"]
        candidates = payloads(scope["raw_path"], query, body)
        needed = endpoint_of(request.route_handler).access.permission
        try:
            caller = await self._authenticate(read_request(scope["headers"], candidates, visit), needed)
        except SignatureInvalid:
            self._addresses.hit(origin)
            raise
        visit.api_key_id = caller.api_key_id
        id_text = scope["path_params"].get(ID_IN_PATH, "")
        display = await self._front.services.display.of(caller.user)
        return Call(caller=caller, front=self._front, id_text=id_text, query=query, body=body, display=display)

    async def _authenticate(self, signed: SignedRequest, needed: Permission | None) -> Caller:
        """Authenticate, and count the request to its key as soon as the signature proved it, refused or not."""
        try:
            caller = await self._front.services.access.authenticate(signed, needed)
        except (ApiKeyInvalid, AccessDenied):
            self._keys.hit(signed.api_key)
            raise
        self._keys.hit(signed.api_key)
        return caller
