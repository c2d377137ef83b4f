"""SageMaker's lists that the residue search reads: more than what is wiped, as anything may be left."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from sandbox_teardown.searched import Operation, Searched


def lists_of_sagemaker(client: Any) -> Iterator[Searched]:
    """Yield them: jobs first."""
    for name, found, resource, kept in (
        ("TrainingJob", client.list_training_jobs, "training-job", False),
        ("ProcessingJob", client.list_processing_jobs, "processing-job", False),
        (
            "HyperParameterTuningJob",
            client.list_hyper_parameter_tuning_jobs,
            "hyper-parameter-tuning-job",
            False,
        ),
        ("CompilationJob", client.list_compilation_jobs, "compilation-job", False),
        ("OptimizationJob", client.list_optimization_jobs, "optimization-job", False),
        ("TransformJob", client.list_transform_jobs, "transform-job", True),
        ("AutoMLJob", client.list_auto_ml_jobs, "automl-job", True),
    ):
        yield _job(name, found, f"{name}Summaries", resource=resource, kept=kept)
    yield _job("LabelingJob", client.list_labeling_jobs, "LabelingJobSummaryList", resource="labeling-job")
    yield _job(
        "InferenceRecommendationsJob",
        client.list_inference_recommendations_jobs,
        "InferenceRecommendationsJobs",
        resource="inference-recommendations-job",
        name="JobName",
    )
    for resource, (found, member, name) in _others(client).items():
        yield Searched(
            what=name.removesuffix("Name"), found=found, member=member, name=name, resource=resource
        )
    yield from _unfiltered(client)
    # Nothing here deletes these: their ARNs have ids, by which no policy could tell whose they are.
    clusters, apps = client.list_clusters, client.list_mlflow_apps
    yield Searched(what="Cluster", found=clusters, member="ClusterSummaries", name="ClusterName")
    yield Searched(what="MlflowApp", found=apps, member="Summaries", name="Name", narrowed="")


def _job(
    what: str, found: Operation, member: str, *, resource: str, name: str = "", kept: bool = True
) -> Searched:
    return Searched(
        what=what,
        found=found,
        member=member,
        name=name or f"{what}Name",
        resource=resource,
        is_job=True,
        kept=kept,
    )


def _unfiltered(client: Any) -> Iterator[Searched]:
    """Yield what lists by other filters than the others', or by none; and packages that are in no group.

    Those in one have a number in place of a name, and keep the group, which is found.
    """
    yield Searched(
        what="ModelPackage",
        found=partial(client.list_model_packages, ModelPackageType="Unversioned"),
        member="ModelPackageSummaryList",
        name="ModelPackageName",
        resource="model-package",
    )
    yield Searched(
        what="InferenceExperiment",
        found=client.list_inference_experiments,
        member="InferenceExperiments",
        name="Name",
        resource="inference-experiment",
    )
    yield Searched(
        what="Pipeline",
        found=client.list_pipelines,
        member="PipelineSummaries",
        name="PipelineName",
        resource="pipeline",
        narrowed="PipelineNamePrefix",
    )
    for what, found, member, resource in (
        (
            "TrackingServer",
            client.list_mlflow_tracking_servers,
            "TrackingServerSummaries",
            "mlflow-tracking-server",
        ),
        (
            "TrialComponent",
            client.list_trial_components,
            "TrialComponentSummaries",
            "experiment-trial-component",
        ),
        ("Trial", client.list_trials, "TrialSummaries", "experiment-trial"),
        ("Experiment", client.list_experiments, "ExperimentSummaries", "experiment"),
    ):
        yield Searched(
            what=what, found=found, member=member, name=f"{what}Name", resource=resource, narrowed=""
        )


def _others(client: Any) -> dict[str, tuple[Operation, str, str]]:
    """Return lists, the members that have their records and the names in them, by the kind in ARNs."""
    definitions = {
        "data-quality": client.list_data_quality_job_definitions,
        "model-quality": client.list_model_quality_job_definitions,
        "model-bias": client.list_model_bias_job_definitions,
        "model-explainability": client.list_model_explainability_job_definitions,
    }
    made = {
        "endpoint": (client.list_endpoints, "Endpoints"),
        "endpoint-config": (client.list_endpoint_configs, "EndpointConfigs"),
        "inference-component": (client.list_inference_components, "InferenceComponents"),
        "monitoring-schedule": (client.list_monitoring_schedules, "MonitoringScheduleSummaries"),
        "model": (client.list_models, "Models"),
        "model-package-group": (client.list_model_package_groups, "ModelPackageGroupSummaryList"),
        "model-card": (client.list_model_cards, "ModelCardSummaries"),
        "algorithm": (client.list_algorithms, "AlgorithmSummaryList"),
        "feature-group": (client.list_feature_groups, "FeatureGroupSummaries"),
        "notebook-instance": (client.list_notebook_instances, "NotebookInstances"),
        "notebook-instance-lifecycle-config": (
            client.list_notebook_instance_lifecycle_configs,
            "NotebookInstanceLifecycleConfigs",
        ),
        "code-repository": (client.list_code_repositories, "CodeRepositorySummaryList"),
        "studio-lifecycle-config": (client.list_studio_lifecycle_configs, "StudioLifecycleConfigs"),
        "app-image-config": (client.list_app_image_configs, "AppImageConfigs"),
        "image": (client.list_images, "Images"),
        "hub": (client.list_hubs, "HubSummaries"),
    }
    plain = {kind: (found, member, f"{_camel(kind)}Name") for kind, (found, member) in made.items()}
    return plain | {
        f"{what}-job-definition": (found, "JobDefinitionSummaries", "MonitoringJobDefinitionName")
        for what, found in definitions.items()
    }


def _camel(kind: str) -> str:
    """Return a kind as members of the API write it: `endpoint-config` is `EndpointConfig`."""
    return kind.replace("-", " ").title().replace(" ", "")
