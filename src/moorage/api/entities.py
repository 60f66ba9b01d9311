"""Accounts and the summary as the contract's entity."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from msgspec import UNSET
from msgspec.structs import replace

from moorage.api.instants import optional_timestamp, timestamp
from moorage.api.numbers import ZERO_AMOUNT, amount
from moorage.api.profits import money, profit_extension, profit_fields
from moorage.api.schemas import AccountEntity, Availability, Extension, KeyPermissions, ProfitExtension
from moorage.domain.account import Account, Summary, Worth
from moorage.domain.balance import UNREAD
from moorage.domain.display import DOLLARS, Display
from moorage.domain.key_report import ApiKeysState
from moorage.domain.market import Capabilities
from moorage.domain.profit import NOTHING, Figures, Profit
from moorage.domain.valuation import Valuation
from moorage.services.ports import Markets

AUTO_BALANCE_PERIOD: Final = 12  # hours
SUMMARY_CODE: Final = "summary"
SUMMARY_NAME: Final = "Summary"
SOUND: Final = frozenset({ApiKeysState.OK, ApiKeysState.EXPIRE_SOON})
UNKNOWN_PERMISSIONS: Final = KeyPermissions(read=None, trade=None, withdraw=None)


class Entities:
    """Turns what the use cases return into entities; what a market fixes is prepared once per market."""

    def __init__(self, markets: Markets, base_url: str) -> None:
        """Take the catalogue and what clients call this server, without a trailing slash."""
        self._base_url = base_url
        self._notes = {market.code: market.notes for market in markets.all()}
        self._blanks = {market.code: self._blank_of(markets, market.code) for market in markets.all()}
        self._summary = self._blank(SUMMARY_CODE, SUMMARY_NAME, SUMMARY_NAME, (), Capabilities(stats_supported=True))

    def account(self, account: Account, display: Display = DOLLARS) -> AccountEntity:
        """Return the entity of an account."""
        key, valuation = account.key, account.worth.valuation
        usd, blank = amount(valuation.usd), self._blanks[account.market_code]
        return replace(
            blank,
            id=account.id,
            is_locked=key.is_locked,
            lock_reason=key.lock_reason,
            created_at=timestamp(account.created_at),
            updated_at=timestamp(account.updated_at),
            api_key_invalid=key.state not in SOUND,
            include_in_summary=account.include_in_summary,
            primary_display_currency_amount=money(Figures(valuation.btc, valuation.usd), display),
            name=account.name,
            customer_id=account.customer_id,
            subaccount_name=account.subaccount_name,
            btc_amount=amount(valuation.btc),
            usd_amount=usd,
            **profit_fields(account.history.profit, display),
            api_keys_state=key.state.value,
            address=UNSET if account.address is None else account.address,
            x_moorage=_account_extension(account, self._notes[account.market_code], display),
        )

    def summary(self, summary: Summary, display: Display = DOLLARS) -> AccountEntity:
        """Return the entity of the summary; same keys and types as an account's, id 0."""
        usd = amount(summary.valuation.usd)
        return replace(
            self._summary,
            created_at=timestamp(summary.created_at),
            updated_at=timestamp(summary.updated_at),
            primary_display_currency_amount=money(Figures(summary.valuation.btc, summary.valuation.usd), display),
            btc_amount=amount(summary.valuation.btc),
            usd_amount=usd,
            **profit_fields(summary.profit, display),
            x_moorage=_summary_extension(summary, display),
        )

    def icon(self, code: str) -> str:
        """Return the absolute URL of a market's icon."""
        return f"{self._base_url}/icons/{code}.svg"

    def guide(self, name: str) -> str:
        """Return the absolute URL of a page about keys."""
        return f"{self._base_url}/keys/{name}"

    def _blank_of(self, markets: Markets, code: str) -> AccountEntity:
        market = markets.get(code)
        types = market.supported_market_types
        return self._blank(code, market.pretty_display_type, market.exchange_name, types, market.capabilities)

    def _blank(
        self, code: str, display_type: str, exchange_name: str, types: Sequence[str], capabilities: Capabilities
    ) -> AccountEntity:
        """Return an entity of this market that holds nothing; the profits are zero until there is history."""
        return AccountEntity(
            id=0,
            auto_balance_period=AUTO_BALANCE_PERIOD,
            auto_balance_portfolio_id=None,
            auto_balance_currency_change_limit=None,
            last_auto_balance=None,
            auto_balance_method=None,
            auto_balance_error=None,
            autobalance_enabled=False,
            hedge_mode_enabled=False,
            **asdict(capabilities),
            is_locked=False,
            lock_reason=None,
            available_for_trading=Availability(),
            created_at="",
            updated_at="",
            api_key_invalid=False,
            market_icon=self.icon(code),
            include_in_summary=True,
            available_include_in_summary=code != SUMMARY_CODE,
            supported_market_types=list(types),
            **profit_fields(Profit(), DOLLARS),
            primary_display_currency_amount=money(NOTHING, DOLLARS),
            name=SUMMARY_NAME,
            customer_id=None,
            subaccount_name=None,
            btc_amount=ZERO_AMOUNT,
            usd_amount=ZERO_AMOUNT,
            pretty_display_type=display_type,
            exchange_name=exchange_name,
            market_code=code,
            api_keys_state=ApiKeysState.OK.value,
            x_moorage=_NOTHING_KNOWN,
        )


