"""ccxt, which is not ours, reads everything from the sandbox; one module, since its import takes seconds."""

from decimal import Decimal
from typing import Any

import ccxt
import pytest

from exchange_sandbox.client import SandboxClient, SandboxKey
from tests.exchange_sandbox.foreign.ccxt_client import client, held


def read(sandbox: SandboxClient, venue: str, params: dict[str, Any], label: str = "trader") -> Any:
    """Load markets and fetch one balance."""
    with client(sandbox, sandbox.key(venue, label)) as exchange:
        exchange.load_markets()
        return exchange.fetch_balance(params)


class TestBinance:
    def test_markets_of_all_kinds_load(self, sandbox: SandboxClient) -> None:
        """Spot, margin, linear, inverse and dated markets come out of `exchangeInfo`."""
        with client(sandbox, sandbox.key("binance", "trader")) as exchange:
            markets = exchange.load_markets()
        assert {"BTC/USDT", "BTC/USDT:USDT", "BTC/USD:BTC", "BTC/USDT:USDT-261225"} <= set(markets)
        assert markets["BTC/USDT"]["margin"]
        assert markets["BTC/USD:BTC"]["contractSize"] == 100

    def test_spot(self, sandbox: SandboxClient) -> None:
        """Spot shows free and locked amounts, dust and coins without a market included."""
        balance = read(sandbox, "binance", {})
        assert balance["BTC"] == {"free": 0.51234567, "used": 0.1, "total": 0.61234567}
        assert balance["DOGE"]["total"] == 1e-8
        assert balance["DRIFTWOOD"]["total"] == 777
        assert balance["LTC"]["total"] == 0

    def test_cross_margin(self, sandbox: SandboxClient) -> None:
        """Cross margin shows what is borrowed, with interest, as debt."""
        balance = read(sandbox, "binance", {"type": "margin"})
        assert balance["USDT"] == {"free": 3200.5, "used": 100, "total": 3300.5, "debt": 1000.98765432}

    def test_isolated_margin(self, sandbox: SandboxClient) -> None:
        """Isolated margin shows both coins of the pair."""
        balance = read(sandbox, "binance", {"marginMode": "isolated"})
        assert balance["total"] == {"BTC": 0.015, "USDT": 420.75}
        assert balance["debt"] == {"BTC": 0.00500321, "USDT": 0}

    def test_funding(self, sandbox: SandboxClient) -> None:
        """The funding wallet is one of its own."""
        assert held(read(sandbox, "binance", {"type": "funding"})) == {"USDT": 88.8, "BTC": 0.0015}

    def test_linear_futures(self, sandbox: SandboxClient) -> None:
        """USD-M shows the wallet with the profit of the open position."""
        sandbox.move_clock(freeze_at_ms=sandbox.now_ms())
        sandbox.set_prices({"BTC": "64000"})
        assert held(read(sandbox, "binance", {"type": "swap"})) == {"USDT": 5400.12345678, "BNB": 0.5}

    def test_inverse_futures(self, sandbox: SandboxClient) -> None:
        """COIN-M shows the wallet with the profit in the coin."""
        sandbox.set_prices({"BTC": "75000"})
        balance = read(sandbox, "binance", {"type": "swap", "subType": "inverse"})
        assert held(balance) == {"BTC": pytest.approx(0.8 + 1000 / 60000 - 1000 / 75000, abs=1e-8)}

    def test_portfolio_margin(self, sandbox: SandboxClient) -> None:
        """A portfolio margin account shows margin and futures wallets together."""
        balance = read(sandbox, "binance", {"portfolioMargin": True}, "portfolio_margin")
        assert held(balance)["BTC"] == pytest.approx(1.25 - 0.25 - 0.0001 + 0.3)

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """One call brings the prices of all pairs, spot, linear and inverse."""
        sandbox.set_prices({"BTC": "70000", "USDT": "1"})
        with client(sandbox, sandbox.key("binance", "trader")) as exchange:
            exchange.load_markets()
            assert exchange.fetch_tickers()["BTC/USDT"]["last"] == 70000
            assert exchange.fetch_tickers(params={"type": "swap"})["BTC/USDT:USDT"]["last"] == 70000
            inverse = exchange.fetch_tickers(params={"type": "swap", "subType": "inverse"})
        assert inverse["BTC/USD:BTC"]["last"] == 70000

    def test_the_key_is_told(self, sandbox: SandboxClient) -> None:
        """The permission endpoint says what the key may do."""
        with client(sandbox, sandbox.key("binance", "withdraw")) as exchange:
            told = exchange.sapiGetAccountApiRestrictions()
        assert (told["ipRestrict"], told["enableWithdrawals"], told["enableFutures"]) == (True, True, False)


