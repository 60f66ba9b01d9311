"""Run `moorage` so that minutes pass quickly; a program for tests, started as `python -m tests.proofs.brisk`.

`MINUTE` is how many seconds a minute takes where accounts are kept fresh: intervals, retries, the breaker's rest and
the looks at what is due. What an exchange asks for, it gets: a `Retry-After` is as long as it says.
"""

import os
from datetime import timedelta
from typing import Final

from moorage import config
from moorage.cli import main
from moorage.exchanges import breaker
from moorage.refresh import embedded, plan
from moorage.services import rhythm

HONEST: Final = 60.0  # seconds in a minute


def hurry(minute: float) -> None:
    """Change the pace of this process."""
    pace = minute / HONEST
    config.timedelta = lambda *, minutes: timedelta(seconds=minutes * minute)  # type: ignore[attr-defined]
    rhythm.SOONEST_RETRY *= pace  # type: ignore[misc]
    rhythm.UNPRICED_EVERY *= pace  # type: ignore[misc]
    breaker.OPEN_FOR *= pace  # type: ignore[misc]
    embedded.LOOK_EVERY *= pace  # type: ignore[attr-defined]
    plan.LOOK_EVERY *= pace  # type: ignore[misc]


if __name__ == "__main__":
    hurry(float(os.environ["MINUTE"]))
    main()
