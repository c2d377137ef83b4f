"""A CloudFormation type as calls to the local SageMaker: templates and clients see the same records."""

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from local import aws
from local.cloudformation.handlers import Created, Properties, generated_name
from local.cloudformation.properties import for_operation
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import records


class SageMakerType:
    """A type named as in the API: kind `Model` has CreateModel, DeleteModel and the member ModelName."""

    def __init__(self, kind: str, *, reference: str, attributes: Sequence[str], longest: int = 63) -> None:
        self.kind = kind
        self.name = f"{kind}Name"
        self._reference = reference
        self._attributes = attributes
        self._longest = longest

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        """Create<kind>, under the template's name or a generated one."""
        named = {self.name: generated_name(stack, logical_id, longest=self._longest)} | properties
        return self._call("Create", named)

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
        """Update<kind>; what only Create knows has not changed, or the resource would be replaced."""
        del old, stack
        client = aws.client("sagemaker")
        known = client.meta.service_model.operation_model(f"Update{self.kind}").input_shape.members
        named = {self.name: self._named(physical_id)} | new
        return self._call("Update", {key: value for key, value in named.items() if key in known})

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete<kind>; what is gone already is gone."""
        del properties
        try:
            self._run("Delete", {self.name: self._named(physical_id)})
        except (ClientError, ServiceError) as error:
            if "Could not find" not in str(error):
                raise

    def _named(self, physical_id: str) -> str:
        """Return the name behind a Ref: an ARN has it in lower case, so the record is asked."""
        return records.find(physical_id)[1] if physical_id.startswith("arn:") else physical_id

    def _call(self, verb: str, properties: Properties) -> Created:
        answer = self._run(verb, properties)
        known = {**properties, **answer}
        return known[self._reference], {name: known[name] for name in self._attributes if name in known}

    def _run(self, verb: str, properties: Properties) -> dict[str, Any]:
        client = aws.client("sagemaker")
        operation = f"{verb}{self.kind}"
        method = {made: name for name, made in client.meta.method_to_api_mapping.items()}[operation]
        answer: dict[str, Any] = getattr(client, method)(**for_operation(client, operation, properties))
        return answer
