"""The rules of the house that linters cannot check; each is shown to fail in `TestEachRuleCanFail`."""

import ast
import re
import shutil
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src"
FILE_LINES = 300
FUNCTION_LINES = 40
MEDIAN_FUNCTION_LINES = 8
ENDPOINT_STATEMENTS = 3
REVEALING = {"moorage/vault", "moorage/exchanges", "moorage/cli/keys.py"}
"""Where a secret may be taken out of its type: to seal it, to sign with it, to show a new key once."""
VENUE_WORDS = re.compile(
    r"binance|okx|okex|kraken|bybit|coinbase|kucoin|gate_?io|huobi|htx|bitfinex|bitstamp|gemini|bitget|mexc|deribit",
    re.IGNORECASE,
)
NAMING_VENUES = {
    "moorage/cli/demo.py": "shows one venue to a person",
    "moorage/services/policy.py": "the connection policy is named after one",
    "moorage/api/examples.py": "examples of the API's documentation",
}
ROUTES = {"get", "post", "route"}


def modules(root: Path = SOURCE) -> Iterator[tuple[str, Path]]:
    """Yield every module of the source as its path inside `src`, and where it lies."""
    for path in sorted(root.rglob("*.py")):
        yield path.relative_to(root).as_posix(), path


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a module."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1


def long_files(root: Path) -> list[str]:
    """Return the files over 300 lines."""
    return [name for name, path in modules(root) if len(path.read_text().splitlines()) > FILE_LINES]


def long_functions(root: Path) -> list[str]:
    """Return the functions over 40 lines."""
    return [f"{name}:{node.name}" for name, path in modules(root) for node in functions(path) if length(node) > 40]


def revealing_modules(root: Path) -> list[str]:
    """Return the modules that take a secret out of its type without being allowed to."""
    return [
        name
        for name, path in modules(root)
        if ".reveal()" in re.sub(r'""".*?"""', "", path.read_text(), flags=re.DOTALL)
        and not any(name.startswith(place) for place in REVEALING)
    ]


def naming_modules(root: Path) -> list[str]:
    """Return the modules of the product that name a venue in code outside `exchanges/`, docstrings left aside."""
    found = []
    for name, path in modules(root):
        outside = name.startswith("moorage/") and not name.startswith("moorage/exchanges/")
        if outside and name not in NAMING_VENUES and VENUE_WORDS.search(_without_docstrings(path)):
            found.append(name)
    return found


def _without_docstrings(path: Path) -> str:
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [  # type: ignore[attr-defined]
                entry for entry in body if not (isinstance(entry, ast.Expr) and isinstance(entry.value, ast.Constant))
            ]
    return ast.unparse(tree)


def long_endpoints(root: Path) -> list[str]:
    """Return the route functions with more than three statements."""
    found = []
    for name, path in modules(root):
        for node in functions(path):
            is_route = any(
                isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id in ROUTES
                for mark in node.decorator_list
            )
            body = [entry for entry in node.body if not (isinstance(entry, ast.Expr) and ast.get_docstring(node))]
            if is_route and len(body) > ENDPOINT_STATEMENTS:
                found.append(f"{name}:{node.name}")
    return found


def plain_comparisons(root: Path) -> list[str]:
    """Return the places that compare a signature, MAC or digest with `==`."""
    secretive = re.compile(r"(^|_)(signature|sig|mac|digest|fingerprint)$")
    found = []
    for name, path in modules(root):
        if not name.startswith(("moorage/vault", "moorage/api", "moorage/services")):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
                sides = [ast.unparse(side).split(".")[-1] for side in (node.left, *node.comparators)]
                if any(secretive.search(side) for side in sides):
                    found.append(f"{name}:{node.lineno}")
    return found


class TestLengths:
    def test_files_stay_under_300_lines(self):
        """A file that grows past its room is to be split."""
        assert long_files(SOURCE) == []

    def test_functions_stay_under_40_lines(self):
        """A function past 40 lines does more than one thing."""
        assert long_functions(SOURCE) == []

    def test_the_median_function_is_short(self):
        """Half of all functions stay under 8 lines."""
        assert statistics.median(length(node) for _, path in modules() for node in functions(path)) < 8

    def test_an_endpoint_is_three_statements(self):
        """A route authenticates by dependency, calls one use case and shows it."""
        assert long_endpoints(SOURCE) == []


class TestSecrets:
    def test_secrets_are_revealed_where_they_are_used_only(self):
        """`.reveal()` stands in the vault, in the signers, and where a new key is shown once."""
        assert revealing_modules(SOURCE) == []

    def test_no_plain_comparison_of_signatures(self):
        """Signatures, MACs and fingerprints are compared in constant time."""
        assert plain_comparisons(SOURCE) == []


class TestVenues:
    def test_no_venue_is_named_outside_exchanges(self):
        """What is particular to a venue lives in its entry."""
        assert naming_modules(SOURCE) == []


