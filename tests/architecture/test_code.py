"""Rules of the code that no linter knows."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import FEATURES, ROOT, parsed_files

# The one place that asks the machine for the time; everything else is given a clock.
_CLOCKS = {Path("intranet_qms/adapters.py")}

_TELLS_TIME = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}

# An import inside a function says beside it, behind the exception made for the linter, why it is
# there, in three words at least.
_REASON = re.compile(r"#\s*noqa:\s*PLC0415\W+\w+\W+\w+\W+\w+")


def _imports_inside_functions(tree: ast.Module) -> Iterator[ast.stmt]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node


def test_imports_inside_functions_say_why() -> None:
    silent = [
        f"{path}:{node.lineno}"
        for path, lines, tree in parsed_files()
        for node in _imports_inside_functions(tree)
        if not _REASON.search(lines[node.lineno - 1])
    ]
    assert silent == []


def test_only_the_clock_asks_the_machine_for_the_time() -> None:
    asking = [
        f"{path}:{node.lineno}"
        for path, _, tree in parsed_files()
        if path not in _CLOCKS
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in _TELLS_TIME
    ]
    assert asking == []


def test_pages_and_the_api_ask_one_function_for_the_day_in_the_office() -> None:
    # Midnight in the office comes before midnight of the clock, which counts in UTC.
    by_hand = re.compile(r"\bclock\(\)\.now\(\)(\.astimezone\([^()]*(\(\)[^()]*)*\))?\.date\(\)")
    places = [
        f"{path}:{number}"
        for path, lines, _ in parsed_files()
        if path.name not in {"context.py", "templating.py"}
        for number, line in enumerate(lines, 1)
        if by_hand.search(line)
    ]
    assert places == []


def test_business_code_never_commits() -> None:
    committing = [
        f"{path}:{node.lineno}"
        for path, _, tree in parsed_files()
        if path.name in {"services.py", "queries.py", "notifications.py"}
        or path.parent.name in {"services", "queries", "notifications"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}
    ]
    assert committing == []


def test_workflows_use_the_standard_library_only() -> None:
    # Of their own feature they may use pure helpers, which import-linter follows further.
    foreign = []
    for path, _, tree in parsed_files():
        if path.name != "workflow.py" or path.parent.name not in FEATURES:
            continue
        own = f"intranet_qms.{path.parent.name}"
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                is_own = node.level == 1 or f"{node.module}.".startswith(f"{own}.")
                names = [] if is_own else ["." * node.level + (node.module or "")]
            foreign += [
                f"{path}:{node.lineno} {name}"
                for name in names
                if name.split(".")[0] not in sys.stdlib_module_names
            ]
    assert foreign == []


def test_the_mapped_folders_refer_to_themselves_relatively() -> None:
    # As a folder of its own it is `tasks`, installed it is `intranet_qms.tasks`: a relative import
    # means the same in both, and no tool reads a module twice under two names.
    absolute = [
        f"{path}:{node.lineno} {node.module}"
        for path, _, tree in parsed_files()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.level == 0
        and re.match(r"(intranet_qms\.)?(tasks|migrations)(\.|$)", node.module or "")
        and path.parts[0] in {"tasks", "migrations"}
    ]
    assert absolute == []


def test_the_tests_mirror_the_packages() -> None:
    # Besides a folder for each package there are those for what concerns many of them.
    across = {
        "accessibility",
        "architecture",
        "browser",
        "contract",
        "factories",
        "faults",
        "host",
        "kernel",
        "migrations",
        "packaging",
        "scaled",
        "security",
        "support",
        "support_tests",
        "tasks",
        "ui",
    }
    packages = {
        path.name
        for path in (ROOT / "intranet_qms").iterdir()
        if path.is_dir() and (path / "__init__.py").exists()
    }
    folders = {
        path.name
        for path in (ROOT / "tests").iterdir()
        if path.is_dir() and any(path.rglob("*.py"))
    }
    assert folders - packages - across == set()
