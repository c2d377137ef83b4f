"""The verb `lab2api class demo`: bring the class up, play three acts, and show what happened."""

from __future__ import annotations

from typing import Annotated, Any

import typer

import config
from cli import local_run, terminal
from cli.classes.demo import ending, opening, runaway
from cli.classes.demo.scene import Scene
from cli.lifecycle.board import Board, table
from cli.lifecycle.story import Story
from cli.lifecycle.waiting import StepFailedError
from cli.target import Target
from config.roster import Roster
from config.roster_files import load_roster
from local import process

CLASS = "demo"
READ_ON = {
    "the class": f"./lab2api class plan {CLASS}",
    "links to Studio": f"./lab2api class links {CLASS}",
}


def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Leave the embedded AWS up, to look around.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    strict: local_run.Strict = False,
) -> None:
    """Show a class of three on this machine: keys, a runaway that is frozen, a teardown with proof.

    Ends with 0 when every step was seen. Takes about two minutes; nothing leaves 127.0.0.1.
    """
    was_running = process.status() is not None
    try:
        _play(strict=strict, as_json=as_json, stays_up=keep or was_running)
    except KeyboardInterrupt:
        terminal.stop("interrupted")
    finally:
        if not (keep or was_running):
            process.stop()


def _play(*, strict: bool, as_json: bool, stays_up: bool) -> None:
    roster, story, failure = load_roster(CLASS), Story(), None
    target = _bring_up(roster, strict=strict)
    scene = Scene(target=target, roster=roster, settings=config.load(roster.environment), story=story)
    with Board(story):
        try:
            opening.play(scene)
            runaway.play(scene)
            ending.play(scene)
        except StepFailedError as error:
            failure = error
    if as_json:
        terminal.print_json(document(story, failure=str(failure) if failure else ""))
    else:
        terminal.out.print(table(story.steps, title="A class of three, step by step"))
        if stays_up:
            for what, command in READ_ON.items():
                terminal.out.print(f"{what}: [bold]{command}[/]", soft_wrap=True)
    if failure:
        terminal.stop(str(failure), hint=failure.hint)


def document(story: Story, *, failure: str) -> dict[str, Any]:
    """Return everything as one JSON document."""
    return {
        "class": CLASS,
        "steps": [step.as_json() for step in story.steps],
        "seconds": round(sum(step.seconds for step in story.steps), 1),
        "failure": failure,
    }


def _bring_up(roster: Roster, *, strict: bool) -> Target:
    """Start and deploy what is not up."""
    phases = terminal.Phases()
    target = local_run.start(strict=strict, phases=phases, environment=roster.environment)
    stacks = target.client("cloudformation").list_stacks()["StackSummaries"]
    if not any(stack["StackName"] == target.stack(f"Class-{roster.name}") for stack in stacks):
        local_run.deploy(target=target, phases=phases)
    return target
