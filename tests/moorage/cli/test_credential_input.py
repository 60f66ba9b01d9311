"""cli/credential_input.py: from standard input to credentials."""

import os
import pty
import subprocess
import sys
import termios

import click
import pytest

from moorage.cli.credential_input import parsed
from moorage.domain.market import FormField
from tests.makers import make_market

MARKET = make_market("brest")
PEM = "-----BEGIN PRIVATE KEY-----\nMIG: x\n-----END PRIVATE KEY-----"
WITHIN = 30  # seconds
ASK = """
from moorage.cli.credential_input import read_credentials
from tests.makers import make_market
given = read_credentials(make_market("brest"))
print("LENGTHS", len(given.api_key), len(given.secret))
"""


class TestParsed:
    def test_reads_a_field_per_line(self):
        """In any order, white space around, empty lines between."""
        assert parsed("secret:  s \n\n api_key: a:b\n", MARKET) == {"secret": "s", "api_key": "a:b"}

    def test_a_private_key_goes_on_over_lines(self):
        """Up to the line that ends it."""
        assert parsed(f"secret: {PEM}\napi_key: k\n", MARKET) == {"secret": PEM, "api_key": "k"}

    def test_a_private_key_that_never_ends_ends_with_the_input(self):
        """It is for the exchange's rules to refuse it."""
        assert parsed("secret: -----BEGIN PRIVATE KEY-----\nMIG", MARKET)["secret"].count("\n") == 2

    @pytest.mark.parametrize("text", ["topsecret", "sekret: topsecret", "secret: a\nsecret: topsecret", ": topsecret"])
    def test_a_line_that_is_no_field_is_named_and_not_repeated(self, text):
        """It may hold a secret."""
        with pytest.raises(click.UsageError, match=r"line \d of standard input") as caught:
            parsed(text, MARKET)
        assert "topsecret" not in caught.value.message

    def test_optional_fields_are_known(self):
        """What a market may have beside what it must."""
        market = make_market("brest", optional=(FormField("customer_id", "Number:"),))
        assert parsed("customer_id: 7", market) == {"customer_id": "7"}
        with pytest.raises(click.UsageError):
            parsed("customer_id: 7", MARKET)


class TestReadCredentials:
    def ask(self, **answers: str) -> tuple[bytes, bytes]:
        """Answer each prompt when it is shown; return all that the terminal showed, and what the program printed."""
        ours, theirs = pty.openpty()
        command = [sys.executable, "-c", ASK]
        with subprocess.Popen(
            command, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, start_new_session=True
        ) as process:
            os.close(theirs)
            shown = b""
            for prompt, answer in answers.items():
                while not shown.endswith(f"{prompt} ".encode()):
                    shown += os.read(ours, 1024)
                while echoes(ours):
                    os.sched_yield()
                os.write(ours, answer.encode() + b"\n")
            out, _ = process.communicate(timeout=WITHIN)
            os.close(ours)
        return shown, out

    def test_a_terminal_is_asked_without_echo(self):
        """Neither key nor secret is shown."""
        shown, out = self.ask(api_key="terminal-key", secret="terminal-secret")
        assert b"LENGTHS 12 15" in out
        assert b"terminal-" not in shown

    def test_a_private_key_may_be_pasted(self):
        """All its lines, none of them shown."""
        shown, out = self.ask(api_key="terminal-key", secret=PEM)
        assert f"LENGTHS 12 {len(PEM)}".encode() in out
        assert b"MIG" not in shown


def echoes(terminal: int) -> bool:
    """Say whether a terminal shows what is typed."""
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
