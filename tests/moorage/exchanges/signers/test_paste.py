"""Faults of pasting."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from moorage.domain.credentials import Credentials, Secret
from moorage.domain.exchange_errors import AuthenticationError
from moorage.exchanges.catalog import Catalog
from moorage.exchanges.signers.paste import leaks, require_clean
from tests.moorage.exchanges.recorded import BINANCE, KRAKEN, OKX

ENTRIES = Catalog.load().entries
GIVEN = {"binance": BINANCE, "binance_us": BINANCE, "okx": OKX, "kraken": KRAKEN}
PEM = ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def texts(venue: str) -> dict[str, str]:
    return {name: secret.reveal() for name, secret in GIVEN[venue].secrets().items()}


def check(venue: str, **changes: str | None) -> None:
    given = {name: text for name, text in (texts(venue) | changes).items() if text is not None}
    require_clean(ENTRIES[venue].credentials, Credentials(**{name: Secret(text) for name, text in given.items()}))


def fault(venue: str, **changes: str | None) -> tuple[str, str]:
    with pytest.raises(AuthenticationError) as caught:
        check(venue, **changes)
    for text in (*texts(venue).values(), *changes.values()):
        assert not text or len(text) < 4 or text not in caught.value.description
    return caught.value.refused_field, caught.value.description


class TestRequireClean:
    @pytest.mark.parametrize("venue", GIVEN)
    def test_lets_genuine_credentials_through(self, venue):
        """Keys in the venue's own form are no fault."""
        check(venue)

    def test_lets_a_private_key_through(self):
        """A PEM has line breaks and spaces of its own."""
        check("binance", secret=f"\n{PEM}\n")

    @pytest.mark.parametrize("venue", GIVEN)
    @pytest.mark.parametrize("field", ["api_key", "secret"])
    @pytest.mark.parametrize("space", [" ", "\n", "\r\n", "\t", "\u00a0", "\u2028"])
    def test_white_space(self, venue, field, space):
        """A space or a line break that came along is named, and where it is."""
        text = texts(venue)[field]
        assert fault(venue, **{field: text + space})[0] == field
        assert "beginning or end" in fault(venue, **{field: space + text})[1]
        assert "inside" in fault(venue, **{field: text[:9] + space + text[9:]})[1]

    @pytest.mark.parametrize("marks", ['""', "''", "\u201c\u201d", "``"])
    def test_quotation_marks(self, marks):
        """Quotation marks belong to a file, not to a key."""
        field, sentence = fault("binance", secret=marks[0] + texts("binance")["secret"] + marks[1])
        assert (field, "quotation marks" in sentence) == ("secret", True)

    @pytest.mark.parametrize("stray", ["\u200b", "é", "\x00", "\x1b"])
    def test_characters_that_no_key_has(self, stray):
        """Invisible and accented letters come from a document, not from the exchange."""
        assert fault("okx", api_key=texts("okx")["api_key"] + stray)[0] == "api_key"

    @pytest.mark.parametrize("venue", ["okx", "kraken"])
    def test_swapped(self, venue):
        """Key and secret of different forms are seen to be swapped."""
        given = texts(venue)
        field, sentence = fault(venue, api_key=given["secret"], secret=given["api_key"])
        assert (field, sentence) == ("api_key", "The API key and the secret are swapped.")

    def test_a_private_key_in_the_field_of_the_key_is_swapped(self):
        """A PEM is never an API key."""
        assert fault("binance", api_key=PEM, secret=texts("binance")["api_key"])[1].endswith("are swapped.")

    def test_equal_forms_are_not_guessed_at(self):
        """Binance's key and secret look alike, so nothing is said of a swap."""
        given = texts("binance")
        check("binance", api_key=given["secret"], secret=given["api_key"])

    @pytest.mark.parametrize("venue", GIVEN)
    @pytest.mark.parametrize("field", ["api_key", "secret"])
    def test_too_short_and_too_long(self, venue, field):
        """A key that was cut, or pasted twice and more, is told with its length."""
        text = texts(venue)[field]
        assert "too short" in fault(venue, **{field: text[: len(text) // 4]})[1]
        assert (
            "too long" in fault(venue, **{field: text * (20 if venue != "binance" or field == "api_key" else 200)})[1]
        )

    @pytest.mark.parametrize("venue", GIVEN)
    def test_a_length_a_little_off_is_left_to_the_venue(self, venue):
        """Venues change their formats; only what is wrong beyond doubt is refused here."""
        check(venue, api_key=texts(venue)["api_key"] + "x")

    @pytest.mark.parametrize("given", [None, ""])
    def test_a_missing_passphrase(self, given):
        """OKX's keys have three parts."""
        assert fault("okx", passphrase=given) == ("passphrase", "The passphrase is missing.")

    def test_a_passphrase_may_hold_spaces_inside(self):
        """A passphrase is chosen by a person."""
        check("okx", passphrase="two words")
        assert fault("okx", passphrase="words ")[0] == "passphrase"

    @pytest.mark.parametrize(
        ("venue", "key", "exchange"),
        [
            ("binance", "0f1e2d3c-1111-2222-3333-444455556666", "OKX"),
            ("binance_us", "0f1e2d3c-1111-2222-3333-444455556666", "OKX"),
            ("kraken", "0f1e2d3c-1111-2222-3333-444455556666", "OKX"),
            ("okx", "bg_" + "0a" * 16, "Bitget"),
            ("okx", "Aa" * 32, "Binance"),
            ("okx", "0a" * 12, "KuCoin"),
            ("binance", "mx0" + "vglABCDE1234567"[:15], "MEXC"),
        ],
    )
    def test_a_key_of_another_exchange(self, venue, key, exchange):
        """Forms that belong to one exchange only are recognised at the others."""
        field, sentence = fault(venue, api_key=key)
        assert field == "api_key"
        assert exchange in sentence


class TestLeaks:
    @pytest.mark.parametrize("venue", ["binance", "okx", "kraken"])
    def test_finds_eight_characters_of_any_secret(self, venue):
        """A venue that repeats a part of a key in its text is not repeated by us."""
        for text in texts(venue).values():
            assert leaks(f"Your key {text[2:10]}… is wrong", GIVEN[venue])

    def test_lets_other_texts_through(self):
        """A text without them is shown."""
        assert not leaks("Internal error; unable to process your request.", BINANCE)

    def test_finds_a_short_secret_whole(self):
        """A passphrase of fewer than eight characters counts when it stands there whole."""
        short = Credentials(passphrase=Secret("boat"))
        assert leaks("wrong boat", short)
        assert not leaks("wrong boa", short)
