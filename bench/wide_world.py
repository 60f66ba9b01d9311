"""A world with accounts of any number of assets, each with a price, for the sandbox of the benches."""

from collections.abc import Sequence
from pathlib import Path

QUOTED_IN = '["USDT", "BTC"]'


def write(path: Path, sizes: Sequence[int]) -> None:
    """Write a world file: one Binance account with a key `holds_<size>` for every size."""
    most = max(sizes)
    assets = [
        'USD = { usd = "1", money = true }',
        'USDT = { usd = "0.9998", money = true, quotes = ["USD"] }',
        'BTC = { usd = "64250.5", quotes = ["USDT", "USD"] }',
        *(f'{_name(number)} = {{ usd = "{1 + number}.25", quotes = {QUOTED_IN} }}' for number in range(most)),
    ]
    accounts = "\n".join(_account(size) for size in sizes)
    path.write_text('seed = "bench"\nrate_limits = false\n[assets]\n' + "\n".join(assets) + "\n" + accounts)


def _account(size: int) -> str:
    held = "\n".join(f'{_name(number)} = {{ free = "{number}.12345678", locked = "0.5" }}' for number in range(size))
    key = f'[[accounts.keys]]\nlabel = "holds_{size}"\npermissions = ["enableReading", "enableSpotAndMarginTrading"]'
    who = f'[[accounts]]\nvenue = "binance"\nperson = "holder {size}"\nuid = "{1000 + size}"'
    return f"{who}\n[accounts.wallets.spot]\n{held}\n{key}"


def _name(number: int) -> str:
    return f"C{number:03}X"
