import json
import re
from pathlib import Path

import pytest

from exchange_sandbox.drawing import Draw
from exchange_sandbox.faults.replies import refusals
from exchange_sandbox.venues.catalog import VENUES
from tests.exchange_sandbox.bitget_desk import bitget
from tests.exchange_sandbox.bitstamp_desk import bitstamp
from tests.exchange_sandbox.coinbase_desk import coinbase
from tests.exchange_sandbox.crypto_com_desk import crypto_com
from tests.exchange_sandbox.deribit_desk import deribit
from tests.exchange_sandbox.desk import Desk
from tests.exchange_sandbox.gate_desk import gate
from tests.exchange_sandbox.gemini_desk import gemini
from tests.exchange_sandbox.htx_desk import htx
from tests.exchange_sandbox.kraken_futures_desk import kraken_futures
from tests.exchange_sandbox.mexc_desk import mexc


class TestVenues:
    def test_names(self) -> None:
        """A venue stands under its own name."""
        assert {name: venue.name for name, venue in VENUES.items()} == {name: name for name in VENUES}

    @pytest.mark.parametrize("name", VENUES)
    def test_refusals_are_whole(self, name: str) -> None:
        """Every refusal has a status and a body that is JSON or a web page."""
        venue = VENUES[name]
        assert refusals()[0].value in venue.refusals
        for reply in venue.refusals.values():
            assert 200 <= reply.status < 600
            if reply.content_type == "application/json":
                assert json.loads(reply.body)

    def test_amounts_without_a_name(self) -> None:
        """Stand at one venue only, in arrays."""
        assert [name for name, venue in VENUES.items() if not venue.amount_fields] == ["bitfinex"]

    @pytest.mark.parametrize("name", [name for name, venue in VENUES.items() if venue.amount_fields])
    def test_amounts_are_found(self, desk: Desk, name: str) -> None:
        """The names of amounts are those of the venue's own balances."""
        bodies = {
            "binance": lambda: desk.binance("/api/v3/account"),
            "binance_us": lambda: desk.binance("/api/v3/account", venue="binance_us"),
            "okx": lambda: desk.okx("/api/v5/account/balance"),
            "kraken": lambda: desk.kraken("/0/private/BalanceEx"),
            "kraken_futures": lambda: kraken_futures(desk),
            "kucoin": lambda: desk.kucoin("/api/v1/accounts"),
            "bybit": lambda: desk.bybit("/v5/account/wallet-balance", query="accountType=UNIFIED"),
            "coinbase": lambda: coinbase(desk, "/accounts"),
            "crypto_com": lambda: crypto_com(desk),
            "gate": lambda: gate(desk, "/spot/accounts"),
            "gemini": lambda: gemini(desk, "/v1/balances"),
            "bitget": lambda: bitget(desk, "/api/v2/spot/account/assets"),
            "bitstamp": lambda: bitstamp(desk),
            "htx": lambda: htx(desk, "/v1/account/accounts/636285201/balance"),
            "mexc": lambda: mexc(desk, "/account"),
            "deribit": lambda: deribit(desk, "get_account_summaries"),
            "binance_tr": lambda: desk.binance("/open/v1/account/spot", venue="binance_tr", host="rest"),
        }
        text = bodies[name]().reply.body.decode()
        assert any(re.search(f'"{field}":"?[0-9]', text) for field in VENUES[name].amount_fields)

    @pytest.mark.parametrize(
        ("name", "lengths"),
        [
            ("binance", (64, 64, None)),
            ("binance_us", (64, 64, None)),
            ("okx", (36, 32, 16)),
            ("kraken", (56, 88, None)),
            ("kraken_futures", (56, 88, None)),
            ("crypto_com", (22, 28, None)),
            ("bybit", (18, 36, None)),
            ("coinbase", (95, 227, None)),
            ("gate", (32, 64, None)),
            ("gemini", (28, 28, None)),
            ("bitfinex", (43, 43, None)),
            ("bitget", (35, 64, 12)),
            ("kucoin", (24, 36, 16)),
            ("bitstamp", (32, 32, None)),
            ("htx", (37, 32, None)),
            ("mexc", (18, 32, None)),
            ("deribit", (8, 43, None)),
            ("binance_tr", (64, 64, None)),
        ],
    )
    def test_credentials_have_the_venues_form(self, name: str, lengths: tuple[int, int, int | None]) -> None:
        """As long as the venue's own."""
        made = VENUES[name].mint(Draw("s", "n"))
        passphrase = None if made.passphrase is None else len(made.passphrase)
        assert (len(made.api_key), len(made.secret), passphrase) == lengths

    def test_each_file_names_its_document(self) -> None:
        """A venue's module says where its facts come from."""
        folder = Path(__file__).parents[3] / "src/exchange_sandbox/venues"
        silent = [path.name for path in folder.glob("[!_]*.py") if "Source:" not in path.read_text()]
        assert sorted(silent) == ["catalog.py", "venue.py"]
