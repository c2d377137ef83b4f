"""The work of an AutoML job: the stand-in's script in a process, its candidates in the API's words."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.jobs import objects
from local.jobs.container import Container, StoppedError
from local.jobs.errors import AlgorithmError, ClientError
from local.jobs.folder import job_folder, reason_left, write_json
from local.sagemaker.records import Record, records
from local.settings import active

SCRIPT, FOUND = "automl_job.py", "candidates.json"
IMAGE = "lab2api.local/automl-stand-in"
GRACE_SECONDS = 120.0
"""The script keeps the time by itself, from when it has read its data; this much later it is ended."""
Found = dict[str, Any]


def run(record: Record, container: Container) -> dict[str, object]:
    """Copy channels in, search, copy models out; returns what DescribeAutoMLJobV2 answers then."""
    settings, name = active(), record["AutoMLJobName"]
    with job_folder(settings, job=name) as base:
        records.update("AutoMLJob", name, AutoMLJobSecondaryStatus="AnalyzingData", Folder=str(base))
        _place_inputs(base, record)
        records.update("AutoMLJob", name, AutoMLJobSecondaryStatus="ModelTuning")
        command = [str(settings.python), str(settings.model_code / SCRIPT)]
        variables = {"SAGEMAKER_BASE_DIR": str(base)}
        seconds = _limit(record) + GRACE_SECONDS
        try:
            code, tail = container.run(command, variables=variables, folder=base, seconds=seconds)
        except StoppedError:
            _keep(base, record)
            raise
        if code:
            raise AlgorithmError(reason_left(base, otherwise=tail), exit_code=code)
        return _ended(_keep(base, record))


def candidates(record: Record) -> list[Record]:
    """Return the candidates so far, from the record of a job that has ended, else from its folder."""
    kept: list[Record] | None = record.get("Candidates")
    if kept is not None or "Folder" not in record:
        return kept or []
    return list(_described(_found(Path(record["Folder"])), record))


def _limit(record: Record) -> float:
    (config,) = record["AutoMLProblemTypeConfig"].values()
    return float(config.get("CompletionCriteria", {}).get("MaxAutoMLJobRuntimeInSeconds", 600))


def _place_inputs(base: Path, record: Record) -> None:
    for channel in record["AutoMLJobInputDataConfig"]:
        kind, source = channel.get("ChannelType", "training"), channel["DataSource"]["S3DataSource"]
        if source["S3DataType"] != "S3Prefix":
            raise ClientError(f"channel {kind}: only S3DataType=S3Prefix runs locally")
        objects.download(source["S3Uri"], into=base / "input/data" / kind)
    write_json(base / "input/config/automljob.json", record)


def _found(base: Path) -> Found:
    path = base / FOUND
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _keep(base: Path, record: Record) -> Found:
    """Upload the models and remember the candidates: the folder goes when the job has ended."""
    found, output = _found(base), record["OutputDataConfig"]
    for candidate in found.get("candidates", []):
        folder = base / "candidates" / candidate["name"]
        for file in ("model.tar.gz", "card.json"):
            if candidate["status"] == "Completed" and (folder / file).is_file():
                uri = f"{_place(record, candidate)}/{file}"
                objects.put((folder / file).read_bytes(), uri=uri, key_id=output.get("KmsKeyId"))
                candidate[file] = uri
        if candidate["status"] == "InProgress":
            candidate |= {"status": "Stopped", "failure": "the job was stopped"}
    records.update(
        "AutoMLJob", record["AutoMLJobName"], Candidates=list(_described(found, record)), Folder=None
    )
    return found


def _place(record: Record, candidate: Found) -> str:
    root = record["OutputDataConfig"]["S3OutputPath"].rstrip("/")
    return f"{root}/{record['AutoMLJobName']}/{candidate['name']}"


def _ended(found: Found) -> dict[str, object]:
    kept = [row for row in found["candidates"] if row["status"] == "Completed"]
    if not kept:
        reasons = {row.get("failure", row["status"]) for row in found["candidates"]}
        raise ClientError(f"no candidate was trained: {'; '.join(sorted(reasons)) or found['ended_by']}")
    overdue = found["ended_by"] == "MaxAutoMLJobRuntimeReached"
    notes = [found["stand_in"], *found["notes"]]
    return {
        "AutoMLJobSecondaryStatus": "MaxAutoMLJobRuntimeReached" if overdue else "Completed",
        "EndTime": datetime.now(UTC),
        "PartialFailureReasons": [{"PartialFailureMessage": note} for note in notes],
        "ResolvedAttributes": {
            "AutoMLJobObjective": {"MetricName": found["objective"]},
            "AutoMLProblemTypeResolvedAttributes": {
                "TabularResolvedAttributes": {"ProblemType": found["kind"]}
            },
        },
    }


def _described(found: Found, record: Record) -> Iterator[Record]:
    """Yield what the API says of each candidate; there are no steps, as no other jobs were started."""
    for row in found.get("candidates", []):
        began = datetime.fromisoformat(row["began"])
        ended = datetime.fromisoformat(row["ended"]) if "ended" in row else None
        yield {
            "CandidateName": row["name"],
            "CandidateStatus": row["status"],
            "ObjectiveStatus": {"Completed": "Succeeded", "InProgress": "Pending"}.get(
                row["status"], "Failed"
            ),
            "CandidateSteps": [],
            "CreationTime": began,
            "LastModifiedTime": ended or began,
            "EndTime": ended,
            "FailureReason": row.get("failure"),
            **(_measured(row, found) if "score" in row else {}),
            **({"InferenceContainers": [_container(row, found)]} if "model.tar.gz" in row else {}),
        }


def _measured(row: Found, found: Found) -> Record:
    metrics = [
        {"StandardMetricName": name, "Set": "Validation", "Value": value}
        | ({} if name == "LogLoss" else {"MetricName": name})
        for name, value in row["metrics"].items()
    ]
    objective = {"Type": found["direction"], "MetricName": found["objective"], "Value": row["score"]}
    return {
        "FinalAutoMLJobObjectiveMetric": objective | {"StandardMetricName": found["objective"]},
        "CandidateProperties": {"CandidateMetrics": metrics},
    }


def _container(row: Found, found: Found) -> Record:
    """Say in the model's variables what made it, and where its card lies if it has this project's format."""
    card = {"LAB2API_CARD": row["card.json"]} if "card.json" in row else {}
    parameters = json.dumps(row["parameters"])
    variables = {"LAB2API_STAND_IN": found["stand_in"], "LAB2API_PARAMETERS": parameters, **card}
    return {"Image": IMAGE, "ModelDataUrl": row["model.tar.gz"], "Environment": variables}
