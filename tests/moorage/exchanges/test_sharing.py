from datetime import UTC, datetime

from moorage.exchanges.sharing import Sharing
from moorage.services.agenda import VenueBlock


class TestSharing:
    def test_without_a_secret_of_the_installation_each_process_draws_its_own(self):
        """And it is not shown."""
        one, other = Sharing(), Sharing()
        assert one.key_secret != other.key_secret
        assert "key_secret" not in repr(one)

    def test_without_anybody_who_remembers_a_block_ends_with_the_process(self):
        """Nothing happens, and nothing fails."""
        block = VenueBlock(venue="a", limit="", key_id=b"", until=datetime(2026, 11, 22, tzinfo=UTC), seconds=9)
        Sharing().blocked(block)
