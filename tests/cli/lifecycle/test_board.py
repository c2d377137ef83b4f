"""The table a person sees, on a terminal and in a log."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from cli import terminal
from cli.lifecycle.board import LIVE_STEPS, Board, bar, live_table, table
from cli.lifecycle.story import Story, Waiting
from cli.lifecycle.waiting import StepFailedError

ARN = "arn:aws:sagemaker:us-east-1:000000000000:pipeline/workbench-training/execution/abcdefghijkl"


def told() -> Story:
    story = Story()
    with story.step("pipeline", "The pipeline runs") as step:
        step.happened = "Prepare 2.1 s, [Train] 3.9 s"
        step.evidence["execution"] = ARN
    return story


def printed(renderable: object, *, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(renderable)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_evidence_is_whole_on_a_narrow_page() -> None:
    text = "".join(line.strip() for line in printed(table(told().steps)).splitlines())
    assert ARN in text.replace(" ", "")
    assert "[Train]" in text, "what AWS says is no markup"


def test_the_live_table_fits_a_terminal_of_24_lines_whatever_was_seen_before() -> None:
    steps = told().steps * 20
    lines = printed(live_table(steps)).splitlines()
    assert len(lines) <= 22
    assert sum("The pipeline runs" in line for line in lines) == LIVE_STEPS


def test_a_wait_says_how_long_it_usually_takes() -> None:
    assert "3 of about 12 s" in printed(bar(Waiting(what="bake", expected_seconds=12, elapsed_seconds=3.2)))


def test_where_there_is_no_terminal_each_step_is_one_line_once(monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(file=io.StringIO(), width=80)
    monkeypatch.setattr(terminal, "err", console)
    story = Story()
    with Board(story):
        with story.step("data", "New data lands") as step:
            step.happened = "800 rows"
        with pytest.raises(StepFailedError), story.step("pipeline", "The pipeline runs"):
            raise StepFailedError("it did not")
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert [line.rpartition("  ")[0] for line in lines] == [
        "✓ New data lands: 800 rows",
        "✗ The pipeline runs: it did not",
    ]
