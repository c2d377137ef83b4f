"""Models of one's own behind the API, and broken ones that never get there."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from sklearn.datasets import load_diabetes

from tests.end_to_end.local_aws import STARTER, Local, body, row

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def diabetes(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A regression table with a category and gaps, as a person would bring it."""
    frame = load_diabetes(as_frame=True, scaled=False).frame
    frame["sex"] = frame["sex"].map({1.0: "female", 2.0: "male"})
    frame.loc[frame.index % 9 == 0, "bmi"] = None
    path = tmp_path_factory.mktemp("csv") / "diabetes.csv"
    frame.to_csv(path, index=False)
    return frame, path


@pytest.fixture(scope="module")
def deployed(local: Local, diabetes: Any) -> dict[str, Any]:
    """The card of the table's model, trained and put behind the API by two commands."""
    _, path = diabetes
    out = path.parent / "out"
    trained = local.run("train", "--csv", str(path), "--target", "target", "--out", str(out), "--json")
    assert trained.returncode == 0, trained.stderr
    served = local.run("deploy-model", str(out))
    assert served.returncode == 0, served.stderr
    assert "/v1/models/diabetes/predictions" in served.stdout
    card: dict[str, Any] = json.loads(trained.stdout)
    return card


def test_a_csv_of_ones_own_is_trained_and_served_without_code(
    local: Local, diabetes: Any, deployed: dict[str, Any]
) -> None:
    frame, _ = diabetes
    assert (deployed["task"], deployed["name"]) == ("regression", "diabetes")
    asked = frame.drop(columns="target").iloc[0].to_dict() | {"bmi": None}
    answer = local.post(body(asked), model="diabetes")
    assert answer.status_code == 200, answer.text
    lowest, highest = frame["target"].min(), frame["target"].max()
    assert lowest <= answer.json()["predictions"][0]["value"] <= highest
    listed = local.get("/v1/models").json()
    assert {model["name"] for model in listed["models"]} >= {"breast-cancer", "diabetes"}


def test_only_an_approved_version_of_the_registry_is_deployed(local: Local, deployed: dict[str, Any]) -> None:
    again = local.run("deploy-model", "--model", deployed["name"], "--version", "1")
    assert again.returncode == 0, again.stderr
    missing = local.run("deploy-model", "--model", deployed["name"], "--version", "99")
    assert (missing.returncode, "has no diabetes 99" in missing.stderr) == (1, True)
    sagemaker = local.client("sagemaker")
    package = sagemaker.list_model_packages(ModelPackageGroupName="local-diabetes")["ModelPackageSummaryList"]
    arn = package[0]["ModelPackageArn"]
    sagemaker.update_model_package(ModelPackageArn=arn, ModelApprovalStatus="Rejected")
    refused = local.run("deploy-model", "--model", deployed["name"])
    assert (refused.returncode, "is not approved" in refused.stderr) == (1, True)


def test_a_broken_artifact_rolls_back_and_the_old_model_keeps_serving(local: Local, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "card.json").write_bytes((STARTER / "card.json").read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with tarfile.open(broken / "model.tar.gz", "w:gz") as packed:
        packed.add(tmp_path / "model.onnx", "model.onnx")
        packed.add(broken / "card.json", "card.json")
    before = local.post(body(row())).json()
    refused = local.run("deploy-model", str(broken))
    assert refused.returncode == 1
    assert "rolled back: HostingEndpoint" in refused.stderr
    after = local.post(body(row())).json()
    assert (after["version"], after["predictions"]) == (before["version"], before["predictions"])
