import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import PrivateFormat

from moorage.domain.errors import RecordInvalid
from moorage.vault.public_keys import normal_form
from tests.moorage.vault import vectors
from tests.moorage.vault.rsa_keys import crafted, private_key, public_pem


class TestNormalForm:
    def _refusal(self, pem: bytes) -> str:
        with pytest.raises(RecordInvalid) as caught:
            normal_form(pem)
        (sentence,) = caught.value.attributes["rsa_public_key"]
        return sentence

    def test_there_is_one_normal_form(self) -> None:
        """PKCS #1, other line ends and text around a key lead to the same bytes."""
        key = private_key().public_key()
        spki = public_pem(key)
        pkcs1 = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.PKCS1)
        for form in (spki, pkcs1, spki.replace(b"\n", b"\r\n"), b"a comment\n" + spki + b"\n\n"):
            assert normal_form(form) == spki

    @pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL, PrivateFormat.OpenSSH])
    def test_a_private_key_is_refused_and_not_shown(self, form: PrivateFormat) -> None:
        """The page of the documentation asks for one; the sentence says to keep it, and holds none of it."""
        pem = private_key().private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        sentence = self._refusal(pem)
        assert sentence.startswith("is a private key")
        assert not any(line.decode() in sentence for line in pem.splitlines())

    def test_a_private_key_hidden_behind_a_public_one_is_refused(self) -> None:
        """A file with both is a private key."""
        pem = private_key().private_bytes(serialization.Encoding.PEM, PrivateFormat.PKCS8, serialization.NoEncryption())
        assert self._refusal(vectors.RSA_PUBLIC_KEY + pem).startswith("is a private key")

    def test_a_certificate_is_refused(self) -> None:
        """A certificate holds a key and much that is not looked at."""
        pem = vectors.RSA_PUBLIC_KEY.replace(b"PUBLIC KEY", b"CERTIFICATE")
        assert self._refusal(pem).startswith("is a certificate")

    @pytest.mark.parametrize(
        "pem",
        [
            b"",
            b"\xff",
            b"ssh-rsa AAAA",
            vectors.RSA_PUBLIC_KEY * 2,
            vectors.RSA_PUBLIC_KEY + b"x" * 20_000,
            vectors.RSA_PUBLIC_KEY[:200],
            vectors.RSA_PUBLIC_KEY.replace(b"MIIB", b"MIIA"),
        ],
    )
    def test_what_is_no_single_key_is_refused(self, pem: bytes) -> None:
        """Nothing, noise, two keys, a huge file and half a key."""
        assert "public key in PEM" in self._refusal(pem)

    def test_other_kinds_of_keys_are_refused(self) -> None:
        """The scheme knows RSA only."""
        for key in (ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()):
            assert self._refusal(public_pem(key.public_key())) == "is not an RSA key"

    @pytest.mark.parametrize("bits", [1024, 2047, 8193, 16384])
    def test_a_modulus_outside_the_bounds_is_refused(self, bits: int) -> None:
        """Below 2048 bits a key is weak, above 8192 each check costs too much."""
        sentence = self._refusal(crafted(bits, 65537))
        assert "bits (2048 to 8192 are accepted)" in sentence or "public key in PEM" in sentence

    @pytest.mark.parametrize("bits", [2048, 3072, 4096, 8192])
    def test_a_modulus_within_the_bounds_is_taken(self, bits: int) -> None:
        """Both ends of the range belong to it."""
        assert normal_form(crafted(bits, 65537)) == crafted(bits, 65537)

    @pytest.mark.parametrize("exponent", [0, 1, 2, 3, 17, 65535, 65536, 65538, 2**64 + 1])
    def test_a_weak_exponent_is_refused(self, exponent: int) -> None:
        """Small, even and endless exponents are refused, by the library or by us."""
        sentence = self._refusal(crafted(2048, exponent))
        assert "exponent" in sentence or "public key in PEM" in sentence
