"""What an answer means: read from the raw body by the entry's own table, never from the HTTP status alone."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from moorage.domain import exchange_errors
from moorage.domain.credentials import Credentials
from moorage.domain.exchange_errors import (
    BadResponse,
    ExchangeError,
    ExchangeNotAvailable,
    ExchangeOutage,
    KeyRefused,
    RateLimitExceeded,
    RestrictedLocation,
    UnknownMarketApiError,
)
from moorage.exchanges.entry import Answers, Entry, Judgement, Refusal
from moorage.exchanges.paths import UNREADABLE, PathReader, steps_of, walk
from moorage.exchanges.signers.paste import leaks
from moorage.transport import Answer, retry_after

CODE_LENGTH: Final = 64  # characters of a venue's code that are shown
TEXT_LENGTH: Final = 200  # characters of a venue's text that are shown
WITHOUT_RETRY_AFTER: Final = {429: 60.0, 418: 120.0}  # seconds; Binance's shortest ban is two minutes
ADDRESS: Final = re.compile(r"[0-9a-fA-F:.]{3,45}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """An error and, where the venue lumps causes together, what it means instead when the key works elsewhere.

    `other_kind`: the account is of another kind than the request is for; `or_clock`: or else the clock is off;
    `never_opened`: the wallet was never opened.
    """

    error: ExchangeError
    key_works: ExchangeError | None = None
    other_kind: bool = False
    or_clock: bool = False
    never_opened: bool = False


class Diagnosis:
    """The refusals table of one venue."""

    def __init__(self, entry: Entry, egress_addresses: Sequence[str]) -> None:
        """Take the entry and the public addresses of this server, for sentences about IP lists."""
        self._entry = entry
        self._egress_addresses = egress_addresses
        self._codes = PathReader([entry.answers.code, *entry.answers.or_code, *(entry.answers.mark or ())[:1]])

    def verdict(self, answer: Answer, credentials: Credentials) -> Verdict | None:
        """Return what is wrong with an answer, None when it is a success as far as its envelope tells.

        Args:
            answer: As it came.
            credentials: Whose answer it is; no text of the venue that holds a part of them is repeated.
        """
        if answer.status == 200 and not self._refused(answer.body):
            return None
        code, text = self._spoken(answer.body)
        for refusal in self._entry.refusals:
            if _fits(refusal, answer, code, text):
                return self._judged(refusal, text, answer)
        if code is not None and leaks(f"{code} {text}", credentials):
            code, text = "(it repeats a part of the key)", ""
        return Verdict(self._unknown(answer, code, text))

    def _refused(self, body: bytes) -> bool:
        """Look for a code of failure; an answer that has no place for one is left to its parser."""
        facts = self._entry.answers
        try:
            told = self._codes.read(body)
        except UNREADABLE:
            return False
        if facts.mark is not None and told.get(facts.mark[0]) != facts.mark[1]:
            return False
        codes = [told[path] for path in (facts.code, *facts.or_code) if path in told]
        return any(str(code) not in facts.success for code in codes)

    def _spoken(self, body: bytes) -> tuple[str | None, str]:
        """Return the code and the text of an answer; one that is no JSON, or has neither, has its own start as text."""
        facts: Answers = self._entry.answers
        try:
            spoken = msgspec.json.decode(body)
        except UNREADABLE:
            return None, body[:TEXT_LENGTH].decode(errors="replace")
        code, text = _first(spoken, facts.code, *facts.or_code), _first(spoken, facts.text, *facts.or_text)
        shown = str(code)[:CODE_LENGTH] if isinstance(code, str | int) else None
        if shown is None and not isinstance(text, str):
            return None, body[:TEXT_LENGTH].decode(errors="replace")
        return shown, str(text) if isinstance(text, str) else ""

    def _judged(self, refusal: Refusal, text: str, answer: Answer) -> Verdict:
        egress = self._egress(text)
        works = self._made(refusal.key_works, egress, answer) if refusal.key_works else None
        error = self._made(refusal, egress, answer)
        return Verdict(error, works, refusal.other_kind, refusal.or_clock, refusal.never_opened)

    def _made(self, judgement: Judgement, egress: str, answer: Answer) -> ExchangeError:
        kind = error_class(judgement.error)
        sentence = (judgement.sentence or self._general(kind)).replace("{egress}", egress)
        if issubclass(kind, KeyRefused):
            return kind(sentence, field=judgement.field)
        return kind(sentence, retry_after=retry_after(answer) or judgement.retry_after)

    def _general(self, kind: type[ExchangeError]) -> str:
        """Return the sentence of the error's class, said of this venue."""
        return (kind.__doc__ or "").strip().splitlines()[0].replace("The exchange", self._entry.name)

    def _unknown(self, answer: Answer, code: str | None, text: str) -> ExchangeError:
        name, status = self._entry.name, answer.status
        if status in WITHOUT_RETRY_AFTER:
            wait = retry_after(answer) or WITHOUT_RETRY_AFTER[status]
            return RateLimitExceeded(f"{name} asks to slow down; the key was not judged.", retry_after=wait)
        if status == 451:
            return RestrictedLocation(f"{name} does not serve the place this server stands in.")
        if status >= 500 or (status == 403 and code is None):
            return ExchangeNotAvailable(f"{name} answers with HTTP {status}; the key was not judged.")
        if code is None:
            return BadResponse(f"{name} answered with something that is not its protocol; the key was not judged.")
        told = f": {_printable(text)}" if text else ""
        return UnknownMarketApiError(f"{name} answered with the error {_printable(code)}{told}")

    def _egress(self, text: str) -> str:
        for words in self._entry.answers.address_follows:
            if words in text and (address := _address(text.split(words, 1)[1])):
                return f"{address}, which {self._entry.name} saw this server come from,"
        return " and ".join(self._egress_addresses) or "this server's public address"

    def bad_response(self) -> BadResponse:
        """Return the error for an answer that passed the table but is not what was asked for."""
        return BadResponse(f"{self._entry.name} answered with something unexpected; the key was not judged.")


def error_class(name: str) -> type[ExchangeError]:
    """Return an exchange error's class by name; the catalogue has checked that there is one."""
    kind: type[ExchangeError] = getattr(exchange_errors, name)
    return kind


def _fits(refusal: Refusal, answer: Answer, code: str | None, text: str) -> bool:
    status = answer.status
    if status >= 500 and refusal.http != status and not issubclass(error_class(refusal.error), ExchangeOutage):
        return False  # a server fault never judges a key, unless the venue is documented to say so with this status
    return (
        refusal.http in {None, status}
        and refusal.code in {None, code}
        and (refusal.text is None or refusal.text in text)
        and (refusal.whole is None or answer.body.strip() == refusal.whole.encode())
        and not (refusal.empty and answer.body)
    )


def _first(spoken: object, *paths: str) -> object:
    """Return what stands at the first path that leads somewhere."""
    found = (walk(spoken, steps_of(path)) for path in paths if path)
    return next((value for value in found if value is not None), None)


def _address(text: str) -> str | None:
    found = ADDRESS.match(text)
    try:
        return str(ipaddress.ip_address(found.group().rstrip(".:"))) if found else None
    except ValueError:
        return None


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)[:TEXT_LENGTH]
