"""The control endpoint: a client's way to change the world and to spoil answers."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import msgspec

from exchange_sandbox.accounts import Account, Key
from exchange_sandbox.calls import Reply, json_reply
from exchange_sandbox.control_orders import OrderControl
from exchange_sandbox.control_requests import (
    AlterKey,
    KeyName,
    MintKeys,
    MoveClock,
    PlanFault,
    RemoveFault,
    SetBalances,
    SetPrices,
    SetRateLimits,
)
from exchange_sandbox.control_trades import TradeControl
from exchange_sandbox.control_transfers import TransferControl
from exchange_sandbox.deals import OrderError
from exchange_sandbox.faults.catalog import FAULTS, Plan
from exchange_sandbox.sandbox import Sandbox
from exchange_sandbox.transfers import TransferError
from exchange_sandbox.world_file import WorldFileError, decimal, holding

S = TypeVar("S")
Shown = dict[str, Any]
Action = Callable[[bytes], Shown]


class ControlError(Exception):
    """The request asks for something that is not there; the text says what."""


class Control:
    """Answers `/_control/…`.

    Args:
        sandbox: What is controlled.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._actions: Final[Mapping[tuple[str, str], Action]] = {
            ("GET", ""): self._list_actions,
            ("POST", "reset"): self._reset,
            ("GET", "keys"): self._list_keys,
            ("POST", "keys"): self._mint_keys,
            ("POST", "keys/alter"): self._alter_key,
            ("POST", "keys/revoke"): self._revoke_key,
            ("GET", "balances"): self._list_balances,
            ("POST", "balances"): self._set_balances,
            ("GET", "prices"): self._list_prices,
            ("POST", "prices"): self._set_prices,
            ("GET", "clock"): self._show_clock,
            ("POST", "clock"): self._move_clock,
            ("POST", "rate_limits"): self._set_rate_limits,
            ("GET", "requests"): self._list_requests,
            ("DELETE", "requests"): self._forget_requests,
            ("GET", "faults"): self._list_faults,
            ("POST", "faults"): self._plan_fault,
            ("POST", "faults/remove"): self._remove_fault,
            ("DELETE", "faults"): self._forget_faults,
            **TransferControl(sandbox).actions(),
            **OrderControl(sandbox).actions(),
            **TradeControl(sandbox).actions(),
        }

    def answer(self, method: str, path: str, body: bytes) -> Reply:
        """Do what is asked: 200 with JSON, 400 for a wrong body, 404 for a wrong path."""
        action = self._actions.get((method, path))
        if action is None:
            return json_reply({"error": f"no such control: {method} {path}"}, 404)
        try:
            return json_reply(action(body))
        except (ControlError, OrderError, TransferError, WorldFileError, msgspec.DecodeError) as error:
            return json_reply({"error": str(error)}, 400)

    def _list_actions(self, _: bytes) -> Shown:
        return {"controls": [f"{method} /_control/{path}" for method, path in self._actions]}

    def _reset(self, _: bytes) -> Shown:
        self._sandbox.reset()
        return {"keys": len(list(self._sandbox.world.all_keys()))}

    def _list_keys(self, _: bytes) -> Shown:
        return {"keys": [shown_key(key) for key in self._sandbox.world.all_keys()]}

    def _mint_keys(self, body: bytes) -> Shown:
        asked = _read(body, MintKeys)
        venue = self._sandbox.venues.get(asked.venue)
        if venue is None:
            raise ControlError(f"no such venue: {asked.venue!r}")
        permissions = venue.minted_permissions if asked.permissions is None else asked.permissions
        wallets = venue.minted_wallets if asked.wallets is None else asked.wallets
        mint = self._sandbox.world.mint
        return {
            "keys": [shown_key(mint(asked.venue, asked.label, permissions, wallets)) for _ in range(asked.count)],
        }

    def _alter_key(self, body: bytes) -> Shown:
        asked = _read(body, AlterKey)
        key = self._key(asked.venue, asked.api_key)
        for name in ("ip_allowlist", "expires_ms", "revoked"):
            value = getattr(asked, name)
            if value is not msgspec.UNSET:
                setattr(key, name, value)
        if asked.permissions is not msgspec.UNSET:
            key.permissions = frozenset(asked.permissions)
        return shown_key(key)

    def _revoke_key(self, body: bytes) -> Shown:
        asked = _read(body, KeyName)
        key = self._key(asked.venue, asked.api_key)
        key.revoked = True
        return shown_key(key)

    def _list_balances(self, _: bytes) -> Shown:
        seen = {id(key.account): key.account for key in self._sandbox.world.all_keys()}
        return {"accounts": [shown_account(account) for account in seen.values()]}

    def _set_balances(self, body: bytes) -> Shown:
        asked = _read(body, SetBalances)
        account = self._key(asked.venue, asked.api_key).account
        account.wallets[asked.wallet] = {code: holding(amounts) for code, amounts in asked.balances.items()}
        self._sandbox.world.orders.follow(account, asked.wallet)
        return shown_account(account)

    def _list_prices(self, _: bytes) -> Shown:
        prices = self._sandbox.world.prices
        return {"usd": {code: format(prices.usd(code), "f") for code in prices.assets}}

    def _set_prices(self, body: bytes) -> Shown:
        prices = self._sandbox.world.prices
        for code, usd in _read(body, SetPrices).usd.items():
            if code not in prices.assets or decimal(usd) <= 0:
                raise ControlError(f"no such asset, or no price: {code!r} {usd!r}")
            prices.set(code, decimal(usd))
        return self._list_prices(body)

    def _show_clock(self, _: bytes) -> Shown:
        clock = self._sandbox.world.clock
        return {"now_ms": clock.now_ms(), "frozen": clock.is_frozen}

    def _move_clock(self, body: bytes) -> Shown:
        asked, clock = _read(body, MoveClock), self._sandbox.world.clock
        if asked.run:
            clock.run()
        if asked.freeze_at_ms is not None:
            clock.freeze(asked.freeze_at_ms)
        clock.advance(asked.advance_ms)
        return self._show_clock(body)

    def _set_rate_limits(self, body: bytes) -> Shown:
        self._sandbox.world.rate_limits = _read(body, SetRateLimits).enforced
        return {"enforced": self._sandbox.world.rate_limits}

    def _list_requests(self, _: bytes) -> Shown:
        names = ("venue", "host", "method", "path", "api_key", "status", "faults")
        log = self._sandbox.log
        return {
            "total": log.total(),
            "requests": [dict(zip(names, line, strict=True)) | {"count": count} for line, count in log.items()],
        }

    def _forget_requests(self, _: bytes) -> Shown:
        self._sandbox.log.clear()
        return {"total": 0}

    def _list_faults(self, _: bytes) -> Shown:
        return {
            "faults": [{"name": fault.name, "does": fault.does, "value": fault.value} for fault in FAULTS.values()],
            "refusals": {name: list(venue.refusals) for name, venue in self._sandbox.venues.items()},
            "planned": [shown_plan(plan) for plan in self._sandbox.plans],
        }

    def _plan_fault(self, body: bytes) -> Shown:
        asked = _read(body, PlanFault)
        fault = FAULTS.get(asked.fault)
        if fault is None:
            raise ControlError(f"no such fault: {asked.fault!r}")
        if asked.venue != "*" and asked.venue not in self._sandbox.venues:
            raise ControlError(f"no such venue: {asked.venue!r}")
        value = fault.value if asked.value is None else asked.value
        self._require_refusal(asked, value)
        plan = Plan(
            id=0,
            fault=fault,
            value=value,
            venue=asked.venue,
            host=asked.host,
            path=asked.path,
            api_key=asked.api_key,
            left=asked.count,
            skip=asked.skip,
        )
        return shown_plan(self._sandbox.plans.add(plan))

    def _require_refusal(self, asked: PlanFault, value: int | str | None) -> None:
        if asked.fault not in {"refusal", "json_error_200"}:
            return
        venues = self._sandbox.venues
        meant = venues.values() if asked.venue == "*" else [venues[asked.venue]]
        if any(value not in venue.refusals for venue in meant):
            raise ControlError(f"no such refusal at every venue meant: {value!r}")

    def _remove_fault(self, body: bytes) -> Shown:
        number = _read(body, RemoveFault).id
        if not self._sandbox.plans.remove(number):
            raise ControlError(f"no fault is planned with id {number}")
        return {"removed": number}

    def _forget_faults(self, _: bytes) -> Shown:
        self._sandbox.plans.clear()
        return {"planned": []}

    def _key(self, venue: str, api_key: str) -> Key:
        key = self._sandbox.world.key(venue, api_key)
        if key is None:
            raise ControlError(f"no such key at {venue!r}")
        return key


