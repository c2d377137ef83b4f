"""`lab2api demo`: data, training, registry, endpoint, API, answer, on this machine."""

from __future__ import annotations

import signal
from typing import Annotated, Any

import typer

import config
from cli import coverage, local_run, pipeline, registry, serving, terminal
from cli.in_process import first_rows, predict_in_process
from cli.requests import curl_line, predict
from cli.target import Target
from local import process

ROWS = 2


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the answer instead of staying up.")] = False,
    strict: local_run.Strict = False,
) -> None:
    """Show the whole way from a CSV to an HTTP answer, through the templates `cdk deploy` sends to AWS."""
    phases = terminal.Phases()
    was_running = process.status() is not None
    try:
        _run(strict=strict, phases=phases)
        if not once:
            _stay_up()
    finally:
        if not was_running:
            process.stop()


def _run(*, strict: bool, phases: terminal.Phases) -> None:
    target = local_run.start(strict=strict, phases=phases)
    local_run.deploy(target=target, phases=phases)
    model = next(iter(config.load("local").models))
    package = _train(target=target, model=model, phases=phases)
    with phases.phase("Approve it and deploy it to the endpoint"):
        registry.approve(target=target, package=package, reason="the demo's own approval")
        release = registry.release_of(target=target, model=model, package=package)
        serving.serve(target=target, release=release)
    instances = first_rows(model=model, count=ROWS)
    with phases.phase("Ask the API: API Gateway → Lambda → endpoint"):
        status, answer = predict(target=target, model=model, instances=instances)
    _report(target=target, release=release, instances=instances, status=status, answer=answer)
    phases.print_shares()


def _train(*, target: Target, model: str, phases: terminal.Phases) -> str:
    with phases.phase("Upload the data; its arrival starts the pipeline"):
        execution = pipeline.start_by_upload(target=target, model=model)
    for step in pipeline.watch(target=target, execution=execution, phases=phases):
        if step["StepStatus"] == "Failed":
            terminal.stop(f"pipeline step {step['StepName']} failed: {step.get('FailureReason', '')}")
    package = registry.find(target=target, model=model)
    if package is None:
        terminal.stop("the pipeline ended without registering a model", hint="See: ./lab2api local logs")
    return package


def _report(
    *, target: Target, release: registry.Release, instances: list[Any], status: int, answer: Any
) -> None:
    terminal.out.print(f"\nPOST /v1/models/{release.model}/predictions answered {status}:")
    terminal.print_json(answer)
    if status != 200:
        terminal.stop("the API did not answer with a prediction", hint="See: ./lab2api local logs")
    expected = predict_in_process(target=target, release=release, instances=instances)
    if answer["predictions"] != expected:
        terminal.stop(f"the answer differs from the model's own in-process prediction: {expected}")
    terminal.out.print("[green]✓[/] equal to the model's own in-process prediction")
    coverage.print_table()
    terminal.out.print("\nRepeat the request while the demo stays up:\n")
    terminal.out.print(curl_line(target=target, model=release.model, instances=instances[:1]), soft_wrap=True)


def _stay_up() -> None:
    terminal.out.print("\nThe API stays up until Ctrl-C. Your own CSV: ./lab2api train --help")
    try:
        signal.pause()
    except KeyboardInterrupt:
        terminal.out.print("\nstopping")
