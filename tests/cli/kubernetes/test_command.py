"""`lab2api kubernetes manifests`: what a deploy applies, and what it still must fill in."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

import config
from cli import cdk
from cli.__main__ import app

NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "model-m", "generation": 1}}
JOB = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "text"}}


def joined(text: str, **tokens: Any) -> dict[str, Any]:
    """Return the text as CDK writes it: cut where a value is only known to a deploy."""
    parts: list[Any] = [text]
    for mark, token in tokens.items():
        before, _, after = parts.pop().partition(mark)
        parts += [before, token, after]
    return {"Fn::Join": ["", parts]}


@pytest.fixture
def assembly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    objects = [{"path": "/api/v1/namespaces/m", "manifest": NAMESPACE}]
    role = json.dumps(
        [
            {
                "path": "/x",
                "manifest": {"kind": "NodeClass", "spec": {"role": "ROLE", "of": "FOLDER", "at": "BUCKET"}},
            }
        ]
    )
    model = {
        "Parameters": {"Url": {"Type": "String", "Default": ""}},
        "Conditions": {"NoUrl": {"Fn::Equals": [{"Ref": "Url"}, ""]}},
        "Resources": {"A": applied(json.dumps(objects))},
    }
    value = joined(
        role,
        ROLE={"Ref": "Role"},
        FOLDER={"Fn::If": ["NoUrl", "starter", {"Ref": "Url"}]},
        BUCKET={"Fn::Sub": "assets-${AWS::AccountId}"},
    )
    cluster = {
        **model,
        "Resources": {
            "B": applied(value),
            "C": {
                "Type": "AWS::SSM::Parameter",
                "Properties": {
                    "Name": "/lab2api/x/kubernetes-training-job",
                    "Value": json.dumps({"items": [JOB]}),
                },
            },
        },
    }
    (tmp_path / "AServing.template.json").write_text(json.dumps(model))
    (tmp_path / "BKubernetes.template.json").write_text(json.dumps(cluster))
    monkeypatch.setattr(cdk, "assembly", lambda **_: tmp_path)
    settings = {"cluster": config.load("accelerated"), "dev": config.load("dev")}
    monkeypatch.setattr(config, "load", settings.__getitem__)
    return tmp_path


def applied(objects: Any) -> dict[str, Any]:
    return {"Type": "Custom::KubernetesManifests", "Properties": {"Objects": objects}}


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["kubernetes", "manifests", *words])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.usefixtures("assembly")
def test_the_clusters_own_come_before_its_models() -> None:
    code, out, err = run("cluster")
    node_class, namespace = yaml.safe_load_all(out)
    assert code == 0
    assert namespace == NAMESPACE
    assert node_class["spec"] == {"role": "<Role>", "of": "starter", "at": "assets-<AWS::AccountId>"}
    assert "<Role>" in err


@pytest.mark.usefixtures("assembly")
def test_json_is_one_list() -> None:
    code, out, _ = run("cluster", "--json")
    found = json.loads(out)
    assert (code, found["kind"], len(found["items"])) == (0, "List", 2)


@pytest.mark.usefixtures("assembly")
def test_training_is_the_job_alone() -> None:
    code, out, err = run("cluster", "--training")
    assert (code, list(yaml.safe_load_all(out)), err) == (0, [JOB], "")


def test_an_environment_without_eks_says_how_to_have_it() -> None:
    code, _, err = run("dev")
    assert code == 1
    assert 'compute = "eks"' in err
