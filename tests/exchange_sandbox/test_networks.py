from exchange_sandbox.networks import address_of, find, networks_of, tag_of
from tests.exchange_sandbox.desk import Desk


class TestNetworks:
    def test_a_coin_has_its_chains(self) -> None:
        """One that nobody described has a chain of its own."""
        assert [network.chain for network in networks_of("USDT")] == ["ETH", "TRX"]
        assert [network.chain for network in networks_of("LTC")] == ["LTC"]

    def test_a_network_is_found_by_chain_and_protocol(self) -> None:
        """Venues use either."""
        assert find("USDT", "TRX") is find("USDT", "TRC20") is not None
        assert find("USDT", "SOL") is None


class TestAddresses:
    def test_an_account_has_one_per_chain(self, desk: Desk) -> None:
        """The same for every coin of the chain, another for everybody else; tags name the account."""
        ada, sub = desk.key("okx").account, desk.key("okx", "sub_account").account
        (xrp,) = networks_of("XRP")
        ether, dollar = networks_of("ETH")[0], networks_of("USDT")[0]
        assert address_of(ada, ether) == address_of(ada, dollar) != address_of(sub, ether)
        assert tag_of(ada, xrp).isdigit()
        assert tag_of(ada, ether) == ""
