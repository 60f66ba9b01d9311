"""Bitget's two kinds of account, after the samples of its document and of JKorf/Bitget.Net."""

import json
from decimal import Decimal
from typing import Any

import pytest
from aiohttp import web

from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import AuthenticationError, UnknownMarketApiError
from moorage.exchanges.parsers import MISREAD
from moorage.exchanges.quirks.bitget import classic_key, classic_spot, futures, unified_assets, unified_key
from tests.moorage.exchanges import recorded

KEY = Credentials(
    api_key=Secret("bg_0123456789abcdef0123456789abcdef"), secret=Secret("ab" * 32), passphrase=Secret("Anchor2026")
)
CLASSIC = {"userId": "7", "ips": "", "authorities": ["readonly"], "parentId": 0}
BESIDE = ("margin/crossed/account/assets", "margin/isolated/account/assets", "earn/account/assets")
UNIFIED = {"userId": "7", "ips": "", "permType": "read-only", "permissions": ["uta_mgt"], "parentId": ""}


def told(kind: Any, page: dict[str, Any]) -> dict[str, Any]:
    """Return what is told of a key page."""
    answer: dict[str, Any] = json.loads(kind(json.dumps({"code": "00000", "data": page}).encode()))
    return answer


class TestClassicKey:
    @pytest.mark.parametrize(
        ("authorities", "rights"),
        [
            (["trade", "readonly"], {"trade": True, "withdraw": False}),
            (["readonly"], {"trade": False, "withdraw": False}),
            (["read"], {"trade": False, "withdraw": False}),
            (["trade", "Withdraw"], {"trade": True, "withdraw": True}),
            (["readonly", "spot_withdraw"], {"withdraw": True}),
            (["coow", "stor"], {}),
            (["trade", "coow"], {"trade": True}),
        ],
    )
    def test_rights(self, authorities: list[str], rights: dict[str, bool]):
        """Words whose meaning is not documented leave unknown what is not said beside them."""
        answer = told(classic_key, {**CLASSIC, "authorities": authorities})
        assert {name: answer[name] for name in ("trade", "withdraw") if name in answer} == rights

    @pytest.mark.parametrize(
        ("parent", "told_as"), [(0, "7"), ("0", "7"), ("", "7"), (None, "7"), (12, "12"), ("12", "12")]
    )
    def test_a_main_account_is_its_own_parent(self, parent: Any, told_as: str):
        """The parent comes as a number or as a text, of nobody as nothing or zero."""
        assert told(classic_key, {**CLASSIC, "parentId": parent})["parent_uid"] == told_as


class TestUnifiedKey:
    @pytest.mark.parametrize(
        ("kind", "permissions", "rights"),
        [
            ("read-only", ["uta_mgt", "uta_trade", "withdraw"], {"trade": False, "withdraw": False}),
            ("readonly", ["uta_mgt"], {"trade": False, "withdraw": False}),
            ("read-and-write", ["uta_mgt", "uta_trade"], {"trade": True, "withdraw": False}),
            ("read_write", ["uta_mgt", "withdraw"], {"trade": False, "withdraw": True}),
            ("read_and_write", ["copy_futures_order"], {"trade": True, "withdraw": False}),
            ("full", ["uta_mgt"], {"trade": False, "withdraw": False}),
            ("full", ["uta_trade", "withdraw"], {}),
        ],
    )
    def test_rights(self, kind: str, permissions: list[str], rights: dict[str, bool]):
        """A right that is listed is held by a key that may write, and unknown of a key of an unknown kind."""
        answer = told(unified_key, {**UNIFIED, "permType": kind, "permissions": permissions})
        assert {name: answer[name] for name in ("trade", "withdraw") if name in answer} == rights


class TestFutures:
    @pytest.mark.parametrize(("profit", "total"), [("", "10"), ("2.5", "7.5"), ("-0.00000001", "10.00000001")])
    def test_the_wallet_is_the_equity_without_profit(self, profit: str, total: str):
        """To the last digit; what is not available is used."""
        row = {"marginCoin": "USDT", "available": "7", "accountEquity": "10", "unrealizedPL": profit}
        (shown,) = told(futures, [row])  # type: ignore[arg-type]
        assert (Decimal(shown["total"]), shown["equity"]) == (Decimal(total), "10")
        assert Decimal(shown["used"]) == Decimal(total) - 7


