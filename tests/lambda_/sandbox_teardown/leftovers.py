"""A sandbox full of what can be left in one: more than forty kinds, each as AWS or a student leaves it."""

import json
import re
import threading
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from class_ledger.lease import Lease
from local.jobs import running
from local.jobs.container import StoppedError
from local.pipeline import execution
from local.sagemaker.records import records
from sandbox_teardown.sandbox import Sandbox
from tests.lambda_.sandbox_teardown.account import DOMAIN, EXPORTS, TABLE, WORKSPACE, Account

ROLE = "arn:aws:iam::000000000000:role/lab2api/classroom/demo/demo-an"
LONGEST_SECONDS = 1200
"""Who is not stopped goes on: what ends by itself amid a slow test is no work that a teardown ends."""
STATUS = {
    "Endpoint": {"EndpointStatus": "InService", "ProductionVariants": []},
    "EndpointConfig": {"ProductionVariants": []},
    "InferenceComponent": {
        "InferenceComponentStatus": "InService",
        "EndpointName": "any",
        "EndpointArn": "arn:aws:sagemaker:us-east-1:000000000000:endpoint/any",
        "VariantName": "v",
    },
    "InferenceExperiment": {
        "Status": "Running",
        "Type": "ShadowMode",
        "RoleArn": ROLE,
        "ShadowModeConfig": {
            "SourceModelVariantName": "production",
            "ShadowModelVariants": [{"ShadowModelVariantName": "shadow", "SamplingPercentage": 10}],
        },
    },
    "MonitoringSchedule": {"MonitoringScheduleStatus": "Scheduled"},
    "DataQualityJobDefinition": {"EndpointName": "any"},
    "ModelQualityJobDefinition": {"EndpointName": "any"},
    "ModelBiasJobDefinition": {"EndpointName": "any"},
    "ModelExplainabilityJobDefinition": {"EndpointName": "any"},
    "HyperParameterTuningJob": {
        "HyperParameterTuningJobStatus": "InProgress",
        "Strategy": "Bayesian",
        "TrainingJobStatusCounters": {},
        "ObjectiveStatusCounters": {},
    },
    "CompilationJob": {"CompilationJobStatus": "INPROGRESS"},
    "OptimizationJob": {
        "OptimizationJobStatus": "INPROGRESS",
        "OptimizationTypes": [],
        "DeploymentInstanceType": "ml.g5.xlarge",
    },
    "InferenceRecommendationsJob": {
        "Status": "IN_PROGRESS",
        "JobDescription": "",
        "JobType": "Default",
        "RoleArn": ROLE,
    },
    "LabelingJob": {"LabelingJobStatus": "InProgress", "LabelCounters": {}, "WorkteamArn": ROLE},
    "Model": {},
    "ModelPackageGroup": {"ModelPackageGroupStatus": "Completed"},
    "ModelCard": {"ModelCardStatus": "Draft"},
    "Algorithm": {"AlgorithmStatus": "Completed"},
    "NotebookInstance": {"NotebookInstanceStatus": "InService"},
    "NotebookInstanceLifecycleConfig": {},
    "CodeRepository": {},
    "StudioLifecycleConfig": {},
    "AppImageConfig": {},
    "Image": {"ImageStatus": "CREATED"},
    "Hub": {"HubStatus": "InService"},
    "FeatureGroup": {"FeatureGroupStatus": "Created"},
    "TrackingServer": {"TrackingServerStatus": "Created"},
    "Experiment": {},
}
"""Records of the local SageMaker by kind, beside their name and ARN."""
IDENTIFIER = {
    "InferenceRecommendationsJob": "JobName",
    "InferenceExperiment": "Name",
    **{f"{what}JobDefinition": "JobDefinitionName" for what in ("DataQuality", "ModelQuality")},
    **{f"{what}JobDefinition": "JobDefinitionName" for what in ("ModelBias", "ModelExplainability")},
}
"""The member that names one, where it is not the kind and `Name`."""
JOBS = ("TrainingJob", "ProcessingJob", "TransformJob", "AutoMLJob")


class _Idle:
    """A job's work that does nothing until it is stopped."""

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def stop(self) -> None:
        self.stopped.set()


def fill(account: Account, sandbox: Sandbox) -> int:
    """Leave one of everything in a sandbox, under the student's names and tags; return how many kinds."""
    kinds = [*STATUS, *JOBS]
    for kind, status in STATUS.items():
        recorded(kind, f"{sandbox.name}-{kind.lower()}", sandbox, **status)
    for job in JOBS:
        work(job, f"{sandbox.name}-{job.lower()}", sandbox)
    for some in (_tracked, _registered, _pipeline, _studio, _objects, _logs, _doors, _bill):
        kinds += some(account, sandbox)
    return len(set(kinds))


