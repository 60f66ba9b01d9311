"""Run `moorage` with an exception planted in it; a program for tests, started as `python -m tests.proofs.planted`.

The file named by `PLANT_FILE` says where, as one of `SITES`; it is read at each call. The message of the exception
and of its cause is `PLANT_MESSAGE`.
"""

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from moorage.cli import main

SITES: Final = (
    "moorage.api.call:read_body",
    "moorage.api.accounts:new_account",
    "moorage.api.frame:log_request",
    "moorage.api.errors:render",
    "moorage.api.showing:Showing.encode",
    "moorage.services.access:AccessService.authenticate",
    "moorage.services.accounts:AccountService.connect",
    "moorage.services.checking:KeyCheck.check",
    "moorage.services.loading:Loader.load",
    "moorage.services.loading:Loader.credentials",
    "moorage.vault.sealing:TinkVault.seal",
    "moorage.vault.sealing:TinkVault.open",
    "moorage.vault.sealing:TinkVault.fingerprint",
    "moorage.exchanges.gateway:Gateway.session",
    "moorage.exchanges.sessions:Session.inspect",
    "moorage.exchanges.sessions:Session.fetch_balances",
    "moorage.exchanges.signers.signer:Signer.sign",
    "moorage.exchanges.venue:Venue.ask",
    "moorage.exchanges.client:HttpClient.send",
    "moorage.exchanges.inspection:InspectionReader.read",
    "moorage.exchanges.parsers:BalanceParser.parse",
    "moorage.prices:PriceBooks.quotes",
    "moorage.storage.store:SqlStore.write",
    "moorage.storage.accounts:SqlAccounts.add",
    "moorage.storage.accounts:SqlAccounts.sealed",
    "moorage.storage.audit:SqlAuditTrail.append",
)
OPEN_LOG: Final = "a line on standard error"
"""Not an exception: the site of the control, which does leak."""


def plant(site: str) -> None:
    """Make a function raise as soon as the file names it."""
    module_name, _, path = site.partition(":")
    owner: Any = importlib.import_module(module_name)
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    setattr(owner, name, _spoiled(site, getattr(owner, name)))


def _spoiled(site: str, original: Callable[..., Any]) -> Callable[..., Any]:
    def spoiled(*given: Any, **named: Any) -> Any:
        wanted = Path(os.environ["PLANT_FILE"]).read_text()
        message = os.environ["PLANT_MESSAGE"]
        if wanted == OPEN_LOG:
            sys.stderr.write(f"{message}\n")
        if wanted == site:
            raise RuntimeError(message) from ValueError(message)
        return original(*given, **named)

    return spoiled


if __name__ == "__main__":
    for each in SITES:
        plant(each)
    main()
