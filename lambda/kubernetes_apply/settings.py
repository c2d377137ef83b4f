"""What CloudFormation asks for: the properties of Custom::KubernetesManifests, and the cluster."""

import base64
from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, Json

from custom_resources.asked import Properties


class KubernetesObject(BaseModel):
    """A manifest, and its path on the API server, such as `/api/v1/namespaces/reviews`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str = Field(pattern=r"^/apis?/[\w./-]+$")
    manifest: dict[str, Any]

    @property
    def label(self) -> str:
        """How people call it: `Deployment reviews`."""
        return f"{self.manifest.get('kind')} {self.manifest.get('metadata', {}).get('name')}"


class ManifestProperties(Properties):
    """`name` tells several such resources of a cluster apart; `objects` are in the order of applying.

    They come as one text: CloudFormation would make text of each number and boolean in them.
    """

    name: str = Field(pattern=r"^[a-z0-9-]{1,63}$")
    objects: Json[tuple[KubernetesObject, ...]]

    @property
    def resource(self) -> str:
        """What CloudFormation calls it: it never changes, so an update replaces nothing."""
        return f"kubernetes-{self.name}"


class Cluster(BaseModel):
    """The cluster the function is for, from its environment."""

    model_config = ConfigDict(frozen=True)

    name: str
    endpoint: str = Field(pattern=r"^https://")
    certificate_authority: str
    """PEM: who signed the certificate of the API server."""
    region: str

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read LAB2API_CLUSTER_*; EKS gives the certificate in Base64."""
        return cls(
            name=environ["LAB2API_CLUSTER_NAME"],
            endpoint=environ["LAB2API_CLUSTER_ENDPOINT"],
            certificate_authority=base64.b64decode(environ["LAB2API_CLUSTER_CA"]).decode(),
            region=environ["AWS_REGION"],
        )
