"""Who does what for Autopilot: the search, our two jobs around it, and the machine that starts them."""

from constructs import Construct

from stacks.constructs.autopilot_places import Places
from stacks.constructs.endpoint_role import allow_network_interfaces
from stacks.constructs.execution_role import LOG_GROUPS
from stacks.constructs.inference_image import InferenceImage, allow_pull
from stacks.constructs.job_access import JOB_EVENTS, allow_job_key, allow_passing_itself
from stacks.constructs.role import ServiceRole

EXPLAINED_BY = ("model", "endpoint-config", "endpoint")
"""What a search makes for a while to explain its best candidate, under names that begin with its own."""


class SearchRole(ServiceRole):
    """What Autopilot does in our name: it reads one model's tables and writes below `autopilot/<model>/`.

    Source of the list: SageMaker guide, CreateAutoMLJobV2 API execution role permissions.
    """

    def __init__(self, scope: Construct, id: str, *, places: Places, in_network: bool) -> None:
        super().__init__(scope, id, service="sagemaker", description="Execution role of AutoML jobs")
        _use_tables(self, places=places, write=False)
        _use_artifacts(self, places=places, read=[f"{places.written}/*"])
        allow_job_key(self, key=places.data.key)
        _log(self, places=places, groups="/aws/sagemaker/*")
        self._explain(places)
        allow_passing_itself(self)
        # Autopilot's containers lie in accounts of AWS that differ by region and kind.
        images = f"arn:{self.stack.partition}:ecr:{self.stack.region}:*:repository/*"
        pull = ("BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer")
        self.allow("PullImages", actions=[f"ecr:{verb}" for verb in pull], resources=[images])
        self.allow("LogInToRegistry", actions=["ecr:GetAuthorizationToken"], resources=["*"])
        if in_network:
            allow_network_interfaces(self)

    def _explain(self, places: Places) -> None:
        named = [
            places.arn(self, resource=kind, name=f"{places.job_prefix}*".lower()) for kind in EXPLAINED_BY
        ]
        kinds = ("Model", "EndpointConfig", "Endpoint")
        actions = [f"sagemaker:{verb}{kind}" for kind in kinds for verb in ("Create", "Describe", "Delete")]
        self.allow(
            "Explain", actions=[*actions, "sagemaker:AddTags", "sagemaker:InvokeEndpoint"], resources=named
        )


class AutopilotJobRole(ServiceRole):
    """Our jobs': the report reads evaluations and candidates; the split reads raw data where it runs."""

    def __init__(
        self, scope: Construct, id: str, *, places: Places, image: InferenceImage, splits: bool
    ) -> None:
        super().__init__(scope, id, service="sagemaker", description="Execution role of Autopilot's reports")
        evaluations = [] if splits else [f"evaluations/{places.model}/*"]
        _use_artifacts(self, places=places, read=[*evaluations, f"{places.written}/*"])
        if splits:
            raw, folder = places.data.raw, f"datasets/{places.model}/*"
            self.allow("ReadRaw", actions=["s3:GetObject"], resources=[raw.arn_for_objects(folder)])
            _list(self, "ListRaw", arn=raw.bucket_arn, prefixes=[folder])
            _use_tables(self, places=places, write=True)
        allow_job_key(self, key=places.data.key)
        _log(self, places=places, groups=f"{LOG_GROUPS[0]}*")
        allow_pull(self, image=image)


class AutopilotMachineRole(ServiceRole):
    """Starts searches and jobs under names of its own, with these two roles and no other.

    Source of the list: Step Functions guide, IAM policies for SageMaker; the disks' key, SageMaker guide.
    """

    def __init__(
        self, scope: Construct, id: str, *, places: Places, search: SearchRole, jobs: AutopilotJobRole
    ) -> None:
        super().__init__(scope, id, service="states", description="Runs Autopilot")
        self._search(places)
        self._run_jobs(places)
        self._register(places)
        self.allow(
            "PassJobRoles",
            actions=["iam:PassRole"],
            resources=[search.role_arn, jobs.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
        )
        kept = places.data.artifacts.arn_for_objects(f"{places.written}/*")
        self.allow("KeepCandidates", actions=["s3:PutObject"], resources=[kept])
        allow_job_key(self, key=places.data.key)

    def _search(self, places: Places) -> None:
        searches = places.arn(self, resource="automl-job", name=f"{places.job_prefix}*")
        verbs = ("CreateAutoMLJobV2", "DescribeAutoMLJobV2", "StopAutoMLJob", "AddTags")
        self.allow("Search", actions=[f"sagemaker:{verb}" for verb in verbs], resources=[searches])
        self.allow("ListCandidates", actions=["sagemaker:ListCandidatesForAutoMLJob"], resources=["*"])

    def _run_jobs(self, places: Places) -> None:
        named = places.arn(self, resource="processing-job", name=f"{places.job_prefix}*")
        verbs = ("CreateProcessingJob", "DescribeProcessingJob", "StopProcessingJob", "AddTags")
        self.allow("RunJobs", actions=[f"sagemaker:{verb}" for verb in verbs], resources=[named])
        rule = places.arn(self, resource="rule", name=JOB_EVENTS, service="events")
        hear = ("DescribeRule", "PutRule", "PutTargets")
        self.allow("Hear", actions=[f"events:{verb}" for verb in hear], resources=[rule])

    def _register(self, places: Places) -> None:
        registry = [
            places.arn(self, resource="model-package-group", name=places.group),
            places.arn(self, resource="model-package", name=f"{places.group}/*"),
        ]
        self.allow("Register", actions=["sagemaker:CreateModelPackage"], resources=registry)


def _use_tables(role: ServiceRole, *, places: Places, write: bool) -> None:
    curated = places.data.curated
    prefixes = [f"datasets/{places.model}/{name}/*" for name in ("train", "test")]
    actions = ["s3:PutObject"] if write else ["s3:GetObject"]
    role.allow("Tables", actions=actions, resources=[curated.arn_for_objects(prefix) for prefix in prefixes])
    if not write:
        _list(role, "ListTables", arn=curated.bucket_arn, prefixes=prefixes)


def _use_artifacts(role: ServiceRole, *, places: Places, read: list[str]) -> None:
    bucket = places.data.artifacts
    readable = [bucket.arn_for_objects(prefix) for prefix in read]
    role.allow("ReadArtifacts", actions=["s3:GetObject"], resources=readable)
    written = bucket.arn_for_objects(f"{places.written}/*")
    role.allow("WriteArtifacts", actions=["s3:PutObject"], resources=[written])
    _list(role, "ListArtifacts", arn=bucket.bucket_arn, prefixes=read)


def _list(role: ServiceRole, id: str, *, arn: str, prefixes: list[str]) -> None:
    role.allow(
        id,
        actions=["s3:ListBucket"],
        resources=[arn],
        conditions={"StringLike": {"s3:prefix": prefixes}},
    )


def _log(role: ServiceRole, *, places: Places, groups: str) -> None:
    named = places.arn(role, resource="log-group", name=groups, service="logs")
    verbs = ("CreateLogGroup", "CreateLogStream", "DescribeLogStreams", "PutLogEvents")
    role.allow("Log", actions=[f"logs:{verb}" for verb in verbs], resources=[named])
    role.allow(
        "Metrics",
        actions=["cloudwatch:PutMetricData"],
        resources=["*"],
        conditions={"StringLike": {"cloudwatch:namespace": "/aws/sagemaker/*"}},
    )
