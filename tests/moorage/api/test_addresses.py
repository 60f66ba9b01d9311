from typing import Any

import pytest

from moorage.api.addresses import ClientAddress, neighbourhood
from moorage.domain.errors import ConfigurationError


def scope(peer: str | None, *forwarded: str) -> Any:
    headers = [(b"x-forwarded-for", line.encode("latin-1")) for line in forwarded]
    return {"client": None if peer is None else (peer, 1), "headers": headers}


class TestClientAddress:
    def test_without_trusted_proxies_the_peer_counts(self):
        """`X-Forwarded-For` of anybody changes nothing."""
        assert ClientAddress(())(scope("198.51.100.1", "10.0.0.1")) == "198.51.100.1"

    def test_an_untrusted_peer_is_not_believed(self):
        """Only a configured proxy may say who stands behind it."""
        assert ClientAddress(["10.0.0.0/8"])(scope("198.51.100.1", "203.0.113.9")) == "198.51.100.1"

    def test_the_last_untrusted_hop_counts(self):
        """What a client writes in front of the proxy's own entry is not believed."""
        found = ClientAddress(["10.0.0.0/8"])(scope("10.0.0.1", "1.1.1.1, 198.51.100.7, 10.0.0.2"))
        assert found == "198.51.100.7"

    def test_several_header_lines_are_one_list(self):
        """The lines are read in their order."""
        assert ClientAddress(["10.0.0.0/8"])(scope("10.0.0.1", "1.1.1.1", "198.51.100.7")) == "198.51.100.7"

    @pytest.mark.parametrize("junk", ["", "unknown", "1.2.3.4:80", "éé", "1.2.3.4, <script>"])
    def test_junk_ends_the_chain(self, junk: str):
        """What is no address is not taken for one; the last believed hop counts."""
        assert ClientAddress(["10.0.0.0/8"])(scope("10.0.0.1", junk)) == "10.0.0.1"

    def test_mapped_addresses_are_ipv4(self):
        """An IPv4 client on an IPv6 socket is itself."""
        assert ClientAddress(())(scope("::ffff:198.51.100.1")) == "198.51.100.1"
        assert ClientAddress(["10.0.0.0/8"])(scope("::ffff:10.0.0.1", "2001:DB8::1")) == "2001:db8::1"

    def test_a_socket_without_address_is_nobody(self):
        """A unix socket has no client address."""
        assert ClientAddress(())(scope(None)) == ""

    def test_a_wrong_network_stops_the_start(self):
        """A mistyped proxy is told at once."""
        with pytest.raises(ConfigurationError, match=r"10\.0\.0\.0/99"):
            ClientAddress(["10.0.0.0/99"])


class TestNeighbourhood:
    def test_ipv4_stands_for_itself(self):
        """One address, one client."""
        assert neighbourhood("198.51.100.1") == "198.51.100.1"

    def test_ipv6_counts_by_its_64(self):
        """Whoever has a /64 cannot walk through it."""
        assert neighbourhood("2001:db8:0:1::1") == neighbourhood("2001:db8:0:1:ffff::9") == "2001:db8:0:1::/64"
        assert neighbourhood("2001:db8:0:2::1") != neighbourhood("2001:db8:0:1::1")

    def test_junk_stands_for_itself(self):
        """What is no address is counted as it is."""
        assert neighbourhood("a:b") == "a:b"
        assert neighbourhood("") == ""
