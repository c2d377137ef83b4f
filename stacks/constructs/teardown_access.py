"""What the teardown may do: only with things that are called as a student's are, by their class's prefix."""

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3

from config import Environment
from config.cohorts import role_path
from config.roster import Roster
from stacks.constructs.role import ServiceRole
from stacks.constructs.studio_role import user_prefix
from stacks.constructs.teardown_actions import BY_NAME, ENDPOINT_LOGS, JOB_LOGS, LISTS, SEARCHES


class TeardownAccess:
    """Grants to the function's `role`; `domain_id` is Studio's."""

    def __init__(
        self, role: ServiceRole, *, config: Environment, roster: Roster, domain_id: str, deny_policy: str
    ) -> None:
        self._role, self._stack = role, cdk.Stack.of(role)
        self._config, self._roster, self._domain = config, roster, domain_id
        self._deny_policy = deny_policy
        self._search()
        self._sagemaker()
        self._studio()
        self._access()
        self._logs()
        self._bill()

    def objects(self, *, workspace: s3.IBucket, exports: s3.IBucket, key_arn: str) -> None:
        """Allow to read work, to delete whatever is a student's, and to write to the bucket of exports."""
        mine, there = user_prefix(f"{self._roster.name}-*"), f"{self._roster.name}/*"
        allow = self._role.allow
        allow(
            "ListWork",
            actions=["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"],
            resources=[workspace.bucket_arn, exports.bucket_arn],
            policy="Objects",
        )
        work = [workspace.arn_for_objects(f"{mine}work/*"), exports.arn_for_objects(there)]
        allow("Read", actions=["s3:GetObject"], resources=work, policy="Objects")
        copies = ["s3:PutObject", "s3:ListMultipartUploadParts"]
        allow("Export", actions=copies, resources=work[1:], policy="Objects")
        allow(
            "Wipe",
            actions=["s3:DeleteObjectVersion", "s3:AbortMultipartUpload"],
            resources=[workspace.arn_for_objects(f"{mine}*")],
            policy="Objects",
        )
        allow("Encrypt", actions=["kms:GenerateDataKey"], resources=[key_arn], policy="Objects")

    def _search(self) -> None:
        self._role.allow("List", actions=[f"sagemaker:List{kind}" for kind in LISTS], resources=["*"])
        self._role.allow("Search", actions=list(SEARCHES), resources=["*"])

    def _sagemaker(self) -> None:
        """Name class and dash: no other class's names begin with it."""
        for number, part in enumerate((list(BY_NAME)[:18], list(BY_NAME)[18:]), start=1):
            self._role.allow(
                f"Wipe{number}",
                actions=sorted({f"sagemaker:{verb}" for kind in part for verb in BY_NAME[kind]}),
                resources=[self._arn("sagemaker", kind, self._mine) for kind in part],
                policy=f"SageMaker{number}",
            )

    def _studio(self) -> None:
        for kind, verb in (
            ("app", "DeleteApp"),
            ("space", "DeleteSpace"),
            ("user-profile", "DeleteUserProfile"),
        ):
            mine = self._arn("sagemaker", kind, f"{self._domain}/{self._mine}")
            self._role.allow(verb, actions=[f"sagemaker:{verb}"], resources=[mine], policy="Access")

    def _access(self) -> None:
        """Allow the class's roles, and keys of the API: API Gateway has no name in their ARNs."""
        path = role_path(self._config, self._roster).strip("/")
        roles = [
            self._stack.format_arn(
                service="iam", region="", resource=f"role/{path}", resource_name=self._mine
            )
        ]
        verbs = ("DeleteRole", "DeleteRolePolicy", "DetachRolePolicy")
        lists = ("ListAttachedRolePolicies", "ListRolePolicies")
        actions = [f"iam:{verb}" for verb in (*verbs, *lists)]
        self._role.allow("Roles", actions=actions, resources=roles, policy="Access")
        self._role.allow(
            "Shut",
            actions=["iam:AttachRolePolicy"],
            resources=roles,
            conditions={"ArnEquals": {"iam:PolicyARN": self._deny_policy}},
            policy="Access",
        )
        gateway = f"arn:{cdk.Aws.PARTITION}:apigateway:{self._stack.region}::/apikeys"
        self._role.allow(
            "Keys",
            actions=["apigateway:GET", "apigateway:PATCH", "apigateway:DELETE"],
            resources=[gateway, f"{gateway}/*"],
            policy="Access",
        )

    def _logs(self) -> None:
        path = role_path(self._config, self._roster)
        shared = [self._group(f"/aws/sagemaker/{name}") for name in JOB_LOGS]
        streams = [f"{one}:log-stream:{self._mine}" for one in shared[:-1]]
        studio = f"{shared[-1]}:log-stream:{self._domain}/{self._mine}"
        groups = [f"{path}*", *(f"/aws/sagemaker/{name}/{self._mine}" for name in ENDPOINT_LOGS)]
        allow = self._role.allow
        allow(
            "FindStreams",
            actions=["logs:DescribeLogStreams"],
            resources=[f"{one}:*" for one in shared],
            policy="Logs",
        )
        allow("Streams", actions=["logs:DeleteLogStream"], resources=[*streams, studio], policy="Logs")
        allow(
            "Groups",
            actions=["logs:DeleteLogGroup"],
            resources=[self._group(name) for name in groups],
            policy="Logs",
        )

    def _bill(self) -> None:
        """Allow what counts money: budgets with their actions, alarms, and profiles of Bedrock."""
        budgets = self._stack.format_arn(service="budgets", region="", resource="budget", resource_name="*")
        mine = self._stack.format_arn(
            service="budgets", region="", resource="budget", resource_name=self._mine
        )
        allow = self._role.allow
        allow("Budgets", actions=["budgets:ViewBudget"], resources=[budgets], policy="Bill")
        allow(
            "OwnBudgets",
            actions=["budgets:ModifyBudget", "budgets:DescribeBudgetActionsForBudget"],
            resources=[mine],
            policy="Bill",
        )
        allow(
            "BudgetActions",
            actions=["budgets:DeleteBudgetAction"],
            resources=[f"{mine}/action/*"],
            policy="Bill",
        )
        allow(
            "FindAlarms", actions=["cloudwatch:DescribeAlarms"], resources=[self._alarms("*")], policy="Bill"
        )
        allow(
            "Alarms", actions=["cloudwatch:DeleteAlarms"], resources=[self._alarms(self._mine)], policy="Bill"
        )
        profiles = self._arn("bedrock", "application-inference-profile", "*")
        conditions: dict[str, object] = {"StringEquals": {"aws:ResourceTag/class": self._roster.name}}
        allow(
            "Profiles",
            actions=["bedrock:DeleteInferenceProfile"],
            resources=[profiles],
            conditions=conditions,
            policy="Bill",
        )

    @property
    def _mine(self) -> str:
        return f"{self._roster.name}-*"

    def _arn(self, service: str, kind: str, name: str) -> str:
        return self._stack.format_arn(service=service, resource=kind, resource_name=name)

    def _group(self, name: str) -> str:
        return self._stack.format_arn(
            service="logs",
            resource="log-group",
            resource_name=name,
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )

    def _alarms(self, name: str) -> str:
        return self._stack.format_arn(
            service="cloudwatch",
            resource="alarm",
            resource_name=name,
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
