"""The blocks of a trading entry about an account's own trades."""

from moorage.exchanges.facts import Facts
from moorage.exchanges.paging import Paged
from moorage.exchanges.rows import Rows
from moorage.exchanges.transfer_facts import Unit


class TradeList(Paged, frozen=True, kw_only=True):
    """One list of trades and how it is asked for, a stretch of time at once.

    Columns of `rows`: `reference`, `symbol` (as in the rules of the market), `at`, and `total` in units of the quote,
    or `price` and `amount` in units of the base, or `price` and `contracts`, of the size that the rules tell; a total
    counts where there is one. `type` where the list holds more than trades. The request may name `{start}` and `{end}`
    (in `asks`), `{kind}` and what names a page; `{before}` is the end of the stretch on the first page of a list that
    goes on by time.
    """

    markets: tuple[str, ...]
    """The account types whose trades these are."""
    rows: Rows
    unit: Unit = "ms"
    asks: Unit = "ms"
    span_days: int = 7
    """The longest stretch of time that one request may ask for, or what is asked for at once."""
    keeps_days: int = 0
    """How far back the venue tells them; 0 when it tells all."""
    kinds: tuple[str, ...] = ()
    """What `{kind}` stands for, each asked for by itself."""
    most: int = 0
    """How many rows a list without pages tells at most; of a full one it is not known that it is whole."""
    newest_first: bool = False
    """Whether it begins with the newest and no time bounds it, so that it is read until it is old enough."""
    counted: tuple[str, ...] = ()
    """Texts of the column `type` that are trades."""

    def __post_init__(self) -> None:
        """Refuse columns and pages that cannot be read as meant."""
        told = {*self.rows.columns, *self.rows.outer, *self.rows.fixed, self.rows.key}
        if missing := {"reference", "symbol", "at"} - told:
            raise ValueError(f"trades need the columns {', '.join(sorted(missing))}")
        if "total" not in told and not ("price" in told and {"amount", "contracts"} & told):
            raise ValueError("a trade has a total, or a price and an amount or contracts")
        if ("type" in told) != bool(self.counted):
            raise ValueError("a type is told by a column and the texts that mean a trade")
        self.require_pages()


class TradeFacts(Facts, frozen=True, kw_only=True):
    """All that a venue tells of trades; an account type without a list has trades that nobody can ask for at once."""

    lists: tuple[TradeList, ...] = ()
