"""What a student may start besides Studio: jobs and endpoints, under own names and with an own tag."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam

from config.roster import Service
from stacks.constructs.student_names import STUDENT, StudentNames

ARNS = {
    "TrainingJob": "training-job",
    "ProcessingJob": "processing-job",
    "HyperParameterTuningJob": "hyper-parameter-tuning-job",
    "TransformJob": "transform-job",
    "Model": "model",
    "EndpointConfig": "endpoint-config",
    "Endpoint": "endpoint",
}
"""Kinds of things in the words of operations, and of ARNs."""
LIMITED = ("TrainingJob", "ProcessingJob", "HyperParameterTuningJob")
"""Jobs whose longest run is in the request, as `sagemaker:MaxRuntimeInSeconds`."""
OF_A_MODEL = ("TransformJob", "EndpointConfig")
"""What runs a model under the role that the model names."""
KINDS: dict[Service, tuple[str, ...]] = {
    "training": (*LIMITED, "TransformJob", "Model"),
    "endpoints": ("Model", "EndpointConfig", "Endpoint"),
}
"""What each service makes. AutoML and pipelines are not among them: no key of a request says
on which machines they run, and a pipeline names its jobs itself."""
DELETED = ("Model", "Endpoint")
"""A job that is over costs nothing and is evidence: what the guard has to count cannot be deleted. So is the
configuration of an endpoint: it alone says on which machines the endpoint runs."""

SERVERLESS = {"sagemaker:ServerlessMemorySize": "3072", "sagemaker:ServerlessMaxConcurrency": "5"}
"""The largest serverless endpoint: it has no instance type, its size is what it costs. What is provisioned of
its concurrency, and paid while idle, is below that as well."""
TAGGED: dict[str, object] = {"aws:RequestTag/student": STUDENT}
"""Without the tag it would be on nobody's bill, and AWS Budgets would not see it."""
SPELLED: dict[str, object] = {"aws:TagKeys": "student"}
"""The tag's key as the bill has it: IAM takes `Student` for the same, Cost Explorer and Budgets do not."""


def kinds_made(names: StudentNames) -> list[str]:
    """Return the kinds of things that the class's services make."""
    return sorted({kind for service in names.roster.services for kind in KINDS.get(service, ())})


def own_work(names: StudentNames) -> list[str]:
    """Return the ARNs of all that the class's services make, under the student's prefix."""
    return names.own(*(ARNS[kind] for kind in kinds_made(names)))


def work_statements(names: StudentNames) -> list[iam.PolicyStatement]:
    """Return what is allowed of jobs and endpoints; nothing for a class that has neither."""
    made = kinds_made(names)
    return [*_start(names, made), _handle(names, made), pass_the_role(names)] if made else []


def longest_run(names: StudentNames) -> dict[str, str]:
    """Return the key of how long a job may run, in seconds."""
    return {"sagemaker:MaxRuntimeInSeconds": str(names.roster.job_minutes * 60)}


def _start(names: StudentNames, made: Sequence[str]) -> list[iam.PolicyStatement]:
    """Allow what begins to cost. Every key that it is held to must be in the request: absent is refused."""
    limited: dict[str, object] = {
        "NumericLessThanEquals": longest_run(names),
        "NumericLessThanEqualsIfExists": {"sagemaker:KeepAlivePeriod": "0"},
        "Null": {"sagemaker:InstanceTypes": "false"},
    }
    # A model runs under the role it was made with: another's would read the other's objects.
    of_own_model: dict[str, object] = {
        "ForAllValues:ArnLike": {"sagemaker:ModelArn": names.own("model")},
        "Null": {"sagemaker:ModelArn": "false"},
        "NumericLessThanEqualsIfExists": SERVERLESS,
    }
    statements = []
    for sid, kinds, conditions in (
        ("StartJobs", LIMITED, limited),
        ("RunModels", OF_A_MODEL, of_own_model),
        ("Make", ("Model", "Endpoint"), {}),
    ):
        found = [kind for kind in kinds if kind in made]
        # An endpoint is made of a configuration, and IAM asks about both.
        about = [*found, *(["EndpointConfig"] if "Endpoint" in found else [])]
        if found:
            statement = _allow(names, sid, [f"Create{kind}" for kind in found], about)
            statement.add_conditions(
                {"StringEquals": TAGGED, "ForAnyValue:StringEquals": SPELLED, **conditions}
            )
            statements.append(statement)
    return statements


def _handle(names: StudentNames, made: Sequence[str]) -> iam.PolicyStatement:
    verbs = [f"Describe{kind}" for kind in made]
    verbs += [f"Stop{kind}" for kind in made if kind.endswith("Job")]
    verbs += [f"Delete{kind}" for kind in DELETED if kind in made]
    if "Endpoint" in made:
        invoke = ("InvokeEndpoint", "InvokeEndpointAsync", "InvokeEndpointWithResponseStream")
        verbs += ["UpdateEndpoint", *invoke]
    return _allow(names, "HandleOwn", verbs, made)


def pass_the_role(names: StudentNames) -> iam.PolicyStatement:
    """Allow a student's role to be given to what SageMaker runs for the student; no other, to no other."""
    return iam.PolicyStatement(
        sid="PassItself",
        actions=["iam:PassRole"],
        resources=[names.role],
        conditions={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
    )


def _allow(names: StudentNames, sid: str, verbs: Sequence[str], kinds: Sequence[str]) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        sid=sid,
        actions=[f"sagemaker:{verb}" for verb in verbs],
        resources=names.own(*(ARNS[kind] for kind in kinds)),
    )
