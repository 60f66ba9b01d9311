"""cli/keys.py: make, import, list and revoke keys of this service."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.moorage.cli.commands import Shell


class TestCreate:
    def test_shows_the_secret_once(self, shell: Shell):
        """The secret is printed when the key is made, and by no other command."""
        made = shell.run("key", "create", "--name", "bot", "--json").json
        assert made["secret"].startswith("mrs_")
        assert made["permissions"] == ["ACCOUNTS_READ", "ACCOUNTS_WRITE"]
        listed = shell.run("key", "list", "--json")
        assert listed.json[0]["key"] == made["key"]
        assert made["secret"] not in listed.out

    def test_takes_an_rsa_public_key(self, shell: Shell, tmp_path: Path):
        """A key that is signed with RSA has no secret here."""
        public = rsa.generate_private_key(65537, 2048).public_key()
        file = tmp_path / "bot.pem"
        file.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        made = shell.run("key", "create", "--name", "bot", "--rsa-public-key", str(file), "--json").json
        assert made["algorithm"] == "rsa"
        assert "secret" not in made

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (("--permissions", "EVERYTHING"), "ACCOUNTS_READ"),
            (("--expires", "soon"), "ISO 8601"),
            (("--ip", "nowhere"), "CIDR"),
            (("--user", "nobody"), "nobody"),
        ],
    )
    def test_says_what_is_wrong(self, shell: Shell, arguments: tuple[str, ...], told: str):
        """A wrong option is named in one line, without a traceback."""
        ran = shell.run("key", "create", "--name", "bot", *arguments)
        assert ran.status != 0
        assert told in ran.err
        assert "Traceback" not in ran.err


class TestImport:
    def test_keeps_an_existing_pair(self, shell: Shell):
        """The identifier stays as it is, the secret comes from standard input and is not shown."""
        ran = shell.run("key", "import", "--name", "old bot", "--key", "oldapikey0001", stdin="s3cret-" * 5 + "\n")
        assert ran.status == 0
        assert "s3cret" not in ran.out + ran.err
        assert shell.run("key", "list", "--json").json[0]["key"] == "oldapikey0001"

    def test_refuses_a_taken_identifier(self, shell: Shell):
        """The same identifier twice is refused."""
        again = ("key", "import", "--name", "bot", "--key", "oldapikey0001")
        shell.run(*again, stdin="a" * 32 + "\n")
        assert shell.run(*again, stdin="b" * 32 + "\n").status == 1


class TestRevoke:
    def test_ends_a_key(self, shell: Shell):
        """A revoked key is listed as revoked; an unknown one is not found."""
        key = shell.run("key", "create", "--name", "bot", "--json").json["key"]
        assert shell.run("key", "revoke", key).status == 0
        assert shell.run("key", "list", "--json").json[0]["revoked_at"] is not None
        assert shell.run("key", "revoke", "unknown").status == 1
