"""Jobs: all that runs, and all that changed since the guard last looked, however short it ran."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from spend_guard.listing import entries
from spend_guard.things import Kind, Machines, Thing

PAGE = 100
_RUNNING = ("InProgress", "Stopping")
LONGEST = timedelta(days=31)
"""How long ago what runs can have begun: a job of any kind has 30 days at the most, and a day to wait.

AWS filters by status after it has cut pages, so that without this the pages of years are read each minute.
"""


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """`word` is AWS's, as in `TrainingJobName`; `end` the summary's field; `described` where machines are."""

    kind: Kind
    word: str
    end: str
    start: str
    list: Callable[..., Any]
    describe: Callable[..., Any] | None
    stop: Callable[..., Any]
    described: tuple[str, ...] = ()


def job_kinds(sagemaker: Any) -> tuple[JobKind, ...]:
    """Return the kinds. A tuning job costs nothing beside the training jobs it makes, which have its name."""
    return (
        JobKind(
            kind="training",
            word="TrainingJob",
            end="TrainingEndTime",
            start="TrainingStartTime",
            list=sagemaker.list_training_jobs,
            describe=sagemaker.describe_training_job,
            stop=sagemaker.stop_training_job,
            described=("ResourceConfig",),
        ),
        JobKind(
            kind="processing",
            word="ProcessingJob",
            end="ProcessingEndTime",
            start="ProcessingStartTime",
            list=sagemaker.list_processing_jobs,
            describe=sagemaker.describe_processing_job,
            stop=sagemaker.stop_processing_job,
            described=("ProcessingResources", "ClusterConfig"),
        ),
        JobKind(
            kind="transform",
            word="TransformJob",
            end="TransformEndTime",
            start="TransformStartTime",
            list=sagemaker.list_transform_jobs,
            describe=sagemaker.describe_transform_job,
            stop=sagemaker.stop_transform_job,
            described=("TransformResources",),
        ),
        JobKind(
            kind="tuning",
            word="HyperParameterTuningJob",
            end="HyperParameterTuningEndTime",
            start="",
            list=sagemaker.list_hyper_parameter_tuning_jobs,
            describe=None,
            stop=sagemaker.stop_hyper_parameter_tuning_job,
        ),
        JobKind(
            kind="automl",
            word="AutoMLJob",
            end="EndTime",
            start="",
            list=sagemaker.list_auto_ml_jobs,
            describe=None,
            stop=sagemaker.stop_auto_ml_job,
        ),
    )


def jobs_of(kind: JobKind, *, prefix: str, since: datetime | None, now: datetime) -> Iterator[Thing]:
    """Yield what runs, then what changed after `since`; None is all there ever was."""
    key = f"{kind.word}Summaries"
    seen = set[str]()
    running = {"StatusEquals": "InProgress", "CreationTimeAfter": now - LONGEST}
    changed = {"LastModifiedTimeAfter": since} if since else {}
    for asked in (running, changed):
        for summary in entries(kind.list, key, NameContains=prefix, MaxResults=PAGE, **asked):
            name = summary[f"{kind.word}Name"]
            if name.startswith(prefix) and name not in seen:
                seen.add(name)
                yield _job(kind, summary)


def described(kind: JobKind, name: str) -> tuple[tuple[Machines, ...], datetime | None, datetime | None, str]:
    """Ask on what a job runs: its machines, when they were taken, when given back, and its status."""
    if kind.describe is None:
        raise ValueError(f"{kind.kind} has no machines of its own")
    found = kind.describe(**{f"{kind.word}Name": name})
    resources: Mapping[str, Any] = found
    for key in kind.described:
        resources = resources.get(key, {})
    return _machines(resources), found.get(kind.start), found.get(kind.end), found[f"{kind.word}Status"]


def runs(status: str) -> bool:
    """Tell whether a job of that status is paid."""
    return status in _RUNNING


def _machines(resources: Mapping[str, Any]) -> tuple[Machines, ...]:
    """Read the groups, or the one; the volume is named once and is attached to each instance."""
    gigabytes = int(resources.get("VolumeSizeInGB", 0))
    return tuple(
        Machines(
            type=str(group.get("InstanceType", "")),
            count=int(group.get("InstanceCount", 1)),
            gigabytes=gigabytes,
        )
        for group in resources.get("InstanceGroups") or [resources]
    )


def _job(kind: JobKind, summary: Mapping[str, Any]) -> Thing:
    name = summary[f"{kind.word}Name"]
    return Thing(
        kind=kind.kind,
        name=name,
        created=summary["CreationTime"],
        modified=summary.get("LastModifiedTime"),
        ended=summary.get(kind.end),
        running=summary[f"{kind.word}Status"] in _RUNNING,
        machines=(Machines(type="automl"),)
        if kind.kind == "automl"
        else ()
        if kind.kind == "tuning"
        else None,
        stop={f"{kind.word}Name": name} if summary[f"{kind.word}Status"] == "InProgress" else None,
    )
