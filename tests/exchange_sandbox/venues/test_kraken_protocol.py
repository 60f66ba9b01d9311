import pytest

from exchange_sandbox.venues.kraken_protocol import alternative_of, code_of, name_of, refuse


class TestNames:
    @pytest.mark.parametrize(
        ("name", "code", "alternative"),
        [
            ("BTC", "XXBT", "XBT"),
            ("DOGE", "XXDG", "XDG"),
            ("ETH", "XETH", "ETH"),
            ("USD", "ZUSD", "USD"),
            ("SOL", "SOL", "SOL"),
        ],
    )
    def test_codes(self, name: str, code: str, alternative: str) -> None:
        """Old assets carry a letter, two have another name."""
        assert (code_of(name), alternative_of(name), name_of(code)) == (code, alternative, name)

    @pytest.mark.parametrize(("code", "name"), [("XBT.M", "BTC"), ("DOT.S", "DOT"), ("ETH.F", "ETH"), ("SOL.B", "SOL")])
    def test_earning_suffixes(self, code: str, name: str) -> None:
        """The coin behind a balance that earns."""
        assert name_of(code) == name


class TestRefuse:
    def test_http_stays_200(self) -> None:
        """The error is in the body only."""
        reply = refuse("EAPI:Invalid key").reply
        assert (reply.status, reply.body) == (200, b'{"error":["EAPI:Invalid key"]}')
