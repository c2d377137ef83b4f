"""The lessons are held against the tree: languages, commands, paths, figures, and the lines to change."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.main import get_command

from cli.__main__ import app
from cli.cdk import SOURCES
from examples import leak
from stacks.constructs.lessons import FOLDERS
from stacks.constructs.source_archive import archive
from tests.test_docs import ROOT, VERBS

LESSONS = ROOT / "docs" / "lessons"
ENGLISH = sorted(path for path in LESSONS.glob("*.md") if not path.name.endswith(".vi.md"))
NUMBERED = [path for path in ENGLISH if path.name != "README.md"]
PAGES = sorted(LESSONS.glob("*.md"))
GENERATED = ("build/", "cdk.out")
MOST_BYTES = 1_000_000
"""Of the archive: Studio's script gives S3 a minute, and a space's disk may be the smallest."""
QUESTIONS = 3

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
every_english = pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.name)
every_lesson = pytest.mark.parametrize("page", NUMBERED, ids=lambda page: page.name)


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def vietnamese(page: Path) -> str:
    return read(page.with_suffix(".vi.md"))


def blocks(text: str, kind: str = "") -> list[str]:
    return re.findall(rf"```{kind}\w*\n(.*?)```", text, re.DOTALL)


def prose(text: str) -> str:
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def spans(text: str) -> list[str]:
    """Return what is written as code within the sentences."""
    return re.findall(r"`([^`\n]+)`", prose(text))


def typed(text: str) -> list[str]:
    """Return the lines that a reader types."""
    return [line[2:] for block in blocks(text, "console") for line in block.splitlines() if line[:2] == "$ "]


def own_commands(text: str) -> Iterator[str]:
    """Yield each call of the project's own verbs, also inside $(...), and those named in a sentence."""
    for line in [*typed(text), *spans(text)]:
        yield from re.findall(r"(?:^|\(|[|&;] *)((?:\./)?lab2api [^|)&;]+|make [^|)&;]+)", line)


def paths(text: str) -> Iterator[str]:
    """Yield what must be in the tree: paths in sentences, and those a command names below a known folder."""
    for span in spans(text):
        if re.fullmatch(r"[\w.-]+(/[\w.-]+)+/?", span):
            yield span
    for line in typed(text):
        for word in shlex.split(line):
            name = word.removeprefix("@")
            if re.match(r"[\w.-]+/", name) and (ROOT / name.partition("/")[0]).is_dir():
                yield name


def test_there_are_lessons_and_each_has_its_translation() -> None:
    assert [page.name[:2] for page in NUMBERED] == [f"{number:02}" for number in range(1, 8)]
    translations = {path.name for path in LESSONS.glob("*.vi.md")}
    assert translations == {page.with_suffix(".vi.md").name for page in ENGLISH}


@every_english
def test_both_languages_show_the_same_blocks_and_folds(page: Path) -> None:
    assert blocks(read(page)) == blocks(vietnamese(page))
    assert read(page).count("<details>") == vietnamese(page).count("<details>")


@every_english
def test_both_languages_have_the_same_headings_and_tables(page: Path) -> None:
    shapes = []
    for text in (read(page), vietnamese(page)):
        rows = [line for line in prose(text).splitlines() if line.startswith(("#", "|", "- ", "**"))]
        shapes.append(
            [line.count(" | ") if line.startswith("|") else line.split(" ")[0][:2] for line in rows]
        )
    assert shapes[0] == shapes[1]


@every_english
def test_both_languages_lead_to_the_same_pages(page: Path) -> None:
    links = [
        re.findall(r"\]\(([^)]+)\)", text.replace(".vi.md", ".md")) for text in (read(page), vietnamese(page))
    ]
    assert links[0] == links[1]


