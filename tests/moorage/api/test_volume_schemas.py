from decimal import Decimal

from moorage.api.schemas import ENCODER
from moorage.api.volume_schemas import total_entity
from moorage.domain.profit import Figures
from moorage.domain.volume import Volume


class TestTotalEntity:
    def test_what_is_missing_is_said(self):
        """Amounts are plain."""
        told = total_entity(Volume(Figures(Decimal("1E-7"), Decimal("1E+3")), complete=False))
        expected = b'{"volume_btc":"0.0000001","volume_usd":"1000.0","x_moorage":{"complete":false}}'
        assert ENCODER.encode(told) == expected
