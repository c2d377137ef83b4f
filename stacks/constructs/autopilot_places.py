"""Where Autopilot reads and writes, and the names that its parts share."""

from dataclasses import dataclass

import aws_cdk as cdk
from constructs import Construct

from config import Environment
from stacks.data import DataStack

PREFIX = "autopilot"
"""Below it in the artifacts bucket: `<model>/<execution>/` with report, candidates and models."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """One environment's. An AutoML job's name has 32 characters at most, an environment's 16."""

    environment: str
    model: str
    data: DataStack

    @classmethod
    def of(cls, config: Environment, data: DataStack) -> "Places":
        """Return those of the model that `[training]` trains."""
        return cls(environment=config.name, model=config.training.model, data=data)

    @property
    def machine(self) -> str:
        """The state machine's name."""
        return f"lab2api-{self.environment}-autopilot"

    @property
    def job_prefix(self) -> str:
        """What the names of all jobs begin with."""
        return f"{self.environment}-auto-"

    @property
    def group(self) -> str:
        """The registry's group: no version of it is one of the hand-written training."""
        return f"{self.environment}-{self.model}-autopilot"

    @property
    def pipeline(self) -> str:
        """The name of the pipeline that this stands beside."""
        return f"{self.environment}-training"

    @property
    def written(self) -> str:
        """The prefix of all that is written, without the execution."""
        return f"{PREFIX}/{self.model}"

    def table(self, name: str) -> str:
        """Return the s3:// address of a table that Prepare writes, its execution left open as `{}`."""
        return f"s3://{self.data.curated.bucket_name}/datasets/{self.model}/{name}/{{}}/"

    def artifact(self, name: str = "") -> str:
        """Return the s3:// address of something that is written, its execution left open as `{}`."""
        return f"s3://{self.data.artifacts.bucket_name}/{self.written}/{{}}{name}"

    def arn(self, scope: Construct, *, resource: str, name: str, service: str = "sagemaker") -> str:
        """Return the ARN of something in this account and region."""
        colon = service in ("logs", "states")
        return cdk.Stack.of(scope).format_arn(
            service=service,
            resource=resource,
            resource_name=name,
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME if colon else cdk.ArnFormat.SLASH_RESOURCE_NAME,
        )


def formatted(template: str, *paths: str) -> str:
    """Return the intrinsic that fills the `{}` of a template."""
    return f"States.Format('{template}', {', '.join(paths)})"