class TestMisread:
    @pytest.mark.parametrize("read", [classic_key, unified_key, classic_spot, unified_assets, futures])
    @pytest.mark.parametrize("body", [b"", b"[]", b'{"data":[{}]}', b'{"data":"x"}', b'{"data":{"assets":[1]}}'])
    def test_another_answer_is_refused(self, read: Any, body: bytes):
        """Nothing is made up from an answer that is not the document's."""
        with pytest.raises((*MISREAD, KeyError, TypeError, IndexError)):
            read(body)


def other_kind(_: web.Request) -> web.Response:
    """Refuse a unified account in Bitget's words."""
    text = "You are in Unified Account mode, and the Classic Account API is not supported at this time"
    return recorded.json({"code": "40085", "msg": text, "requestTime": 1, "data": None}, 400)


@pytest.fixture
def unified(venue: recorded.RecordedVenue) -> recorded.RecordedVenue:
    """Bitget with a unified account."""
    asset = {"coin": "USDT", "equity": "-1.5", "balance": "0.5", "available": "0.5", "debt": "2", "locked": "0"}
    classic = ("spot/account/info", "spot/account/assets", "account/funding-assets", "mix/account/accounts", *BESIDE)
    venue.answers |= {f"/api/v2/{page}": other_kind for page in classic}
    venue.answers |= {
        "/api/v3/account/info": {"code": "00000", "data": {**UNIFIED, "parentId": 12, "ips": "192.0.2.1"}},
        "/api/v3/account/assets": {"code": "00000", "data": {"accountEquity": "1", "assets": [asset]}},
        "/api/v3/account/funding-assets": {
            "code": "00000",
            "data": [{"coin": "BGB", "available": "0.01", "frozen": "0", "balance": "0.01"}],
        },
    }
    return venue


@pytest.mark.anyio
class TestUnifiedAccount:
    async def test_is_read_from_its_own_pages(self, unified, gateway, catalog):
        """Each classic page that refuses it is followed by the unified one, once, and the key report is whole."""
        market = catalog.get("bitget")
        async with gateway.session(market, KEY) as session:
            report = await session.inspect()
            balances = await session.fetch_balances(market)
        assert (report.exchange_uid, report.parent_uid, report.ip_restricted) == ("7", "12", True)
        assert (report.permissions.trade, report.permissions.withdraw) == (False, False)
        held = {(each.wallet, each.currency): (each.total, each.equity, each.borrowed) for each in balances.holdings}
        assert held == {
            ("trading", "USDT"): (Decimal("0.5"), Decimal("-1.5"), Decimal(2)),
            ("funding", "BGB"): (Decimal("0.01"), Decimal("0.01"), Decimal(0)),
        }
        assert balances.unread == ("earn",)  # margin is a part of the one wallet, earn is not
        assert [unified.asked(f"/api/v3/account/{page}") for page in ("info", "assets", "funding-assets")] == [1, 1, 1]

    async def test_has_no_futures_account_of_its_own(self, unified, gateway, catalog):
        """The wallet it trades from is another account type's, which the sentence names."""
        market = catalog.get("bitget_usdt_futures")
        async with gateway.session(market, KEY) as session:
            with pytest.raises(UnknownMarketApiError, match=r"in unified mode.*“bitget”"):
                await session.fetch_balances(market)

    async def test_any_other_refusal_is_final(self, unified, gateway, catalog):
        """A key that is unknown is not asked for on another page."""
        unknown = recorded.json({"code": "40037", "msg": "Apikey does not exist", "requestTime": 1, "data": None}, 400)
        unified.answers["/api/v2/spot/account/info"] = unknown
        async with gateway.session(catalog.get("bitget"), KEY) as session:
            with pytest.raises(AuthenticationError):
                await session.inspect()
        assert unified.asked("/api/v3/account/info") == 0
