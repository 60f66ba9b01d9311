"""Secrets as a type, and what a market asks a person to enter."""

import hmac
from dataclasses import dataclass, fields
from typing import Final, NoReturn

SECRET_FIELDS: Final = ("api_key", "secret", "passphrase")
"""The credential fields that are sealed and never shown; `customer_id` and `address` identify, they do not open."""


class Secret:
    """Text that does not print, compare in variable time, pickle or serialise.

    `.reveal()` is called in `vault` and in the signers of `exchanges` only (house rule, tested).
    """

    __slots__ = ("__text",)

    def __init__(self, text: str) -> None:
        self.__text = text

    def reveal(self) -> str:
        """Return the text itself."""
        return self.__text

    def has_white_space(self) -> bool:
        """Say whether there is white space before, in or after the text."""
        return any(character.isspace() for character in self.__text)

    def __len__(self) -> int:
        return len(self.__text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.__text.encode("utf-8", "surrogatepass"), other._encoded())

    def _encoded(self) -> bytes:
        return self.__text.encode("utf-8", "surrogatepass")

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "Secret(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not serialisable")

    def __copy__(self) -> NoReturn:
        raise TypeError("a Secret is not copied")

    def __deepcopy__(self, memo: object) -> NoReturn:
        raise TypeError("a Secret is not copied")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What opens an exchange account or names a wallet; None where the market does not ask for it."""

    api_key: Secret | None = None
    secret: Secret | None = None
    passphrase: Secret | None = None
    customer_id: str | None = None
    address: str | None = None

    def given(self) -> dict[str, Secret | str]:
        """Return the fields that hold something, by name."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in named.items() if value is not None}

    def secrets(self) -> dict[str, Secret]:
        """Return the fields to seal, by name."""
        return {name: value for name, value in self.given().items() if isinstance(value, Secret)}

    def merged(self, newer: "Credentials") -> "Credentials":
        """Return these credentials with every given field of `newer` in place of the old one."""
        return Credentials(**{**self.given(), **newer.given()})  # type: ignore[arg-type]
