import msgspec

from moorage.api.chart_schemas import BalancePoint, PointExtension


class TestBalancePoint:
    def test_what_is_ours_is_there_only_where_something_is_to_be_said(self):
        """A point of which everything was priced has the contract's fields only."""
        plain = {name: msgspec.Raw(b"1.0") for name in BalancePoint.__struct_fields__[1:5]}
        whole, partial = (
            BalancePoint(date=1, **plain),
            BalancePoint(date=1, **plain, x_moorage=PointExtension(complete=False)),
        )
        assert b"x_moorage" not in msgspec.json.encode(whole)
        assert msgspec.json.encode(partial).endswith(b'"x_moorage":{"complete":false}}')
