"""State the venues share: accounts, keys, prices, clock, and whether limits are kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from exchange_sandbox.accounts import Account, Credentials, Holding, Key, Position
from exchange_sandbox.clock import Clock
from exchange_sandbox.drawing import Draw
from exchange_sandbox.orders import QUOTES, OrderBook
from exchange_sandbox.prices import Asset, Prices
from exchange_sandbox.trades import SPOT, Fill, TradeBook
from exchange_sandbox.transfers import DEPOSIT_WALLETS, Movement, TransferBook
from exchange_sandbox.world_file import (
    AccountEntry,
    KeyEntry,
    PositionEntry,
    TradeEntry,
    TransferEntry,
    WorldFile,
    WorldFileError,
    decimal,
    holding,
)

Minter = Callable[[Draw], Credentials]
"""Makes credentials in the form of one venue."""

DAY_MS: Final = 86_400_000
TRADING_WALLETS: Final = {"okx": "trading", "bybit": "trading", "bitfinex": "exchange", "crypto_com": "cross"}
"""Where spot is traded; `spot` at other venues."""
CONTRACT_WALLETS: Final[Mapping[str, Mapping[str, str]]] = {
    "bitget": {"linear": "futures"},
    "bybit": {"linear": "trading", "inverse": "trading"},
    "coinbase": {"linear": "futures"},
    "deribit": {"linear": "futures", "inverse": "futures"},
    "gate": {"linear": "futures_usdt", "inverse": "futures_btc"},
    "kraken_futures": {"linear": "flex", "inverse": "flex"},
    "kucoin": {"linear": "futures", "inverse": "futures"},
    "okx": {"linear": "trading", "inverse": "trading"},
}
"""Where contracts of a kind are traded."""
CONTRACT_QUOTES: Final = {"deribit": "USDC"}
"""What linear contracts are traded for where that is not the money of spot pairs; inverse ones are in dollars."""
MINTED_BALANCES: Final = {"BTC": "0.5", "ETH": "2.25", "USDT": "1500.75"}


class World:
    """Everything the venues know.

    Args:
        file: The world as it starts.
        minters: How each venue's credentials look.
        clock: The world's time.

    Raises:
        WorldFileError: the file names a venue without a minter, an uid twice, or a wrong amount.
    """

    def __init__(self, file: WorldFile, minters: Mapping[str, Minter], clock: Clock) -> None:
        self.clock = clock
        self.seed = file.seed
        self.rate_limits = file.rate_limits
        self.started_ms = clock.now_ms()
        self.asset_codes: Sequence[str] = tuple(file.assets)
        self.prices = Prices(_priced(file), clock)
        self.orders = OrderBook(self.prices, clock.now_ms)
        self._minters = minters
        self._accounts: dict[tuple[str, str], Account] = {}
        self._keys: dict[tuple[str, str], Key] = {}
        self._minted = 0
        for entry in file.accounts:
            self._add(entry)
        self.transfers = TransferBook(clock.now_ms)
        for told in file.transfers:
            self._remember(told)
        self.trades = TradeBook(clock.now_ms)
        for traded in file.trades:
            self._remember_trade(traded)

    def key(self, venue: str, api_key: str) -> Key | None:
        """Look a key up, whatever its state."""
        return self._keys.get((venue, api_key))

    def all_keys(self) -> Iterator[Key]:
        """All keys, in the order of their making."""
        return iter(self._keys.values())

    def account(self, venue: str, uid: str) -> Account | None:
        """Look an account up."""
        return self._accounts.get((venue, uid))

    def subaccounts(self, account: Account) -> list[Account]:
        """The accounts below `account`."""
        return [
            other
            for other in self._accounts.values()
            if other.venue == account.venue and other.parent_uid == account.uid
        ]

    def somebody_else(self, account: Account) -> Account:
        """Another account of the same venue; `account` itself when there is none."""
        others = (other for other in self._accounts.values() if other.venue == account.venue and other is not account)
        return next(others, account)

    def mint(self, venue: str, label: str, permissions: Sequence[str], wallets: Sequence[str]) -> Key:
        """Open a new account of a new person with one key and some coins in each of `wallets`.

        Raises:
            WorldFileError: there is no such venue.
        """
        self._minted += 1
        person = f"minted-{self._minted}"
        entry = AccountEntry(
            venue=venue,
            person=person,
            uid=Draw(self.seed, f"{venue}/{person}").number("uid", 12),
            wallets={wallet: dict(MINTED_BALANCES) for wallet in wallets},
            keys=[KeyEntry(label=label, permissions=list(permissions))],
        )
        return self._add(entry)[0]

    def add_key(self, account: Account, entry: KeyEntry) -> Key:
        """Give an account one more key."""
        draw = Draw(self.seed, f"{account.venue}/{account.person}/{entry.label}")
        start = self.started_ms
        key = Key(
            account=account,
            label=entry.label,
            credentials=self._minters[account.venue](draw),
            permissions=frozenset(entry.permissions),
            ip_allowlist=tuple(entry.ip_allowlist),
            created_ms=start + entry.created_after * 1000,
            active_from_ms=None if entry.active_after is None else start + entry.active_after * 1000,
            expires_ms=None if entry.expires_after is None else start + entry.expires_after * 1000,
            revoked=entry.revoked,
            environment=entry.environment,
        )
        self._keys[account.venue, key.credentials.api_key] = key
        return key

    def _remember(self, told: TransferEntry) -> None:
        """Write a transfer down for every account of the person that has its wallets."""
        for account in self._accounts.values():
            wallet = told.wallet or DEPOSIT_WALLETS.get(account.venue, "spot")
            if account.person == told.person and {wallet, told.to_wallet or wallet} <= account.wallets.keys():
                movement = Movement(
                    number=0,
                    venue=account.venue,
                    uid=account.uid,
                    kind=told.kind,
                    asset=told.asset,
                    amount=decimal(told.amount),
                    fee=decimal(told.fee),
                    wallet=wallet,
                    to_wallet=told.to_wallet,
                    chain=told.chain or told.asset,
                    state=told.state,
                    at_ms=self.started_ms - round(told.days_ago * DAY_MS),
                )
                self.transfers.remember(movement)

    def _remember_trade(self, told: TradeEntry) -> None:
        """Write a trade down for every account of the person that has its wallet."""
        for account in self._accounts.values():
            wallet, quote = _traded_in(account.venue, told.kind)
            if account.person == told.person and wallet in account.wallets:
                fill = Fill(
                    number=0,
                    venue=account.venue,
                    uid=account.uid,
                    wallet=wallet,
                    side=told.side,
                    base=told.base,
                    quote=quote,
                    amount=decimal(told.amount),
                    price=decimal(told.price),
                    at_ms=self.started_ms - round(told.days_ago * DAY_MS),
                    kind=told.kind,
                )
                self.trades.remember(fill)

    def _add(self, entry: AccountEntry) -> list[Key]:
        if entry.venue not in self._minters:
            raise WorldFileError(f"no such venue: {entry.venue!r}; there are {', '.join(sorted(self._minters))}")
        if (entry.venue, entry.uid) in self._accounts:
            raise WorldFileError(f"uid {entry.uid!r} is twice at {entry.venue}")
        account = Account(
            venue=entry.venue,
            uid=entry.uid,
            person=entry.person,
            parent_uid=entry.parent_uid,
            opened_ms=self.started_ms - 365 * DAY_MS,
            wallets={name: _wallet(assets) for name, assets in entry.wallets.items()},
            positions=[_position(position) for position in entry.positions],
            traits=dict(entry.traits),
        )
        self._accounts[entry.venue, entry.uid] = account
        for wallet in account.wallets:
            self.orders.follow(account, wallet)
        return [self.add_key(account, key) for key in entry.keys]


def _priced(file: WorldFile) -> list[Asset]:
    return [
        Asset(code, decimal(entry.usd), tuple(entry.quotes), entry.money)
        for code, entry in file.assets.items()
        if entry.usd is not None
    ]


def _traded_in(venue: str, kind: str) -> tuple[str, str]:
    """Return the wallet in which a kind is traded, and for what; no wallet has a blank name."""
    money = QUOTES.get(venue, "USDT")
    if kind == SPOT:
        return TRADING_WALLETS.get(venue, "spot"), money
    quote = "USD" if kind == "inverse" else CONTRACT_QUOTES.get(venue, money)
    return CONTRACT_WALLETS.get(venue, {}).get(kind, ""), quote


def _wallet(assets: Mapping[str, str | dict[str, str]]) -> dict[str, Holding]:
    return {code: holding(amounts) for code, amounts in assets.items()}


def _position(entry: PositionEntry) -> Position:
    return Position(
        wallet=entry.wallet,
        symbol=entry.symbol,
        base=entry.base,
        margin_asset=entry.margin_asset,
        size=decimal(entry.size),
        entry_price=decimal(entry.entry_price),
        inverse=entry.inverse,
    )
