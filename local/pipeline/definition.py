"""A pipeline definition as typed data, and the values of its parameters.

https://aws-sagemaker-mlops.github.io/sagemaker-model-building-pipeline-definition-JSON-schema/
"""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_pascal

from local.sagemaker.errors import ServiceError

Value = str | int | float | bool


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_pascal)


class Parameter(_Part):
    """What an execution can set. Without a default it must."""

    name: str
    type: Literal["String", "Integer", "Float", "Boolean"]
    default_value: Value | None = None
    enum_values: list[Value] | None = None

    def read(self, text: str) -> Value:
        """Convert the text that StartPipelineExecution gives; `ServiceError` if it is not of the type."""
        readers: dict[str, Any] = {"String": str, "Integer": int, "Float": float, "Boolean": _boolean}
        try:
            value: Value = readers[self.type](text)
        except ValueError as error:
            message = f"Parameter {self.name} is of type {self.type}: {text!r} is not."
            raise ServiceError(message=message) from error
        if self.enum_values is not None and value not in self.enum_values:
            raise ServiceError(message=f"Parameter {self.name}: {text!r} is not one of {self.enum_values}.")
        return value


class Step(_Part):
    """One node of the graph."""

    name: str
    type: str
    arguments: dict[str, Any]
    depends_on: list[str] = []
    property_files: list[dict[str, str]] = []
    display_name: str | None = None
    description: str | None = None
    cache_config: dict[str, Any] | None = None
    retry_policies: list[dict[str, Any]] = []


class Definition(_Part):
    """The whole document."""

    version: Literal["2020-12-01"]
    metadata: dict[str, Any] = {}
    parameters: list[Parameter] = []
    pipeline_experiment_config: dict[str, Any] | None = None
    mlflow_config: dict[str, Any] | None = None
    steps: list[Step]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the JSON text; `ServiceError` naming the place of the first mistake."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise ServiceError(message=f"Invalid pipeline definition: {place}: {first['msg']}") from error

    def values(self, given: dict[str, str]) -> dict[str, Value]:
        """Return every parameter's value, given or default; `ServiceError` for an unknown or missing one."""
        known = {parameter.name: parameter for parameter in self.parameters}
        if unknown := sorted(given.keys() - known.keys()):
            raise ServiceError(message=f"The pipeline has no parameter {', '.join(unknown)}.")
        values = {name: known[name].read(text) for name, text in given.items()}
        for name in known.keys() - given.keys():
            default = known[name].default_value
            if default is None:
                raise ServiceError(message=f"Parameter {name} has no default: give it a value.")
            values[name] = default
        return values


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"
