import base64
import hashlib
import hmac
import random
import statistics
import time
from collections.abc import Callable

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from moorage.domain.access import Algorithm, ApiKey
from moorage.domain.credentials import Secret
from moorage.domain.errors import VaultIntegrityError
from moorage.services.ports import SealedField, SealPlace
from moorage.vault import signatures
from moorage.vault.editing import SealingKeys
from moorage.vault.sealing import TinkVault
from moorage.vault.signatures import PARSED_KEYS, SignatureVerifier
from tests.makers import make_api_key
from tests.moorage.vault import vectors
from tests.moorage.vault.conftest import Installation
from tests.moorage.vault.rsa_keys import private_key, public_pem

PAYLOAD = b"/public/api/ver1/accounts?page=1"
SECRET = "a secret of thirty-two characters"


@pytest.fixture
def verifier(vault: TinkVault) -> SignatureVerifier:
    return SignatureVerifier(vault)


def hmac_key(vault: TinkVault, secret: str = SECRET) -> ApiKey:
    place = SealPlace(1, "0" * 32, SealedField.SIGNING_SECRET)
    return make_api_key(material=vault.seal(Secret(secret), place))


def rsa_key(pem: bytes) -> ApiKey:
    return make_api_key(algorithm=Algorithm.RSA, material=pem)


def hmac_of(payload: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), payload, hashlib.sha256).hexdigest()


def rsa_of(payload: bytes, algorithm: hashes.HashAlgorithm | None = None) -> str:
    signature = private_key().sign(payload, padding.PKCS1v15(), algorithm or hashes.SHA256())
    return base64.b64encode(signature).decode()


class TestPublishedExamples:
    @pytest.mark.parametrize(
        ("payload", "signature"),
        [(vectors.QUERY_PAYLOAD, vectors.QUERY_HMAC), (vectors.JSON_PAYLOAD, vectors.JSON_HMAC)],
    )
    def test_hmac(self, vault: TinkVault, verifier: SignatureVerifier, payload: bytes, signature: str) -> None:
        """The published HMAC examples verify."""
        assert verifier.matches(hmac_key(vault, vectors.SECRET), signature, [payload])

    @pytest.mark.parametrize(
        ("payload", "signature"),
        [
            (vectors.QUERY_PAYLOAD, vectors.RSA_QUERY_SIGNATURE),
            (vectors.RSA_JSON_PAYLOAD, vectors.RSA_JSON_SIGNATURE),
        ],
    )
    def test_rsa(self, verifier: SignatureVerifier, payload: bytes, signature: str) -> None:
        """The published RSA examples verify under the published public key."""
        key = rsa_key(verifier.public_key(vectors.RSA_PUBLIC_KEY))
        assert verifier.matches(key, signature, [payload])
        assert not verifier.matches(key, signature, [payload + b" "])


class TestHmac:
    def test_any_candidate_may_be_the_signed_one(self, vault: TinkVault, verifier: SignatureVerifier) -> None:
        """The signature may cover the first, a middle or the last payload, and none means no."""
        payloads, key = [b"a", b"b", b"c"], hmac_key(vault)
        assert all(verifier.matches(key, hmac_of(payload), payloads) for payload in payloads)
        assert not verifier.matches(key, hmac_of(b"d"), payloads)
        assert not verifier.matches(key, hmac_of(b"a"), [])

    def test_hex_in_capitals_is_the_same(self, vault: TinkVault, verifier: SignatureVerifier) -> None:
        """Shipped clients send both."""
        assert verifier.matches(hmac_key(vault), hmac_of(PAYLOAD).upper(), [PAYLOAD])

    def test_no_other_text_is_the_same(self, vault: TinkVault, verifier: SignatureVerifier) -> None:
        """Every changed, dropped or added character, and every other text, is a clean no."""
        right, key = hmac_of(PAYLOAD), hmac_key(vault)
        changed = [right[:at] + ("0" if right[at] != "0" else "1") + right[at + 1 :] for at in range(64)]
        cut = [right[:at] for at in range(64)]
        odd = [right + "0", " " + right, right + "\n", "0x" + right, "", "\xe9" * 64, "\ud800", "\u212a", "\uff41" * 64]
        assert not any(verifier.matches(key, text, [PAYLOAD]) for text in changed + cut + odd)

    def test_the_secret_may_hold_any_text(self, vault: TinkVault, verifier: SignatureVerifier) -> None:
        """A secret is signed with as its UTF-8 bytes."""
        secret = "sécret ключ 鍵"
        assert verifier.matches(hmac_key(vault, secret), hmac_of(PAYLOAD, secret), [PAYLOAD])

    def test_a_damaged_stored_secret_is_told(self, vault: TinkVault, verifier: SignatureVerifier) -> None:
        """A key whose secret does not open is neither right nor wrong."""
        with pytest.raises(VaultIntegrityError):
            verifier.matches(make_api_key(material=hmac_key(vault).material[:-1]), hmac_of(PAYLOAD), [PAYLOAD])

    def test_a_secret_moved_to_another_key_is_told(self, vault: TinkVault, verifier: SignatureVerifier) -> None:
        """Nobody can give a key the secret of another one."""
        stolen = make_api_key(material=hmac_key(vault).material, vault_id="1" * 32)
        with pytest.raises(VaultIntegrityError):
            verifier.matches(stolen, hmac_of(PAYLOAD), [PAYLOAD])


