"""What the endpoints about volume are asked for."""

import re
from datetime import date
from typing import Final

from moorage.api.parameters import Parameters, invalid

DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MONTH: Final = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)


def day(given: Parameters) -> date | None:
    """Read which day. Raises `RecordInvalid` on `date`."""
    return _date(given, "date", DAY, "")


def month(given: Parameters) -> date | None:
    """Read which month, as its first day. Raises `RecordInvalid` on `month`."""
    return _date(given, "month", MONTH, "-01")


def _date(given: Parameters, name: str, form: re.Pattern[str], rest: str) -> date | None:
    told = given.get(name)
    if told is None or told == "":
        return None
    if not isinstance(told, str) or not form.fullmatch(told):
        raise invalid(name)
    try:
        return date.fromisoformat(told + rest)
    except ValueError:
        raise invalid(name) from None
