import pytest

from exchange_sandbox.venues.binance import Binance
from tests.exchange_sandbox.desk import Desk


class TestBinance:
    def test_unknown_paths(self, desk: Desk) -> None:
        """Are a web page with 404, retired ones included."""
        for path in ("/api/v9/account", "/sapi/v1/lending/union/account"):
            answer = desk.binance(path)
            assert (answer.status, answer.reply.content_type) == (404, "text/html")

    @pytest.mark.parametrize(
        ("name", "status", "code"),
        [
            ("unknown_key_fapi", 401, -2015),
            ("missing_permission_sapi", 401, -1002),
            ("geo_block", 451, 0),
            ("maintenance", 503, -1000),
            ("unknown_503", 503, -1000),
            ("disconnected", 500, -1001),
            ("unknown_key", 401, -2015),
            ("bad_key_format", 401, -2014),
            ("invalid_api_key_id", 401, -2008),
            ("bad_signature", 400, -1022),
            ("clock_skew", 400, -1021),
            ("rate_limited", 429, -1003),
            ("banned", 418, -1003),
        ],
    )
    def test_documented_refusals(self, name: str, status: int, code: int) -> None:
        """Every refusal of errors.md that a reader meets."""
        reply = Binance.refusals[name]
        assert reply.status == status
        assert f'"code":{code},'.encode() in reply.body

    def test_every_private_page_refuses_strangers(self, desk: Desk) -> None:
        """No signed path answers an unknown key or a wrong secret."""
        venue = desk.sandbox.venues["binance"]
        assert isinstance(venue, Binance)
        private = [route for route, endpoint in venue.routes.items() if endpoint.security.name == "SIGNED"]
        assert len(private) > 20
        for host, method, path in private:
            wrong = desk.binance(path, host=host, method=method, secret="A" * 64)
            unknown = desk.binance(path, host=host, method=method, api_key="B" * 64)
            assert (wrong.json["code"], unknown.json["code"]) == (-1022, -2015)