class TestBinanceUs:
    def test_balance_and_tickers(self, sandbox: SandboxClient) -> None:
        """Binance US reads its spot wallet and its pairs against USD."""
        with client(sandbox, sandbox.key("binance_us", "trader")) as exchange:
            exchange.load_markets()
            assert held(exchange.fetch_balance()) == {"BTC": 0.25, "USD": 1234.56, "USDT": 99.00000001}
            assert "BTC/USD" in exchange.fetch_tickers()


class TestOkx:
    def test_trading_account(self, sandbox: SandboxClient) -> None:
        """The trading account shows equity with debts and profit, exact to 18 decimals on the wire."""
        sandbox.set_prices({"BTC": "63000"})
        balance = read(sandbox, "okx", {})
        assert balance["USDT"]["total"] == pytest.approx(2500.12345678901 + 150 - 300.5 - 0.0123 + 20)
        details = {row["ccy"]: row for row in balance["info"]["data"][0]["details"]}
        assert Decimal(details["BTC"]["cashBal"]) == Decimal("0.462345678901234567")

    def test_funding_account(self, sandbox: SandboxClient) -> None:
        """The funding account is one of its own."""
        expected = {"USDT": 500.5, "BTC": 0.03, "DRIFTWOOD": 42}
        assert held(read(sandbox, "okx", {"type": "funding"})) == expected

    def test_spot_mode_leaves_equity_empty(self, sandbox: SandboxClient) -> None:
        """An account in spot mode has no `availEq`; ccxt takes `availBal`."""
        assert read(sandbox, "okx", {}, "sub_account")["USDT"]["free"] == 77.7

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """Spot and swap instruments have prices."""
        with client(sandbox, sandbox.key("okx", "trader")) as exchange:
            exchange.load_markets()
            assert "BTC/USDT" in exchange.fetch_tickers()
            swaps = exchange.fetch_tickers(params={"type": "swap"})
        assert {"BTC/USDT:USDT", "BTC/USD:BTC"} <= set(swaps)

    def test_the_key_is_told(self, sandbox: SandboxClient) -> None:
        """The configuration names rights, addresses and the main account."""
        with client(sandbox, sandbox.key("okx", "sub_account")) as exchange:
            told = exchange.privateGetAccountConfig()["data"][0]
        assert (told["perm"], told["ip"], told["mainUid"], told["uid"]) == (
            "read_only,trade",
            "",
            "44059127635",
            "44059127999",
        )


class TestKraken:
    def test_balance(self, sandbox: SandboxClient) -> None:
        """Legacy codes become common names; earning balances keep their suffix."""
        balance = read(sandbox, "kraken", {})
        assert balance["BTC"] == {"free": 0.4321098765, "used": 0.1, "total": 0.5321098765}
        assert balance["USD"]["total"] == 8865.4321
        assert balance["DOT.S"]["total"] == 120.55

    def test_tickers(self, sandbox: SandboxClient) -> None:
        """All pairs have prices."""
        with client(sandbox, sandbox.key("kraken", "trader")) as exchange:
            exchange.load_markets()
            tickers = exchange.fetch_tickers()
        assert {"BTC/USD", "ETH/EUR", "SOL/USD", "BTC/USDT"} <= set(tickers)

    def test_the_key_is_told(self, sandbox: SandboxClient) -> None:
        """The key's page names rights and end."""
        with client(sandbox, sandbox.key("kraken", "expiring")) as exchange:
            told = exchange.privatePostGetApiKeyInfo()["result"]
        assert told["permissions"] == ["query-funds", "query-open-trades", "modify-trades"]
        assert int(told["valid_until"]) > sandbox.now_ms() // 1000


def altered(key: SandboxKey, **changes: Any) -> SandboxKey:
    """The key as a person types it wrongly."""
    return SandboxKey(**{name: getattr(key, name) for name in key.__struct_fields__} | changes)


ELSEWHERE_BINANCE = '{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}'
ELSEWHERE_FAPI = '{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action, request ip: 127.0.0.1"}'


