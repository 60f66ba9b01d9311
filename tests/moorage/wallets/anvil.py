"""A real node of Ethereum's virtual machine for tests: anvil of the Foundry project, installed by npm for the run."""

import fcntl
import json
import os
import re
import shutil
import subprocess
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

PACKAGES = ("@foundry-rs/anvil@1.7.1", "viem@2.57.20")  # viem carries Multicall3, compiled
PATIENCE = 240  # seconds for npm
TRIES = 1000  # questions for a receipt
MULTICALL = "0xcA11bde05977b3631167028862bE2a173976CA11"

# balanceOf(address) returns what stands in the storage at the address; anything else is refused. Assembled by hand:
# the selector is compared, then SLOAD(CALLDATALOAD(4)) is returned as one word.
TOKEN = "60003560e01c6370a082311460135760 0080fd5b60043554600052602060 00f3".replace(" ", "")
REFUSING = "600080fd"
STINGY = "60016000f3"  # returns one byte


def installed(base: Path) -> Path:
    """Install the node for this run and return the folder; skip the test, loudly, where that cannot be."""
    if shutil.which("npm") is None:
        _skip("npm is not here")
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "anvil"
    folder.mkdir(exist_ok=True)
    with (shared / "anvil.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            _install(folder)
    return folder


def _install(folder: Path) -> None:
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), *PACKAGES]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=folder)
    if ran.returncode:
        _skip(f"npm could not install it: {ran.stderr.strip().splitlines()[-1:]}")
    (folder / "done").touch()


def _skip(why: str) -> None:
    sentence = f"NOT PROVED AGAINST A REAL NODE OF ETHEREUM'S VIRTUAL MACHINE: {why}"
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(sentence, stacklevel=2)
    pytest.skip(sentence)


@dataclass
class Anvil:
    """A running node."""

    url: str
    folder: Path
    process: subprocess.Popen[str]
    deployed: dict[str, str] = field(default_factory=dict)
    """Code as it was written here -> as the chain has it."""

    @classmethod
    @contextmanager
    def started(cls, folder: Path, chain_id: int) -> Iterator["Anvil"]:
        """Start a node on a free port of loopback and stop it afterwards."""
        (binary,) = (folder / "node_modules" / "@foundry-rs").glob("anvil-*/bin/anvil*")
        command = [str(binary), "--port", "0", "--host", "127.0.0.1", "--chain-id", str(chain_id)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            yield cls(f"http://{_address(process)}", folder, process)
        finally:
            process.terminate()
            process.wait(10)
            assert process.stdout is not None
            process.stdout.close()

    def call(self, method: str, *params: Any) -> Any:
        """Make one JSON-RPC request."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as response:
            answer = json.load(response)
        assert "error" not in answer, answer
        return answer["result"]

    def deploy(self, code: str) -> str:
        """Deploy a contract by a transaction; return where it is."""
        (sender, *_) = self.call("eth_accounts")
        hash_ = self.call("eth_sendTransaction", {"from": sender, "data": code, "gas": "0x4c4b40"})
        for _ in range(TRIES):
            if receipt := self.call("eth_getTransactionReceipt", hash_):
                return receipt["contractAddress"]
        raise AssertionError("the node made no block")

    def deploy_multicall(self) -> None:
        """Deploy Multicall3 as viem ships it, compiled from the published source, and put it where chains have it."""
        source = (self.folder / "node_modules/viem/_cjs/constants/contracts.js").read_text()
        (creation,) = re.findall(r"multicall3Bytecode = '(0x[0-9a-f]+)'", source)
        code = self.call("eth_getCode", self.deploy(creation), "latest")
        self.call("anvil_setCode", MULTICALL, code)

    def put_token(self, contract: str, code: str = TOKEN) -> None:
        """Deploy a token by a transaction and put it at a contract's address of the main chain."""
        if code not in self.deployed:
            size = len(code) // 2
            creation = f"0x60{size:02x}600c60003960{size:02x}6000f3{code}"
            self.deployed[code] = self.call("eth_getCode", self.deploy(creation), "latest")
        self.call("anvil_setCode", contract, self.deployed[code])

    def give(self, contract: str, owner: str, amount: int) -> None:
        """Have a token of ours hold an amount for an owner."""
        place = f"0x{int(owner, 16):064x}"
        self.call("anvil_setStorageAt", contract, place, f"0x{amount:064x}")

    def remove_code(self, contract: str) -> None:
        """Take a contract away."""
        self.call("anvil_setCode", contract, "0x")


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"Listening on (127\.0\.0\.1:\d+)", line):
            return found[1]
    raise AssertionError("the node did not start")