class TestRsa:
    @pytest.fixture
    def key(self) -> ApiKey:
        """Return the RSA key of all tests."""
        return rsa_key(public_pem(private_key().public_key()))

    def test_any_candidate_may_be_the_signed_one(self, verifier: SignatureVerifier, key: ApiKey) -> None:
        """The signature may cover the first, a middle or the last payload, and none means no."""
        payloads = [b"a", b"b", b"c"]
        assert all(verifier.matches(key, rsa_of(payload), payloads) for payload in payloads)
        assert not verifier.matches(key, rsa_of(b"d"), payloads)
        assert not verifier.matches(key, rsa_of(b"a"), [])

    def test_white_space_is_left_out(self, verifier: SignatureVerifier, key: ApiKey) -> None:
        """`openssl base64` breaks lines."""
        right = rsa_of(PAYLOAD)
        assert verifier.matches(key, f" {right[:64]}\r\n{right[64:]}\n", [PAYLOAD])

    def test_another_spelling_of_the_same_bytes_is_refused(self, verifier: SignatureVerifier, key: ApiKey) -> None:
        """Spare bits and missing padding make no second signature of one signature."""
        right = rsa_of(PAYLOAD)
        assert right.endswith("==")
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        last = alphabet[alphabet.index(right[-3]) ^ 1]
        for text in (right[:-3] + last + "==", right.rstrip("="), right + "=", right.swapcase(), right + "AAAA"):
            assert not verifier.matches(key, text, [PAYLOAD])

    @pytest.mark.parametrize("text", ["", "=", "\xe9", "\ud800", "AAAA", "!" * 344, "A" * 344, "0" * 64])
    def test_what_is_no_signature_is_a_clean_no(self, verifier: SignatureVerifier, key: ApiKey, text: str) -> None:
        """Nothing that is sent raises."""
        assert not verifier.matches(key, text, [PAYLOAD])

    def test_another_hash_or_padding_is_refused(self, verifier: SignatureVerifier, key: ApiKey) -> None:
        """Only SHA-256 with PKCS #1 v1.5 is a signature here."""
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        other = base64.b64encode(private_key().sign(PAYLOAD, pss, hashes.SHA256())).decode()
        for text in (rsa_of(PAYLOAD, hashes.SHA1()), rsa_of(PAYLOAD, hashes.SHA512()), other):
            assert not verifier.matches(key, text, [PAYLOAD])

    def test_it_agrees_with_plain_verification(self, verifier: SignatureVerifier, key: ApiKey) -> None:
        """For 2,000 damaged and 50 forged signatures the answer is that of the library's own `verify`."""
        dice = random.Random(20261122)
        right, public = base64.b64decode(rsa_of(PAYLOAD)), private_key().public_key()
        assert _agree(verifier, key, public, right)
        assert all(_agree(verifier, key, public, _mutant(dice, right)) for _ in range(2_000))
        assert all(_agree(verifier, key, public, _forged(dice, right)) for _ in range(50))

    def test_parsed_keys_are_kept_in_a_small_number(self, verifier: SignatureVerifier) -> None:
        """However many keys sign, the memory stays bounded."""
        modulus = private_key().public_key().public_numbers().n
        for step in range(PARSED_KEYS + 20):
            pem = public_pem(rsa.RSAPublicNumbers(65537, modulus + 2 * step).public_key())
            verifier.matches(rsa_key(pem), "AAAA", [PAYLOAD])
        assert signatures._stored_public_key.cache_info().currsize <= PARSED_KEYS


class TestConfusion:
    def test_a_public_key_is_no_hmac_secret(self, vault: TinkVault, verifier: SignatureVerifier) -> None:
        """Who knows the public key of an RSA key cannot sign with it by HMAC."""
        pem = public_pem(private_key().public_key())
        for secret in (pem, pem.strip(), base64.b64encode(pem)):
            forged = hmac.new(secret, PAYLOAD, hashlib.sha256)
            for text in (forged.hexdigest(), base64.b64encode(forged.digest()).decode()):
                assert not verifier.matches(rsa_key(pem), text, [PAYLOAD])

    def test_an_hmac_is_no_rsa_signature_and_the_other_way_round(
        self, vault: TinkVault, verifier: SignatureVerifier
    ) -> None:
        """The stored key says how it signs; the shape of the signature says nothing."""
        pem = public_pem(private_key().public_key())
        assert not verifier.matches(rsa_key(pem), hmac_of(PAYLOAD), [PAYLOAD])
        assert not verifier.matches(hmac_key(vault), rsa_of(PAYLOAD), [PAYLOAD])

    def test_an_hmac_in_base64_is_refused(self, vault: TinkVault, verifier: SignatureVerifier) -> None:
        """The encoding belongs to the algorithm."""
        digest = base64.b64encode(bytes.fromhex(hmac_of(PAYLOAD))).decode()
        assert not verifier.matches(hmac_key(vault), digest, [PAYLOAD])


