"""The verb: bring the environment up, play both acts while a client asks, and show what happened."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

import typer

import config
from cli import local_run, terminal
from cli.lifecycle import alarms, closing, first_act, rows, second_act
from cli.lifecycle.board import Board
from cli.lifecycle.drift_steps import REPORT
from cli.lifecycle.histories import history
from cli.lifecycle.request_client import RequestClient
from cli.lifecycle.scene import ENVIRONMENT, Scene
from cli.lifecycle.story import Story
from cli.lifecycle.waiting import StepFailedError
from cli.serving import serving_stacks
from cli.target import ROOT, Target
from local import process

app = typer.Typer(help="A model's life, from new data to a rollback, on this machine.", no_args_is_help=True)
app.command("history")(history)


@app.command()
def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Leave the embedded AWS up, to read on.")] = False,
    rate: Annotated[float, typer.Option(min=1, max=100, help="Requests a second.")] = 20.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    strict: local_run.Strict = False,
) -> None:
    """Show new data become a served model, then poisoned data become one that is rolled back.

    Ends with 0 when every step was seen and no request of the client failed. Takes about three minutes.
    """
    was_running = process.status() is not None
    try:
        target = _bring_up(strict=strict)
        _play(target=target, rate=rate, as_json=as_json, stays_up=keep or was_running)
    except KeyboardInterrupt:
        terminal.stop("interrupted")
    finally:
        if not (keep or was_running):
            process.stop()


def _bring_up(*, strict: bool) -> Target:
    """Start and deploy what is not up."""
    phases = terminal.Phases()
    target = local_run.start(strict=strict, phases=phases, environment=ENVIRONMENT)
    if not serving_stacks(target=target):
        local_run.deploy(target=target, phases=phases)
    return target


def _play(*, target: Target, rate: float, as_json: bool, stays_up: bool) -> None:
    settings, story, failure = config.load(ENVIRONMENT), Story(), None
    model = settings.training.model
    starter = rows.read(ROOT / settings.models[model].starter / "data.csv", target=settings.training.target)
    REPORT.unlink(missing_ok=True)
    with ExitStack() as open_until_the_end:
        client = open_until_the_end.enter_context(
            RequestClient.of(target=target, model=model, rate_per_second=rate)
        )
        open_until_the_end.enter_context(Board(story))
        scene = Scene(target=target, settings=settings, starter=starter, client=client, story=story)
        try:
            _refuse_a_ringing_alarm(scene)
            second_act.play(scene, serving=first_act.play(scene))
        except StepFailedError as error:
            failure = error
    seen = client.now()
    report = str(REPORT) if REPORT.exists() else ""
    if as_json:
        said = str(failure) if failure else ""
        terminal.print_json(closing.document(story=story, seen=seen, report=report, failure=said))
    else:
        closing.show(story=story, seen=seen, report=report, stays_up=stays_up)
    if failure:
        terminal.stop(str(failure), hint=failure.hint)
    if seen.server_errors or seen.lost:
        terminal.stop("the client did not get an answer to every request", hint="See: ./lab2api local logs")


def _refuse_a_ringing_alarm(scene: Scene) -> None:
    """Stop where the alarm rings already: it could not ring for what this demonstration does."""
    name = alarms.drift_alarm(target=scene.target, model=scene.model)
    if alarms.ringing(target=scene.target, names=[name]):
        raise StepFailedError(
            "the drift alarm rings already, of an earlier demonstration",
            hint="Begin with a fresh one: ./lab2api local down, then again.",
        )
