"""The emulator's private parts that local/ builds on, pinned: a release that moves one fails here."""

import ast
import importlib
import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

LOCAL = Path(__file__).parents[2] / "local"
READ = """
import importlib, inspect, json, sys
def shape(hook):
    module, _, name = hook.rpartition(".")
    try:
        value = getattr(importlib.import_module(module), name)
    except (AttributeError, ImportError):
        return "gone"
    return str(inspect.signature(value)) if callable(value) else type(value).__name__
print(json.dumps({hook: shape(hook) for hook in json.loads(sys.argv[1])}))
"""
PINNED: dict[str, str] = json.loads((Path(__file__).parent / "hooks.json").read_text(encoding="utf-8"))


def used_hooks() -> set[str]:
    """Find every attribute of a ministack module that local/ names, and every name it imports from one."""
    return {hook for file in LOCAL.rglob("*.py") for hook in _of(ast.parse(file.read_text(encoding="utf-8")))}


def _of(tree: ast.Module) -> set[str]:
    imported = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ministack")
        for alias in node.names
    }
    modules = {alias for alias, path in imported.items() if _is_module(path)}
    attributes = {
        f"{imported[node.value.id]}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules
    }
    return attributes | {path for alias, path in imported.items() if alias not in modules}


def _is_module(path: str) -> bool:
    try:
        importlib.import_module(path)
    except ImportError:
        return False
    return True


@pytest.fixture(scope="session")
def shapes() -> dict[str, str]:
    """Read the hooks in an interpreter of their own: other tests put local/'s additions into this one."""
    read = subprocess.run(
        [sys.executable, "-c", READ, json.dumps(sorted(PINNED))], capture_output=True, text=True, check=True
    )
    found: dict[str, str] = json.loads(read.stdout)
    return found


def test_every_hook_in_use_is_pinned_and_every_pin_is_in_use() -> None:
    assert used_hooks() == set(PINNED), (
        "tests/local/hooks.json must list exactly what local/ uses of ministack"
    )


@pytest.mark.parametrize("hook", sorted(PINNED))
def test_the_emulator_still_has_the_hook_in_the_form_that_local_expects(
    hook: str, shapes: dict[str, str]
) -> None:
    found = shapes[hook]
    assert found == PINNED[hook], (
        f"ministack {version('ministack')}: {hook} is {found}; read its users in local/ before this bump"
    )