class TestUnknownKey:
    def test_the_answer_is_no(self, verifier: SignatureVerifier) -> None:
        """No signature is right for a key that is not there, not even that of the stand-in secret."""
        for text in ("", "\xe9", hmac_of(PAYLOAD), hmac_of(PAYLOAD, "x" * 54)):
            assert not verifier.matches(None, text, [PAYLOAD])

    def test_the_same_work_is_done(self, verifier: SignatureVerifier, monkeypatch: pytest.MonkeyPatch) -> None:
        """A secret is opened and every payload is signed, as for a known HMAC key."""
        signed: list[bytes] = []
        real = hmac.digest
        monkeypatch.setattr(
            signatures.hmac, "digest", lambda key, payload, name: signed.append(payload) or real(key, payload, name)
        )
        verifier.matches(None, hmac_of(b"a"), [b"a", b"b"])
        assert signed == [b"a", b"b"]

    def test_it_goes_on_after_a_rotation(self, installation: Installation) -> None:
        """The stand-in secret is sealed again when its key is dropped."""
        vault, keys = installation.unlock(), SealingKeys(installation.kek_path)
        verifier = SignatureVerifier(vault)
        vault.adopt(keys.drop_old(keys.promote(keys.add(installation.wrapped))))
        assert not verifier.matches(None, hmac_of(PAYLOAD), [PAYLOAD])


class TestConstantTime:
    @pytest.mark.prove
    def test_no_time_tells_how_much_is_right(self, vault: TinkVault, verifier: SignatureVerifier) -> None:
        """Welch's t between wrong first and wrong last characters stays below 4.5 in 9 of 10 runs; `==` does not."""
        key, right = hmac_key(vault), hmac_of(PAYLOAD)
        first, last = ("1" if right[0] == "0" else "0") + right[1:], right[:-1] + ("1" if right[-1] == "0" else "0")
        ours = [abs(welch(lambda text: verifier.matches(key, text, [PAYLOAD]), first, last)) for _ in range(10)]
        assert sum(score < 4.5 for score in ours) >= 9, ours
        naive = [abs(welch(lambda text: leaky(text, right), first, last)) for _ in range(3)]
        assert min(naive) > 4.5, naive


def leaky(one: str, other: str) -> bool:
    """Compare as nobody should: the control of the measurement."""
    return all(a == b for a, b in zip(one, other, strict=True))


def welch(check: Callable[[str], bool], one: str, other: str, samples: int = 20_000) -> float:
    """Return Welch's t of the times of two classes in random order, the slowest tenth of each left out."""
    texts, times = (one.encode(), other.encode()), ([], [])
    for number in random.Random(20261122).choices((0, 1), k=2 * samples):
        text = texts[number].decode()  # a fresh string each time: the first use of one is slower
        begun = time.perf_counter_ns()
        check(text)
        times[number].append(time.perf_counter_ns() - begun)
    kept = [sorted(part)[: len(part) * 9 // 10] for part in times]
    spread = sum(statistics.variance(part) / len(part) for part in kept)
    return (statistics.fmean(kept[0]) - statistics.fmean(kept[1])) / spread**0.5


def _agree(verifier: SignatureVerifier, key: ApiKey, public: rsa.RSAPublicKey, signature: bytes) -> bool:
    try:
        public.verify(signature, PAYLOAD, padding.PKCS1v15(), hashes.SHA256())
        expected = True
    except InvalidSignature:
        expected = False
    return verifier.matches(key, base64.b64encode(signature).decode(), [PAYLOAD]) == expected


def _mutant(dice: random.Random, right: bytes) -> bytes:
    """Return a flipped, cut or lengthened signature."""
    damaged = bytearray(right)
    damaged[dice.randrange(len(right))] ^= 1 << dice.randrange(8)
    return dice.choice([bytes(damaged), right[: dice.randrange(len(right))], right + dice.randbytes(1)])


def _forged(dice: random.Random, right: bytes) -> bytes:
    """Return what only the owner of the private key can make: a signature of almost the right padded block."""
    numbers = private_key().private_numbers()
    exponent, modulus = numbers.public_numbers.e, numbers.public_numbers.n
    block = bytearray(pow(int.from_bytes(right, "big"), exponent, modulus).to_bytes(256, "big"))
    block[dice.randrange(1, 256)] ^= 1 << dice.randrange(8)
    return pow(int.from_bytes(block, "big"), numbers.d, modulus).to_bytes(256, "big")
