"""`lab2api local up|status|logs|down`: the embedded AWS of this machine."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from pydantic import ValidationError

import config
from cli import cdk, terminal
from cli.left_out import wanted_stacks
from cli.target import STATE, Target, of_environment
from local import process
from local.settings import Settings

app = typer.Typer(
    help="The embedded AWS on 127.0.0.1 that takes the synthesized templates.", no_args_is_help=True
)
Strict = Annotated[bool, typer.Option("--strict", help="Enforce TLS and the synthesized IAM policies.")]
Real = Annotated[
    str,
    typer.Option(
        "--real",
        envvar="LAB2API_REAL",
        help="AI services, by commas, that your AWS account (AWS_PROFILE) answers and bills.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Environment = Annotated[
    str,
    typer.Option("--env", help="Which templates: local, or modes, which serves one model in every mode."),
]


def deploy(*, target: Target, phases: terminal.Phases) -> None:
    """Synthesize, bootstrap and deploy every stack of the environment with the real CDK CLI."""
    with phases.phase("Synthesize the templates"):
        folder = cdk.assembly(target=target, folder=STATE / f"assembly-{target.environment}")
    with phases.phase("Bootstrap (cdk bootstrap)"):
        cdk.run("bootstrap", f"aws://000000000000/{target.region}", "--app", str(folder), target=target)
    wanted, left_out = wanted_stacks(folder)
    if left_out:
        told = f"Left out, as nothing here stands for them: {', '.join(left_out)}"
        terminal.out.print(told, soft_wrap=True)
    every = f"Deploy the other {len(wanted)} stacks" if left_out else "Deploy every stack (cdk deploy --all)"
    with phases.phase(every):
        cdk.run(
            "deploy",
            *(wanted if left_out else ["--all"]),
            "--app",
            str(folder),
            "--concurrency",
            "4",
            "--require-approval",
            "never",
            target=target,
        )


def start(*, strict: bool, phases: terminal.Phases, real: str = "", environment: str = "local") -> Target:
    """Start the embedded AWS unless it runs already, and return it."""
    try:
        settings = Settings(strict=strict, real=real, real_profile=os.environ.get("AWS_PROFILE", ""))
    except ValidationError as error:
        terminal.stop(f"--real: {error.errors()[0]['msg']}")
    with phases.phase("Start the embedded AWS on 127.0.0.1"):
        try:
            process.start(settings)
        except process.LocalRunError as error:
            terminal.stop(str(error))
    return of_environment(environment)


@app.command()
def up(strict: Strict = False, real: Real = "", environment: Environment = "local") -> None:
    """Start the embedded AWS in the background and deploy the templates to it.

    Stacks with parts of ECS, EKS, Batch or a load balancer are left out by name: nothing here pretends them.
    """
    _for_the_laptop(environment)
    phases = terminal.Phases()
    target = start(strict=strict, phases=phases, real=real, environment=environment)
    if real:
        terminal.out.print(f"Real, and billed to your account: {real}")
    deploy(target=target, phases=phases)
    told = f"Up: {target.api_url()}   (API key: ./lab2api local status{_option(environment)})"
    terminal.out.print(told, soft_wrap=True)


def _for_the_laptop(environment: str) -> None:
    try:
        laptop = config.load(environment).laptop
    except config.ConfigError as error:
        terminal.stop(str(error))
    if not laptop:
        terminal.stop(
            f"`{environment}` is for an AWS account",
            hint=f"Use: ./lab2api deploy {environment}, or --env local",
        )


@app.command()
def status(as_json: Json = False, environment: Environment = "local") -> None:
    """Show whether it runs, the API's URL and key, and what serves."""
    running = process.status()
    if running is None:
        terminal.print_json({"running": False}) if as_json else terminal.out.print(
            "not running; ./lab2api local up"
        )
        raise typer.Exit(3)
    target = of_environment(environment)
    facts = {
        "running": True,
        "pid": running.pid,
        "port": running.port,
        "strict": running.strict,
        "api": target.api_url(),
        "api_key": target.api_key(),
        "trust": target.variables.get("AWS_CA_BUNDLE"),
    }
    facts["endpoints"] = [
        f"{row['EndpointName']} {row['EndpointStatus']}"
        for row in target.client("sagemaker").list_endpoints()["Endpoints"]
    ]
    if as_json:
        terminal.print_json(facts)
        return
    for name, value in facts.items():
        terminal.out.print(f"{name:10} {value}", soft_wrap=True)


@app.command()
def logs(lines: Annotated[int, typer.Option(help="How many of the last lines.")] = 60) -> None:
    """Print the end of the embedded AWS's log."""
    terminal.out.print(process.logs(lines=lines), markup=False, soft_wrap=True)


@app.command()
def down() -> None:
    """Stop the embedded AWS and every process it started; what it held in memory is gone."""
    terminal.out.print("stopped" if process.stop() else "was not running")


def _option(environment: str) -> str:
    return "" if environment == "local" else f" --env {environment}"
