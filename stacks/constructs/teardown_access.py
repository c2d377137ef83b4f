"""What the teardown may do: only with things that are called as a student's are, by their class's prefix."""

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3

from config.cohorts import role_path
from stacks.constructs.class_names import ClassNames
from stacks.constructs.role import ServiceRole
from stacks.constructs.studio_role import user_prefix
from stacks.constructs.teardown_actions import BY_NAME, ENDPOINT_LOGS, JOB_LOGS, LISTS, SEARCHES
from stacks.constructs.teardown_bill import allow_bill


class TeardownAccess:
    """Grants to the function's `role`."""

    def __init__(self, role: ServiceRole, *, names: ClassNames, deny_policy: str) -> None:
        self._role, self._names, self._deny_policy = role, names, deny_policy
        self._search()
        self._sagemaker()
        self._studio()
        self._access()
        self._logs()
        allow_bill(role, names=names)

    def objects(self, *, workspace: s3.IBucket, exports: s3.IBucket, key_arn: str) -> None:
        """Allow to read work, to delete whatever is a student's, and to write to the bucket of exports."""
        mine, there = user_prefix(self._names.pattern), f"{self._names.roster.name}/*"
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
        """Share the kinds between two policies: one has not the room."""
        for number, part in enumerate((list(BY_NAME)[:18], list(BY_NAME)[18:]), start=1):
            self._role.allow(
                f"Wipe{number}",
                actions=sorted({f"sagemaker:{verb}" for kind in part for verb in BY_NAME[kind]}),
                resources=[self._names.sagemaker(kind) for kind in part],
                policy=f"SageMaker{number}",
            )

    def _studio(self) -> None:
        for kind, verb in (
            ("app", "DeleteApp"),
            ("space", "DeleteSpace"),
            ("user-profile", "DeleteUserProfile"),
        ):
            mine = self._names.in_domain(kind)
            self._role.allow(verb, actions=[f"sagemaker:{verb}"], resources=[mine], policy="Access")

    def _access(self) -> None:
        """Allow the class's roles, and keys of the API: API Gateway has no name in their ARNs."""
        roles = [self._names.roles]
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
        gateway = f"arn:{cdk.Aws.PARTITION}:apigateway:{cdk.Stack.of(self._role).region}::/apikeys"
        self._role.allow(
            "Keys",
            actions=["apigateway:GET", "apigateway:PATCH", "apigateway:DELETE"],
            resources=[gateway, f"{gateway}/*"],
            policy="Access",
        )

    def _logs(self) -> None:
        names = self._names
        path = role_path(names.config, names.roster)
        shared = [names.log_group(f"/aws/sagemaker/{name}") for name in JOB_LOGS]
        streams = [f"{one}:log-stream:{names.pattern}" for one in shared[:-1]]
        studio = f"{shared[-1]}:log-stream:{names.domain_id}/{names.pattern}"
        groups = [f"{path}*", *(f"/aws/sagemaker/{name}/{names.pattern}" for name in ENDPOINT_LOGS)]
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
            resources=[names.log_group(name) for name in groups],
            policy="Logs",
        )