def recorded(kind: str, name: str, sandbox: Sandbox, **members: Any) -> None:
    """Keep a record of SageMaker's with the student's tag."""
    resource = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.replace("AutoMLJob", "AutomlJob")).lower()
    arn = f"arn:aws:sagemaker:us-east-1:000000000000:{resource}/{name}"
    tags = [{"Key": "student", "Value": sandbox.name}]
    identifier = IDENTIFIER.get(kind, f"{kind}Name")
    records.create(kind, name, {identifier: name, f"{kind}Arn": arn, "Tags": tags, **members})


def work(kind: str, name: str, sandbox: Sandbox) -> None:
    """Start a job that runs until somebody stops it."""
    more = {"AutoMLJobSecondaryStatus": "Starting"} if kind == "AutoMLJob" else {}
    recorded(kind, name, sandbox, **{f"{kind}Status": "InProgress", **more})
    running.start(kind, name, _Idle(), _until_stopped)


def _until_stopped(_: Any, idle: _Idle) -> dict[str, object]:
    assert idle.stopped.wait(LONGEST_SECONDS)
    time.sleep(0.02)
    raise StoppedError(timed_out=False)


def _tracked(account: Account, sandbox: Sandbox) -> list[str]:
    experiment = f"{sandbox.name}-experiment"
    recorded("Trial", f"{sandbox.name}-trial", sandbox, ExperimentName=experiment)
    recorded(
        "TrialComponent", f"{sandbox.name}-job-aws-training-job", sandbox, _trials=[f"{sandbox.name}-trial"]
    )
    return ["Trial", "TrialComponent"]


def _registered(account: Account, sandbox: Sandbox) -> list[str]:
    group = f"{sandbox.name}-modelpackagegroup"
    for number in (1, 2):
        name = f"{group}/{number}"
        recorded(
            "ModelPackage",
            name,
            sandbox,
            ModelPackageGroupName=group,
            ModelPackageVersion=number,
            ModelPackageArn=f"arn:aws:sagemaker:us-east-1:000000000000:model-package/{name}",
            ModelPackageStatus="Completed",
        )
    alone = f"{sandbox.name}-package"
    arn = f"arn:aws:sagemaker:us-east-1:000000000000:model-package/{alone}"
    recorded("ModelPackage", alone, sandbox, ModelPackageArn=arn, ModelPackageStatus="Completed")
    return ["ModelPackage"]


def _pipeline(account: Account, sandbox: Sandbox) -> list[str]:
    """Leave a pipeline whose execution runs until it is stopped."""
    name = f"{sandbox.name}-pipeline"
    recorded("Pipeline", name, sandbox, RoleArn=ROLE, PipelineDefinition="{}")
    arn = f"arn:aws:sagemaker:us-east-1:000000000000:pipeline/{name}/execution/abcdefghijkl"
    records.create(
        "PipelineExecution",
        arn,
        {
            "PipelineExecutionArn": arn,
            "PipelineName": name,
            "PipelineExecutionStatus": "Executing",
            "PipelineExecutionDisplayName": "first",
            "StartTime": datetime.now(UTC),
        },
    )
    stopping = execution._stopping[arn] = threading.Event()

    def run() -> None:
        stopping.wait(LONGEST_SECONDS)
        execution._stopping.pop(arn, None)
        if records.find_or_none("PipelineExecution", arn):
            records.update("PipelineExecution", arn, PipelineExecutionStatus="Stopped")

    threading.Thread(target=run, daemon=True).start()
    return ["Pipeline", "PipelineExecution"]


def _studio(account: Account, sandbox: Sandbox) -> list[str]:
    profile, space = f"{DOMAIN}/{sandbox.name}", f"{DOMAIN}/{sandbox.name}-lab"
    place = {"DomainId": DOMAIN, "Status": "InService"}
    tags = [{"Key": "student", "Value": sandbox.name}]
    records.create(
        "UserProfile", profile, {**place, "_Name": profile, "UserProfileName": sandbox.name, "Tags": tags}
    )
    owned = {"OwnershipSettings": {"OwnerUserProfileName": sandbox.name}}
    records.create(
        "Space", space, {**place, **owned, "_Name": space, "SpaceName": f"{sandbox.name}-lab", "Tags": tags}
    )
    for owner, type_ in (("SpaceName", "JupyterLab"), ("UserProfileName", "Canvas")):
        of = f"{sandbox.name}-lab" if owner == "SpaceName" else sandbox.name
        name = f"{DOMAIN}/{of}/{type_}/default"
        app = {**place, owner: of, "AppType": type_, "AppName": "default", "_Name": name}
        records.create("App", name, app)
    return ["UserProfile", "Space", "App", "Canvas"]