def shown_key(key: Key) -> dict[str, Any]:
    """A key with everything about it, the secret included: sandbox money is free."""
    account = key.account
    return {
        "venue": account.venue,
        "person": account.person,
        "uid": account.uid,
        "parent_uid": account.parent_uid,
        "label": key.label,
        "api_key": key.credentials.api_key,
        "secret": key.credentials.secret,
        "passphrase": key.credentials.passphrase,
        "permissions": sorted(key.permissions),
        "ip_allowlist": list(key.ip_allowlist),
        "environment": key.environment,
        "created_ms": key.created_ms,
        "active_from_ms": key.active_from_ms,
        "expires_ms": key.expires_ms,
        "revoked": key.revoked,
    }


def shown_account(account: Account) -> dict[str, Any]:
    """An account's wallets with plain amounts."""
    return {
        "venue": account.venue,
        "person": account.person,
        "uid": account.uid,
        "wallets": {
            name: {
                code: {
                    "free": format(amounts.free, "f"),
                    "locked": format(amounts.locked, "f"),
                    "borrowed": format(amounts.borrowed, "f"),
                    "interest": format(amounts.interest, "f"),
                }
                for code, amounts in wallet.items()
            }
            for name, wallet in account.wallets.items()
        },
    }


def shown_plan(plan: Plan) -> dict[str, Any]:
    """A planned fault."""
    return {
        "id": plan.id,
        "fault": plan.fault.name,
        "value": plan.value,
        "venue": plan.venue,
        "host": plan.host,
        "path": plan.path,
        "api_key": plan.api_key,
        "left": plan.left,
        "skip": plan.skip,
        "happened": plan.happened,
    }


def _read(body: bytes, shape: type[S]) -> S:
    return msgspec.json.decode(body, type=shape)
