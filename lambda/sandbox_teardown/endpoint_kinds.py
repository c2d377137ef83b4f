"""What answers, and what watches it; in the order in which SageMaker lets it go."""

from typing import Any

from sandbox_teardown.named import owned, running
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.thing import Kind


def endpoint_kinds(sagemaker: Any, sandbox: Sandbox) -> list[Kind]:
    """Return them. An endpoint goes after its components, its configuration after it."""
    return [
        experiments(sagemaker, sandbox),
        owned(
            "monitoring schedule",
            sandbox,
            found=sagemaker.list_monitoring_schedules,
            member="MonitoringScheduleSummaries",
            name="MonitoringScheduleName",
            remove=sagemaker.delete_monitoring_schedule,
        ),
        components(sagemaker, sandbox),
        endpoints(sagemaker, sandbox),
        owned(
            "endpoint configuration",
            sandbox,
            found=sagemaker.list_endpoint_configs,
            member="EndpointConfigs",
            name="EndpointConfigName",
            remove=sagemaker.delete_endpoint_config,
        ),
        *_definitions(sagemaker, sandbox),
    ]


def experiments(sagemaker: Any, sandbox: Sandbox) -> Kind:
    """Return experiments: one that runs holds its endpoint, and is stopped with its variants as they are."""

    def stop(**named: str) -> dict[str, Any]:
        mode = sagemaker.describe_inference_experiment(**named).get("ShadowModeConfig", {})
        shadows = [one["ShadowModelVariantName"] for one in mode.get("ShadowModelVariants", [])]
        variants = [mode["SourceModelVariantName"], *shadows] if mode else []
        kept = dict.fromkeys(variants, "Retain")
        answer: dict[str, Any] = sagemaker.stop_inference_experiment(ModelVariantActions=kept, **named)
        return answer

    return running(
        "inference experiment",
        sandbox,
        found=sagemaker.list_inference_experiments,
        member="InferenceExperiments",
        name="Name",
        status="Status",
        stop=stop,
        delete=sagemaker.delete_inference_experiment,
    )


def components(sagemaker: Any, sandbox: Sandbox) -> Kind:
    """Return inference components, without which an endpoint can be deleted."""
    return owned(
        "inference component",
        sandbox,
        found=sagemaker.list_inference_components,
        member="InferenceComponents",
        name="InferenceComponentName",
        status="InferenceComponentStatus",
        remove=sagemaker.delete_inference_component,
    )


def endpoints(sagemaker: Any, sandbox: Sandbox) -> Kind:
    """Return endpoints, be they in service or not."""
    return owned(
        "endpoint",
        sandbox,
        found=sagemaker.list_endpoints,
        member="Endpoints",
        name="EndpointName",
        status="EndpointStatus",
        remove=sagemaker.delete_endpoint,
    )


def _definitions(sagemaker: Any, sandbox: Sandbox) -> list[Kind]:
    """Return the definitions of monitoring jobs, which are of four kinds."""
    made = {
        "data quality": (
            sagemaker.list_data_quality_job_definitions,
            sagemaker.delete_data_quality_job_definition,
        ),
        "model quality": (
            sagemaker.list_model_quality_job_definitions,
            sagemaker.delete_model_quality_job_definition,
        ),
        "model bias": (
            sagemaker.list_model_bias_job_definitions,
            sagemaker.delete_model_bias_job_definition,
        ),
        "model explainability": (
            sagemaker.list_model_explainability_job_definitions,
            sagemaker.delete_model_explainability_job_definition,
        ),
    }
    return [
        owned(
            f"{what} job definition",
            sandbox,
            found=found,
            member="JobDefinitionSummaries",
            name="MonitoringJobDefinitionName",
            called="JobDefinitionName",
            remove=remove,
        )
        for what, (found, remove) in made.items()
    ]
