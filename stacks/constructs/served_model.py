"""Which model a serving stack serves: its parameters, or the starter where they are left empty."""

import aws_cdk as cdk
from constructs import Construct

from stacks.constructs.starter import Starter

S3_URL = r"^(s3://[a-z0-9.-]{3,63}/.+)?$"


class ServedModel(Construct):
    """The parameters ModelName, ModelDataUrl, CardUrl and ModelVersion, and what follows from them."""

    def __init__(self, scope: Construct, id: str, *, default_name: str, starter: Starter) -> None:
        super().__init__(scope, id)
        self.name = _parameter(
            scope, "ModelName", default_name, "Name of the model and its endpoint", r"^[a-z][a-z0-9-]{1,30}$"
        )
        self.version = _parameter(
            scope, "ModelVersion", "starter", "Shown in every answer", r"^[\w.:/-]{1,128}$"
        )
        model_data = self._location("ModelDataUrl", "model.tar.gz", starter.model_data)
        card = self._location("CardUrl", "card.json", starter.card)
        self.model_data_url, self.model_data_arn = _url_and_arn(model_data)
        self.card_url, self.card_arn = _url_and_arn(card)

    def _location(self, id: str, file: str, starter_location: str) -> str:
        """Return `bucket/key` of the parameter's address, or the starter's where the parameter is empty."""
        stack = cdk.Stack.of(self)
        value = _parameter(stack, id, "", f"s3://bucket/key of the {file}; empty: the starter", S3_URL)
        empty = cdk.CfnCondition(stack, f"No{id}", expression=cdk.Fn.condition_equals(value, ""))
        chosen = cdk.Fn.select(1, cdk.Fn.split("s3://", value))
        return cdk.Fn.condition_if(empty.logical_id, starter_location, chosen).to_string()


def _url_and_arn(location: str) -> tuple[str, str]:
    return f"s3://{location}", f"arn:{cdk.Aws.PARTITION}:s3:::{location}"


def _parameter(scope: Construct, id: str, default: str, description: str, pattern: str) -> str:
    parameter = cdk.CfnParameter(
        scope, id, type="String", default=default, description=description, allowed_pattern=pattern
    )
    return parameter.value_as_string
