"""The catalogue: it loads fast, every entry is whole, a wrong one is refused."""

import re
from pathlib import Path

import msgspec
import pytest

from moorage.domain.errors import ConfigurationError, RecordInvalid
from moorage.domain.exchange_errors import ExchangeError
from moorage.exchanges.catalog import Catalog, read_entry
from moorage.exchanges.diagnosis import error_class
from moorage.exchanges.entry import Entry

FOLDER = Path(__file__).parents[3] / "src" / "moorage" / "exchanges" / "catalog"
ENTRIES = list(Catalog.load().entries.values())
every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.venue)


def rewritten(tmp_path: Path, venue: str, old: str, new: str) -> Path:
    text = (FOLDER / f"{venue}.toml").read_text()
    assert old in text
    file = tmp_path / f"{venue}.toml"
    file.write_text(text.replace(old, new, 1))
    return file


class TestLoad:
    def test_market_codes_are_the_wires(self, catalog):
        """A code is lower case with underscores, as the contract's are, and stands once."""
        codes = [market.code for market in catalog.all()]
        assert len(set(codes)) == len(codes)
        assert [code for code in codes if not re.fullmatch(r"[a-z][a-z_]+", code)] == []
        assert {"binance", "binance_us", "okex", "okex_futures", "kraken"} <= set(codes)


class TestGet:
    def test_returns_the_market_of_a_code(self, catalog):
        """A market carries what the account entity shows."""
        market = catalog.get("okex")
        assert (market.exchange_name, market.pretty_display_type, market.venue) == ("OKX Spot", "Okex", "okx")
        assert market.capabilities.deposit_enabled
        assert not market.capabilities.bots_ttp_allowed

    def test_asks_for_fields_in_the_order_and_with_the_labels_of_the_contract(self, catalog):
        """The form asks for the secret first."""
        fields = [(field.field, field.localized_name) for field in catalog.get("okex").required]
        assert fields == [("secret", "Secret:"), ("api_key", "API Key:"), ("passphrase", "Passphrase:")]

    @pytest.mark.parametrize("code", ["", "Binance", "bitmex", "binance ", "../okx"])
    def test_refuses_an_unknown_code_on_type(self, catalog, code):
        """A code that is not in the catalogue is a wrong parameter."""
        with pytest.raises(RecordInvalid) as caught:
            catalog.get(code)
        assert caught.value.attributes == {"type": ["does not have a valid value"]}

    @pytest.mark.parametrize("code", ["binance_futures", "binance_futures_eea", "binance_futures_coin", "okex_futures"])
    def test_futures_have_a_hedge_mode(self, catalog, code):
        """Only futures markets know long and short at once."""
        assert catalog.get(code).capabilities.hedge_mode_available

    def test_the_plan_rule_is_for_binance_alone(self, catalog):
        """The connection policy of the seed page lets Binance's markets in, and no other."""
        let_in = {market.venue for market in catalog.all() if market.subaccount_plan_rule}
        assert let_in == {"binance", "binance_us"}


class TestSiblings:
    def test_returns_the_venue_with_the_given_market_first(self, catalog):
        """Markets of one venue are reached by the same key."""
        codes = [market.code for market in catalog.siblings(catalog.get("binance_futures"))]
        assert codes == ["binance_futures", "binance", "binance_margin", "binance_futures_eea", "binance_futures_coin"]


