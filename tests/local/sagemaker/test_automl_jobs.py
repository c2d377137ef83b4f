"""AutoML jobs of the stand-in: bounds hold, a stop works, texts are learned, other problems are refused."""

import csv
import io
import random
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.jobs.automl import GRACE_SECONDS
from tests.local.sagemaker.laboratory import ROLE, Laboratory

REPOSITORY = Path(__file__).parents[3]
WORDS = {"good": ("fine", "great", "happy"), "bad": ("poor", "broken", "sad")}
UNFITTABLE_SECONDS = 1
PAUSE_SECONDS = 0.5
"""Between two looks at a job: they run on the processor that the job needs."""


@pytest.fixture
def searching(laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch) -> Laboratory:
    """Jobs run the repository's own scripts."""
    monkeypatch.setenv("LAB2API_MODEL_CODE", str(REPOSITORY / "model_code"))
    return laboratory


def table(rows: int, *, seed: int = 0, wide: int = 3) -> bytes:
    """Rows whose target follows from the first column, mostly."""
    dice, text = random.Random(seed), io.StringIO()  # noqa: S311
    writer = csv.writer(text)
    writer.writerow([*(f"x{number}" for number in range(wide)), "target"])
    for _ in range(rows):
        values = [dice.gauss(0, 1) for _ in range(wide)]
        writer.writerow([*(f"{value:.6f}" for value in values), "ab"[values[0] + dice.gauss(0, 0.5) > 0]])
    return text.getvalue().encode()


def texts(rows: int) -> bytes:
    dice, text = random.Random(0), io.StringIO()  # noqa: S311
    writer = csv.writer(text)
    writer.writerow(["note", "target"])
    for number in range(rows):
        label = ("good", "bad")[number % 2]
        writer.writerow([f"the thing was {dice.choice(WORDS[label])} for customer {number}", label])
    return text.getvalue().encode()


def create(lab: Laboratory, body: bytes, *, problem: dict[str, Any] | None = None, **limits: int) -> str:
    name = f"job-{uuid.uuid4().hex[:8]}"
    config = problem or {"TabularJobConfig": {"TargetAttributeName": "target"}}
    for one in config.values():
        one["CompletionCriteria"] = limits
    uri = lab.put(f"{name}/train.csv", body)
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": uri}}
    lab.sagemaker.create_auto_ml_job_v2(
        AutoMLJobName=name,
        AutoMLJobInputDataConfig=[{"ChannelType": "training", "DataSource": source}],
        OutputDataConfig={"S3OutputPath": f"s3://{lab.bucket}/out"},
        AutoMLProblemTypeConfig=config,
        RoleArn=ROLE,
    )
    return name


def ended(lab: Laboratory, name: str) -> dict[str, Any]:
    deadline = time.monotonic() + 300
    while True:
        described: dict[str, Any] = lab.sagemaker.describe_auto_ml_job_v2(AutoMLJobName=name)
        if described["AutoMLJobStatus"] not in ("InProgress", "Stopping"):
            return described
        assert time.monotonic() < deadline, described
        time.sleep(PAUSE_SECONDS)


def candidates(lab: Laboratory, name: str, **more: str) -> list[dict[str, Any]]:
    found = lab.sagemaker.list_candidates_for_auto_ml_job(AutoMLJobName=name, **more)
    return list(found["Candidates"])


def test_no_more_candidates_than_allowed_and_the_best_comes_first_when_asked(searching: Laboratory) -> None:
    name = create(searching, table(80), MaxCandidates=3, MaxAutoMLJobRuntimeInSeconds=100)
    described = ended(searching, name)
    assert described["AutoMLJobStatus"] == "Completed", described
    assert described["ResolvedAttributes"]["AutoMLJobObjective"] == {"MetricName": "F1"}
    rows = candidates(searching, name, SortBy="FinalObjectiveMetricValue", SortOrder="Descending")
    scores = [row["FinalAutoMLJobObjectiveMetric"]["Value"] for row in rows]
    assert len(rows) == 3
    assert scores == sorted(scores, reverse=True)
    assert described["BestCandidate"]["CandidateName"] == rows[0]["CandidateName"]
    (listed,) = searching.sagemaker.list_auto_ml_jobs(NameContains=name)["AutoMLJobSummaries"]
    assert listed["AutoMLJobStatus"] == "Completed"


