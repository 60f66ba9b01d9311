import pytest

from moorage.api.figures import Figures, no_figures
from moorage.domain.errors import ConfigurationError, NotFound

pytestmark = pytest.mark.anyio


async def source() -> bytes:
    return b"moorage_accounts 1.0\n"


class TestFigures:
    @pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "10.1.2.3"])
    async def test_are_shown_to_loopback_and_to_the_networks_of_the_owner(self, address: str):
        """To nobody else by themselves."""
        assert await Figures(source, ["10.0.0.0/8"]).seen_from(address) == await source()

    @pytest.mark.parametrize("address", ["11.1.2.3", "203.0.113.7", "2001:db8::1", "", "testclient"])
    async def test_are_not_there_for_the_world(self, address: str):
        """Not refused, which would tell that there is something."""
        with pytest.raises(NotFound):
            await Figures(source, ["10.0.0.0/8"]).seen_from(address)

    def test_a_network_that_is_none_is_told(self):
        """The service does not start with it."""
        with pytest.raises(ConfigurationError):
            Figures(source, ["everybody"])

    async def test_without_a_source_there_is_nothing(self):
        """An API without a server around it."""
        assert await no_figures() == b""
