"""The container image that an environment's models run, whichever way they are hosted."""

from __future__ import annotations

from cli import terminal
from cli.serving import serving_stacks, stack_name
from cli.target import Target


def served_image(*, target: Target) -> str:
    """Return the inference image that the environment's models run, for new registry entries."""
    prefix = stack_name(target=target, model="")
    for stack in serving_stacks(target=target):
        if model := _model_behind(
            target=target, endpoint=f"{target.environment}-{stack.removeprefix(prefix)}"
        ):
            described = target.client("sagemaker").describe_model(ModelName=model)
            return str(described["PrimaryContainer"]["Image"])
    terminal.stop(
        f"{target.environment} has no endpoint yet", hint="Deploy the stacks first: ./lab2api local up"
    )


def _model_behind(*, target: Target, endpoint: str) -> str | None:
    """Find the Model of an endpoint or of its component; a mock has neither."""
    sagemaker = target.client("sagemaker")
    components = sagemaker.list_inference_components(EndpointNameEquals=endpoint)["InferenceComponents"]
    if components:
        name = components[0]["InferenceComponentName"]
        component = sagemaker.describe_inference_component(InferenceComponentName=name)
        return str(component["Specification"]["ModelName"])
    listed = sagemaker.list_endpoints(NameContains=endpoint)["Endpoints"]
    if endpoint not in {row["EndpointName"] for row in listed}:
        return None
    described = sagemaker.describe_endpoint(EndpointName=endpoint)
    config = sagemaker.describe_endpoint_config(EndpointConfigName=described["EndpointConfigName"])
    return str(config["ProductionVariants"][0]["ModelName"])
