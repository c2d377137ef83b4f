"""What is a class's own, by name: patterns of ARNs for those who look after all its students' things."""

from dataclasses import dataclass

import aws_cdk as cdk
from constructs import Construct

from config import Environment
from config.cohorts import role_path
from config.roster import Roster


@dataclass(frozen=True, kw_only=True)
class ClassNames:
    """A class's names begin with it and a dash: no other class's begin so. `domain_id` is Studio's."""

    scope: Construct
    config: Environment
    roster: Roster
    domain_id: str

    @property
    def pattern(self) -> str:
        """Return what names of all students' things fit."""
        return f"{self.roster.name}-*"

    @property
    def roles(self) -> str:
        """Return the ARN of the students' roles."""
        path = role_path(self.config, self.roster).strip("/")
        name = f"{path}/{self.pattern}"
        return self._stack.format_arn(service="iam", region="", resource="role", resource_name=name)

    @property
    def budgets(self) -> str:
        """Return the ARN of the students' budgets."""
        return self.budget(self.pattern)

    def budget(self, name: str) -> str:
        """Return the ARN of budgets of a name."""
        return self._stack.format_arn(service="budgets", region="", resource="budget", resource_name=name)

    def sagemaker(self, kind: str) -> str:
        """Return the ARN of the students' things of a kind."""
        return self._stack.format_arn(service="sagemaker", resource=kind, resource_name=self.pattern)

    def in_domain(self, kind: str) -> str:
        """Return the ARN of what students have in the Studio domain: an app, a space, a profile."""
        name = f"{self.domain_id}/{self.pattern}"
        return self._stack.format_arn(service="sagemaker", resource=kind, resource_name=name)

    def log_group(self, name: str) -> str:
        """Return the ARN of groups of logs."""
        return self._colon("logs", "log-group", name)

    def alarm(self, name: str) -> str:
        """Return the ARN of alarms."""
        return self._colon("cloudwatch", "alarm", name)

    def _colon(self, service: str, kind: str, name: str) -> str:
        form = cdk.ArnFormat.COLON_RESOURCE_NAME
        return self._stack.format_arn(service=service, resource=kind, resource_name=name, arn_format=form)

    @property
    def _stack(self) -> cdk.Stack:
        return cdk.Stack.of(self.scope)
