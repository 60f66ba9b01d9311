"""Crypto.com: the signed message, and what counts as a row."""

import json
from typing import Any

import msgspec
import pytest

from moorage.domain.credentials import Credentials, Secret
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.entry import Request
from moorage.exchanges.quirks.crypto_com import CRYPTO_COM, balances, places
from moorage.exchanges.signers.signer import Signer, Stamp

ENTRY = Catalog.load().entries["crypto_com"]
GIVEN = Credentials(api_key=Secret("cdc-key"), secret=Secret("cdc-secret"))


def message(request: Request) -> dict[str, Any]:
    """Return the body of a request as we send it."""
    wire = Signer(ENTRY.signing, CRYPTO_COM, GIVEN).sign(request, "api.crypto.com", Stamp("1790274000000"))
    assert wire.headers == {"Content-Type": "application/json"}
    told: dict[str, Any] = json.loads(wire.body or b"")
    return told


def wallet(**more: Any) -> dict[str, Any]:
    """Return the rows of one wallet."""
    body = {"result": {"data": [{"instrument_name": "USD", "position_balances": [], **more}]}}
    told: dict[str, Any] = json.loads(balances(msgspec.json.encode(body)))
    return told


class TestDress:
    def test_numbers_are_texts(self):
        """Id and nonce are one; parameters are there, even when there are none."""
        said = message(ENTRY.requests["balance"])
        assert (said["id"], said["nonce"]) == ("1790274000000", "1790274000000")
        assert (said["method"], said["params"]) == ("private/user-balance", {})

    def test_parameters_are_signed_by_name(self):
        """As the sandbox, which was written apart, checks them."""
        import hmac  # noqa: PLC0415

        request = Request(
            host="rest", path="/exchange/v1/private/x", method="POST", place="json", limit="private",
            params={"page_size": "30", "page": "2"},
        )  # fmt: skip
        signed = b"private/x1790274000000cdc-keypage2page_size301790274000000"
        assert message(request)["sig"] == hmac.new(b"cdc-secret", signed, "sha256").hexdigest()


class TestBalances:
    def test_profit_counts_with_its_currency(self):
        """Or by itself, where nothing of it is held."""
        held = [{"instrument_name": "USD", "quantity": "5", "reserved_qty": "1"}]
        with_dollars = wallet(position_balances=held, total_session_unrealized_pnl="-2.5")
        assert with_dollars["rows"] == [{"currency": "USD", "total": "5", "used": "1", "unrealised": "-2.5"}]
        without = wallet(total_session_unrealized_pnl="3")
        assert without["rows"] == [{"currency": "USD", "total": "0", "used": "0", "unrealised": "3"}]

    def test_cash_of_isolated_positions_is_in_use(self):
        """An older answer does not tell it."""
        assert wallet(total_isolated_cash_balance="7")["isolated"][0]["used"] == "7"
        assert wallet()["isolated"][0]["total"] == "0"

    def test_that_it_was_read(self):
        """Says that it may be."""
        assert wallet()["read"] is True

    def test_an_answer_without_wallets(self):
        """Is not the venue's."""
        with pytest.raises(msgspec.ValidationError):
            balances(b'{"result":{}}')


class TestPlaces:
    def test_a_tag_is_taken_out_of_the_address(self):
        """It stands behind a question mark, where there is one."""
        listed = [{"network": "XRP", "address": "rPx?dt=123", "id": "1"}, {"network": "BTC", "address": "bc1q"}]
        told = places(msgspec.json.encode({"result": {"deposit_address_list": listed}}))
        assert msgspec.json.decode(told) == [
            {"network": "XRP", "address": "rPx", "tag": "123"},
            {"network": "BTC", "address": "bc1q", "tag": ""},
        ]
