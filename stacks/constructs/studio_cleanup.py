"""Custom::StudioCleanup: what people started in the domain goes first, or nothing of it could be deleted.

CloudFormation deletes in the reverse of how things depend: each resource here depends on what it empties, so
it is deleted before that, and deleting it is what empties. There is one a user, which goes with a user who is
removed from `[studio] users`, and one for the domain, for what no user of the stack owns too. It depends on
the others, so that all its work is done once when the whole stack goes.
"""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct, IDependable

from config import Environment
from stacks.constructs.function import PlatformFunction
from stacks.constructs.studio_domain import StudioDomain
from stacks.constructs.studio_user import StudioUser

FILE_SYSTEM_TAG = "ManagedByAmazonSageMakerResource"


class StudioCleanup(Construct):
    """A home file system is removed only where `[retention] removal` is destroy."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        key: kms.IKey,
        domain: StudioDomain,
        users: Sequence[StudioUser],
    ) -> None:
        super().__init__(scope, id)
        self._stack, self._domain = cdk.Stack.of(self), domain
        self._destroys = config.retention.removal == "destroy"
        self.function = PlatformFunction(
            self,
            "Cleaner",
            package="studio_cleanup",
            shared=("custom_resources",),
            description="Custom::StudioCleanup: deletes apps, spaces and what else keeps a domain",
            key=key,
            retention=config.retention,
            memory_mb=256,
            timeout_seconds=900,
        )
        self._allow_emptying()
        needed = (domain, self.function, self.function.service_role, self._allow_going_on())
        of_users = [self._of_user(user, needed) for user in users]
        whole = {
            "DomainArn": domain.arn,
            "Profiles": [user.name for user in users],
            "RemoveFileSystem": self._destroys,
        }
        self._resource("Cleanup", whole, after=[*needed, *users, *of_users])

    def _of_user(self, user: StudioUser, needed: Sequence[IDependable]) -> IDependable:
        """Return what is deleted before the user's space, profile and role."""
        return self._resource(f"User-{user.name}", {"Owner": user.name}, after=[*needed, user])

    def _resource(
        self, id: str, properties: dict[str, object], *, after: Sequence[IDependable]
    ) -> cdk.CustomResource:
        resource = cdk.CustomResource(
            self,
            id,
            resource_type="Custom::StudioCleanup",
            service_token=self.function.function_arn,
            service_timeout=cdk.Duration.hours(1),
            properties={"DomainId": self._domain.id, **properties},
        )
        resource.node.add_dependency(*after)
        return resource

    def _allow_emptying(self) -> None:
        role = self.function.service_role
        lists = [f"sagemaker:List{kind}" for kind in ("Apps", "Spaces", "UserProfiles")]
        role.allow("List", actions=lists, resources=["*"])
        for kind, verbs in {
            "app": ("DeleteApp",),
            "space": ("DeleteSpace", "DescribeSpace"),
            "user-profile": ("DeleteUserProfile", "DescribeUserProfile"),
        }.items():
            within = self._stack.format_arn(
                service="sagemaker", resource=kind, resource_name=f"{self._domain.id}/*"
            )
            role.allow(verbs[0], actions=[f"sagemaker:{verb}" for verb in verbs], resources=[within])
        self._allow_file_systems()

    def _allow_file_systems(self) -> None:
        """Allow what has the domain's tag; a mount target's interface cannot be named (EFS guide)."""
        role, efs = self.function.service_role, "elasticfilesystem"
        role.allow("ListFileSystems", actions=[f"{efs}:DescribeFileSystems"], resources=["*"])
        systems = [self._stack.format_arn(service=efs, resource="file-system", resource_name="*")]
        tagged: dict[str, object] = {"StringEquals": {f"aws:ResourceTag/{FILE_SYSTEM_TAG}": self._domain.arn}}
        verbs = ("DescribeMountTargets", "DeleteMountTarget", "DeleteFileSystem")
        role.allow(
            "HomeFileSystem",
            actions=[f"{efs}:{verb}" for verb in verbs],
            resources=systems,
            conditions=tagged,
        )
        interface = self._stack.format_arn(service="ec2", resource="network-interface", resource_name="*")
        role.allow("MountTarget", actions=["ec2:DeleteNetworkInterface"], resources=[interface])

    def _allow_going_on(self) -> iam.ManagedPolicy:
        """Let the function call itself; a policy outside of its role, which it would wait for."""
        statement = iam.PolicyStatement(
            sid="GoOn", actions=["lambda:InvokeFunction"], resources=[self.function.function_arn]
        )
        return iam.ManagedPolicy(self, "GoOn", statements=[statement], roles=[self.function.service_role])
