import copy
import dataclasses
import json
import logging
import pickle
import traceback
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moorage.domain.credentials import SECRET_FIELDS, Credentials, Secret

TEXTS = st.text(st.characters(codec=None, categories=None), min_size=8, max_size=64)


def failure_of(call: Callable[[], object]) -> str:
    """Return what a traceback with captured local variables shows of a call that must fail."""
    try:
        call()
    except (TypeError, AttributeError) as fault:
        frames = traceback.StackSummary.extract(
            traceback.walk_tb(fault.__traceback__), lookup_lines=False, capture_locals=True
        )
        return f"{fault!r} {[frame.locals for frame in frames]}"
    raise AssertionError("the call did not fail")


def shown(secret: Secret) -> list[str]:
    """Return everything that can be had of a secret without asking it to reveal."""
    held = Credentials(api_key=secret, secret=secret)
    logged = logging.LogRecord("x", logging.DEBUG, "x", 1, "%s %r", (secret, held), None).getMessage()
    refusals: list[Callable[[], object]] = [
        lambda: json.dumps({"secret": secret}),
        lambda: msgspec.json.encode(secret),
        *(lambda protocol=protocol: pickle.dumps(secret, protocol) for protocol in (0, 2, 5)),
        lambda: pickle.dumps(held),
        lambda: copy.copy(secret),
        lambda: copy.deepcopy([secret]),
        lambda: vars(secret),
        lambda: dataclasses.asdict(held),
        lambda: hash(secret),
        lambda: iter(secret),  # type: ignore[call-overload]
        lambda: b"" + secret,  # type: ignore[operator]
        lambda: secret.text,  # type: ignore[attr-defined]
    ]
    printed = [repr(secret), str(secret), f"{secret}", f"{secret!r:>99}", f"{secret:>99}"]
    return [*printed, f"{held}", logged, *map(failure_of, refusals)]


CONTROL = shown(Secret("another secret"))
"""What is shown anyway, whatever the secret."""


class TestSecret:
    @given(TEXTS)
    @settings(max_examples=1_000, deadline=None)
    def test_it_never_leaks(self, text: str) -> None:
        """Secrets through every way of printing, copying and serialising: never the text, nor its escapes."""
        self._require_silent(text)

    @pytest.mark.prove
    @given(TEXTS)
    @settings(max_examples=10_000, deadline=None)
    def test_ten_thousand_never_leak(self, text: str) -> None:
        """The same for 10,000 secrets."""
        self._require_silent(text)

    def _require_silent(self, text: str) -> None:
        forms = {text, ascii(text)[1:-1], repr(text)[1:-1], json.dumps(text)[1:-1]}
        for output, control in zip(shown(Secret(text)), CONTROL, strict=True):
            assert not any(form in output and form not in control for form in forms)

    def test_it_reveals_when_asked(self) -> None:
        """The text itself comes back, unchanged."""
        assert Secret(" \ud800ä ").reveal() == " \ud800ä "

    def test_it_tells_its_length(self) -> None:
        """Fields are checked for being too short without being revealed."""
        assert [len(Secret("")), len(Secret("ä")), len(Secret("abc"))] == [0, 1, 3]

    def test_it_tells_white_space(self) -> None:
        """What a paste adds is seen without revealing anything."""
        assert all(Secret(text).has_white_space() for text in (" a", "a\n", "a b", "a\u00a0", "\t"))
        assert not any(Secret(text).has_white_space() for text in ("", "ab", "-_/+=ä"))

    @given(st.text(), st.text())
    def test_equality_is_that_of_the_texts(self, one: str, other: str) -> None:
        """Two secrets are equal exactly when their texts are, and a secret equals no text."""
        assert (Secret(one) == Secret(other)) == (one == other)
        assert Secret(one) != one

    def test_lone_surrogates_compare(self) -> None:
        """Text that is no valid UTF-8 does not raise."""
        assert Secret("\ud800") == Secret("\ud800")
        assert Secret("\ud800") != Secret("\udfff")

    def test_nothing_can_be_hung_on_it(self) -> None:
        """A secret has no dictionary in which anything could be kept."""
        with pytest.raises(AttributeError):
            Secret("x").note = "y"  # type: ignore[attr-defined]


class TestCredentials:
    def test_given_are_the_fields_that_hold_something(self) -> None:
        """None is left out; an empty text was given, and is judged by the market."""
        given_fields = Credentials(api_key=Secret("k"), customer_id="", address="0x1").given()
        assert set(given_fields) == {"api_key", "customer_id", "address"}

    def test_secrets_are_the_fields_to_seal(self) -> None:
        """What identifies is not sealed, what opens is."""
        full = Credentials(
            api_key=Secret("k"), secret=Secret("s"), passphrase=Secret("p"), customer_id="c", address="a"
        )
        assert tuple(full.secrets()) == SECRET_FIELDS

    def test_merged_takes_the_newer_fields(self) -> None:
        """A given field replaces the old one, the others stay."""
        old = Credentials(api_key=Secret("k"), secret=Secret("s"), customer_id="c")
        merged = old.merged(Credentials(secret=Secret("t"), passphrase=Secret("p")))
        expected = Credentials(api_key=Secret("k"), secret=Secret("t"), passphrase=Secret("p"), customer_id="c")
        assert merged == expected
