import hmac

import ccxt
import msgspec
import pytest
from msgspec.structs import replace

from moorage.domain.credentials import Credentials, Secret
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.entry import Request
from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.quirks.bitstamp import BITSTAMP, balances, prices, transactions
from moorage.exchanges.signers.signer import Signer, Stamp
from moorage.transport import Wire

ENTRY = Catalog.load().entries["bitstamp"]
NONCE = "7c1a3f2e-1111-4222-8333-944455556666"
NOW = 1790274000000


def signed(request: Request) -> Wire:
    signer = Signer(ENTRY.signing, BITSTAMP, Credentials(api_key=Secret("bs-key"), secret=Secret("bs-secret")))
    return signer.sign(request, "www.bitstamp.net", Stamp(str(NOW), NONCE))


class TestSignature:
    def test_equals_the_published_vector(self):
        """A request without a body signs what somebody else signed with openssl, and has no type of content."""
        wire = signed(ENTRY.requests["spot"])
        assert (wire.method, wire.target, wire.body) == ("POST", "/api/v2/account_balances/", None)
        assert wire.headers == {
            "X-Auth": "BITSTAMP bs-key",
            "X-Auth-Signature": "a0b142f3b0f43b4c9d4a02b7e27bd817158a5c892526b40ad57262d87e6017b8",
            "X-Auth-Nonce": NONCE,
            "X-Auth-Timestamp": str(NOW),
            "X-Auth-Version": "v2",
        }

    def test_covers_a_body_and_its_type(self):
        """As the document has it: the type stands before the nonce, the body at the end."""
        request = Request(host="rest", path="/api/v2/x/", method="POST", place="form", params={"a": "1"}, limit="calls")
        text = f"BITSTAMP bs-keyPOSTwww.bitstamp.net/api/v2/x/application/x-www-form-urlencoded{NONCE}{NOW}v2a=1"
        wire = signed(request)
        assert wire.body == b"a=1"
        assert wire.headers["X-Auth-Signature"] == hmac.new(b"bs-secret", text.encode(), "sha256").hexdigest()
        assert wire.headers["Content-Type"] == "application/x-www-form-urlencoded"

    def test_equals_ccxt(self):
        """A GET, which ccxt too sends without a body, has all of ccxt's headers."""
        exchange = ccxt.bitstamp({"apiKey": "bs-key", "secret": "bs-secret"})
        exchange.milliseconds, exchange.uuid = (lambda: NOW), (lambda: NONCE)
        theirs = exchange.sign("account_balances/", ["private"], "GET")
        assert signed(replace(ENTRY.requests["spot"], method="GET")).headers == theirs["headers"]


class TestBalances:
    def test_are_rows_in_capitals_with_their_text(self):
        """Amounts are not touched, and having read is told."""
        body = b'[{"currency":"usd","total":"100.00","available":"90.00","reserved":"10.00","more":1}]'
        row = {"currency": "USD", "total": "100.00", "available": "90.00", "reserved": "10.00"}
        assert msgspec.json.decode(balances(body)) == {"read": True, "rows": [row]}

    def test_an_empty_account_may_be_read(self):
        """No rows are no refusal."""
        assert msgspec.json.decode(balances(b"[]")) == {"read": True, "rows": []}

    @pytest.mark.parametrize("body", [b"{}", b"null", b"[1]", b'[{"currency":"usd"}]', b"<html>"])
    def test_another_protocol_says_nothing_of_the_key(self, body):
        """It is misread, and no right is made of it."""
        with pytest.raises(MISREAD):
            balances(body)


class TestPrices:
    def test_perpetuals_are_left_out(self):
        """Only markets whose quote is the coin itself stay."""
        body = b"""[{"pair":"BTC/USD","last":"2211.00","bid":"2210.00","market_type":"SPOT"},
                    {"pair":"BTC/USD-PERP","last":"2210.00","market_type":"PERPETUAL"}]"""
        [row] = msgspec.json.decode(prices(body))
        assert (row["pair"], row["last"], row["bid"], row["ask"]) == ("BTC/USD", "2211.00", "2210.00", None)

    @pytest.mark.parametrize("body", [b"{}", b'[{"pair":"BTC/USD"}]', b"<html>"])
    def test_another_protocol_is_misread(self, body):
        """No prices are made of it."""
        with pytest.raises(MISREAD):
            prices(body)


def row(amount: object) -> bytes:
    """Return a list with one deposit."""
    return msgspec.json.encode([{"id": 1, "type": "0", "datetime": "2018-09-08 09:00:31", "xrp": amount}])


class TestTransactions:
    def test_tells_what_moved(self):
        """A currency is the name of a field; rates, names and what did not move are left out."""
        row = {"id": 7, "type": "1", "datetime": "2018-09-08 09:00:31", "fee": "0.1", "btc_usd": "1.5", "usd": 0.0}
        (told,) = msgspec.json.decode(transactions(msgspec.json.encode([row | {"xrp": "-20.50", "order_id": 3}])))
        assert told["moved"] == [{"currency": "XRP", "amount": "-20.50"}]
        assert (told["id"], told["type"], told["fee"]) == ("7", "1", "0.1")

    @pytest.mark.parametrize("body", [b"{}", row("much"), row({})])
    def test_what_is_no_list_of_amounts(self, body):
        """Is misread."""
        with pytest.raises(MISREAD):
            transactions(body)
