"""One `build_app` for the CLI, the tests and the local run."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import config
from config.cohorts import cohort_count
from config.roster import Roster
from stacks import CDK_JSON, _wanted
from tests.stacks.reading import Synthesized, Template, template_texts

ROOT = Path(__file__).parents[2]
SECTIONS = {
    "features": "Features",
    "autopilot": "Autopilot",
    "lifecycle": "Lifecycle",
    "drift": "Drift",
    "studio": "Studio",
    "network": "Network",
    "text_training": "TextTraining",
    "batch_queue": "BatchQueue",
    "containers": "Containers",
    "on_kubernetes": "Kubernetes",
}
"""The stacks that exist where an environment has the section."""


def test_each_environment_has_its_stacks(synthesized: Synthesized) -> None:
    stacks = ["AiServices", "Api", "Data", "Documents", "Jobs", "ModelStreams", "Training", "Watch"]
    expected = [
        f"{environment.name.capitalize()}-{stack}"
        for environment in config.load_all()
        for stack in [
            *stacks,
            *(stack for section, stack in SECTIONS.items() if getattr(environment, section)),
            *(["Image"] if environment.image == "own" else []),
            *(["Tracking"] if environment.tracking and environment.tracking.app else []),
            *(f"Serving-{model}" for model in environment.models),
            *(f"Class-{roster.name}{part}" for roster in environment.classes for part in parts(roster)),
        ]
    ]
    assert sorted(synthesized.texts) == sorted(expected)


def parts(roster: Roster) -> list[str]:
    """What the names of a class's stacks end with: what it shares, and its cohorts."""
    return ["", *(f"-Cohort-{number:03}" for number in range(1, cohort_count(roster) + 1))]


def test_the_entry_point_stays_a_few_lines() -> None:
    assert len((ROOT / "app.py").read_text().splitlines()) < 10


def test_bad_templates_fail_synthesis_and_do_not_only_warn() -> None:
    context = json.loads(CDK_JSON.read_text())["context"]
    assert context["@aws-cdk/core:validateAgainstDefaultRules"] is True


@pytest.mark.parametrize(
    ("context", "wanted"),
    [
        (None, ["accelerated", "classroom", "closed", "dev", "local", "modes", "prod", "workbench"]),
        ("local", ["local"]),
        ("prod,dev", ["dev", "prod"]),
    ],
)
def test_the_context_chooses_environments(context: str | None, wanted: list[str]) -> None:
    assert [settings.name for settings in _wanted(config.load_all(), context)] == wanted


def test_an_unknown_environment_is_named() -> None:
    with pytest.raises(
        ValueError,
        match="no staging; choose from accelerated, classroom, closed, dev, local, modes, prod, workbench",
    ):
        _wanted(config.load_all(), "staging")


def types(template: Template) -> dict[str, str]:
    """Logical id to type; the id of a function's version ends in a hash of its settings."""
    return {
        re.sub(r"(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}$", r"\1", key): resource["Type"]
        for key, resource in template["Resources"].items()
    }


def test_the_local_templates_differ_from_devs_in_settings_only(synthesized: Synthesized) -> None:
    """What the laptop runs is what AWS gets: the same resources of the same types."""
    for name, template in synthesized.templates.items():
        if name.startswith("Local-") and not name.endswith("-Api"):
            dev = synthesized.templates[name.replace("Local-", "Dev-")]
            more = types(dev).items() - types(template).items()
            assert types(template).items() <= types(dev).items(), name
            assert not more or name == "Local-Training", "which has the recipe's second rule besides"


def test_the_cdk_cli_gives_the_same_bytes(synthesized: Synthesized, tmp_path: Path) -> None:
    node = str(Path(sys.executable).with_name("node"))
    cdk = str(ROOT / "node_modules" / "aws-cdk" / "bin" / "cdk")
    environment = {
        "PATH": str(Path(sys.executable).parent),
        "HOME": str(tmp_path),
        "CDK_DISABLE_CLI_TELEMETRY": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    command = [
        node,
        cdk,
        "synth",
        "--quiet",
        "--app",
        f"{sys.executable} app.py",
        "--context",
        "environments=dev",
        "--output",
        str(tmp_path / "out"),
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    of_dev = {name: text for name, text in synthesized.texts.items() if name.startswith("Dev-")}
    assert of_dev
    assert template_texts(tmp_path / "out") == of_dev
