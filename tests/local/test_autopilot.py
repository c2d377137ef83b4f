"""Autopilot as it is deployed: a succeeded pipeline starts it, it really searches, registers and compares."""

import io
import json
import tarfile
from collections.abc import Iterator
from typing import Any

import pytest

import config
from config import Environment
from local import ports, process
from local.settings import Settings
from stacks import build_app
from tests.local.assembly import deploy_assembly
from tests.local.autopilot import GROUP, MODEL, Workbench
from tests.local.conftest import client_of

CANDIDATES = 5


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """Deploy the pipeline and Autopilot with few candidates; nothing else of the workbench."""
    values = config.load("workbench").model_dump()
    values["autopilot"] |= {"max_candidates": CANDIDATES}
    folder = tmp_path_factory.mktemp("assembly")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CDK_VALIDATION", "false")
        build_app(configs=[Environment.model_validate(values)], outdir=str(folder)).synth()
    settings = Settings(port=ports.free(), state=tmp_path_factory.mktemp("autopilot"))
    process.start(settings)
    try:
        client = client_of(settings)
        stacks = {"only": ("Workbench-Autopilot", "Workbench-Features", "Workbench-Training")}
        assert deploy_assembly(folder / "assembly-Workbench", client, **stacks) == {}  # type: ignore[arg-type]
        yield Workbench(client=client)
    finally:
        process.stop(settings)


@pytest.fixture(scope="module")
def trained(workbench: Workbench) -> str:
    """An execution of the pipeline that succeeded."""
    return workbench.train()


@pytest.fixture(scope="module")
def output(workbench: Workbench, trained: str) -> dict[str, Any]:
    """What the machine answered that the pipeline's success started."""
    ended = workbench.first()
    assert ended["status"] == "SUCCEEDED", ended
    arn = f"arn:aws:sagemaker:us-east-1:000000000000:pipeline/workbench-training/execution/{trained}"
    given = json.loads(ended["input"])
    assert (given["execution_arn"], bool(given["event"])) == (arn, True)
    found: dict[str, Any] = json.loads(ended["output"])
    return found


@pytest.fixture(scope="module")
def report(workbench: Workbench, output: dict[str, Any], trained: str) -> dict[str, Any]:
    assert output["execution"] == trained
    found: dict[str, Any] = json.loads(workbench.artifact(f"autopilot/{MODEL}/{trained}/report.json"))
    return found


def test_as_many_candidates_are_trained_as_allowed_each_with_a_score_of_its_own(
    workbench: Workbench, output: dict[str, Any]
) -> None:
    sagemaker = workbench.client("sagemaker")
    found = sagemaker.list_candidates_for_auto_ml_job(AutoMLJobName=output["job"])["Candidates"]
    assert len(found) == CANDIDATES
    scores = [row["FinalAutoMLJobObjectiveMetric"]["Value"] for row in found]
    assert len(set(scores)) > 1
    assert all(0.9 < score <= 1 for score in scores)
    best = sagemaker.describe_auto_ml_job_v2(AutoMLJobName=output["job"])["BestCandidate"]
    assert best["FinalAutoMLJobObjectiveMetric"]["Value"] == max(scores) == output["score"]


def test_the_answers_say_that_a_stand_in_made_them(workbench: Workbench, output: dict[str, Any]) -> None:
    described = workbench.client("sagemaker").describe_auto_ml_job_v2(AutoMLJobName=output["job"])
    notes = " ".join(note["PartialFailureMessage"] for note in described["PartialFailureReasons"])
    assert "not SageMaker Autopilot" in notes
    assert "AWS would have refused these 455" in notes
    best = described["BestCandidate"]
    assert best["CandidateName"].startswith("stand-in-")
    assert best["InferenceContainers"][0]["Image"] == "lab2api.local/automl-stand-in"


def test_the_best_waits_in_a_group_of_its_own_for_approval_with_where_it_comes_from(
    workbench: Workbench, output: dict[str, Any], trained: str
) -> None:
    sagemaker = workbench.client("sagemaker")
    package = sagemaker.describe_model_package(ModelPackageName=output["package"])
    assert package["ModelPackageGroupName"] == GROUP
    assert package["ModelApprovalStatus"] == "PendingManualApproval"
    about = package["CustomerMetadataProperties"]
    assert {name: about[name] for name in ("source", "metric", "job", "execution", "format")} == {
        "source": "autopilot",
        "metric": "AUC",
        "job": output["job"],
        "execution": trained,
        "format": "lab2api",
    }
    assert float(about["score"]) == output["score"]
    assert about["data"].endswith(f"/datasets/{MODEL}/train/{trained}/")


def test_what_is_registered_is_a_model_that_our_container_serves(
    workbench: Workbench, output: dict[str, Any]
) -> None:
    package = workbench.client("sagemaker").describe_model_package(ModelPackageName=output["package"])
    (container,) = package["InferenceSpecification"]["Containers"]
    key = container["ModelDataUrl"].partition("//")[2].partition("/")[2]
    with tarfile.open(fileobj=io.BytesIO(workbench.artifact(key))) as archive:
        assert {"model.onnx", "card.json", "code/inference.py"} <= set(archive.getnames())
    card_key = package["CustomerMetadataProperties"]["card"].partition("//")[2].partition("/")[2]
    card = json.loads(workbench.artifact(card_key))
    assert card["score"] == {"name": "roc_auc", "value": output["score"]}
    assert card["description"].startswith("Stand-in")


def test_the_report_compares_the_same_metric_on_the_same_rows(
    workbench: Workbench, report: dict[str, Any], output: dict[str, Any], trained: str
) -> None:
    evaluation = json.loads(workbench.artifact(f"evaluations/{MODEL}/{trained}/evaluation.json"))
    ours, theirs = evaluation["metrics"]["roc_auc"], output["score"]
    assert report["hand_written"] == evaluation["metrics"]
    expected = "autopilot" if theirs > ours else "hand-written" if theirs < ours else "tie"
    assert report["verdict"]["winner"] == expected
    assert f"{theirs:.6f}" in report["verdict"]["statement"]
    assert f"{ours:.6f}" in report["verdict"]["statement"]
    assert len(report["candidates"]) == CANDIDATES
    page = workbench.artifact(f"autopilot/{MODEL}/{trained}/report.html").decode()
    assert "<svg" in page
    assert report["verdict"]["statement"] in page
    assert "not SageMaker Autopilot" in page


def test_a_person_may_run_it_again_on_the_same_tables(
    workbench: Workbench, output: dict[str, Any], trained: str
) -> None:
    ended = workbench.run(execution=trained)
    assert ended["status"] == "SUCCEEDED", ended
    again = json.loads(ended["output"])
    assert again["job"] != output["job"]
    assert again["score"] == output["score"], "the same rows and bounds give the same search"


def test_an_execution_without_tables_fails_with_the_reason(workbench: Workbench) -> None:
    ended = workbench.run(execution="nothing")
    assert (ended["status"], ended["error"]) == ("FAILED", "AutopilotFailed")
    assert "no S3 objects found" in ended["cause"]
