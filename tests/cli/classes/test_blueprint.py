"""`lab2api class blueprint`: what it writes is what the hub takes, and it says what to do with it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.classes import blueprint
from cli.classes.command import app

BODY = json.dumps({"Resources": {"Role": {"Type": "AWS::IAM::Role"}}})
TEMPLATE = json.dumps(
    {"Resources": {"Blueprint": {"Properties": {"StackSetName": "lab2api-demo", "TemplateBody": BODY}}}}
)


@pytest.fixture(autouse=True)
def _without_the_cdk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the template that the CDK would; tests/stacks/classes/test_accounts.py has the real one."""

    def run(*arguments: str, **_: Any) -> None:
        assert "blueprint=demo" in arguments
        (Path(arguments[-1]) / "Blueprint-demo.template.json").write_text(TEMPLATE)

    monkeypatch.setattr(blueprint.cdk, "run", run)


def test_it_writes_the_template_and_says_how_to_deploy_it(tmp_path: Path) -> None:
    output = tmp_path / "demo.json"
    done = CliRunner().invoke(app, ["blueprint", "demo", "--output", str(output)])
    assert done.exit_code == 0
    assert output.read_text() == TEMPLATE
    assert f"--template-file {output} --parameter-overrides Namespace=NAMESPACE" in done.output
    assert f"{len(BODY)} of 51,200 bytes" in done.output


def test_for_machines_it_prints_what_it_wrote(tmp_path: Path) -> None:
    output = tmp_path / "demo.json"
    done = CliRunner().invoke(app, ["blueprint", "demo", "-o", str(output), "--json"])
    assert json.loads(done.output) == {
        "bytes": len(BODY),
        "class": "demo",
        "output": str(output),
        "region": "us-east-1",
        "resources": 1,
        "stack_set": "lab2api-demo",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["nobody", "-o", "x.json"], "no such class"), (["demo", "-o", "/nowhere/x.json"], "no folder")],
)
def test_a_class_or_folder_that_is_not_there_is_named(arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(app, ["blueprint", *arguments])
    assert done.exit_code == 1
    assert said in done.output
