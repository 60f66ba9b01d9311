"""Conversion worked out slowly in fractions, with a path search of its own; nothing of it is the product's."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product

Book = Mapping[tuple[str, str], Fraction]
OVER = ("USDT", "USDC", "USD", "BTC", "ETH", "EUR", "GBP", "TRY", "FDUSD", "BNB")
"""Currencies that a way may lead over, in the order in which they are tried (those that the tests use)."""
SHARED = ("USDT", "USDC", "USD", "EUR", "BTC", "ETH")
"""Currencies that are the same thing at every venue, in the order in which they are tried."""
PEGS = ("USDT", "USDC", "FDUSD")


def at_one_venue(book: Book, start: str, end: str) -> Fraction | None:
    """Return the rate of the first way there is: none, one, or two currencies on the way."""
    if start == end:
        return Fraction(1)
    ways = [(start, end), *((start, one, end) for one in OVER), *((start, *two, end) for two in product(OVER, OVER))]
    for way in ways:
        steps = [step(book, *pair) for pair in pairwise(way)]
        if all(steps):
            rate = Fraction(1)
            for factor in steps:
                rate *= factor or 0
            return rate
    return None


def step(book: Book, start: str, end: str) -> Fraction | None:
    """Return the rate of one market, in its own direction first."""
    if (start, end) in book:
        return book[start, end]
    return 1 / book[end, start] if (end, start) in book else None


def priced(own: Book, others: Sequence[Book], known: frozenset[str], start: str, end: str) -> Fraction | None:
    """Return the rate by all venues: the own one, the own and another, another alone, another and whoever goes on."""
    if (rate := at_one_venue(own, start, end)) is not None:
        return rate
    may = start in known and end in known
    own_heads = [(start, Fraction(1))] if start in SHARED else []
    own_heads += [(over, rate) for over in SHARED if (rate := at_one_venue(own, start, over)) is not None]
    other_heads = [
        (over, rate)
        for over in SHARED
        for book in others
        if start in known and (rate := at_one_venue(book, start, over)) is not None
    ]
    alone = [rate for book in others if may and (rate := at_one_venue(book, start, end)) is not None]
    for heads, homes in ((own_heads, []), ([(end, rate) for rate in alone[:1]], [own]), (other_heads, [own])):
        for over, head in heads:
            tails = [at_one_venue(home, over, end) for home in homes]
            tails += [at_one_venue(book, over, end) for book in others if over in known and end in known]
            if (tail := next((tail for tail in tails if tail is not None), None)) is not None:
                return head * tail
    return None


def converted(own: Book, others: Sequence[Book], known: frozenset[str], start: str, end: str) -> Fraction | None:
    """Return the rate, taking a stable coin for a dollar where nobody prices it."""
    rate = priced(own, others, known, start, end)
    if rate is not None or end != "USD":
        return rate
    for peg in PEGS:
        if priced(own, others, known, peg, "USD") is None:
            rate = priced(own, others, known, start, peg)
            if rate is not None:
                return rate
    return None


def text(value: Fraction) -> str:
    """Return a value as the wire has it: 18 decimals at most, half to even, one at least, 28 whole digits at most."""
    most = Fraction(10**28 - 1)
    scaled = round(max(-most, min(most, value)) * 10**18)
    digits = f"{abs(scaled):019d}"
    shown = f"{digits[:-18]}.{digits[-18:]}".rstrip("0")
    return f"{'-' if scaled < 0 else ''}{shown}{'0' if shown.endswith('.') else ''}"
