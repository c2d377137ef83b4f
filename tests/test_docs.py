"""Documentation that a person would follow is held against the tree."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cli.__main__ import app

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.vi.md")
TRANSLATED = (
    READMES,
    ("docs/workbench.md", "docs/workbench.vi.md"),
    ("docs/accelerators.md", "docs/accelerators.vi.md"),
    ("docs/costs.md", "docs/costs.vi.md"),
    ("docs/classes.md", "docs/classes.vi.md"),
)
MARKDOWN = sorted(
    p for p in ROOT.rglob("*.md") if not {"node_modules", "build"} & set(p.parts) and ".venv" not in str(p)
)
VERBS = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands() -> set[str]:
    root: Any = get_command(app)
    names: set[str] = set()
    for name, command in root.commands.items():
        children = getattr(command, "commands", None)
        names |= {f"{name} {child}" for child in children} if children else {name}
    return names


@pytest.mark.parametrize("readme", READMES)
def test_every_command_is_in_the_readme(readme: str) -> None:
    text = read(readme)
    missing = [name for name in commands() if not re.search(rf"lab2api {name.replace(' ', '.{0,40}')}", text)]
    assert missing == []


@pytest.mark.parametrize("readme", READMES)
def test_every_verb_of_the_makefile_is_in_the_readme(readme: str) -> None:
    text = read(readme)
    assert [verb for verb in VERBS if f"make {verb}" not in text] == []


@pytest.mark.parametrize("readme", READMES)
def test_every_stack_is_in_the_readme(readme: str, templates: dict[str, Any]) -> None:
    text = read(readme)
    kinds = {re.sub(r"^[A-Z][a-z]+-", "", name).split("-")[0] for name in templates}
    assert [kind for kind in kinds if f"`{kind}" not in text] == []


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_ci_runs_the_readmes_test_command() -> None:
    assert "make test" in read(".ci/run")
    assert "make test" in read("README.md")


@pytest.mark.parametrize("pair", TRANSLATED, ids=lambda pair: pair[0])
def test_both_languages_show_the_same_commands_and_outputs(pair: tuple[str, str]) -> None:
    english, vietnamese = (re.findall(r"```console\n(.*?)```", read(name), re.DOTALL) for name in pair)
    assert english == vietnamese


@pytest.mark.parametrize("pair", TRANSLATED, ids=lambda pair: pair[0])
def test_both_languages_have_the_same_headings_and_tables(pair: tuple[str, str]) -> None:
    shapes = []
    for name in pair:
        text = re.sub(r"```.*?```", "", read(name), flags=re.DOTALL)
        rows = [line for line in text.splitlines() if line.startswith(("#", "|"))]
        shapes.append([line.split(" ")[0] if line.startswith("#") else line.count(" | ") for line in rows])
    assert shapes[0] == shapes[1]
