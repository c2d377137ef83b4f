"""How a model is served, as its parameter in SSM says."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from http_api.problems import invalid

from .endpoint import Address

_S3_URL = r"^s3://[a-z0-9.-]{3,63}/.+$"
_S3_FOLDER = r"^s3://[a-z0-9.-]{3,63}/(.+/)?$"
CONTAINERS = ("ecs", "eks")
"""The modes in which a container is asked, behind the private load balancer."""
_HOST = r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)*\.[a-z]{2,}"
ContainerUrl = Annotated[str, StringConstraints(pattern=rf"^https://{_HOST}/models/[a-z][a-z0-9-]{{1,30}}$")]
"""A name and no IP address: the last label has letters only, so no request goes to link-local metadata."""
EndpointName = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9-]{0,62}$")]


class ServedModel(BaseModel):
    """The value of one parameter, written by the stack that serves the model once its endpoint is up.

    `component` is the inference component on the endpoint. `models` is where a multi-model endpoint finds its
    models and we their cards. `url` is where a container answers, instead of an endpoint. An entry without
    `mode` is older than modes: it is asked like a real-time one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    mode: Literal["serverless", "realtime", "async", "component", "mock", "ecs", "eks"] = "realtime"
    endpoint: EndpointName | None = None
    version: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    card: Annotated[str, StringConstraints(pattern=_S3_URL)]
    component: EndpointName | None = None
    models: Annotated[str, StringConstraints(pattern=_S3_FOLDER)] | None = None
    url: ContainerUrl | None = None

    @model_validator(mode="after")
    def _fits_its_mode(self) -> Self:
        if (self.endpoint is None) != (self.mode in ("mock", *CONTAINERS)):
            raise ValueError("endpoint: every mode of SageMaker has one")
        if (self.url is not None) != (self.mode in CONTAINERS):
            raise ValueError("url: exactly the modes ecs and eks have one")
        if (self.component is not None) != (self.mode == "component"):
            raise ValueError("component: exactly the mode component has one")
        if self.models is not None and self.mode != "realtime":
            raise ValueError("models: only a real-time endpoint has several")
        return self

    def address(self, target: str | None) -> Address:
        """Return whom to ask; 400 naming `target` where one is missing or is one too many."""
        if target is None and self.models is not None:
            raise invalid("target", "is missing: this endpoint has several models, add ?target=<name>")
        if target is not None and self.models is None:
            raise invalid("target", "is for endpoints with several models: leave it away")
        return Address(
            endpoint=self.endpoint or "",
            component=self.component,
            target_model=None if target is None else f"{target}.tar.gz",
            url=self.url,
        )

    def card_of(self, target: str | None) -> str:
        """Return where the card lies, of the model itself or of one behind it."""
        return self.card if target is None else f"{self.models}{target}.card.json"
