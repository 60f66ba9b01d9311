"""Ways to lead a foreign client to the sandbox."""

from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter


def rehosted(urls: Any, hosts: dict[str, str]) -> Any:
    """Replace every real host in ccxt's tree of URLs."""
    if isinstance(urls, dict):
        return {name: rehosted(value, hosts) for name, value in urls.items()}
    for real, ours in hosts.items():
        if isinstance(urls, str) and urls.startswith(real):
            return ours + urls.removeprefix(real)
    return urls


class Detour(HTTPAdapter):
    """Carries requests for real hosts to the sandbox, so that ccxt believes it speaks to the exchange.

    Needed where ccxt chooses the class of an error by the host in its own URL (Binance).
    """

    def __init__(self, hosts: dict[str, str]) -> None:
        super().__init__()
        self._hosts = hosts

    def send(self, request: PreparedRequest, *args: Any, **more: Any) -> Response:
        """Send to the sandbox what was meant for the exchange."""
        request.url = rehosted(request.url, self._hosts)
        assert request.url is not None
        assert request.url.startswith("http://127.0.0.1:")
        return super().send(request, *args, **more)
