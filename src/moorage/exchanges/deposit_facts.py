"""The blocks of a trading entry about networks and deposit addresses."""

from moorage.exchanges.facts import Facts
from moorage.exchanges.rows import Rows


class NetworkList(Facts, frozen=True, kw_only=True):
    """One row per network of a currency.

    Columns: `currency` and `network`; where the venue tells them `name` (of the currency), `title`, `default`,
    `deposit`, `withdraw`, `no_deposit`, `no_withdraw`, `tag`, `fee`, `minimum`, `maximum`, `step`, `decimals` (of the
    step), `url`, `address_pattern`, `tag_pattern`, `deposit_tip`, `withdraw_tip`, `special_tip`. The request may name
    `{currency}`.
    """

    rows: Rows
    yes: tuple[str, ...] = ("true",)
    """Texts that mean yes."""
    one_currency: bool = False
    """Whether the request is about one currency, which its answer may leave unnamed."""


class DepositFacts(Facts, frozen=True, kw_only=True):
    """What a venue tells of deposits to an account type.

    `address` has one row per address: columns `address`, `tag`, `tag_2`, `tag_3` (the first that is there counts) and,
    where one answer holds several networks, `network`. Its request may name `{currency}` and `{network}`.
    """

    markets: tuple[str, ...]
    networks: NetworkList
    address: Rows

    def __post_init__(self) -> None:
        """Refuse networks without a name and addresses without an address."""
        rows = self.networks.rows
        told = {*rows.columns, *rows.outer, *rows.fixed, rows.key}
        if "network" not in told or ("currency" not in told and not self.networks.one_currency):
            raise ValueError("a network has a name, and is one of a currency")
        if "address" not in self.address.columns:
            raise ValueError("an address is told in a column")
