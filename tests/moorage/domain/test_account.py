import pytest

from moorage.domain.account import AccountChange, KeyState, Worth, require_name
from moorage.domain.errors import RecordInvalid
from tests.makers import make_account


class TestRequireName:
    @pytest.mark.parametrize("name", ["ab", "ä" * 255, "  "])
    def test_2_to_255_characters_are_taken(self, name: str) -> None:
        """Characters count, not bytes."""
        require_name(name)

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [
            ("", "is too short (minimum is 2 characters)"),
            ("a", "is too short (minimum is 2 characters)"),
            ("a" * 256, "is too long (maximum is 255 characters)"),
        ],
    )
    def test_other_lengths_are_told_on_the_name(self, name: str, sentence: str) -> None:
        """The sentences are those of the API's contract."""
        with pytest.raises(RecordInvalid) as caught:
            require_name(name)
        assert caught.value.attributes == {"name": [sentence]}


class TestKeyState:
    def test_a_reason_is_what_locks(self) -> None:
        """An account is locked exactly while a reason is known."""
        assert not KeyState().is_locked
        assert KeyState(lock_reason="ip_not_allowed").is_locked


class TestDefaults:
    def test_a_new_account_counts_and_was_never_loaded(self) -> None:
        """An account is in the summary unless taken out, and has no balances before the first load."""
        account = make_account()
        assert (account.include_in_summary, account.worth, account.credentials_version) == (True, Worth(), 1)

    def test_a_change_changes_nothing_by_itself(self) -> None:
        """Every field of a change is a wish that may be left out."""
        change = AccountChange(account_id=1)
        assert (change.name, change.include_in_summary, change.credentials.given()) == (None, None, {})
