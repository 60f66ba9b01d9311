"""Networks and deposit addresses, asked of one venue under one key."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal

from moorage.domain.deposit import CurrencyNetworks, DepositAddress, Network
from moorage.domain.errors import RecordInvalid
from moorage.domain.exchange_errors import BadResponse, NoDepositAddress
from moorage.exchanges.assets import AssetNames
from moorage.exchanges.deposit_facts import DepositFacts, NetworkList
from moorage.exchanges.parsers import BOUNDS, MISREAD
from moorage.exchanges.rows import Row, RowReader

Ask = Callable[[str, Mapping[str, str]], Awaitable[bytes]]
"""Sends a named request with arguments and returns the body; raises `ExchangeError`."""


class DepositReader:
    """Reads what one venue tells; compiled once."""

    def __init__(self, facts: DepositFacts, names: AssetNames) -> None:
        """Compile the mappings."""
        self.facts = facts
        self.names = names
        self.networks = RowReader(facts.networks.rows)
        self.addresses = RowReader(facts.address)


class VenueDesk:
    """Implements `services.ports.DepositDesk`. Nothing is made at the venue: it is only asked."""

    def __init__(self, reader: DepositReader, ask: Ask, misread: Callable[[], BadResponse]) -> None:
        """Take who reads, who asks, and what makes the error for an answer that cannot be read."""
        self._reader = reader
        self._ask = ask
        self._misread = misread

    async def networks(self, currency: str | None) -> Sequence[CurrencyNetworks]:
        """Tell the networks of a currency, or of all. Raises as the port says."""
        found = await self._networks(currency)
        return [
            CurrencyNetworks(
                currency=name,
                name=next((row["name"] for row in rows if "name" in row), name),
                networks=[_network(self._reader.facts.networks, row, alone=len(rows) == 1) for row in rows],
            )
            for name, rows in found.items()
        ]

    async def address(self, currency: str, network: str) -> DepositAddress:
        """Tell an address. Raises as the port says."""
        rows = (await self._networks(currency)).popitem()[1]
        row = next((row for row in rows if row["network"].casefold() == network.casefold()), None)
        if row is None:
            raise RecordInvalid(attributes={"network": ["does not have a valid value"]})
        if not _network(self._reader.facts.networks, row, alone=False).takes_deposits:
            raise NoDepositAddress("The exchange takes no deposits of this currency on this network now.")
        named = {"currency": row.get("currency") or self._named(currency), "network": row["network"]}
        rows = await self._rows(self._reader.addresses, self._reader.facts.address.request, named)
        return _address(rows, row["network"])

    async def _networks(self, currency: str | None) -> dict[str, list[Row]]:
        """Ask for networks, by the field's name of their currency.

        Raises:
            RecordInvalid: on `currency`: the venue does not have it, or has to be asked for one.
        """
        facts = self._reader.facts.networks
        if currency is None and facts.one_currency:
            raise RecordInvalid(attributes={"currency": ["is missing"]})
        asked = self._named(currency) if currency else ""
        rows = await self._rows(self._reader.networks, facts.rows.request, {"currency": asked})
        found: dict[str, list[Row]] = {}
        for row in rows:
            name, mark = self._reader.names.resolve(row.get("currency", asked))
            wanted = currency is None or name.casefold() == currency.casefold()
            if wanted and mark is None and "network" in row:
                found.setdefault(name, []).append(row)
        if currency is not None and not found:
            raise RecordInvalid(attributes={"currency": ["does not have a valid value"]})
        return found

    async def _rows(self, reader: RowReader, request: str, arguments: Mapping[str, str]) -> list[Row]:
        body = await self._ask(request, arguments)
        try:
            return list(reader.read(body))
        except MISREAD:
            pass
        raise self._misread()

    def _named(self, currency: str) -> str:
        return self._reader.names.venue_name(currency)


def _network(facts: NetworkList, row: Row, *, alone: bool) -> Network:
    return Network(
        code=row["network"],
        title=row.get("title", row["network"]),
        is_default=alone or row.get("default") in facts.yes,
        takes_deposits=row.get("deposit") in facts.yes or ("no_deposit" in row and row["no_deposit"] not in facts.yes),
        sends_withdrawals=row.get("withdraw") in facts.yes
        or ("no_withdraw" in row and row["no_withdraw"] not in facts.yes),
        needs_tag=row["tag"] in facts.yes if "tag" in row else None,
        fee=_amount(row, "fee"),
        minimum=_amount(row, "minimum"),
        maximum=_amount(row, "maximum"),
        step=_step(row),
        url=row.get("url", ""),
        address_pattern=row.get("address_pattern", ""),
        tag_pattern=row.get("tag_pattern", ""),
        deposit_tip=row.get("deposit_tip", ""),
        withdraw_tip=row.get("withdraw_tip", ""),
        special_tip=row.get("special_tip", ""),
    )


def _amount(row: Row, column: str) -> Decimal | None:
    """Return an amount; None for what is missing or no amount (a venue's word for "without end", say)."""
    try:
        return BOUNDS.plus(Decimal(row[column]))
    except (KeyError, ArithmeticError):
        return None


def _step(row: Row) -> Decimal | None:
    if row.get("decimals", "").isdecimal() and int(row["decimals"]) <= -BOUNDS.Emin:
        return Decimal(1).scaleb(-int(row["decimals"]))
    return _amount(row, "step")


def _address(rows: Sequence[Row], network: str) -> DepositAddress:
    for row in rows:
        if row.get("network", network).casefold() == network.casefold() and "address" in row:
            tags = (row[column] for column in ("tag", "tag_2", "tag_3") if column in row)
            return DepositAddress(row["address"], next(tags, ""))
    raise NoDepositAddress
