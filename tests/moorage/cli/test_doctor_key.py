"""cli/doctor_key.py, as a person runs it, against the exchange sandbox; there is no database."""

import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from tests.moorage.cli.commands import Ran, Shell


@pytest.fixture
def sandbox(exchange_sandbox: SandboxClient) -> SandboxClient:
    """The running sandbox, its world as new."""
    exchange_sandbox.reset()
    return exchange_sandbox


def fields(key: SandboxKey, **other: str) -> str:
    """Return what is typed in."""
    given = {"api_key": key.api_key, "secret": key.secret, "passphrase": key.passphrase, **other}
    return "".join(f"{field}: {text}\n" for field, text in given.items() if text)


def examined(shell: Shell, sandbox: SandboxClient, code: str, text: str, *options: str, **settings: str) -> Ran:
    """Run the command; nothing it prints holds a secret that was typed in, and nothing was stored."""
    base = {"MOORAGE_EXCHANGES_BASE_URL": sandbox.url, "MOORAGE_EGRESS_ADDRESSES": "198.51.100.9"} | settings
    ran = shell.run("doctor", "key", "--type", code, *options, stdin=text, **base)
    secrets = [line.partition(": ")[2] for line in text.splitlines()]
    assert not any(secret in ran.out + ran.err for secret in secrets if secret)
    assert not shell.data.exists()
    return ran


class TestKey:
    def test_a_valid_key(self, bare_shell: Shell, sandbox: SandboxClient):
        """Status 0, with rights, owner, and every account type that it reaches."""
        ran = examined(bare_shell, sandbox, "okex", fields(sandbox.key("okx", "trader")), "--json")
        assert (ran.status, ran.json["verdict"]) == (0, "usable")
        report = ran.json["report"]
        assert report["permissions"] == {"read": True, "trade": True, "withdraw": False}
        assert (report["exchange_uid"], report["is_subaccount"]) == (sandbox.key("okx", "trader").uid, False)
        assert {each["market_code"]: each["available"] for each in ran.json["types"]} == {
            "okex": True,
            "okex_futures": True,
        }

    def test_a_wrong_secret(self, bare_shell: Shell, sandbox: SandboxClient):
        """Status 1, and the field that is wrong."""
        text = fields(sandbox.key("okx", "trader"), secret=sandbox.key("okx", "read_only").secret)
        ran = examined(bare_shell, sandbox, "okex", text)
        assert ran.status == 1
        assert "secret  The secret does not belong to this API key" in ran.out

    def test_an_address_outside_the_list(self, bare_shell: Shell, sandbox: SandboxClient):
        """Status 1, as the exchange refuses us."""
        ran = examined(bare_shell, sandbox, "okex", fields(sandbox.key("okx", "ip_locked")), "--json")
        assert (ran.status, ran.json["objection"]["kind"]) == (1, "IpNotAllowed")

    def test_a_list_without_one_of_our_addresses(self, bare_shell: Shell, sandbox: SandboxClient):
        """The key works today, and the list is told to lack the address that is ours."""
        ran = examined(bare_shell, sandbox, "okex", fields(sandbox.key("okx", "ip_here")), "--json")
        assert ran.status == 0
        assert ran.json["report"]["own_addresses"] == {"198.51.100.9": False}
        assert any("198.51.100.9" in note for note in ran.json["report"]["notes"])

    def test_a_right_to_withdraw(self, bare_shell: Shell, sandbox: SandboxClient):
        """It is pointed out, and refused where the owner's rule says so."""
        text = fields(sandbox.key("okx", "withdraw"))
        strict = examined(bare_shell, sandbox, "okex", text)
        mild = examined(bare_shell, sandbox, "okex", text, MOORAGE_POLICY_WITHDRAWAL="warn")
        assert (strict.status, mild.status) == (1, 0)
        assert "withdraw      YES: " in mild.out

    def test_a_key_that_ends_soon(self, bare_shell: Shell, sandbox: SandboxClient):
        """The days that are left, and the state that an account would have."""
        ran = examined(bare_shell, sandbox, "mexc", fields(sandbox.key("mexc", "expiring")), "--json")
        assert (ran.status, ran.json["report"]["state"]) == (0, "expire_soon")
        assert ran.json["report"]["days_left"] in {8, 9}

    def test_an_outage(self, bare_shell: Shell, sandbox: SandboxClient):
        """Status 3: silence says nothing about a key."""
        sandbox.plan_fault("status_503", venue="okx")
        ran = examined(bare_shell, sandbox, "okex", fields(sandbox.key("okx", "trader")))
        assert ran.status == 3
        assert "not judged" in ran.out

    @pytest.mark.parametrize(
        ("code", "text", "words"),
        [
            ("okx", "", "Did you mean okex"),
            ("okex", "", "passphrase is missing"),
            ("okex", "api-key: a-secret-of-mine", "line 1 of standard input"),
        ],
    )
    def test_wrong_usage(self, bare_shell: Shell, sandbox: SandboxClient, code, text, words):
        """Status 2, before anything is asked."""
        ran = examined(bare_shell, sandbox, code, text)
        assert ran.status == 2
        assert words in ran.err

    def test_a_wrong_setting_is_wrong_usage(self, bare_shell: Shell, sandbox: SandboxClient):
        """A caller that counts on the status does not take it for a refused key."""
        assert examined(bare_shell, sandbox, "okex", "", MOORAGE_PORT="x").status == 2