class TestDocumentation:
    def test_every_dependency_is_justified(self):
        """Each direct runtime dependency has its line."""
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        names = [re.split(r"[\[<>=~ ]", line)[0] for line in project["dependencies"]]
        page = (ROOT / "docs" / "dependencies.md").read_text()
        assert [name for name in names if f"`{name}`" not in page] == []
        assert len(names) <= 18

    def test_every_setting_is_documented(self):
        """Each `MOORAGE_*` variable has its line."""
        code = (SOURCE / "moorage" / "config.py").read_text()
        names = re.findall(r'reader\.(?:text|number|choice|names|url)\("([A-Z_]+)"', code)
        page = (ROOT / "docs" / "settings.md").read_text()
        assert len(names) > 8
        assert [name for name in names if f"`MOORAGE_{name}`" not in page] == []

    def test_every_error_is_documented(self):
        """Each error class stands in the tree and its code in the page of errors."""
        sys.path.insert(0, str(SOURCE))
        from moorage.domain import errors, exchange_errors  # noqa: PLC0415

        page = (ROOT / "docs" / "errors.md").read_text()
        found = {
            kind
            for module in (errors, exchange_errors)
            for kind in vars(module).values()
            if isinstance(kind, type) and issubclass(kind, errors.MoorageError)
        }
        assert [kind.__name__ for kind in found if kind.__name__ not in (errors.__doc__ or "")] == []
        assert [kind.__name__ for kind in found if f"`{kind.__name__}`" not in page] == []
        assert [kind.__name__ for kind in found if not kind.__doc__] == []

    def test_nothing_unfinished_is_committed(self):
        """No stub stands for a feature."""
        unfinished = re.compile(r"NotImplementedError|\bTODO\b|\bFIXME\b|\bXXX\b")
        assert [name for name, path in modules() if unfinished.search(path.read_text())] == []


class TestMirror:
    def test_every_module_has_its_tests(self):
        """`src/a/b/c.py` is tested by `tests/a/b/test_c.py`."""
        own = [name for name, _ in modules() if not name.split("/")[-1].startswith("__")]
        missing = []
        for name in own:
            if "/migrations/" in name:
                continue
            folder, _, file = name.rpartition("/")
            if not (ROOT / "tests" / folder / f"test_{file}").exists():
                missing.append(name)
        assert missing == []


BROKEN = {
    "a floor imports upwards": ("moorage/domain/account.py", "import moorage.services.ports\n", "imports point down"),
    "a use case knows a driver": ("moorage/services/access.py", "import sqlalchemy\n", "no framework"),
    "the product imports the sandbox": ("moorage/app.py", "import exchange_sandbox.world\n", "check each other"),
    "siblings go round": ("moorage/vault/kek.py", "import moorage.vault.sealing\n", "No cycles"),
    "a module has no floor": ("moorage/attic.py", "import moorage.domain.account\n", "imports point down"),
}


class TestEachRuleCanFail:
    @pytest.fixture
    def copy(self, tmp_path: Path) -> Path:
        """Return a copy of the source that may be broken."""
        shutil.copytree(SOURCE, tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", tmp_path)
        return tmp_path

    @pytest.mark.parametrize("case", BROKEN)
    def test_import_contracts_report_a_break(self, copy: Path, case: str):
        """Each import contract, broken on purpose, is reported by name."""
        file, line, told = BROKEN[case]
        path = copy / "src" / file
        before = path.read_text() if path.exists() else '"""Attic."""\n'
        path.write_text(before + line)
        command = "from importlinter.cli import lint_imports_command as c; c()"
        ran = subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path.insert(0, 'src'); {command}", "--no-cache"],
            cwd=copy,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(copy / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode != 0
        broken = [report for report in ran.stdout.splitlines() if "BROKEN" in report]
        assert any(told in report for report in broken) or told in ran.stdout.split("Broken contracts")[-1]

    @pytest.mark.parametrize(
        ("file", "text", "rule"),
        [
            ("moorage/domain/long.py", '"""Long."""\n' * 301, long_files),
            ("moorage/domain/long.py", "def f():\n" + "    x = 1\n" * 41, long_functions),
            ("moorage/api/leak.py", "print(secret.reveal())\n", revealing_modules),
            ("moorage/services/venue.py", 'if code == "kraken":\n    pass\n', naming_modules),
            (
                "moorage/api/fat.py",
                '@get("/x")\nasync def f():\n    a = 1\n    b = 2\n    c = 3\n    return a\n',
                long_endpoints,
            ),
            ("moorage/vault/slow.py", "ok = given == signature\n", plain_comparisons),
        ],
    )
    def test_house_rules_report_a_break(self, copy: Path, file: str, text: str, rule):
        """Each house rule, broken on purpose, names the file."""
        (copy / "src" / file).write_text(text)
        assert any(file in found for found in rule(copy / "src"))
