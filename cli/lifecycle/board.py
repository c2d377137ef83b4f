"""The live table: a row a step, and a bar for what is waited for. Plain lines where there is no terminal."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table

from cli import terminal
from cli.lifecycle.story import Step, Story, Waiting

MARKS = {"waiting": "[yellow]…[/]", "seen": "[green]✓[/]", "failed": "[red]✗[/]"}
FRAMES_PER_SECOND = 4
BAR_WIDTH = 30
STEP_WIDTH = 26
LIVE_STEPS = 8


def table(steps: Sequence[Step], *, title: str = "") -> Table:
    """Return the steps, and below what happened in each its evidence, one line a fact."""
    shown = _empty(title)
    for step in steps:
        evidence = [f"[dim]{escape(name)}: {escape(str(fact))}[/]" for name, fact in step.evidence.items()]
        _add(shown, step, evidence)
    return shown


def live_table(steps: Sequence[Step]) -> Table:
    """Return what fits a small terminal: the last steps, without their evidence."""
    shown = _empty()
    for step in steps[-LIVE_STEPS:]:
        _add(shown, step, [])
    return shown


def _empty(title: str = "") -> Table:
    shown = Table("", "step", "what happened, and what shows it", "s", title=title or None, box=None)
    shown.columns[1].max_width = STEP_WIDTH
    shown.columns[2].overflow = "fold"
    shown.columns[3].justify = "right"
    return shown


def _add(shown: Table, step: Step, evidence: list[str]) -> None:
    seconds = "" if step.state == "waiting" else f"{step.seconds:.1f}"
    happened = "\n".join([escape(step.happened), *evidence])
    shown.add_row(MARKS[step.state], escape(step.what), happened, seconds)


def bar(waiting: Waiting) -> RenderableType:
    """Return how far a wait has come, by what it usually takes."""
    line = Table.grid(padding=(0, 1))
    done = min(waiting.elapsed_seconds, waiting.expected_seconds)
    line.add_row(
        f"[bold]{escape(waiting.what)}[/]",
        ProgressBar(total=waiting.expected_seconds, completed=done, width=BAR_WIDTH),
        f"[dim]{waiting.elapsed_seconds:.0f} of about {waiting.expected_seconds:.0f} s[/]",
    )
    return line


class Board:
    """Shows a story while it happens, on standard error; what stays is the last table."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._live = Live(console=terminal.err, refresh_per_second=FRAMES_PER_SECOND, transient=True)
        self._told = 0

    def __enter__(self) -> Self:
        self._story.watched_by(self.show)
        if terminal.err.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()
        self._story.watched_by(lambda: None)

    def show(self) -> None:
        """Show what is new."""
        if terminal.err.is_terminal:
            waiting = self._story.waiting
            self._live.update(Group(live_table(self._story.steps), bar(waiting) if waiting else ""))
            return
        ended = [step for step in self._story.steps if step.state != "waiting"]
        for step in ended[self._told :]:
            terminal.err.print(_line(step), soft_wrap=True)
        self._told = len(ended)


def _line(step: Step) -> str:
    return f"{MARKS[step.state]} {escape(step.what)}: {escape(step.happened)}  [dim]{step.seconds:.1f} s[/]"
