"""What CloudFormation asks of a custom resource's function."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_pascal


class CustomResourceEvent(BaseModel):
    """CloudFormation's request (CloudFormation guide, custom resource request objects)."""

    model_config = ConfigDict(frozen=True, alias_generator=to_pascal, populate_by_name=True, extra="ignore")

    request_type: Literal["Create", "Update", "Delete"]
    response_url: str = Field(alias="ResponseURL", pattern=r"^https?://")
    stack_id: str
    request_id: str
    logical_resource_id: str
    physical_resource_id: str | None = None
    resource_properties: dict[str, Any]


class Properties(BaseModel):
    """A custom resource's own properties; CloudFormation adds ServiceToken and ServiceTimeout to them."""

    model_config = ConfigDict(frozen=True, alias_generator=to_pascal, populate_by_name=True, extra="ignore")
