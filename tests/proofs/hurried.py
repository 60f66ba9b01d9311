"""Run `moorage` with another pace of rotation; a program for tests, started as `python -m tests.proofs.hurried`.

`PACE` is how often a server looks for new keysets, in seconds. A rotation waits six times as long, which is the
product's own proportion: 5 seconds and 30.
"""

import os
from typing import Final

from moorage import app
from moorage.cli import main
from moorage.services.rotation import RotationService

GRACE: Final = 6  # paces


def hurry(pace: float) -> None:
    """Change the pace of this process."""
    app.KEYSETS_READ_EVERY = pace  # type: ignore[misc]
    defaults = RotationService.__init__.__kwdefaults__
    defaults["grace"] = GRACE * pace


if __name__ == "__main__":
    hurry(float(os.environ["PACE"]))
    main()
