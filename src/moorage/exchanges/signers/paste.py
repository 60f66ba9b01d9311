"""Faults of pasting that are seen without asking anybody."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import AuthenticationError
from moorage.exchanges.entry import CredentialField
from moorage.exchanges.entry import Credentials as CredentialRules
from moorage.exchanges.signers.algorithms import PEM_MARK

NAMES: Final = {
    "api_key": "API key",
    "secret": "secret",
    "passphrase": "passphrase",
    "customer_id": "customer id",
    "address": "address",
}
QUOTES: Final = "\"'`\u201c\u201d\u2018\u2019\u00ab\u00bb"
LEAK: Final = 8  # characters of a secret that no text of ours may hold


def require_clean(rules: CredentialRules, credentials: Credentials) -> None:
    """Refuse what is a wrong paste beyond doubt.

    Raises:
        AuthenticationError: a field is missing, holds white space or quotes, is too short or too long, belongs to
            another exchange, or key and secret are swapped; naming the field.
    """
    texts = {name: _plain(value) for name, value in credentials.given().items()}
    for name in rules.fields:
        if not texts.get(name):
            raise AuthenticationError(f"The {NAMES[name]} is missing.", field=name)
    _require_not_swapped(rules, texts)
    for foreign in rules.foreign:
        if _matches(foreign.shape, texts.get(foreign.field, "")):
            raise AuthenticationError(foreign.sentence, field=foreign.field)
    for name, field in rules.fields.items():
        if fault := _fault(name, texts[name], field):
            raise AuthenticationError(f"The {NAMES[name]} {fault}", field=name)


def leaks(text: str, credentials: Credentials) -> bool:
    """Say whether a text holds eight characters in a row of a secret (or all of a shorter one)."""
    for secret in credentials.secrets().values():
        plain = secret.reveal()
        windows = range(max(1, len(plain) - LEAK + 1))
        if plain and any(plain[at : at + LEAK] in text for at in windows):
            return True
    return False


def _require_not_swapped(rules: CredentialRules, texts: Mapping[str, str]) -> None:
    key, secret = rules.fields.get("api_key"), rules.fields.get("secret")
    if key is None or secret is None:
        return
    given_key, given_secret = texts["api_key"].strip(), texts["secret"].strip()
    looks_swapped = _matches(secret.shape, given_key) and _matches(key.shape, given_secret)
    looks_right = _matches(key.shape, given_key) and _matches(secret.shape, given_secret)
    if given_key.startswith(PEM_MARK) or (looks_swapped and not looks_right):
        raise AuthenticationError("The API key and the secret are swapped.", field="api_key")


def _fault(name: str, text: str, field: CredentialField) -> str | None:
    if name == "passphrase":
        return "begins or ends with white space." if text != text.strip() else None
    is_pem = name == "secret" and text.lstrip().startswith(PEM_MARK)
    if text[0] in QUOTES or text[-1] in QUOTES:
        return "is in quotation marks; paste it without them."
    return (None if is_pem else _stray(text)) or _misfit(text, field)


def _stray(text: str) -> str | None:
    if text.isascii() and text.isprintable() and " " not in text:
        return None
    parts = text.split()
    if parts == [text]:
        return "holds a character that no key has; copy it again."
    where = "inside" if len(parts) > 1 else "at its beginning or end"
    return f"holds white space or a line break {where}; copy it again."


def _misfit(text: str, field: CredentialField) -> str | None:
    if len(text) < field.minimum:
        return f"is too short ({len(text)} characters; expected are {field.looks}); copy it again, whole."
    if len(text) > field.maximum:
        return f"is too long ({len(text)} characters; expected are {field.looks}); copy it again, alone."
    return None


def _matches(shape: str, text: str) -> bool:
    return _pattern(shape).fullmatch(text) is not None


@cache
def _pattern(shape: str) -> re.Pattern[str]:
    return re.compile(shape)


def _plain(value: Secret | str) -> str:
    return value.reveal() if isinstance(value, Secret) else value
