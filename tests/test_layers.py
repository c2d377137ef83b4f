"""The imports go one way: the table in CONTRIBUTING.md, enforced."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAMBDA_PACKAGES = {path.name for path in (ROOT / "lambda").iterdir() if (path / "__init__.py").exists()}
MODEL_CODE = {p.stem for p in (ROOT / "model_code").glob("*.py")} | {
    p.name for p in (ROOT / "model_code").iterdir() if (p / "__init__.py").exists()
}
OURS = {"config", "stacks", "local", "cli"} | LAMBDA_PACKAGES | MODEL_CODE
SHARED = {
    "document_pages": {"job_store"},
    "prediction_jobs": {"job_store"},
    "served_models": {"prediction_jobs", "job_store"},
    "inference_proxy": {"served_models", "prediction_jobs", "job_store"},
    "prediction_worker": {"served_models", "prediction_jobs", "job_store"},
    "ai_documents": {"document_pages", "prediction_jobs", "job_store"},
    "digitize": {"document_pages", "job_store", "ai_text"},
    "ai_streams": {"http_streams", "ai_chat"},
    "model_streams": {"http_streams", "served_models", "prediction_jobs", "job_store"},
    "image_build": {"custom_resources"},
    "studio_cleanup": {"custom_resources"},
    "canvas_settings": {"custom_resources"},
    "kubernetes_apply": {"custom_resources"},
    "class_portal": {"class_ledger"},
    "sandbox_teardown": {"class_ledger"},
    "lease": {"class_ledger", "custom_resources"},
    "metered_usage": {"class_ledger"},
    "spend_guard": {"class_ledger"},
}
"""Packages of lambda/ that a function is shipped with, beside its own and `http_api`."""
ALLOWED = {
    "app.py": {"config", "stacks"},
    "config": set(),
    "stacks": {"config"},
    "local": {"config"},
    "cli": {"config", "local"} | MODEL_CODE | LAMBDA_PACKAGES,
    "lambda": set(),
    "model_code": MODEL_CODE,
}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found & OURS


def sources(layer: str) -> list[Path]:
    path = ROOT / layer
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def shipped(path: Path) -> set[str]:
    """The packages of lambda/ that a file there may import."""
    parts = path.relative_to(ROOT).parts
    return {parts[1], "http_api", *SHARED.get(parts[1], set())} if parts[0] == "lambda" else set()


@pytest.mark.parametrize("layer", sorted(ALLOWED))
def test_a_layer_imports_only_the_layers_below_it(layer: str) -> None:
    own = {layer.removesuffix(".py")}
    wrong = {}
    for path in sources(layer):
        if extra := imported(path) - ALLOWED[layer] - own - shipped(path):
            wrong[str(path.relative_to(ROOT))] = sorted(extra)
    assert wrong == {}


def test_every_layer_has_sources() -> None:
    assert [layer for layer in ALLOWED if not sources(layer)] == []


def handlers(templates: dict[str, dict[str, Any]]) -> set[str]:
    """The entry points of all functions."""
    return {
        resource["Properties"]["Handler"]
        for template in templates.values()
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Lambda::Function"
    }


def test_every_handler_in_every_template_is_a_callable_of_this_tree(
    templates: dict[str, dict[str, Any]],
) -> None:
    assert handlers(templates)
    for handler in handlers(templates):
        if handler.endswith("/run.sh"):
            continue  # started by the web adapter: tests/stacks/test_streams.py
        module, _, name = handler.rpartition(".")
        source = ROOT / "lambda" / Path(*module.split(".")).with_suffix(".py")
        tree = ast.parse(source.read_text(encoding="utf-8"))
        defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        defined |= {
            t.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for t in node.targets
            if isinstance(t, ast.Name)
        }
        assert name in defined, handler


def test_the_lambda_and_model_code_packages_have_distinct_names() -> None:
    assert set() == LAMBDA_PACKAGES & MODEL_CODE
    for name in ("config", "stacks", "local", "cli"):
        assert importlib.util.find_spec(name) is not None


def test_every_function_is_shipped_with_all_that_it_imports(
    assembly: Path, templates: dict[str, dict[str, Any]]
) -> None:
    assets = [path for path in assembly.glob("asset.*") if (path / "http_api").is_dir()]
    assert len(assets) >= len({h for h in handlers(templates) if not h.startswith("image_build")})
    for asset in assets:
        packages = {path.name for path in asset.iterdir()}
        needed = {name for path in asset.rglob("*.py") for name in imported(path)}
        assert needed <= packages, asset
