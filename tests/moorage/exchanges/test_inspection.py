"""Key reports from answers."""

from datetime import UTC, datetime

import msgspec
import pytest
from msgspec.structs import replace

from moorage.domain.exchange_errors import PermissionDenied
from moorage.domain.key_report import KeyReport, Permissions
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.entry import Right, Told
from moorage.exchanges.inspection import InspectionReader
from moorage.exchanges.parsers import MISREAD

ENTRIES = Catalog.load().entries
RESTRICTIONS = {
    "enableReading": True,
    "enableSpotAndMarginTrading": True,
    "enableMargin": False,
    "enableFutures": True,
    "enableWithdrawals": False,
    "ipRestrict": True,
    "enableVanillaOptions": False,
    "enablePortfolioMarginTrading": False,
    "enableFixApiTrade": False,
}


def binance(uid: object = 354937868, **changes: object) -> KeyReport:
    told = {name: value for name, value in (RESTRICTIONS | changes).items() if value != "missing"}
    bodies = {"restrictions": msgspec.json.encode(told), "account": msgspec.json.encode({"uid": uid, "balances": []})}
    return InspectionReader(ENTRIES["binance"]).read(bodies)


def okx(*egress: str, **changes: object) -> KeyReport:
    told = {"perm": "read_only,trade", "ip": "", "uid": "44", "mainUid": "44"} | changes
    body = msgspec.json.encode({"code": "0", "data": [told]})
    return InspectionReader(ENTRIES["okx"], egress).read({"config": body})


def kraken(**told: object) -> KeyReport:
    result = {"permissions": ["query-funds"]} | told
    body = msgspec.json.encode({"error": [], "result": result})
    return InspectionReader(ENTRIES["kraken"]).read({"key": body})


class TestPermissions:
    def test_binance_tells_each_right(self):
        """The permission endpoint speaks of the key, not of the account."""
        assert binance().permissions == Permissions(read=True, trade=True, withdraw=False)

    @pytest.mark.parametrize("flag", ["enableSpotAndMarginTrading", "enableFutures", "enableVanillaOptions"])
    def test_any_kind_of_trading_is_trading(self, flag):
        """A key that may trade anything may trade."""
        nothing = dict.fromkeys(("enableSpotAndMarginTrading", "enableFutures"), False)
        assert binance(**nothing).permissions.trade is False
        assert binance(**nothing | {flag: True}).permissions.trade is True

    def test_what_is_not_told_is_unknown(self):
        """A missing field is never read as safe."""
        report = binance(enableWithdrawals="missing", ipRestrict=None)
        assert report.permissions.withdraw is None
        assert report.ip_restricted is None

    @pytest.mark.parametrize("flag", [1, "true", "false", [], {}, 0])
    def test_a_flag_is_true_or_false(self, flag):
        """Anything else is an answer that is not understood."""
        with pytest.raises(MISREAD):
            binance(enableWithdrawals=flag)

    def test_binance_us_does_not_tell(self):
        """CanTrade and canWithdraw speak of the account, so the key's rights stay unknown."""
        body = b'{"uid":5,"canTrade":true,"canWithdraw":false,"permissions":["SPOT"],"balances":[]}'
        report = InspectionReader(ENTRIES["binance_us"]).read({"account": body})
        assert report.permissions == Permissions()
        assert report.exchange_uid == "5"

    @pytest.mark.parametrize(
        ("perm", "trade", "withdraw"),
        [("read_only", False, False), ("read_only,trade", True, False), ("read_only,trade,withdraw", True, True)],
    )
    def test_okx_lists_rights_with_commas(self, perm, trade, withdraw):
        """OKX joins the rights of a key."""
        assert okx(perm=perm).permissions == Permissions(read=True, trade=trade, withdraw=withdraw)

    def test_kraken_lists_rights(self):
        """Kraken names rights one by one."""
        told = kraken(permissions=["query-funds", "withdraw-funds"]).permissions
        assert told == Permissions(read=True, trade=False, withdraw=True)

    def test_a_key_that_may_not_read_is_refused(self):
        """Without the right to read there is nothing to connect."""
        for refused in (
            lambda: binance(enableReading=False),
            lambda: okx(perm="trade"),
            lambda: kraken(permissions=[]),
        ):
            with pytest.raises(PermissionDenied) as caught:
                refused()
            assert caught.value.refused_field == "api_key"

    @pytest.mark.parametrize("missing", [{"enableReading": "missing"}, {"enableReading": None}])
    def test_an_answer_that_does_not_tell_of_reading_is_not_understood(self, missing):
        """A venue that tells of rights always tells of this one."""
        with pytest.raises(MISREAD):
            binance(**missing)


class TestIdentity:
    def test_uid(self):
        """The uid names the exchange account, whatever its JSON type."""
        assert binance(uid=354937868).exchange_uid == binance(uid="354937868").exchange_uid == "354937868"

    @pytest.mark.parametrize("uid", [1.5, True, [], {"a": 1}])
    def test_a_uid_is_a_text_or_a_whole_number(self, uid):
        """Anything else is an answer that is not understood."""
        with pytest.raises(MISREAD):
            binance(uid=uid)

    def test_a_sub_account_has_another_main_uid(self):
        """OKX tells whose sub-account it is."""
        report = okx(mainUid="43")
        assert (report.is_subaccount, report.parent_uid) == (True, "43")

    def test_a_main_account_has_no_parent(self):
        """An account is not its own sub-account."""
        report = okx()
        assert (report.is_subaccount, report.parent_uid) == (False, None)

    def test_binance_does_not_tell(self):
        """Unknown is neither main nor sub."""
        assert binance().is_subaccount is None


