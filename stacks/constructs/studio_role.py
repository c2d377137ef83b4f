"""The role of one user of Studio: objects below a prefix of its own, and the key for them and for volumes."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks.constructs.lessons import Lessons
from stacks.constructs.role import ServiceRole


def user_prefix(user: str) -> str:
    """Return what a user's objects in the workspace bucket begin with."""
    return f"users/{user}/"


class StudioRole(ServiceRole):
    """The execution role of the profile `user`; it carries no policy of AWS and can pass no role on.

    Source of the list: SageMaker guide, giving users access to spaces, and the key for encrypted volumes.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        user: str,
        domain_id: str,
        bucket: s3.IBucket,
        key: kms.IKey,
        lessons: Lessons,
    ) -> None:
        super().__init__(scope, id, service="sagemaker", description=f"Execution role of {user} in Studio")
        self.user, self.domain_id, self.key_arn = user, domain_id, key.key_arn
        let_studio_name_the_user(self)
        self._use_own_objects(bucket)
        self._use_key()
        self.allow("ReadLessons", actions=["s3:GetObject"], resources=[lessons.arn])

    def arn_in_domain(self, kind: str, *names: str) -> str:
        """Return the ARN of something in the domain: a space, an app, a profile."""
        return cdk.Stack.of(self).format_arn(
            service="sagemaker", resource=kind, resource_name="/".join((self.domain_id, *names))
        )

    def _use_own_objects(self, bucket: s3.IBucket) -> None:
        prefix = user_prefix(self.user)
        self.allow(
            "OwnObjects",
            actions=["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
            resources=[bucket.arn_for_objects(f"{prefix}*")],
        )
        self.allow(
            "ListOwnObjects",
            actions=["s3:ListBucket"],
            resources=[bucket.bucket_arn],
            conditions={"StringLike": {"s3:prefix": [f"{prefix}*"]}},
        )
        self.allow(
            "KnowTheBucket",
            actions=["s3:GetBucketLocation", "s3:GetBucketCORS"],
            resources=[bucket.bucket_arn],
        )

    def _use_key(self) -> None:
        """Allow the key for what S3 and SageMaker do in the user's name; by itself it opens nothing.

        The same key encrypts queues, logs and functions' variables, which a notebook could decrypt otherwise.
        """
        self.allow("KnowTheKey", actions=["kms:DescribeKey"], resources=[self.key_arn])
        use = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
        through = self._through("s3", "sagemaker")
        self.allow("Encryption", actions=use, resources=[self.key_arn], conditions=through)
        self.allow(
            "EncryptVolumes",
            actions=["kms:CreateGrant"],
            resources=[self.key_arn],
            conditions=self._through("ec2", "sagemaker") | {"Bool": {"kms:GrantIsForAWSResource": "true"}},
        )

    def _through(self, *services: str) -> dict[str, object]:
        region = cdk.Stack.of(self).region
        return {"StringEquals": {"kms:ViaService": [f"{name}.{region}.amazonaws.com" for name in services]}}


def let_studio_name_the_user(role: iam.Role) -> None:
    """Let SageMaker put the profile's name into every session, so that CloudTrail says who it was.

    The domain asks for it by ExecutionRoleIdentityConfig (SageMaker guide, monitoring with sourceIdentity).
    """
    assert role.assume_role_policy  # noqa: S101 - narrows the type for mypy: a role of ours has one
    role.assume_role_policy.add_statements(
        iam.PolicyStatement(
            actions=["sts:SetSourceIdentity"],
            principals=[iam.ServicePrincipal("sagemaker.amazonaws.com")],
            conditions={"StringEquals": {"aws:SourceAccount": cdk.Stack.of(role).account}},
        )
    )
