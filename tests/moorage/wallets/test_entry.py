"""The shapes of entries: what they may hold, and nothing else."""

import msgspec
import pytest

from moorage.wallets.entry import AnyEntry, Paper, Token

PAPER = {
    "kind": "paper",
    "venue": "paper",
    "sources": {"HERE": "this test"},
    "market": {
        "code": "paper",
        "name": "Paper",
        "exchange_name": "Paper",
        "pretty_display_type": "Paper",
        "url": "",
        "help_link": "",
        "supported_market_types": ["spot"],
        "prices_of": "brest",
        "capabilities": [],
    },
    "balances": {"BTC": "1"},
}


class TestAnyEntry:
    def test_the_kind_decides(self):
        """`kind` says what else an entry has to hold."""
        assert isinstance(msgspec.convert(PAPER, AnyEntry), Paper)

    @pytest.mark.parametrize(
        "change", [{"kind": "coin"}, {"kind": "evm"}, {"colour": "blue"}, {"market": {**PAPER["market"], "x": 1}}]
    )
    def test_what_nobody_reads_is_refused(self, change):
        """An unknown kind, a missing or an unknown key."""
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(PAPER | change, AnyEntry)


class TestToken:
    def test_lies_in_the_wallet_itself(self):
        """Only wrapped and pegged coins name another place."""
        assert Token(currency="LINK", contract="0x", decimals=18).wallet == "wallet"
