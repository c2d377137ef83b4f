"""Which model a serving stack serves: its parameters, or the starter where they are left empty."""

import aws_cdk as cdk
from constructs import Construct

from stacks.constructs.starter import Starter

S3_URL = r"^(s3://[a-z0-9.-]{3,63}/.+)?$"
S3_PREFIX = r"^(s3://[a-z0-9.-]{3,63}/[\w.-]+/)?$"
"""One folder of a bucket: who may list it can then be said exactly."""
VERSION = r"^[\w.:/-]{1,128}$"


class ServedModel(Construct):
    """The parameters ModelName, ModelDataUrl, CardUrl and ModelVersion, and what follows from them.

    `in_folder` says that ModelDataUrl is a folder's.
    """

    def __init__(self, scope: Construct, id: str, *, default_name: str, starter: Starter) -> None:
        super().__init__(scope, id)
        self.in_folder = starter.many
        self.name = _parameter(
            scope, "ModelName", default_name, "Name of the model and its endpoint", r"^[a-z][a-z0-9-]{1,30}$"
        )
        self.version = _parameter(scope, "ModelVersion", "starter", "Shown in every answer", VERSION)
        self.artifact = Location(
            self,
            "ModelDataUrl",
            what="s3://bucket/folder/ of the models"
            if starter.many
            else "s3://bucket/key of the model.tar.gz",
            pattern=S3_PREFIX if starter.many else S3_URL,
            starter=starter.model_data,
        )
        self.card = Location(
            self, "CardUrl", what="s3://bucket/key of the card.json", pattern=S3_URL, starter=starter.card
        )


class ShadowModel(Construct):
    """The parameters ShadowModelDataUrl and ShadowModelVersion: the model tried on copied requests."""

    def __init__(self, scope: Construct, id: str, *, starter: Starter) -> None:
        super().__init__(scope, id)
        self.version = _parameter(
            scope, "ShadowModelVersion", "starter", "Version of the shadow model", VERSION
        )
        self.artifact = Location(
            self,
            "ShadowModelDataUrl",
            what="s3://bucket/key of the shadow's model.tar.gz",
            pattern=S3_URL,
            starter=starter.model_data,
        )


class Location(Construct):
    """An address in S3 that a parameter of the stack gives; where that is empty, the starter's."""

    def __init__(self, scope: Construct, id: str, *, what: str, pattern: str, starter: str) -> None:
        super().__init__(scope, id)
        stack = cdk.Stack.of(self)
        value = _parameter(stack, id, "", f"{what}; empty: the starter", pattern)
        empty = cdk.CfnCondition(stack, f"No{id}", expression=cdk.Fn.condition_equals(value, ""))
        chosen = cdk.Fn.select(1, cdk.Fn.split("s3://", value))
        self._location = cdk.Fn.condition_if(empty.logical_id, starter, chosen).to_string()
        self.url = f"s3://{self._location}"
        self.arn = f"arn:{cdk.Aws.PARTITION}:s3:::{self._location}"

    @property
    def bucket_arn(self) -> str:
        """The bucket it lies in."""
        return f"arn:{cdk.Aws.PARTITION}:s3:::{cdk.Fn.select(0, cdk.Fn.split('/', self._location))}"

    @property
    def folder(self) -> str:
        """The folder's name with its slash, where it is a folder."""
        return f"{cdk.Fn.select(1, cdk.Fn.split('/', self._location))}/"


def _parameter(scope: Construct, id: str, default: str, description: str, pattern: str) -> str:
    parameter = cdk.CfnParameter(
        scope, id, type="String", default=default, description=description, allowed_pattern=pattern
    )
    return parameter.value_as_string
