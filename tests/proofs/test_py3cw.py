"""py3cw 0.1.1, unmodified but for its base URL, does everything with accounts that it knows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from py3cw import request as py3cw_request
from py3cw.request import Py3CW

from exchange_sandbox.client import SandboxClient
from tests.proofs.front_door import FrontDoor, front_door, opens

KEY_KINDS: Final = ("hmac", "rsa")


@pytest.fixture(scope="module")
def door(exchange_sandbox: SandboxClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    """One service for all tests of this file."""
    with front_door(tmp_path_factory.mktemp("py3cw") / "installation", exchange_sandbox.url) as opened:
        yield opened


@pytest.fixture(params=KEY_KINDS)
def library(
    request: pytest.FixtureRequest, door: FrontDoor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Py3CW]:
    """The library with a key that `moorage key create` made."""
    monkeypatch.setattr(py3cw_request, "API_URL", door.service.url)
    made = hmac_library(door) if request.param == "hmac" else rsa_library(door, tmp_path)
    yield made
    made.session.close()


def hmac_library(door: FrontDoor) -> Py3CW:
    """Make an HMAC key with the command line and give it to the library."""
    made = create_key(door)
    return Py3CW(key=made["key"], secret=made["secret"])


def rsa_library(door: FrontDoor, folder: Path) -> Py3CW:
    """Make an RSA key pair, tell the service the public half, and give the library the private one."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = folder / "public.pem"
    public.write_bytes(
        private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Py3CW(key=create_key(door, "--rsa-public-key", str(public))["key"], selfsigned=pem.decode())


def create_key(door: FrontDoor, *options: str) -> dict[str, Any]:
    """Run `moorage key create --json`."""
    done = door.stack.run("key", "create", "--name", "py3cw", "--json", *options)
    made: dict[str, Any] = msgspec.json.decode(done.stdout)
    return made


def ask(library: Py3CW, action: str, action_id: str | None = None, **payload: Any) -> Any:
    """Ask the library and expect a success."""
    error, told = library.request(entity="accounts", action=action, action_id=action_id, payload=payload or None)
    assert error == {}, error
    return told


class TestPy3cw:
    """The library's whole `accounts` entity, as far as it moves no money."""

    def test_market_list(self, library: Py3CW) -> None:
        """The library reads the list of markets."""
        codes = {market["market_code"] for market in ask(library, "market_list")}
        assert {"binance", "binance_futures", "okex", "kraken"} <= codes

    def test_life(self, library: Py3CW, sandbox: SandboxClient) -> None:
        """New with two types, list, info, summary, load, rename, update, remove."""
        key = sandbox.key("binance", "trader")
        made = ask(library, "new", type="binance", name="py3cw", types_to_create=["binance_futures"], **opens(key))
        listed = ask(library, "")
        assert {each["market_code"] for each in listed} == {"binance", "binance_futures"}
        assert ask(library, "", api_key=key.api_key, page=1, per_page=1) == [made]
        assert ask(library, "account_info", str(made["id"])) == made
        summary = ask(library, "account_info", "summary")
        assert float(summary["usd_amount"]) == pytest.approx(sum(float(each["usd_amount"]) for each in listed))
        assert ask(library, "load_balances", str(made["id"]))["id"] == made["id"]
        assert ask(library, "rename", str(made["id"]), name="renamed")["name"] == "renamed"
        spare = sandbox.key("binance", "ip_here")
        updated = ask(library, "update", account_id=made["id"], name="updated", **opens(spare))
        assert (updated["name"], updated["id"]) == ("updated", made["id"])
        for each in listed:
            assert ask(library, "remove", str(each["id"])) is True
        assert ask(library, "") == []

    def test_market_data(self, library: Py3CW) -> None:
        """Pairs of a market, and prices and bounds of one: texts all of them."""
        pairs = ask(library, "market_pairs", market_code="binance")
        assert {"USDT_BTC", "USDT_ETH"} <= set(pairs)
        for market, kind in (("binance", "spot"), ("binance_futures", "linear_futures")):
            rates = ask(library, "currency_rates", market_code=market, pair="USDT_BTC", limit_type="bot")
            assert float(rates["bid"]) < float(rates["ask"])
            assert (rates["instrumentKind"], rates["orderbook_price_currency"]) == (kind, "USDT")
            assert all(isinstance(value, str) for value in rates.values())

    def test_positions(self, library: Py3CW, sandbox: SandboxClient) -> None:
        """Pie chart and table, of an account and of the summary, add up to what the account is worth."""
        made = ask(library, "new", type="binance", name="py3cw", **opens(sandbox.key("binance", "trader")))
        for number in (str(made["id"]), "summary"):
            pie = ask(library, "pie_chart_data", number)
            table = ask(library, "account_table_data", number)
            assert sum(float(row["usd_value"]) for row in pie) == pytest.approx(sum(row["usd_value"] for row in table))
            assert sum(row["usd_value"] for row in table) == pytest.approx(float(made["usd_amount"]), rel=0.05)
            owned = [row for row in table if row["usd_value"] > 0 or not row["x_moorage"]["priced"]]
            assert [row["currency_code"] for row in owned] == [row["code"] for row in pie]
        assert all(row["x_moorage"]["day_change_known"] for row in table if row["currency_code"] in {"BTC", "ETH"})
        assert ask(library, "remove", str(made["id"])) is True

    def test_balance_chart(self, library: Py3CW, sandbox: SandboxClient) -> None:
        """A time with colons is signed as the library writes it; the line ends with what the account is worth."""
        made = ask(library, "new", type="kraken", name="py3cw", **opens(sandbox.key("kraken", "trader")))
        for number in (str(made["id"]), "summary"):
            line = ask(library, "balance_chart_data", number, date_from="2026-01-01T00:00:00+00:00")
            assert [point["date"] for point in line] == sorted(point["date"] for point in line)
            assert line[-1]["usd"] == pytest.approx(float(made["usd_amount"]), rel=0.05)
        assert ask(library, "remove", str(made["id"])) is True

    def test_error(self, library: Py3CW, sandbox: SandboxClient) -> None:
        """The library shows our errors in its own words: word, description and attributes, with the status."""
        key = sandbox.key("okx", "trader")
        wish = {"type": "okex", "name": "py3cw", "api_key": key.api_key, "secret": key.secret, "passphrase": "wrong-1A"}
        error, told = library.request(entity="accounts", action="new", payload=wish)
        assert told == {}
        assert (error["error"], error["status_code"]) == (True, 400)
        assert "record_invalid Invalid parameters {'passphrase':" in error["msg"]

    def test_money(self, library: Py3CW) -> None:
        """What moves money is refused in the contract's words."""
        error, _ = library.request(entity="accounts", action="sell_all_to_usd", action_id="1")
        assert error["status_code"] == 403
        assert "Forbidden. Unavailable for this account." in error["msg"]