class TestEveryEntry:
    @every_entry
    def test_cites_documents_that_it_names(self, entry: Entry):
        """Each block's source begins with a document of the entry's own list, and each document is used."""
        blocks = [entry.credentials, entry.signing, entry.answers, entry.inspection, *entry.limits.values()]
        blocks += [*entry.tickers.values(), *(balance for market in entry.markets for balance in market.balances)]
        blocks += [entry.assets] if entry.assets else []
        cited = {name for block in blocks for name in re.findall(r"[A-Z]+(?:-[A-Z]+)+|CCXT", block.source)}
        assert all(re.match(r"[A-Z]+(-[A-Z]+)+|CCXT", block.source) for block in blocks)
        assert cited <= set(entry.sources)

    @every_entry
    def test_names_errors_of_the_domain(self, entry: Entry):
        """A refusal becomes a class of `exchange_errors`."""
        assert all(issubclass(error_class(refusal.error), ExchangeError) for refusal in entry.refusals)

    @every_entry
    def test_speaks_https_to_hosts_without_a_path(self, entry: Entry):
        """Keys never travel in the clear, and a path would not be signed."""
        assert all(re.fullmatch(r"https://[a-z0-9.-]+", url) for url in entry.hosts.values())

    @every_entry
    def test_says_one_sentence_per_refusal(self, entry: Entry):
        """A sentence begins with a capital letter, ends with a full stop and names no placeholder but our address."""
        for refusal in entry.refusals:
            for said in (refusal, refusal.key_works):
                if said is not None and said.sentence:
                    assert re.fullmatch(r"[A-Z].+\.", said.sentence)
                    assert set(re.findall(r"{(\w+)}", said.sentence)) <= {"egress"}

    @every_entry
    def test_says_that_an_outage_does_not_judge_the_key(self, entry: Entry):
        """Whoever reads of an outage need not doubt the key."""
        spoken = [refusal for refusal in entry.refusals if error_class(refusal.error).code.startswith("exchange_")]
        assert spoken
        assert all(
            "the key was not judged" in (refusal.sentence or "the key was not judged").lower() for refusal in spoken
        )

    @every_entry
    def test_a_rate_limit_says_how_long_to_wait(self, entry: Entry):
        """Without a Retry-After header the entry's figure stands in."""
        limits = [refusal for refusal in entry.refusals if refusal.error == "RateLimitExceeded"]
        assert limits
        assert all(refusal.retry_after for refusal in limits)


class TestReadEntry:
    @pytest.mark.parametrize(
        ("old", "new", "complaint"),
        [
            ("[signing]\n", "[signing]\nsometimes = true\n", "unknown field `sometimes`"),
            ('clock = "ms"', 'clock = "fortnights"', "Invalid enum value"),
            ('payload = "{query}{body}"', 'payload = "{query}{colour}"', "no {colour}"),
            ('payload = "{query}{body}"', 'payload = "{query.upper}"', "no plain template"),
            ('limit = "sapi"', 'limit = "nothing"', "no such limit: nothing"),
            ('host = "usdm"', 'host = "moon"', "no such host: moon"),
            ('error = "WrongSecret"', 'error = "WrongMoon"', "no such error: WrongMoon"),
            ('tickers = "spot"', 'tickers = "options"', "no such ticker: options"),
            ('"hedge_mode_available"', '"flying_available"', "no such capability: flying_available"),
            ('requests = ["restrictions"', 'requests = ["nothing"', "no such request: nothing"),
            ('venue = "binance"', "venue = ", "Invalid value"),
        ],
    )
    def test_refuses_what_does_not_hold_together(self, tmp_path, old, new, complaint):
        """A typing mistake in an entry stops the start and says where it is."""
        with pytest.raises(ConfigurationError) as caught:
            read_entry(rewritten(tmp_path, "binance", old, new))
        assert complaint in caught.value.description
        assert "binance.toml" in caught.value.description

    def test_every_block_refuses_unknown_keys(self):
        """No block of the form may be written past its fields."""
        for kind in self._structs(Entry):
            assert kind.__struct_config__.forbid_unknown_fields

    def _structs(self, kind: type) -> set[type]:
        found, queue = set(), [kind]
        while queue:
            current = queue.pop()
            if isinstance(current, type) and issubclass(current, msgspec.Struct) and current not in found:
                found.add(current)
                for field in msgspec.structs.fields(current):
                    queue += [field.type, *getattr(field.type, "__args__", ())]
        return found


class TestReferences:
    def test_stand_in_in_their_order(self):
        """The first tells dollars, and what they were a day ago: else no change of a day would be known in dollars."""
        references = Catalog.load().references
        venues = [venue for _, (venue, _) in references]
        assert venues == ["bitstamp", "kraken", "binance", "okx"]
        venue, kind = references[0][1]
        assert Catalog.load().entries[venue].tickers[kind].before
