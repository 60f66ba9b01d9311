"""Settings; the only reader of the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

from moorage.domain.errors import ConfigurationError
from moorage.services.policy import ConnectionPolicy, Policy, WithdrawalPolicy
from moorage.services.rhythm import Rhythm

PREFIX: Final = "MOORAGE_"
BASE_URL: Final = "EXCHANGES_BASE_URL"
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

E = TypeVar("E", bound=StrEnum)


class LimitsProfile(StrEnum):
    """How many requests a key may make: the contract's figures, or ten times them for one's own machine."""

    CONTRACT = "contract"
    RELAXED = "relaxed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the owner may set; `docs/settings.md` lists each with its default.

    `exchange_base_urls` replaces the hosts of venues, for sandboxes and testnets. Its keys are `""` (all venues),
    `binance` (all hosts of one) or `binance.spot` (one host).
    """

    data_dir: Path = Path("data")
    database_url: str | None = None
    """`postgresql://…`; None keeps SQLite in `data_dir`."""
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str | None = None
    """What clients call this server, for absolute links; the listening address when absent."""
    kek_file: Path | None = None
    """The key-encryption key, mode 0400; `data_dir/keys/kek.json` when absent."""
    policy: Policy = field(default_factory=Policy)
    exchange_base_urls: Mapping[str, str] = field(default_factory=dict)
    rpc_urls: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Chain -> URL of the node that is asked about its wallets; a provider's URL holds a key, so it is not shown."""
    budget_share: float = 1.0
    """How much of each exchange's request limits this process may use; 1 is all of it."""
    background_share: float = 0.7
    """How much of `budget_share` may be used to keep balances fresh; the rest stays for calls of people."""
    rhythm: Rhythm = field(default_factory=Rhythm)
    refresh: bool = True
    """Whether this server keeps balances fresh itself."""
    metrics_networks: tuple[str, ...] = ()
    """Networks that may read `/metrics`, besides loopback."""
    limits: LimitsProfile = LimitsProfile.CONTRACT
    trusted_proxies: tuple[str, ...] = ()
    """Networks whose `X-Forwarded-For` is believed."""
    log_level: str = "INFO"

    @property
    def kek_path(self) -> Path:
        """Where the key-encryption key lies."""
        return self.kek_file or self.data_dir / "keys" / "kek.json"

    @property
    def base_url(self) -> str:
        """What clients call this server, without a trailing slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `MOORAGE_*` variables.

    Args:
        environ: Names and values; the process's environment when absent.

    Raises:
        ConfigurationError: naming the variable that is wrong, or unknown.
    """
    source = os.environ if environ is None else environ
    given = {name.removeprefix(PREFIX): value for name, value in source.items() if name.startswith(PREFIX)}
    directory = source.get("CREDENTIALS_DIRECTORY")  # systemd's LoadCredential=
    base_urls = _base_urls({name: given.pop(name) for name in list(given) if name.startswith(BASE_URL)})
    reader = _Reader(given)
    settings = Settings(
        data_dir=Path(reader.text("DATA_DIR") or "data"),
        database_url=reader.text("DATABASE_URL"),
        host=reader.text("HOST") or "127.0.0.1",
        port=reader.number("PORT", 8080, 0, 65535),
        public_url=reader.url("PUBLIC_URL"),
        kek_file=_kek_file(reader.text("KEK_FILE"), directory),
        policy=Policy(
            withdrawal=reader.choice("POLICY_WITHDRAWAL", WithdrawalPolicy.REFUSE),
            connection=reader.choice("CONNECTION_POLICY", ConnectionPolicy.OPEN),
            egress_addresses=reader.names("EGRESS_ADDRESSES"),
            deadline=reader.number("EXCHANGE_DEADLINE", 15, 1, 25),
        ),
        exchange_base_urls=base_urls,
        rpc_urls=_given(
            ethereum=reader.url("RPC_URL_ETHEREUM"), bsc=reader.url("RPC_URL_BSC"), tron=reader.url("RPC_URL_TRON")
        ),
        budget_share=reader.number("EXCHANGE_BUDGET_PERCENT", 100, 1, 1_000_000) / 100,
        background_share=reader.number("REFRESH_BUDGET_PERCENT", 70, 1, 100) / 100,
        rhythm=Rhythm(
            every=timedelta(minutes=reader.number("REFRESH_MINUTES", 60, 1, 1440)),
            watched_every=timedelta(minutes=reader.number("REFRESH_WATCHED_MINUTES", 5, 1, 1440)),
        ),
        metrics_networks=reader.names("METRICS_NETWORKS"),
        limits=reader.choice("LIMITS", _default_limits(given.get("HOST"))),
        trusted_proxies=reader.names("TRUSTED_PROXIES"),
        log_level=(reader.text("LOG_LEVEL") or "INFO").upper(),
    )
    reader.require_all_read()
    return settings


class _Reader:
    """Takes variables out of a mapping, so that what is left over is a typing mistake."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = dict(given)

    def text(self, name: str) -> str | None:
        return self._given.pop(name, "").strip() or None

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        text = self.text(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            raise ConfigurationError(f"{PREFIX}{name} must be a whole number from {lowest} to {highest}.")
        return int(text)

    def choice(self, name: str, default: E) -> E:
        text = self.text(name)
        try:
            return default if text is None else type(default)(text)
        except ValueError:
            known = ", ".join(type(default))
            raise ConfigurationError(f"{PREFIX}{name} must be one of: {known}.") from None

    def names(self, name: str) -> tuple[str, ...]:
        return tuple((self.text(name) or "").replace(",", " ").split())

    def url(self, name: str) -> str | None:
        text = self.text(name)
        return None if text is None else _http_url(name, text)

    def require_all_read(self) -> None:
        if self._given:
            unknown = ", ".join(sorted(f"{PREFIX}{name}" for name in self._given))
            raise ConfigurationError(f"There is no such setting: {unknown}.")


def _given(**named: str | None) -> dict[str, str]:
    return {name: text for name, text in named.items() if text is not None}


def _base_urls(given: Mapping[str, str]) -> dict[str, str]:
    """Turn `EXCHANGES_BASE_URL[_VENUE[__HOST]]` into the keys of `Settings.exchange_base_urls`."""
    urls = {}
    for name, text in given.items():
        key = name.removeprefix(BASE_URL).removeprefix("_").lower().replace("__", ".")
        urls[key] = _http_url(name, text.strip()).rstrip("/")
    return urls


def _http_url(name: str, text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ConfigurationError(f"{PREFIX}{name} must be an http or https URL without a query.")
    if parts.scheme == "http" and name.startswith(BASE_URL) and parts.hostname not in LOOPBACK:
        raise ConfigurationError(f"{PREFIX}{name} must be https: keys would travel in the clear.")
    return text


def _kek_file(named: str | None, credentials_directory: str | None) -> Path | None:
    if named is not None:
        return Path(named)
    return Path(credentials_directory) / "moorage-kek" if credentials_directory else None


def _default_limits(host: str | None) -> LimitsProfile:
    return LimitsProfile.RELAXED if (host or "127.0.0.1") in LOOPBACK else LimitsProfile.CONTRACT
