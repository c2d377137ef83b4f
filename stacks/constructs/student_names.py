"""What is a student's own, by name: patterns that hold for whoever asks, by the tag on the asking role."""

from dataclasses import dataclass

import aws_cdk as cdk
from constructs import Construct

from config import Environment
from config.cohorts import role_path
from config.roster import Roster
from stacks.constructs.studio_role import user_prefix

STUDENT = "${aws:PrincipalTag/student}"
"""The sandbox's name as IAM puts it in: a tag of the role, which no student can change."""


@dataclass(frozen=True, kw_only=True)
class StudentNames:
    """One class in one place. `lessons_arn` is an archive in S3 that all may read, None where there is none.

    A slug has no dash, so `demo-an-*` are An's names and nobody else's.
    """

    scope: Construct
    config: Environment
    roster: Roster
    domain_id: str
    bucket_arn: str
    key_arn: str
    lessons_arn: str | None
    anywhere: bool = False
    """Whether ARNs leave region and account open: a ceiling's do, for the room that it takes to name them."""

    @property
    def role(self) -> str:
        """Return the ARN of the role of whoever asks."""
        path = role_path(self.config, self.roster).strip("/")
        name = f"{path}/{STUDENT}"
        return self._stack.format_arn(
            service="iam",
            region="",
            account="*" if self.anywhere else None,
            resource="role",
            resource_name=name,
        )

    @property
    def objects(self) -> str:
        """Return what an object of the student's begins with."""
        return user_prefix(STUDENT)

    def own(self, *kinds: str) -> list[str]:
        """Return the ARNs of what carries the student's prefix, by kind; IAM takes no pattern for a kind."""
        return [self._arn("sagemaker", kind, f"{STUDENT}-*") for kind in kinds]

    def in_domain(self, kind: str, *names: str) -> str:
        """Return the ARN of something in the Studio domain: a space, an app, a profile."""
        return self._arn("sagemaker", kind, "/".join((self.domain_id, *names)))

    @property
    def domain(self) -> str:
        """Return the ARN of the Studio domain."""
        return self._arn("sagemaker", "domain", self.domain_id)

    @property
    def profile(self) -> str:
        """Return the ARN of the profile of whoever asks."""
        return self.in_domain("user-profile", STUDENT)

    @property
    def spaces(self) -> str:
        """Return the ARN of the spaces that carry the student's prefix."""
        return self.in_domain("space", f"{STUDENT}-*")

    @property
    def apps(self) -> str:
        """Return the ARN of every app of the domain."""
        return self.in_domain("app", "*")

    def log_group(self, name: str) -> str:
        """Return the ARN of a group of logs, or of streams in one."""
        return self._arn("logs", "log-group", name, form=cdk.ArnFormat.COLON_RESOURCE_NAME)

    def _arn(self, service: str, kind: str, name: str, *, form: cdk.ArnFormat | None = None) -> str:
        place = {"region": "*", "account": "*"} if self.anywhere else {}
        return self._stack.format_arn(
            service=service, resource=kind, resource_name=name, arn_format=form, **place
        )

    @property
    def _stack(self) -> cdk.Stack:
        return cdk.Stack.of(self.scope)
