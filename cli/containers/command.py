"""`lab2api containers run MODEL --env ENV`: the entry point of a task, on loopback, until Ctrl-C."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

import config
from cli import cdk, terminal
from cli.containers.task import Container, containers
from cli.target import ROOT, STATE, Target
from config import Ecs, Environment
from tabular.artifact import unpack

SERVE = "serve"
PROGRAM = ROOT / "model_code" / "serve.py"
"""What `serve` of the image runs, in the same Python packages and no container."""
app = typer.Typer(no_args_is_help=True, help="Models in containers: what a task runs, as a process here.")


@app.callback()
def _group() -> None:
    """Keep `run` a verb of its own while it is the only one."""


@app.command("run")
def run(
    model: Annotated[str, typer.Argument(help='A model with compute = "ecs", container = "own".')],
    environment: Annotated[str, typer.Option("--env", help="The environment that has it.")],
    port: Annotated[int, typer.Option(min=1, max=65535, help="Of 127.0.0.1.")] = 8080,
) -> None:
    """Serve the model's starter as its task would, with the variables of the synthesized task definition.

    No ECS, load balancer or S3 is pretended: instead of fetching, the starter of the repository is unpacked.

    `lab2api containers run reviews-fargate --env accelerated`, then POST rows to the address it prints.
    """
    try:
        settings = config.load(environment)
    except config.ConfigError as error:
        terminal.stop(str(error))
    task = synthesized(model=model, settings=settings)
    archive = ROOT / settings.models[model].starter / "model.tar.gz"
    with tempfile.TemporaryDirectory(prefix="lab2api-task-") as base:
        unpack(archive, Path(base) / "model")
        variables = local_environment(task, base=Path(base), port=port)
        told = ", ".join(f"{name}={value}" for name, value in task.environment.items())
        terminal.out.print(f"{SERVE}: http://127.0.0.1:{port}/invocations   {told}", soft_wrap=True)
        raise typer.Exit(_until_the_end(variables))


def synthesized(*, model: str, settings: Environment) -> Container:
    """Return the serving container of the model's task; ends the command where there is none."""
    if model not in settings.models:
        terminal.stop(f"{settings.name} has no model {model}", hint=", ".join(settings.models))
    if not _runs_here(settings, model):
        able = [name for name in settings.models if _runs_here(settings, name)]
        terminal.stop(
            f"{model} does not run the environment's own image on ECS, and AWS's is not on this machine",
            hint=f"These do: {', '.join(able)}" if able else 'Say compute = "ecs" in [models.NAME.serving].',
        )
    target = Target(environment=settings.name, region=settings.region)
    folder = cdk.assembly(target=target, folder=STATE / f"assembly-{settings.name}")
    return containers(folder, stack=target.stack(f"Serving-{model}"))[SERVE]


def _runs_here(settings: Environment, model: str) -> bool:
    serving = settings.serving_of(model)
    return isinstance(serving, Ecs) and serving.container == "own"


def local_environment(task: Container, *, base: Path, port: int) -> dict[str, str]:
    """Return the task's variables, and beside them only where to listen and where the model lies."""
    return {
        "PATH": os.environ["PATH"],
        **task.environment,
        "SAGEMAKER_BASE_DIR": str(base),
        "SAGEMAKER_BIND_TO_PORT": str(port),
        "LAB2API_BIND_HOST": "127.0.0.1",
    }


def _until_the_end(variables: dict[str, str]) -> int:
    process = subprocess.Popen([sys.executable, str(PROGRAM)], env=variables, cwd=PROGRAM.parent)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        return process.wait(timeout=30)
