"""ccxt's Tokocrypto, which runs on the software of Binance TR, reads Binance TR from the sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from tests.exchange_sandbox.foreign.ccxt_client import client


@contextmanager
def twin(sandbox: SandboxClient, key: SandboxKey, **changes: str) -> Iterator[Any]:
    """As `client`; markets of Tokocrypto have fields of their own."""
    with client(sandbox, key, **changes) as exchange:
        exchange.set_markets([])
        yield exchange


class TestReads:
    def test_balance(self, sandbox: SandboxClient) -> None:
        """The spot account, signed by somebody else."""
        with twin(sandbox, sandbox.key("binance_tr", "trader")) as exchange:
            balance = exchange.fetch_balance()
        assert balance["TRY"] == {"free": 48250.75, "used": 1250.25, "total": 49501}

    def test_time(self, sandbox: SandboxClient) -> None:
        """A signed request at the venue's own time."""
        with twin(sandbox, sandbox.key("binance_tr", "ip_here")) as exchange:
            told = exchange.request("open/v1/account/spot", ["private"], "GET", {"recvWindow": 60000})
        assert told["code"] == 0


class TestRefusals:
    @pytest.mark.parametrize(("label", "code"), [("ip_locked", "3701"), ("revoked", "3701"), ("missing_read", "3701")])
    def test_keys_that_are_not_let_in(self, sandbox: SandboxClient, label: str, code: str) -> None:
        """What ccxt has no class for is shown as it came."""
        with twin(sandbox, sandbox.key("binance_tr", label)) as exchange, pytest.raises(ccxt.ExchangeError) as caught:
            exchange.fetch_balance()
        assert f'"code":{code}' in str(caught.value)

    def test_wrong_secret(self, sandbox: SandboxClient) -> None:
        """Is refused with HTTP 200."""
        key = sandbox.key("binance_tr", "trader")
        with twin(sandbox, key, secret="a") as exchange, pytest.raises(ccxt.AuthenticationError):
            exchange.fetch_balance()
