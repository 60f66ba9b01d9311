import pytest

from moorage.domain.exchange_errors import BadResponse, ExchangeTimeout
from moorage.exchanges.tally import Tally


class TestTally:
    def test_counts_requests_however_they_end(self):
        """One that fails took its time as well."""
        tally = Tally()
        with tally.sending():
            pass
        with pytest.raises(ExchangeTimeout), tally.sending():
            raise ExchangeTimeout
        assert tally.requests == 2
        assert tally.seconds > 0

    def test_counts_errors_by_class(self):
        """The words of an error, which may name an account, are not kept."""
        tally = Tally()
        for error in (BadResponse("of account 7"), BadResponse(), ExchangeTimeout()):
            tally.failed(error)
        assert tally.errors == {"BadResponse": 2, "ExchangeTimeout": 1}