class TestRefusals:
    """What the venues say to bad keys, on the wire and as ccxt understands it."""

    def refused(self, sandbox: SandboxClient, key: SandboxKey, params: dict[str, Any] | None = None) -> tuple[str, str]:
        """Fetch a balance; return ccxt's class and the raw body."""
        with client(sandbox, key) as exchange:
            exchange.options["fetchMargins"] = False
            exchange.has["fetchCurrencies"] = False
            exchange.load_markets()
            with pytest.raises(ccxt.BaseError) as caught:
                exchange.fetch_balance(params or {})
            return type(caught.value).__name__, exchange.last_http_response

    @pytest.mark.parametrize(
        ("venue", "secret", "expected"),
        [
            (
                "binance",
                "A" * 64,
                ("AuthenticationError", '{"code":-1022,"msg":"Signature for this request is not valid."}'),
            ),
            (
                "binance_us",
                "A" * 64,
                ("AuthenticationError", '{"code":-1022,"msg":"Signature for this request is not valid."}'),
            ),
            ("okx", "A" * 32, ("AuthenticationError", '{"msg":"Invalid signature","code":"50113"}')),
            ("kraken", "A" * 86 + "==", ("ExchangeError", '{"error":["EAPI:Invalid signature"]}')),
        ],
    )
    def test_wrong_secret(self, sandbox: SandboxClient, venue: str, secret: str, expected: tuple[str, str]) -> None:
        """A wrong secret is a wrong signature."""
        assert self.refused(sandbox, altered(sandbox.key(venue, "trader"), secret=secret)) == expected

    @pytest.mark.parametrize(
        ("venue", "expected"),
        [
            ("binance", ("AuthenticationError", '{"code":-2008,"msg":"Invalid Api-Key ID."}')),
            ("binance_us", ("AuthenticationError", '{"code":-2008,"msg":"Invalid Api-Key ID."}')),
            ("okx", ("ExchangeError", '{"msg":"API key doesn\'t exist","code":"50119"}')),
            ("kraken", ("AuthenticationError", '{"error":["EAPI:Invalid key"]}')),
        ],
    )
    def test_revoked_key(self, sandbox: SandboxClient, venue: str, expected: tuple[str, str]) -> None:
        """A deleted key is unknown."""
        key = sandbox.key(venue, "trader")
        sandbox.revoke_key(key)
        assert self.refused(sandbox, key) == expected

    def test_unknown_key(self, sandbox: SandboxClient) -> None:
        """A key that never was gets Binance's one text for everything."""
        key = altered(sandbox.key("binance", "trader"), api_key="B" * 64)
        assert self.refused(sandbox, key) == ("AuthenticationError", ELSEWHERE_BINANCE)

    def test_wrong_passphrase(self, sandbox: SandboxClient) -> None:
        """OKX names the passphrase."""
        key = altered(sandbox.key("okx", "trader"), passphrase="not it")
        body = '{"msg":"Request header OK-ACCESS-PASSPHRASE incorrect.","code":"50105"}'
        assert self.refused(sandbox, key) == ("AuthenticationError", body)

    def test_address_outside_the_list(self, sandbox: SandboxClient) -> None:
        """OKX names address and key; Binance and Kraken say what they also say to a missing right."""
        okx = sandbox.key("okx", "ip_locked")
        body = f"Your IP 127.0.0.1 is not included in your API key's {okx.api_key} IP whitelist."
        assert self.refused(sandbox, okx) == ("PermissionDenied", f'{{"msg":"{body}","code":"50110"}}')
        binance = sandbox.key("binance", "ip_locked")
        assert self.refused(sandbox, binance) == ("AuthenticationError", ELSEWHERE_BINANCE)
        assert self.refused(sandbox, binance, {"type": "swap"}) == ("AuthenticationError", ELSEWHERE_FAPI)
        kraken = sandbox.key("kraken", "ip_locked")
        assert self.refused(sandbox, kraken) == ("PermissionDenied", '{"error":["EGeneral:Permission denied"]}')

    def test_address_on_the_list(self, sandbox: SandboxClient) -> None:
        """The same lists let in who is on them."""
        for venue in ("binance", "okx", "kraken"):
            with client(sandbox, sandbox.key(venue, "ip_here")) as exchange:
                assert exchange.fetch_balance()["total"]

    def test_missing_right(self, sandbox: SandboxClient) -> None:
        """A key that may not read is refused."""
        text = "Your API key doesn't have permission to use this function."
        expected = {
            "binance": ("AuthenticationError", ELSEWHERE_BINANCE),
            "okx": ("ExchangeError", f'{{"msg":"{text}","code":"50120"}}'),
            "kraken": ("PermissionDenied", '{"error":["EGeneral:Permission denied"]}'),
        }
        got = {venue: self.refused(sandbox, sandbox.key(venue, "missing_read")) for venue in expected}
        assert got == expected

    def test_futures_that_were_never_opened(self, sandbox: SandboxClient) -> None:
        """The futures host refuses an account that has no futures, while spot answers."""
        key = sandbox.key("binance", "futures_less")
        assert self.refused(sandbox, key, {"type": "swap"}) == ("AuthenticationError", ELSEWHERE_FAPI)
        assert held(read(sandbox, "binance", {}, "futures_less")) == {"BTC": 1e-8, "EUR": 19.99}

    @pytest.mark.parametrize(
        ("venue", "advance_ms", "expected"),
        [
            ("binance", 60_000, (-1021, "Timestamp for this request is outside of the recvWindow.")),
            ("binance", -60_000, (-1021, "Timestamp for this request was 1000ms ahead of the server's time.")),
        ],
    )
    def test_binance_clock_60_seconds_off(
        self, sandbox: SandboxClient, venue: str, advance_ms: int, expected: tuple[int, str]
    ) -> None:
        """A clock that is late and one that is early get the same code and different texts."""
        sandbox.move_clock(advance_ms=advance_ms)
        body = f'{{"code":{expected[0]},"msg":"{expected[1]}"}}'
        assert self.refused(sandbox, sandbox.key(venue, "trader")) == ("InvalidNonce", body)

    @pytest.mark.parametrize("advance_ms", [60_000, -60_000])
    def test_okx_clock_60_seconds_off(self, sandbox: SandboxClient, advance_ms: int) -> None:
        """OKX calls both expired."""
        sandbox.move_clock(advance_ms=advance_ms)
        body = '{"msg":"Timestamp request expired","code":"50102"}'
        assert self.refused(sandbox, sandbox.key("okx", "trader")) == ("InvalidNonce", body)

    def test_kraken_nonce_that_goes_back(self, sandbox: SandboxClient) -> None:
        """Kraken knows no clock; a nonce below an earlier one is refused."""
        key = sandbox.key("kraken", "trader")
        with client(sandbox, key) as exchange:
            exchange.nonce = lambda: 2_000_000_000_000_000_000
            exchange.privatePostBalance()
        assert self.refused(sandbox, key) == ("InvalidNonce", '{"error":["EAPI:Invalid nonce"]}')

    def test_a_demo_key_on_the_live_host(self, sandbox: SandboxClient) -> None:
        """OKX tells a key of the other environment."""
        body = '{"msg":"APIKey does not match current environment.","code":"50101"}'
        assert self.refused(sandbox, sandbox.key("okx", "demo")) == ("AuthenticationError", body)

    def test_rate_limits_and_bans(self, sandbox: SandboxClient) -> None:
        """Who spends more than 6,000 in a minute is told to wait, and banned when going on."""
        sandbox.move_clock(freeze_at_ms=sandbox.now_ms() // 60_000 * 60_000 + 30_000)
        sandbox.enforce_rate_limits(enforced=True)
        with client(sandbox, sandbox.key("binance", "trader")) as exchange:
            for _ in range(6_000 // 80):
                exchange.publicGetTicker24hr()
            bodies = [self.limited(exchange) for _ in range(11)]
        assert bodies[0][:2] == (429, "30")
        assert "current limit is 6000 request weight per 1 MINUTE" in bodies[0][2]
        assert bodies[-1][:2] == (418, "120")
        assert "Way too much request weight used; IP banned until" in bodies[-1][2]

    def limited(self, exchange: Any) -> tuple[int, str, str]:
        """Be refused; return status, Retry-After and body."""
        with pytest.raises(ccxt.DDoSProtection) as caught:
            exchange.publicGetTicker24hr()
        headers = exchange.last_response_headers
        return int(str(caught.value).split()[1]), headers["Retry-After"], exchange.last_http_response
