"""The fleet of an endpoint whose variants name no model: inference components bring the processes."""

from collections.abc import Callable

from local.hosting import components
from local.hosting.fleet import Fleet
from local.hosting.model_server import ModelServer
from local.hosting.variants import weight_of
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import Record, records

_MISSING = (
    "Inference Component Name header is required for endpoints to which you plan to deploy inference "
    "components. Please include Inference Component Name header or consider using SageMaker models."
)


class ComponentFleet(Fleet):
    """Runs nothing itself. Its components live on through an update of the endpoint, as on AWS."""

    def launch(self, config: Record) -> None:
        """Take the variants of the configuration; one machine stands for the instances SageMaker manages."""
        self.config_name = config["EndpointConfigName"]
        self._variants.weights = {
            variant["VariantName"]: weight_of(variant) for variant in config["ProductionVariants"]
        }

    def choose(self, *, variant: str | None, pick: Callable[[], float] = float) -> tuple[str, ModelServer]:
        """Refuse a request that names no component."""
        raise ServiceError(code="ValidationError", message=_MISSING)

    def ensure_running(self) -> None:
        """Start again whatever has died in the components of this endpoint."""
        for record in records.list("InferenceComponent"):
            component = components.get(record["InferenceComponentName"])
            if record["EndpointName"] == self._endpoint and component is not None:
                component.copies.ensure_running()
