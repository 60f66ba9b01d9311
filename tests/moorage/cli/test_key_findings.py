"""cli/key_findings.py: what is printed of an examined key."""

from datetime import timedelta

import pytest

from moorage.cli.key_findings import as_object, as_text
from moorage.domain.key_report import KeyReport, Permissions
from moorage.services.examination import Examination, ExaminedType, Objection, Verdict
from tests.makers import NOW

EGRESS = ("198.51.100.9", "203.0.113.5")


def found(**told: object) -> Examination:
    """Return a usable key of which this was told."""
    report = KeyReport(**{"permissions": Permissions(), **told})  # type: ignore[arg-type]
    return Examination(verdict=Verdict.USABLE, report=report)


def lines(examination: Examination) -> dict[str, str]:
    """Return title -> text; a line without a title joins the one above."""
    told: dict[str, str] = {}
    title = ""
    for line in as_text("brest", examination, EGRESS, NOW).splitlines():
        head, _, text = line.partition("  ")
        title = head or title
        told[title] = f"{told.get(title, '')} {text.strip()}".strip()
    return told


class TestAsText:
    def test_unknown_is_said(self):
        """Nothing that was not told looks like a no."""
        shown = lines(found())
        assert all("not tell" in shown[title] for title in ("read", "trade", "withdraw", "IP addresses"))
        assert shown["ends"] == "never, or not told"
        assert shown["account"] == "number not told, master or sub-account not told"

    def test_a_withdrawal_right_is_pointed_out(self):
        """It does not stand among the others as a mere yes."""
        assert lines(found(permissions=Permissions(True, True, True)))["withdraw"].startswith("YES: ")

    def test_our_addresses_are_held_against_the_list(self):
        """Each of them is on it or not."""
        shown = lines(found(ip_restricted=True, ip_allowlist=("203.0.113.0/24",)))["IP addresses"]
        assert shown.startswith("only 203.0.113.0/24 198.51.100.9, an address of this server: NOT on the list")
        assert shown.endswith("203.0.113.5, an address of this server: on the list")

    @pytest.mark.parametrize(("restricted", "word"), [(True, "limited"), (False, "any"), (None, "unknown")])
    def test_a_list_that_is_hidden(self, restricted, word):
        """Whether there is one may be known all the same."""
        assert lines(found(ip_restricted=restricted))["IP addresses"].startswith(word)

    @pytest.mark.parametrize(
        ("days", "words"),
        [(40, "2027-01-01 12:00 UTC, 40 days left"), (9, "9 days left (expire_soon)"), (-1, "(expired)")],
    )
    def test_the_end_of_a_key(self, days, words):
        """With the days that are left, and a word when they are few."""
        assert lines(found(expires_at=NOW + timedelta(days=days)))["ends"].endswith(words)

    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"is_subaccount": False}, "7, a master account"),
            ({"is_subaccount": True, "parent_uid": "1"}, "7, a sub-account of 1"),
            ({"is_subaccount": True}, "7, a sub-account"),
        ],
    )
    def test_whose_it_is(self, told, words):
        """Master or sub-account."""
        assert lines(found(exchange_uid="7", **told))["account"] == words

    def test_types_and_notes(self):
        """Each type with what it holds or why it does not open; each note as it is."""
        objection = Objection("api_key", "No right.", "PermissionDenied")
        types = (
            ExaminedType(market_code="brest", available=True, currencies=1),
            ExaminedType(market_code="kiel", available=False, objection=objection),
            ExaminedType(market_code="genoa", available=None, objection=objection),
        )
        report = KeyReport(permissions=Permissions(), notes=("Look.",))
        shown = lines(Examination(verdict=Verdict.USABLE, report=report, types=types))
        assert shown["brest"] == "The key is usable. reached, 1 currency"
        assert (shown["kiel"], shown["genoa"]) == ("not reached: No right.", "not judged: No right.")
        assert shown["note"] == "Look."

    def test_a_refusal_stands_under_its_field(self):
        """Without a report there is nothing else to say."""
        objection = Objection("secret", "Wrong.", "WrongSecret")
        shown = lines(Examination(verdict=Verdict.REFUSED, objection=objection))
        assert shown == {"brest": "The key is refused.", "secret": "Wrong."}


class TestAsObject:
    def test_says_the_same_to_a_program(self):
        """What is unknown is null."""
        told = as_object("brest", found(ip_allowlist=("203.0.113.5",), expires_at=NOW), EGRESS, NOW)
        report = told["report"]
        assert isinstance(report, dict)
        assert (told["type"], told["verdict"], report["days_left"]) == ("brest", "usable", 0)
        assert report["own_addresses"] == {"198.51.100.9": False, "203.0.113.5": True}
        assert report["is_subaccount"] is None

    def test_a_silent_venue_leaves_no_report(self):
        """Null, not empty."""
        assert as_object("brest", Examination(verdict=Verdict.NOT_JUDGED), (), NOW)["report"] is None