def _priced(valuation: Valuation, display: Display) -> dict[str, Any]:
    """Return what is told of prices beyond what always is."""
    return {
        "priced_elsewhere": dict(valuation.elsewhere) or UNSET,
        "display_currency_unknown": display.unknown or UNSET,
    }


def _account_extension(account: Account, notes: Sequence[str], display: Display) -> Extension:
    key, worth = account.key, account.worth
    stale_reason = worth.stale_reason
    return Extension(
        balances_updated_at=optional_timestamp(worth.balances.as_of if worth.balances else None),
        prices_updated_at=optional_timestamp(worth.valuation.priced_at),
        stale=stale_reason is not None or worth.balances is None,
        stale_reason=stale_reason,
        unpriced=list(worth.valuation.unpriced),
        assumed=list(worth.valuation.assumed),
        permissions=KeyPermissions(
            read=key.permissions.read, trade=key.permissions.trade, withdraw=key.permissions.withdraw
        ),
        ip_restricted=key.ip_restricted,
        key_expires_at=optional_timestamp(key.expires_at),
        exchange_uid=key.exchange_uid,
        parent_uid=key.parent_uid,
        lock_description=key.lock_description,
        profit=profit_extension(account.history.profit, account.history.missing, account.history.transfers_read_at),
        **_priced(worth.valuation, display),
        notes=list(dict.fromkeys((*notes, *key.notes, *_unread(worth)))) or UNSET,
        wallets_updated_at=_older(worth) or UNSET,
    )


def _unread(worth: Worth) -> list[str]:
    """Say which wallets the numbers are without."""
    return [UNREAD.format(wallet=wallet) for wallet in worth.balances.unread] if worth.balances else []


def _older(worth: Worth) -> dict[str, str]:
    """Say which wallets were told before the others, and when."""
    return {wallet: timestamp(at) for wallet, at in worth.balances.older.items()} if worth.balances else {}


def _summary_extension(summary: Summary, display: Display) -> Extension:
    reasons = _named(summary.stale)
    return replace(
        _NOTHING_KNOWN,
        balances_updated_at=optional_timestamp(summary.oldest),
        prices_updated_at=optional_timestamp(summary.valuation.priced_at),
        stale=bool(reasons),
        stale_reason=" ".join(reasons) or None,
        unpriced=list(summary.valuation.unpriced),
        assumed=list(summary.valuation.assumed),
        profit=profit_extension(summary.profit, " ".join(_named(summary.flawed)) or None, summary.transfers_read_at),
        **_priced(summary.valuation, display),
        counted_elsewhere={str(account): other for account, other in sorted(summary.counted_elsewhere.items())}
        or UNSET,
    )


def _named(reasons: Mapping[int, str]) -> list[str]:
    """Return each sentence once, after the accounts it is about."""
    about: dict[str, list[str]] = {}
    for account_id, reason in sorted(reasons.items()):
        about.setdefault(reason, []).append(str(account_id))
    return [f"account{'s' if len(ids) > 1 else ''} {', '.join(ids)}: {reason}" for reason, ids in about.items()]


_NOTHING_KNOWN: Final = Extension(
    balances_updated_at=None,
    prices_updated_at=None,
    stale=False,
    stale_reason=None,
    unpriced=[],
    assumed=[],
    permissions=UNKNOWN_PERMISSIONS,
    ip_restricted=None,
    key_expires_at=None,
    exchange_uid=None,
    parent_uid=None,
    lock_description=None,
    profit=ProfitExtension(),
)
