"""What a student made and what runs no more by itself: models, pipelines, groups, notebooks."""

from typing import Any

from sandbox_teardown.named import Operation, owned, running
from sandbox_teardown.package_kinds import packages
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.thing import Kind
from sandbox_teardown.tracking_kinds import tracking_servers, trials


def made_kinds(sagemaker: Any, sandbox: Sandbox) -> list[Kind]:
    """Return them, what is in something else before it."""
    return [
        notebooks(sagemaker, sandbox),
        _pipelines(sagemaker, sandbox),
        packages(sagemaker, sandbox),
        *(
            owned(label, sandbox, found=found, member=member, name=name, remove=remove)
            for label, (found, member, remove, name) in _plain(sagemaker).items()
        ),
        owned(
            "feature group",
            sandbox,
            found=sagemaker.list_feature_groups,
            member="FeatureGroupSummaries",
            name="FeatureGroupName",
            status="FeatureGroupStatus",
            remove=sagemaker.delete_feature_group,
        ),
        tracking_servers(sagemaker, sandbox, remove=sagemaker.delete_mlflow_tracking_server),
        *trials(sagemaker, sandbox),
    ]


def _plain(sagemaker: Any) -> dict[str, tuple[Operation, str, Operation, str]]:
    """Return lists, their members with the records, deletions and the members with the names, by label."""
    return {
        "model": (sagemaker.list_models, "Models", sagemaker.delete_model, "ModelName"),
        "model package group": (
            sagemaker.list_model_package_groups,
            "ModelPackageGroupSummaryList",
            sagemaker.delete_model_package_group,
            "ModelPackageGroupName",
        ),
        "model card": (
            sagemaker.list_model_cards,
            "ModelCardSummaries",
            sagemaker.delete_model_card,
            "ModelCardName",
        ),
        "algorithm": (
            sagemaker.list_algorithms,
            "AlgorithmSummaryList",
            sagemaker.delete_algorithm,
            "AlgorithmName",
        ),
        "notebook lifecycle configuration": (
            sagemaker.list_notebook_instance_lifecycle_configs,
            "NotebookInstanceLifecycleConfigs",
            sagemaker.delete_notebook_instance_lifecycle_config,
            "NotebookInstanceLifecycleConfigName",
        ),
        "code repository": (
            sagemaker.list_code_repositories,
            "CodeRepositorySummaryList",
            sagemaker.delete_code_repository,
            "CodeRepositoryName",
        ),
        "Studio lifecycle configuration": (
            sagemaker.list_studio_lifecycle_configs,
            "StudioLifecycleConfigs",
            sagemaker.delete_studio_lifecycle_config,
            "StudioLifecycleConfigName",
        ),
        "app image configuration": (
            sagemaker.list_app_image_configs,
            "AppImageConfigs",
            sagemaker.delete_app_image_config,
            "AppImageConfigName",
        ),
        "image": (sagemaker.list_images, "Images", sagemaker.delete_image, "ImageName"),
        "hub": (sagemaker.list_hubs, "HubSummaries", sagemaker.delete_hub, "HubName"),
    }


def notebooks(sagemaker: Any, sandbox: Sandbox) -> Kind:
    """Return notebook instances, which are stopped before they are deleted."""
    return running(
        "notebook instance",
        sandbox,
        found=sagemaker.list_notebook_instances,
        member="NotebookInstances",
        name="NotebookInstanceName",
        status="NotebookInstanceStatus",
        stop=sagemaker.stop_notebook_instance,
        delete=sagemaker.delete_notebook_instance,
    )


def _pipelines(sagemaker: Any, sandbox: Sandbox) -> Kind:
    return owned(
        "pipeline",
        sandbox,
        found=sagemaker.list_pipelines,
        member="PipelineSummaries",
        name="PipelineName",
        remove=sagemaker.delete_pipeline,
        narrowed="PipelineNamePrefix",
    )
