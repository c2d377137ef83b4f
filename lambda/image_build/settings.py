"""What CloudFormation asks for: the properties of Custom::InferenceImage."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_pascal


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_pascal, populate_by_name=True)


class ImageProperties(_Model):
    """Which project builds which image. `image_tag` is the hash of the sources."""

    model_config = ConfigDict(extra="ignore")  # CloudFormation adds ServiceToken and ServiceTimeout

    project_name: str = Field(min_length=1)
    repository_name: str = Field(min_length=1)
    repository_uri: str = Field(min_length=1)
    image_tag: str = Field(pattern=r"^[\w][\w.-]{0,127}$")


class CustomResourceEvent(_Model):
    """CloudFormation's request (CloudFormation guide, custom resource request objects)."""

    model_config = ConfigDict(extra="ignore")

    request_type: Literal["Create", "Update", "Delete"]
    response_url: str = Field(alias="ResponseURL", pattern=r"^https?://")
    stack_id: str
    request_id: str
    logical_resource_id: str
    physical_resource_id: str | None = None
    resource_properties: dict[str, Any]
