from pathlib import Path

import pytest

from moorage.config import LimitsProfile, Settings, load
from moorage.domain.errors import ConfigurationError
from moorage.services.policy import ConnectionPolicy, Policy, WithdrawalPolicy


def reason(**environ: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load({f"MOORAGE_{name}": value for name, value in environ.items()})
    return caught.value.description


class TestLoad:
    def test_nothing_set_is_the_default(self) -> None:
        """An empty environment gives the documented defaults, and foreign variables are no concern."""
        relaxed = Settings(limits=LimitsProfile.RELAXED, policy=Policy(deadline=15))
        assert load({"PATH": "/bin", "EXCHANGES_BASE_URL": "x"}) == relaxed

    def test_everything_can_be_set(self) -> None:
        """Each variable reaches its setting."""
        settings = load(
            {
                "MOORAGE_DATA_DIR": "/data",
                "MOORAGE_DATABASE_URL": "postgresql://db/moorage",
                "MOORAGE_HOST": "0.0.0.0",
                "MOORAGE_PORT": "9000",
                "MOORAGE_PUBLIC_URL": "https://moorage.example/",
                "MOORAGE_KEK_FILE": "/keys/kek.json",
                "MOORAGE_POLICY_WITHDRAWAL": "warn",
                "MOORAGE_CONNECTION_POLICY": "expert_binance_subaccounts",
                "MOORAGE_EGRESS_ADDRESSES": "192.0.2.1, 192.0.2.2",
                "MOORAGE_EXCHANGE_DEADLINE": "20",
                "MOORAGE_RPC_URL_ETHEREUM": "https://node.example/v3/0123",
                "MOORAGE_RPC_URL_TRON": "http://10.0.0.7:8090",
                "MOORAGE_LIMITS": "relaxed",
                "MOORAGE_TRUSTED_PROXIES": "10.0.0.0/8",
                "MOORAGE_LOG_LEVEL": "debug",
            }
        )
        policy = Policy(
            withdrawal=WithdrawalPolicy.WARN,
            connection=ConnectionPolicy.EXPERT_BINANCE_SUBACCOUNTS,
            egress_addresses=("192.0.2.1", "192.0.2.2"),
            deadline=20,
        )
        assert settings == Settings(
            data_dir=Path("/data"),
            database_url="postgresql://db/moorage",
            host="0.0.0.0",
            port=9000,
            public_url="https://moorage.example/",
            kek_file=Path("/keys/kek.json"),
            policy=policy,
            rpc_urls={"ethereum": "https://node.example/v3/0123", "tron": "http://10.0.0.7:8090"},
            limits=LimitsProfile.RELAXED,
            trusted_proxies=("10.0.0.0/8",),
            log_level="DEBUG",
        )

    def test_the_process_environment_is_read_by_default(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without an argument the process's own variables count."""
        monkeypatch.setenv("MOORAGE_PORT", "1234")
        assert load().port == 1234

    def test_blank_is_not_set(self) -> None:
        """An empty or blank variable is as good as none."""
        assert load({"MOORAGE_PORT": " ", "MOORAGE_KEK_FILE": ""}) == load({})

    def test_a_misspelt_setting_is_told(self) -> None:
        """A variable of ours that nothing reads is a typing mistake, and all of them are named."""
        assert reason(PROT="1", POLICY="x") == "There is no such setting: MOORAGE_POLICY, MOORAGE_PROT."


class TestFaults:
    @pytest.mark.parametrize("port", ["-1", "65536", "80.0", "eighty", "8_0", "\uff18\uff10", "0x50"])
    def test_a_port_is_a_whole_number(self, port: str) -> None:
        """The variable is named, with its range."""
        assert reason(PORT=port) == "MOORAGE_PORT must be a whole number from 0 to 65535."

    @pytest.mark.parametrize("deadline", ["0", "26"])
    def test_a_deadline_is_1_to_25_seconds(self, deadline: str) -> None:
        """Shorter is useless, longer than the client waits."""
        assert "from 1 to 25" in reason(EXCHANGE_DEADLINE=deadline)

    def test_a_choice_is_one_of_the_known(self) -> None:
        """The known words are listed."""
        assert reason(POLICY_WITHDRAWAL="maybe") == "MOORAGE_POLICY_WITHDRAWAL must be one of: refuse, warn, allow."

    @pytest.mark.parametrize("url", ["moorage.example", "ftp://x", "https://", "https://x?y", "https://x#y"])
    def test_a_public_url_is_http(self, url: str) -> None:
        """Anything else would make wrong links."""
        assert reason(PUBLIC_URL=url) == "MOORAGE_PUBLIC_URL must be an http or https URL without a query."


class TestExchangeBaseUrls:
    def test_all_venues_one_venue_or_one_host(self) -> None:
        """The name of the variable says whose hosts are replaced; a trailing slash is dropped."""
        urls = load(
            {
                "MOORAGE_EXCHANGES_BASE_URL": "http://127.0.0.1:9000/",
                "MOORAGE_EXCHANGES_BASE_URL_KRAKEN": "https://kraken.example",
                "MOORAGE_EXCHANGES_BASE_URL_BINANCE__SPOT": "http://localhost:9000/binance",
            }
        ).exchange_base_urls
        assert urls == {
            "": "http://127.0.0.1:9000",
            "kraken": "https://kraken.example",
            "binance.spot": "http://localhost:9000/binance",
        }

    @pytest.mark.parametrize("host", ["exchange.example", "192.0.2.1", "127.0.0.1.example", "0.0.0.0"])
    def test_keys_never_travel_in_the_clear(self, host: str) -> None:
        """Without TLS only this machine is taken."""
        assert "keys would travel in the clear" in reason(EXCHANGES_BASE_URL=f"http://{host}/")

    @pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
    def test_this_machine_needs_no_tls(self, host: str) -> None:
        """The sandbox is plain HTTP on loopback."""
        assert load({"MOORAGE_EXCHANGES_BASE_URL": f"http://{host}:1"}).exchange_base_urls[""] == f"http://{host}:1"


class TestRpcUrls:
    @pytest.mark.parametrize("url", ["node.example", "ftp://node.example", "https://"])
    def test_a_url_is_http(self, url: str) -> None:
        """The sentence names the variable, not the URL, which may hold a key."""
        told = reason(RPC_URL_BSC=url)
        assert "MOORAGE_RPC_URL_BSC" in told
        assert "node.example" not in told

    def test_settings_that_are_shown_hold_no_url(self) -> None:
        """A provider's URL holds a key."""
        assert "canary" not in repr(load({"MOORAGE_RPC_URL_BSC": "https://node.example/canary"}))


class TestSettings:
    def test_the_kek_lies_in_the_data_folder(self) -> None:
        """Unless it is set, or systemd hands it over; what is set wins."""
        credentials = {"CREDENTIALS_DIRECTORY": "/run/credentials/moorage"}
        assert load({"MOORAGE_DATA_DIR": "/data"}).kek_path == Path("/data/keys/kek.json")
        assert load(credentials).kek_path == Path("/run/credentials/moorage/moorage-kek")
        assert load({**credentials, "MOORAGE_KEK_FILE": "/kek"}).kek_path == Path("/kek")

    def test_the_base_url_is_the_listening_address(self) -> None:
        """Unless a public one is set; IPv6 gets its brackets."""
        assert load({}).base_url == "http://127.0.0.1:8080"
        assert load({"MOORAGE_HOST": "::1", "MOORAGE_PORT": "1"}).base_url == "http://[::1]:1"
        assert load({"MOORAGE_PUBLIC_URL": "https://x.example/m/"}).base_url == "https://x.example/m"

    @pytest.mark.parametrize(
        ("host", "profile"),
        [("127.0.0.1", "relaxed"), ("::1", "relaxed"), ("localhost", "relaxed"), ("0.0.0.0", "contract")],
    )
    def test_limits_are_relaxed_on_ones_own_machine_only(self, host: str, profile: str) -> None:
        """Who listens to the world keeps to the contract, unless told otherwise."""
        assert load({"MOORAGE_HOST": host}).limits == profile
        assert load({"MOORAGE_HOST": host, "MOORAGE_LIMITS": "contract"}).limits is LimitsProfile.CONTRACT