class TestAddresses:
    @pytest.mark.parametrize(
        ("ip", "addresses"), [("", ()), ("1.1.1.1", ("1.1.1.1",)), ("1.1.1.1, ::1", ("1.1.1.1", "::1"))]
    )
    def test_okx_lists_addresses(self, ip, addresses):
        """An empty list is a key without a limit."""
        report = okx(ip=ip)
        assert (report.ip_allowlist, report.ip_restricted) == (addresses, bool(addresses))

    def test_binance_hides_addresses(self):
        """Binance tells that there is a list, not what is on it."""
        report = binance()
        assert (report.ip_restricted, report.ip_allowlist) == (True, None)

    @pytest.mark.parametrize("listed", [{"ip_allowlist": [""]}, {"ipAllowlist": []}])
    def test_kraken_has_two_spellings(self, listed):
        """The documentation writes both camelCase and snake_case."""
        assert kraken(**listed).ip_restricted is False

    def test_notes_an_address_of_ours_that_is_not_on_the_list(self):
        """A key that works today through one address may fail through the other."""
        report = okx("203.0.113.5", "198.51.100.9", ip="203.0.113.0/24")
        assert report.notes == ("The key's IP list does not hold 198.51.100.9, an address of this server.",)

    def test_a_list_that_cannot_be_read_is_not_judged(self):
        """No note is made of what is not understood."""
        assert okx("203.0.113.5", ip="somewhere").notes == ()


class TestExpiry:
    def test_binance_in_milliseconds(self):
        """The trading right of an unrestricted key ends."""
        report = binance(tradingAuthorityExpirationTime=1795273491404)
        assert report.expires_at == datetime(2026, 11, 21, 15, 4, 51, 404000, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("told", "at"), [("0", None), ("1893456000", datetime(2030, 1, 1, tzinfo=UTC)), (None, None)]
    )
    def test_kraken_in_seconds(self, told, at):
        """Zero is never."""
        assert kraken(valid_until=told).expires_at == at

    @pytest.mark.parametrize("told", ["soon", "1e400", "9" * 40, "-", [1]])
    def test_a_time_out_of_this_world_is_not_understood(self, told):
        """No expiry is guessed."""
        with pytest.raises(MISREAD):
            kraken(valid_until=told)


class TestReaches:
    def test_a_right_that_is_missing_closes_its_market(self):
        """What the report tells need not be tried."""
        report = binance(enableMargin=False, enableFutures=True)
        told = {reach.market_code: reach.available for reach in report.reaches}
        assert told == {
            "binance": None,
            "binance_margin": False,
            "binance_futures": None,
            "binance_futures_eea": None,
            "binance_futures_coin": None,
        }

    def test_okx_shares_one_wallet(self):
        """Both account types of OKX are one unified account."""
        assert all(reach.unified for reach in okx().reaches)


class TestMaster:
    @pytest.mark.parametrize(("told", "is_subaccount"), [(True, False), (False, True), (None, None)])
    def test_a_venue_may_say_only_that_there_is_a_parent(self, told, is_subaccount):
        """A flag tells a sub-account where the venue does not name the main account."""
        facts = replace(ENTRIES["okx"].inspection, parent_uid=None, master=Right(request="config", flags=("isMaster",)))
        body = msgspec.json.encode({"data": [{"perm": "read_only"}], "isMaster": told})
        report = InspectionReader(replace(ENTRIES["okx"], inspection=facts)).read({"config": body})
        assert (report.is_subaccount, report.parent_uid) == (is_subaccount, None)


class TestWallets:
    @pytest.mark.parametrize(("perm", "noted"), [("read_only", True), ("read_only,trade", False)])
    def test_a_wallet_that_is_left_out_is_noted(self, perm, noted):
        """The owner learns what is not counted, and why."""
        right = Right(request="config", path=("data.0.perm",), holds=("trade",))
        facts = replace(ENTRIES["okx"].inspection, wallets={"funding": right})
        body = msgspec.json.encode({"data": [{"perm": perm}]})
        report = InspectionReader(replace(ENTRIES["okx"], inspection=facts)).read({"config": body})
        note = "The exchange does not let this key read the funding wallet; what it holds is not counted."
        assert report.notes == ((note,) if noted else ())


class TestDaysLeft:
    @pytest.mark.parametrize(("told", "end"), [(82, datetime(2027, 2, 12, 12, tzinfo=UTC)), (0, None), (-1, None)])
    def test_days_count_from_now(self, told, end):
        """A venue that tells the days left tells the end; none left tells nothing, as the key works."""
        expires = Told(request="config", path=("days",), unit="days_left")
        facts = replace(ENTRIES["okx"].inspection, expires_at=expires)
        body = msgspec.json.encode({"data": [{"perm": "read_only"}], "days": told})
        reader = InspectionReader(
            replace(ENTRIES["okx"], inspection=facts), (), lambda: datetime(2026, 11, 22, 12, tzinfo=UTC)
        )
        assert reader.read({"config": body}).expires_at == end