def test_the_time_limit_ends_the_search_with_what_it_has(searching: Laboratory) -> None:
    began = time.monotonic()
    name = create(searching, table(300), MaxCandidates=750, MaxAutoMLJobRuntimeInSeconds=15)
    described = ended(searching, name)
    assert described["AutoMLJobStatus"] == "Completed", described
    assert described["AutoMLJobSecondaryStatus"] == "MaxAutoMLJobRuntimeReached"
    assert time.monotonic() - began < 15 + GRACE_SECONDS
    assert 0 < len(candidates(searching, name)) < 750


def test_a_candidate_over_its_time_is_ended_and_has_no_score(searching: Laboratory) -> None:
    limits = {"MaxRuntimePerTrainingJobInSeconds": UNFITTABLE_SECONDS, "MaxAutoMLJobRuntimeInSeconds": 60}
    name = create(searching, table(6000, wide=60), MaxCandidates=2, **limits)
    ended(searching, name)
    rows = candidates(searching, name)
    late = [row for row in rows if row["CandidateStatus"] == "Stopped"]
    assert late, rows
    assert "its time limit" in late[0]["FailureReason"]
    assert "FinalAutoMLJobObjectiveMetric" not in late[0]


def test_a_stopped_job_keeps_the_candidates_that_are_done(searching: Laboratory) -> None:
    name = create(searching, table(200), MaxCandidates=750, MaxAutoMLJobRuntimeInSeconds=100)
    deadline = time.monotonic() + 60
    while not candidates(searching, name, StatusEquals="Completed"):
        assert time.monotonic() < deadline
        time.sleep(PAUSE_SECONDS)
    searching.sagemaker.stop_auto_ml_job(AutoMLJobName=name)
    assert ended(searching, name)["AutoMLJobStatus"] == "Stopped"
    done = candidates(searching, name, StatusEquals="Completed")
    assert done
    assert done[0]["InferenceContainers"][0]["ModelDataUrl"].startswith(
        f"s3://{searching.bucket}/out/{name}/"
    )
    with pytest.raises(ClientError, match="is in status Stopped"):
        searching.sagemaker.stop_auto_ml_job(AutoMLJobName=name)


def test_texts_are_classified_and_their_models_claim_no_card(searching: Laboratory) -> None:
    problem = {"TextClassificationJobConfig": {"ContentColumn": "note", "TargetLabelColumn": "target"}}
    name = create(searching, texts(120), problem=problem, MaxCandidates=2, MaxAutoMLJobRuntimeInSeconds=100)
    described = ended(searching, name)
    best = described["BestCandidate"]
    assert described["AutoMLProblemTypeConfigName"] == "TextClassification"
    assert best["FinalAutoMLJobObjectiveMetric"]["Value"] > 0.95
    assert "LAB2API_CARD" not in best["InferenceContainers"][0]["Environment"]


def test_a_target_that_is_not_there_fails_the_job_with_the_reason(searching: Laboratory) -> None:
    name = create(searching, b"a,b\n1,2\n", MaxCandidates=1)
    described = ended(searching, name)
    assert described["AutoMLJobStatus"] == "Failed"
    assert "there is no column 'target' to predict" in described["FailureReason"]


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ({"ImageClassificationJobConfig": {}}, "runs on AWS only"),
        (
            {"TabularJobConfig": {"TargetAttributeName": "target", "ProblemType": "Regression"}},
            "or neither",
        ),
    ],
)
def test_what_the_stand_in_cannot_do_is_refused(
    searching: Laboratory, problem: dict[str, Any], words: str
) -> None:
    with pytest.raises(ClientError, match=words):
        create(searching, table(10), problem=problem)
