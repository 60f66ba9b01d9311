"""Positions as the contract's pie chart and table."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import UNSET, Raw

from moorage.api.instants import timestamp
from moorage.api.numbers import amount, number, percentage
from moorage.api.position_schemas import PositionExtension, Slice, TableRow
from moorage.api.profits import money
from moorage.domain.balance import ZERO
from moorage.domain.display import Display
from moorage.domain.position import Position, day_change, owned, share
from moorage.domain.profit import Figures
from moorage.services.ports import Currencies

SPOT = 0
"""The contract's `position_type` of what is held, the only one there is here."""


class PositionShapes:
    """Turns positions into rows."""

    def __init__(self, currencies: Currencies, base_url: str) -> None:
        """Take what currencies are called, and what clients call this server, without a trailing slash."""
        self._currencies = currencies
        self._base_url = base_url

    def pie(self, positions: Sequence[Position], account_id: int, display: Display) -> list[Slice]:
        """Return the slices; a debt is none, and what has no price is one without a size, and says so."""
        whole = owned(positions)
        return [
            self._slice(position, share(position, whole), account_id, display)
            for position in positions
            if position.usd_value > 0 or (position.prices is None and position.equity > 0)
        ]

    def table(self, positions: Sequence[Position], account_id: int, display: Display) -> list[TableRow]:
        """Return the rows; what has no price is there with zeros, and says so."""
        whole = owned(positions)
        return [self._row(position, share(position, whole), account_id, display) for position in positions]

    def _slice(self, position: Position, per_cent: Decimal, account_id: int, display: Display) -> Slice:
        currency = self._currencies.get(position.currency)
        known_as = currency.coinmarketcap_id
        return Slice(
            code=position.currency,
            coinmarketcapid=None if known_as is None else str(known_as),
            name=f"{currency.name} ({position.currency})",
            y=_per_cent(per_cent),
            percentage=_per_cent(per_cent),
            amount=number(position.equity),
            btc_value=amount(position.btc_value),
            usd_value=amount(position.usd_value),
            primary_display_currency=money(Figures(position.btc_value, position.usd_value), display),
            account_id=account_id,
            x_moorage=_extension(position, display),
        )

    def _row(self, position: Position, per_cent: Decimal, account_id: int, display: Display) -> TableRow:
        currency, prices = self._currencies.get(position.currency), position.prices
        in_btc, in_usd = (prices.btc, prices.usd) if prices else (None, None)
        in_display = prices.display if prices and prices.display else in_usd
        nothing, free = number(ZERO), number(position.free)
        return TableRow(
            currency_code=position.currency,
            currency_name=currency.name,
            currency_icon=f"{self._base_url}/icons/currencies/{position.currency}.svg",
            currency_slug=currency.slug or position.currency.lower(),
            percentage=_per_cent(per_cent),
            position=number(position.total),
            position_available=free,
            position_type=SPOT,
            borrowed=number(position.borrowed),
            on_orders=number(position.used),
            on_orders_with_leverage=nothing,
            on_orders_long=number(position.used),
            on_orders_short=nothing,
            equity=number(position.equity),
            current_price=number(in_btc.factor if in_btc else ZERO),
            current_price_usd=number(in_usd.factor if in_usd else ZERO),
            day_change_percent=_per_cent(day_change(in_display)),
            day_change_percent_btc=_per_cent(day_change(in_btc)),
            day_change_percent_usd=_per_cent(day_change(in_usd)),
            btc_value=number(position.btc_value),
            usd_value=number(position.usd_value),
            available_long=free,
            available_short=nothing,
            available_with_leverage_long=nothing,
            available_with_leverage_short=nothing,
            account_id=account_id,
            is_wallet=position.is_wallet,
            x_moorage=_extension(position, display),
        )


def _per_cent(value: Decimal | None) -> Raw:
    return Raw(percentage(value or ZERO).encode())


def _extension(position: Position, display: Display) -> PositionExtension:
    prices = position.prices
    rates = (prices.btc, prices.usd) if prices else ()
    assumed = sorted({rate.assumed for rate in rates if rate.assumed})
    return PositionExtension(
        priced=prices is not None,
        day_change_known=prices is not None and day_change(prices.usd) is not None,
        wallets=list(position.wallets),
        balances_updated_at=timestamp(position.as_of),
        stale=position.stale,
        prices_updated_at=timestamp(position.priced_at) if position.priced_at else UNSET,
        priced_elsewhere=dict(pair for rate in rates for pair in rate.elsewhere) or UNSET,
        assumed=assumed or UNSET,
        display_currency_unknown=display.unknown or UNSET,
    )