def _objects(account: Account, sandbox: Sandbox) -> list[str]:
    s3 = account.at_hand.s3
    for key, body in {
        "work/report.ipynb": b"{}",
        "work/data/rows.csv": b"a,b\n1,2\n",
        "cache.bin": b"x",
    }.items():
        s3.put_object(Bucket=WORKSPACE, Key=f"{sandbox.prefix}{key}", Body=body)
        s3.put_object(Bucket=WORKSPACE, Key=f"{sandbox.prefix}{key}", Body=body + b" ")
    s3.delete_object(Bucket=WORKSPACE, Key=f"{sandbox.prefix}cache.bin")
    s3.create_multipart_upload(Bucket=WORKSPACE, Key=f"{sandbox.prefix}huge.bin")
    return ["object version", "delete marker", "upload"]


def _logs(account: Account, sandbox: Sandbox) -> list[str]:
    logs = account.at_hand.logs
    mine = (sandbox.log_group, f"/aws/sagemaker/Endpoints/{sandbox.name}-endpoint")
    shared = {
        "/aws/sagemaker/TrainingJobs": f"{sandbox.name}-trainingjob/algo-1",
        "/aws/sagemaker/studio": f"{DOMAIN}/{sandbox.name}-lab/JupyterLab/default",
    }
    for group in mine:
        logs.create_log_group(logGroupName=group)
    for group, stream in shared.items():
        if not logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]:
            logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
    return ["log group", "log stream"]


def _doors(account: Account, sandbox: Sandbox) -> list[str]:
    iam, table = account.at_hand.iam, account.at_hand.table
    role = {"RoleName": sandbox.name}
    iam.create_role(Path="/lab2api/classroom/demo/", AssumeRolePolicyDocument="{}", **role)
    statement = {"Effect": "Deny", "Action": "sagemaker:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    made = iam.create_policy(PolicyName=f"{sandbox.name}-access", PolicyDocument=policy)["Policy"]["Arn"]
    iam.attach_role_policy(PolicyArn=made, **role)
    iam.put_role_policy(PolicyName="by-hand", PolicyDocument=policy, **role)
    key = account.at_hand.apigateway.create_api_key(name=sandbox.name, enabled=True)["id"]
    account.leases.put(lease(sandbox, key))
    for item in ("meter#{}#endpoint", "closed#{}#job", "token#{}x"):
        name = item.format(sandbox.slug)
        table.put_item(Item={"Class": "demo", "Item": name, "slug": sandbox.slug, "usd": Decimal("0.25")})
    return ["role", "role policy", "API key", "sign-in token"]


def lease(sandbox: Sandbox, key: str) -> Lease:
    """Make a student's lease."""
    return Lease(
        class_name=sandbox.class_name,
        slug=sandbox.slug,
        sandbox=sandbox.name,
        budget_usd=Decimal(1),
        warn_at=Decimal("0.8"),
        ends=datetime(2026, 12, 1, tzinfo=UTC),
        api_key_id=key,
    )


def _bill(account: Account, sandbox: Sandbox) -> list[str]:
    budget = {"AccountId": "000000000000", "BudgetName": sandbox.name}
    account.at_hand.budgets.create_budget(
        AccountId="000000000000",
        Budget={
            "BudgetName": sandbox.name,
            "BudgetType": "COST",
            "TimeUnit": "MONTHLY",
            "BudgetLimit": {"Amount": "1", "Unit": "USD"},
        },
    )
    account.at_hand.budgets.create_budget_action(
        **budget,
        NotificationType="ACTUAL",
        ActionType="APPLY_IAM_POLICY",
        ActionThreshold={"ActionThresholdValue": 100, "ActionThresholdType": "PERCENTAGE"},
        Definition={"IamActionDefinition": {"PolicyArn": ROLE, "Roles": [sandbox.name]}},
        ExecutionRoleArn=ROLE,
        ApprovalModel="AUTOMATIC",
        Subscribers=[{"SubscriptionType": "EMAIL", "Address": "class@example.com"}],
    )
    source = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0"
    account.at_hand.bedrock.create_inference_profile(
        inferenceProfileName=sandbox.name, modelSource={"copyFrom": source}
    )
    account.at_hand.cloudwatch.put_metric_alarm(
        AlarmName=f"{sandbox.name}-canvas-idle",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        Namespace="x",
        MetricName="y",
        Period=60,
        Statistic="Sum",
        Threshold=1,
    )
    return ["budget", "budget action", "inference profile", "alarm"]


def exported(account: Account, sandbox: Sandbox) -> dict[str, int]:
    """Return the objects of a student's export and their sizes."""
    rows = account.at_hand.s3.list_objects_v2(Bucket=EXPORTS, Prefix=sandbox.export).get("Contents", [])
    return {row["Key"].removeprefix(sandbox.export): row["Size"] for row in rows}


__all__ = ["TABLE", "exported", "fill", "lease", "recorded", "work"]
