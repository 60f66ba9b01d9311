"""The blocks of a trading entry about what is going on in an account: its open orders."""

from moorage.exchanges.facts import Facts
from moorage.exchanges.paging import Paged
from moorage.exchanges.rows import Rows


class OrderList(Paged, frozen=True, kw_only=True):
    """One list of open orders and how it is asked for; the column `reference` of `rows` tells orders apart.

    The request may name `{kind}` and what names a page. `kinds_of` is a list asked before, whose column `kind` names
    the kinds: the symbols that have open orders, say.
    """

    markets: tuple[str, ...]
    """The account types whose orders these are."""
    rows: Rows
    kinds: tuple[str, ...] = ()
    """What `{kind}` stands for, each asked for by itself."""
    kinds_of: Rows | None = None

    def __post_init__(self) -> None:
        """Refuse orders that cannot be told apart, and pages that cannot be turned."""
        if "reference" not in {*self.rows.columns, *self.rows.outer, self.rows.key}:
            raise ValueError("orders are told apart by the column reference")
        if self.kinds_of is not None and ("kind" not in self.kinds_of.columns or self.kinds):
            raise ValueError("kinds are named by the entry, or by the column kind of another list")
        self.require_pages()


class OrderFacts(Facts, frozen=True, kw_only=True):
    """All that a venue tells of open orders; an account type without a list has orders that nobody can count."""

    lists: tuple[OrderList, ...] = ()
