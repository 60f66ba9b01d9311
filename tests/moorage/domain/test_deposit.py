"""Where coins can be sent to."""

import pytest

from moorage.domain.deposit import Network, Purpose


class TestNetwork:
    @pytest.mark.parametrize(("purpose", "serves"), [(Purpose.DEPOSIT, True), (Purpose.WITHDRAW, False)])
    def test_serves_what_it_is_open_for(self, purpose, serves):
        """Coming and going are opened and closed apart."""
        assert Network(code="TRX", title="Tron", takes_deposits=True).serves(purpose) is serves
