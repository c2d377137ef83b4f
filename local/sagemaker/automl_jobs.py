"""AutoML jobs: a stand-in for Autopilot really searches; its answers say that it is one."""

from local.jobs import automl, running
from local.jobs.container import Container
from local.jobs.log import JobLog
from local.sagemaker.errors import ServiceError
from local.sagemaker.kinds import Kind, new_record
from local.sagemaker.listing import listed
from local.sagemaker.operations import MODEL, Answer, Request, operation
from local.sagemaker.records import Record, records
from local.settings import active

AUTOML_JOB = Kind(
    name="AutoMLJob",
    identifier="AutoMLJobName",
    resource="automl-job",
    at_creation={"AutoMLJobStatus": "InProgress", "AutoMLJobSecondaryStatus": "Starting"},
)
_SEARCHED = ("TabularJobConfig", "TextClassificationJobConfig")


@operation("CreateAutoMLJobV2")
def create_automl_job(request: Request) -> Answer:
    """Start the search; instances, role, network and encryption of disks are recorded only."""
    problem = request["AutoMLProblemTypeConfig"]
    if len(problem) != 1:
        raise ServiceError(message="AutoMLProblemTypeConfig must have exactly one problem type.")
    (kind,) = problem
    if kind not in _SEARCHED:
        raise ServiceError(code="NotEmulatedLocally", message=f"{kind} runs on AWS only.", status=501)
    if ("ProblemType" in problem[kind]) != ("AutoMLJobObjective" in request) and kind == _SEARCHED[0]:
        raise ServiceError(message="Give both ProblemType and AutoMLJobObjective, or neither.")
    named = {"AutoMLProblemTypeConfigName": kind.removesuffix("JobConfig")}
    record = new_record(AUTOML_JOB, {**request, **named})
    name = request["AutoMLJobName"]
    running.start(
        "AutoMLJob", name, Container(settings=active(), log=JobLog(kind="AutoMLJob", job=name)), automl.run
    )
    return record


@operation("DescribeAutoMLJobV2")
def describe_automl_job(request: Request) -> Answer:
    """Return the job, with its best candidate so far."""
    record = records.get("AutoMLJob", request["AutoMLJobName"])
    best = _best(automl.candidates(record))
    return {**record, "BestCandidate": best} if best else record


@operation("ListAutoMLJobs")
def list_automl_jobs(request: Request) -> Answer:
    """Return the jobs, newest first."""
    return listed(
        model=MODEL.operation_model("ListAutoMLJobs"), found=records.list("AutoMLJob"), request=request
    )


@operation("ListCandidatesForAutoMLJob")
def list_candidates(request: Request) -> Answer:
    """Return the candidates so far, also of a job that still runs."""
    found = automl.candidates(records.get("AutoMLJob", request["AutoMLJobName"]))
    if "CandidateNameEquals" in request:
        found = [row for row in found if row["CandidateName"] == request["CandidateNameEquals"]]
    by = {"Status": "Status", "FinalObjectiveMetricValue": "Given"}.get(request.get("SortBy", ""))
    if by == "Given":
        found = sorted((row for row in found if "FinalAutoMLJobObjectiveMetric" in row), key=_value)
    order = request | ({"SortBy": by} if by else {})
    return listed(model=MODEL.operation_model("ListCandidatesForAutoMLJob"), found=found, request=order)


@operation("StopAutoMLJob")
def stop_automl_job(request: Request) -> Answer:
    """End the search; the candidates that are done stay."""
    running.stop("AutoMLJob", request["AutoMLJobName"])
    return {}


def _value(candidate: Record) -> float:
    return float(candidate["FinalAutoMLJobObjectiveMetric"]["Value"])


def _best(candidates: list[Record]) -> Record | None:
    scored = [row for row in candidates if row["CandidateStatus"] == "Completed"]
    if not scored:
        return None
    least = scored[0]["FinalAutoMLJobObjectiveMetric"]["Type"] == "Minimize"
    return min(scored, key=_value) if least else max(scored, key=_value)
