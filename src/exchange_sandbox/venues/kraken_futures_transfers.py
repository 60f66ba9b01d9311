"""The account log of Kraken Futures.

Source: docs.kraken.com, Futures REST, Account History: "Get account log" (2026-10). Names of entries as ccxt reads
them; balances before are the sandbox's own.
"""

import uuid
from decimal import Decimal
from typing import Any, Final

from exchange_sandbox.transfers import Kind, Movement, State
from exchange_sandbox.venues.kraken_futures_account import number, time_of
from exchange_sandbox.venues.venue import Asked

BEFORE: Final = Decimal(1000)
OWN_NAMES: Final = {"BTC": "xbt"}
USUAL: Final = "500"


def account_log(asked: Asked) -> dict[str, Any]:
    """Entries between two times and up to an id, the newest first: what crossed to spot, moves inside, and funding."""
    book, params = asked.world.transfers, asked.params
    start, end = int(params.get("since", "0")), int(params.get("before", str(asked.call.now_ms)))
    done = [one for kind in Kind for one in book.of(asked.holder, kind, start, end) if one.state is State.DONE]
    rows = [_row(one) for one in sorted(done, key=lambda one: (-one.at_ms, -one.number))]
    rows += [_funding(asked.call.now_ms)] if start < asked.call.now_ms - 60_000 else []
    wanted = [row for row in rows if row["id"] <= int(params.get("to", str(2**62)))]
    return {"accountUid": asked.holder.uid, "logs": wanted[: int(params.get("count", USUAL))]}


def _row(movement: Movement) -> dict[str, Any]:
    taken = movement.amount if movement.kind is Kind.DEPOSIT else -(movement.amount + movement.fee)
    return _entry(movement.number + 10, movement.at_ms) | {
        "asset": OWN_NAMES.get(movement.asset, movement.asset.lower()),
        "info": "transfer" if movement.kind is Kind.INTERNAL else "cross-exchange transfer",
        "margin_account": movement.wallet,
        "old_balance": number(BEFORE),
        "new_balance": number(BEFORE + taken),
    }


def _funding(now_ms: int) -> dict[str, Any]:
    paid = {"asset": "usd", "contract": "pf_xbtusd", "info": "funding rate change", "margin_account": "flex"}
    return _entry(1, now_ms) | paid | {"old_balance": number(BEFORE), "new_balance": number(BEFORE - Decimal("0.07"))}


def _entry(number_of: int, at_ms: int) -> dict[str, Any]:
    none = ("execution", "fee", "funding_rate", "mark_price", "realized_funding", "realized_pnl", "trade_price")
    named = {"id": number_of, "booking_uid": str(uuid.UUID(int=number_of)), "date": time_of(at_ms)}
    return {**dict.fromkeys(none), **named}
