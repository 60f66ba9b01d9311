"""What an account traded as a client with typed models reads it; written from the contract, section 1."""

from typing import Annotated

import msgspec
from msgspec import Meta

Amount = Annotated[str, Meta(pattern=r"^[0-9]{1,28}\.[0-9]+$")]
"""Zero or a positive number in plain notation."""


class Total(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Exactly these fields: all of what was traded is in the sum."""

    volume_btc: Amount
    volume_usd: Amount


class Daily(Total, kw_only=True):
    """What was traded on a day."""

    utc_date: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class Monthly(Total, kw_only=True):
    """What was traded in a month."""

    utc_month: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}$")]
