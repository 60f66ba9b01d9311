"""Makers of plain test values: whole and valid, so that a test names only what it is about."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from moorage.domain.access import Algorithm, ApiKey, Caller, Permission, Plan, User
from moorage.domain.account import Account, KeyState
from moorage.domain.balance import Balances, Holding
from moorage.domain.credentials import Credentials, Secret
from moorage.domain.key_report import KeyReport, Permissions
from moorage.domain.market import Capabilities, FormField, Market
from moorage.domain.trading_rule import InstrumentKind, Limits, TradingRule
from moorage.domain.valuation import PriceBook, Ticker

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def make_market(
    code: str, venue: str | None = None, required: Sequence[str] = ("api_key", "secret"), **more: Any
) -> Market:
    """Return a market that asks for `required`."""
    given = {
        "name": code.title(),
        "exchange_name": code.title(),
        "pretty_display_type": code.title(),
        "url": f"https://{venue or code}.example",
        "help_link": f"https://{venue or code}.example/help",
        "supported_market_types": ("spot",),
        "capabilities": Capabilities(),
        **more,
    }
    return Market(code=code, venue=venue or code, required=tuple(FormField(name, name) for name in required), **given)


CATALOGUE = (
    make_market("binance", subaccount_plan_rule=True, guide="binance"),
    make_market("binance_margin", "binance", subaccount_plan_rule=True),
    make_market("binance_futures", "binance", subaccount_plan_rule=True, supported_market_types=("futures",)),
    make_market("okex", "okex", required=("api_key", "secret", "passphrase"), unified=True),
    make_market("okex_futures", "okex", required=("api_key", "secret", "passphrase"), unified=True),
    make_market("kraken"),
)


def make_report(**given: Any) -> KeyReport:
    """Return the report of a harmless key: reads and trades, does not withdraw."""
    return KeyReport(**{"permissions": Permissions(read=True, trade=True, withdraw=False), **given})


def make_holding(currency: str, total: str | Decimal, wallet: str = "spot") -> Holding:
    """Return an unencumbered holding."""
    amount = Decimal(total)
    return Holding(currency=currency, wallet=wallet, free=amount, used=Decimal(0), total=amount, equity=amount)


def make_balances(*holdings: Holding, as_of: datetime = NOW) -> Balances:
    """Return balances, one bitcoin when nothing is given."""
    return Balances(holdings or (make_holding("BTC", "1"),), as_of)


def make_book(*pairs: tuple[str, str, str], as_of: datetime = NOW) -> PriceBook:
    """Return prices from (base, quote, price) triples."""
    return PriceBook([Ticker(base, quote, Decimal(price)) for base, quote, price in pairs], as_of)


def make_credentials(
    api_key: str = "an api key", secret: str = "a secret", passphrase: str | None = None
) -> Credentials:
    """Return what opens a market of the catalogue."""
    return Credentials(
        api_key=Secret(api_key), secret=Secret(secret), passphrase=None if passphrase is None else Secret(passphrase)
    )


def make_user(id: int = 1, name: str = "ada", plan: Plan = Plan.EXPERT) -> User:  # noqa: A002
    """Return a user."""
    return User(id=id, name=name, plan=plan, created_at=NOW)


def make_caller(user: User | None = None, permissions: Sequence[Permission] = tuple(Permission)) -> Caller:
    """Return somebody whose request was verified."""
    return Caller(user or make_user(), 77, frozenset(permissions), "127.0.0.1", "request-1")


def make_account(**given: Any) -> Account:
    """Return an account that is not stored yet."""
    defaults = {
        "id": 0,
        "user_id": 1,
        "vault_id": "0" * 32,
        "market_code": "binance",
        "name": "Main",
        "key": KeyState(),
        "created_at": NOW,
        "updated_at": NOW,
        "balances_due_at": NOW,
    }
    return Account(**{**defaults, **given})


def make_api_key(**given: Any) -> ApiKey:
    """Return an HMAC key that is not stored yet."""
    defaults = {
        "id": 0,
        "user_id": 1,
        "vault_id": "0" * 32,
        "name": "bot",
        "key": "mrk_test",
        "algorithm": Algorithm.HMAC,
        "material": b"sealed",
        "permissions": frozenset(Permission),
        "created_at": NOW,
    }
    return ApiKey(**{**defaults, **given})


def make_rule(base: str = "BTC", quote: str = "USDT", **given: Any) -> TradingRule:
    """Return the rule of a spot pair with a step of the price, and what else is given."""
    limits = given.pop("limits", Limits(price_step=Decimal("0.1")))
    return TradingRule(
        **{"base": base, "quote": quote, "symbol": base + quote, "kind": InstrumentKind.SPOT, "limits": limits} | given
    )
