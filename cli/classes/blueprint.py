"""The verb `lab2api class blueprint`: the sandbox as a template for the hub of Innovation Sandbox on AWS."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

import config
from cli import cdk, terminal
from cli.classes.own_accounts import NOTE
from cli.target import Target
from config.roster_files import load_roster

GUIDE = (
    "https://docs.aws.amazon.com/solutions/latest/innovation-sandbox-on-aws/"
    "administrator-guide.html#registering-managing-blueprints"
)


def blueprint(
    roster: Annotated[str, typer.Argument(help="The class: a name in config/rosters.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the template.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Write the class's sandbox as a stack for the hub account of Innovation Sandbox on AWS.

    The stack has one stack set with self-managed permissions, the hub's two roles and no instances, as its
    administrator guide asks for; the hub puts it into an account with each lease. No account is called here.

    `lab2api class blueprint demo --output demo-blueprint.json`
    """
    try:
        found = load_roster(roster)
        region = config.load(found.environment).region
    except config.ConfigError as error:
        terminal.stop(str(error))
    if not output.parent.is_dir():
        terminal.stop(f"--output: there is no folder {output.parent}")
    text = synthesized(roster, target=Target(environment=found.environment, region=region))
    output.write_text(text, encoding="utf-8")
    made = described(json.loads(text)) | {"class": roster, "region": region, "output": str(output)}
    if as_json:
        terminal.print_json(made)
        return
    terminal.out.print(
        f"{output}: stack set {made['stack_set']}, {made['resources']} resources in an account,"
    )
    terminal.out.print(
        f"{made['bytes']:,} of 51,200 bytes. In the hub account, then register it as a blueprint:"
    )
    terminal.out.print(command(roster, region=region, output=output), soft_wrap=True)
    terminal.out.print(GUIDE, soft_wrap=True)
    terminal.out.print(NOTE, style="yellow", soft_wrap=True)


def synthesized(roster: str, *, target: Target) -> str:
    """Synthesize nothing but the blueprint, and return its template."""
    with tempfile.TemporaryDirectory(prefix="lab2api-blueprint-") as folder:
        cdk.run("synth", "--quiet", "-c", f"blueprint={roster}", "-o", folder, target=target)
        return (Path(folder) / f"Blueprint-{roster}.template.json").read_text(encoding="utf-8")


def described(template: dict[str, Any]) -> dict[str, Any]:
    """Return what a person wants to know of a blueprint."""
    properties = template["Resources"]["Blueprint"]["Properties"]
    body = properties["TemplateBody"]
    return {
        "stack_set": properties["StackSetName"],
        "resources": len(json.loads(body)["Resources"]),
        "bytes": len(body.encode()),
    }


def command(roster: str, *, region: str, output: Path) -> str:
    """Return how to deploy it; NAMESPACE is the one that the hub was installed with."""
    return (
        f"aws cloudformation deploy --region {region} --stack-name lab2api-blueprint-{roster} "
        f"--template-file {output} --parameter-overrides Namespace=NAMESPACE"
    )
