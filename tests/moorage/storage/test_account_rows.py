from hypothesis import given

from moorage.domain.account import Account
from moorage.storage.account_rows import CHANGEABLE, COLUMNS, IDENTITY, decode, encode
from moorage.storage.tables import ACCOUNTS
from tests.makers import make_account
from tests.moorage.storage.strategies import accounts


class TestEncodeAndDecode:
    @given(accounts(1))
    def test_every_field_round_trips(self, account: Account):
        """A row gives back the account it was made of, to the digit."""
        values = encode(account)
        read = decode([values[column.name] for column in COLUMNS])
        assert read == account
        assert repr(read) == repr(account)

    def test_every_column_is_written(self):
        """No column of an account is left to a default."""
        assert set(encode(make_account())) == {column.name for column in ACCOUNTS.columns} - {"fingerprint", "revision"}

    def test_a_column_changes_or_identifies(self):
        """Each column is either saved or never changes."""
        assert {*CHANGEABLE, *IDENTITY} == {column.name for column in COLUMNS}
