"""The catalogue of wallets: every entry of the product, and what is refused in one."""

import re
from pathlib import Path

import pytest

from moorage.domain.credentials import Credentials
from moorage.domain.errors import ConfigurationError, RecordInvalid
from moorage.exchanges.catalog import Catalog
from moorage.wallets.catalog import WalletCatalog, contract_of, read_entry
from moorage.wallets.entry import OnChain

ROOT = Path(__file__).parents[3]
USDT = "0x55d398326f99059fF775485246999027B3197955"
FOLDER = ROOT / "src/moorage/wallets/catalog"


class TestLoad:
    def test_the_markets_of_the_contract(self, catalog):
        """Market codes, what the form asks, and how an account shows."""
        told = {
            market.code: (market.pretty_display_type, market.exchange_name, [field.field for field in market.required])
            for market in catalog.all()
        }
        assert told == {
            "ethereumwallet": ("Ethereumwallet", "Ethereum Wallet", ["address"]),
            "bsc": ("Bsc", "Binance Smart Chain Wallet", ["address"]),
            "trx": ("Trx", "Tron Wallet", ["address"]),
            "paper_trading": ("PaperTrading", "Paper trading account", []),
        }

    def test_prices_come_from_a_market_that_exists(self, catalog):
        """The price source of each is a market of the exchanges."""
        exchanges = {market.code for market in Catalog.load().all()}
        assert {market.prices_of for market in catalog.all()} <= exchanges

    def test_nothing_on_chain_trades(self, catalog):
        """No capability promises what an address cannot do."""
        assert not any(market.capabilities.trading_supported for market in catalog.all())

    def test_each_chain_lists_its_tokens(self, catalog):
        """25 to 50 per chain with Ethereum's virtual machine; Tron costs a request a token and lists fewer."""
        sizes = {venue: len(entry.tokens) for venue, entry in catalog.entries.items() if isinstance(entry, OnChain)}
        assert 25 <= sizes["bsc"] <= 50
        assert 25 <= sizes["ethereum"] <= 50
        assert 5 <= sizes["tron"] <= 15

    def test_contracts_of_hexadecimal_chains_carry_their_checksum(self, catalog):
        """A contract in small letters would not be checked against a typing mistake."""
        for venue in ("ethereum", "bsc"):
            for token in catalog.entries[venue].tokens:
                assert token.contract not in {token.contract.lower(), token.contract.upper()}
                assert len(contract_of(catalog.entries[venue], token.contract)) == 20

    @pytest.mark.parametrize(
        ("venue", "currency", "contract", "decimals"),
        [
            ("ethereum", "USDT", "0xdAC17F958D2ee523a2206206994597C13D831ec7", 6),
            ("ethereum", "USDC", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", 6),
            ("ethereum", "WBTC", "0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599", 8),
            ("bsc", "USDT", "0x55d398326f99059fF775485246999027B3197955", 18),
            ("bsc", "DOGE", "0xbA2aE424d960c26247Dd6c32edC70B295c744C43", 8),
            ("tron", "USDT", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", 6),
        ],
    )
    def test_the_contracts_people_hold(self, catalog, venue, currency, contract, decimals):
        """Published addresses and decimals; the same currency has other decimals on another chain."""
        tokens = {token.contract: (token.currency, token.decimals) for token in catalog.entries[venue].tokens}
        assert tokens[contract] == (currency, decimals)

    def test_each_has_its_page_and_settings(self, catalog):
        """A chain's setting and market code stand in the documentation."""
        page = (ROOT / "docs/wallets.md").read_text()
        settings = (ROOT / "docs/settings.md").read_text()
        for venue, entry in catalog.entries.items():
            assert f"`{entry.market.code}`" in page
            if isinstance(entry, OnChain):
                assert f"`MOORAGE_RPC_URL_{venue.upper()}`" in settings


class TestGet:
    def test_an_unknown_code_is_told(self, catalog):
        """As every catalogue does."""
        with pytest.raises(RecordInvalid):
            catalog.get("dogewallet")


class TestSiblings:
    def test_a_wallet_stands_alone(self, catalog):
        """No other type is reached by the same address."""
        market = catalog.get("bsc")
        assert list(catalog.siblings(market)) == [market]


class TestMarketOf:
    def test_case_variants_have_one_identity(self, catalog):
        """Hexadecimal addresses differ in case without differing; Tron's do not."""
        mixed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
        ethereum, tron = catalog.get("ethereumwallet"), catalog.get("trx")
        forms = [ethereum.identity(Credentials(address=form)) for form in (mixed, mixed.lower())]
        assert forms[0] == forms[1]
        assert tron.identity(Credentials(address="TaB")) != tron.identity(Credentials(address="Tab"))


class TestReadEntry:
    @pytest.mark.parametrize(
        ("file", "pattern", "replacement", "told"),
        [
            ("bsc", "0x55d3", "0x55D3", "checksum"),
            ("bsc", 'currency = "USDC"', 'currency = "USDT"', "twice"),
            (
                "bsc",
                "0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d",
                "0x55d398326f99059fF775485246999027B3197955",
                "twice",
            ),
            ("bsc", "decimals = 18 }", "decimals = 99 }", "decimals"),
            ("bsc", "decimals = 18 }", "decimals = -1 }", "decimals"),
            ("bsc", '"stats_supported"', '"flying"', "no such capability"),
            ("bsc", 'tokens_source = "TOKENS"', 'tokens_source = "RUMOUR"', "no such source"),
            ("bsc", "chain_id = 56", "", "chain_id"),
            ("bsc", "chain_id = 56", "chain_id = = 56", "bsc.toml"),
            ("trx", "TR7NHqjeKQ", "TR7NHqjeKX", "checksum"),
            ("paper_trading", 'BTC = "1"', 'BTC = "0"', "above zero"),
            ("paper_trading", 'BTC = "1"', 'BTC = "one"', "paper_trading.toml"),
        ],
    )
    def test_a_wrong_entry_stops_the_start(self, tmp_path, file, pattern, replacement, told):
        """The sentence names the file and what is wrong."""
        text = (FOLDER / f"{file}.toml").read_text()
        changed = re.sub(re.escape(pattern), replacement, text, count=1)
        assert changed != text
        (tmp_path / f"{file}.toml").write_text(changed)
        with pytest.raises(ConfigurationError, match=told) as caught:
            read_entry(tmp_path / f"{file}.toml")
        assert f"{file}.toml" in caught.value.description


class TestAll:
    def test_is_the_catalogue_in_order(self):
        """Loaded twice, listed alike."""
        assert WalletCatalog.load().all() == WalletCatalog.load().all()