@every_english
def test_both_languages_name_the_same_code_and_the_same_numbers(page: Path) -> None:
    told = []
    for text, point in ((read(page), "."), (vietnamese(page), ",")):
        words = re.sub(r"`[^`]*`|\([^)]*\.md\)", "", prose(text))
        numbers = re.findall(r"\d+(?:[.,]\d+)?", words)
        told.append((sorted(spans(text)), sorted(number.replace(point, ".") for number in numbers)))
    assert told[0] == told[1]


@every_lesson
def test_a_lesson_has_its_parts(page: Path) -> None:
    text = read(page)
    for part in ("**At the end** ", "**Time:** ", "**Cost:** USD 0", "## Steps", "## What happened"):
        assert text.count(part) == 1, part
    assert len(blocks(text.partition("## Change one thing")[2], "diff")) == 1
    assert text.count("<details>") == text.count("</details>") == QUESTIONS


@every_page
def test_every_command_of_a_lesson_is_one_that_the_program_takes(page: Path) -> None:
    for line in own_commands(read(page)):
        program, *words = shlex.split(line, comments=True)
        if program == "make":
            _make(words)
        else:
            _lab2api(words)


def _make(words: list[str]) -> None:
    verbs = [word for word in words if "=" not in word]
    assert set(verbs) <= set(VERBS), words
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in (word.partition("=")[0] for word in words if "=" in word):
        assert f"$({name})" in makefile or f"$(if $({name})," in makefile, words


def _lab2api(words: list[str]) -> None:
    command: Any = get_command(app)
    while children := getattr(command, "commands", None):
        assert words[0] in children, words
        command, words = children[words[0]], words[1:]
    _, left, _ = command.make_parser(command.context_class(command)).parse_args(list(words))
    assert left == [], words


@every_page
def test_every_path_that_a_lesson_names_is_in_the_tree(page: Path) -> None:
    named = [name for name in paths(read(page)) if not name.startswith(GENERATED)]
    assert [name for name in named if not (ROOT / name).exists()] == []


@every_page
def test_the_line_to_change_is_in_its_file_once(page: Path) -> None:
    for block in blocks(read(page), "diff"):
        header, *lines = block.splitlines()
        file = (ROOT / header.removeprefix("--- ")).read_text(encoding="utf-8").splitlines()
        for line in lines:
            assert line[0] in "+-"
            assert file.count(line[1:]) == int(line[0] == "-"), line


@every_page
def test_what_is_read_from_the_tree_is_shown_as_it_is(page: Path) -> None:
    for block in blocks(read(page), "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            if command.startswith("grep "):
                found = subprocess.run(
                    shlex.split(command), cwd=ROOT, capture_output=True, text=True, check=True
                )
                assert found.stdout == shown


def test_studio_installs_every_lesson_and_every_link_works_there(tmp_path: Path) -> None:
    body = archive(ROOT, FOLDERS)
    assert len(body) < MOST_BYTES
    with tarfile.open(fileobj=io.BytesIO(body)) as tar:
        names = tar.getnames()
        tar.extractall(tmp_path, filter="data")
    assert {page.relative_to(ROOT).as_posix() for page in PAGES} <= set(names)
    assert names == sorted(names)
    for page in sorted((tmp_path / "docs" / "lessons").glob("*.md")):
        links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", read(page))
        assert [link for link in links if not (page.parent / link).exists()] == [], page.name


def test_the_lessons_are_packed_into_the_same_bytes_each_time() -> None:
    assert archive(ROOT, FOLDERS) == archive(ROOT, FOLDERS)


def test_a_changed_lesson_is_synthesized_again() -> None:
    assert set(FOLDERS) <= set(SOURCES)


def test_the_honest_table_of_lesson_4_knows_nothing_of_the_exam() -> None:
    records, labels = leak.term()
    before = records.filter(pl.col("at") <= leak.week(leak.ASKED_IN_WEEK))
    assert len(before) == leak.STUDENTS * leak.ASKED_IN_WEEK
    assert leak.as_known(records, labels).equals(leak.as_known(before, labels))
    assert not leak.newest(records, labels).equals(leak.newest(before, labels))
