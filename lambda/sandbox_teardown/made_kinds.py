"""What a student made and what runs no more by itself: models, pipelines, groups, trials, notebooks."""

from collections.abc import Iterator
from typing import Any

from sandbox_teardown.calls import PAGE, ask, every
from sandbox_teardown.named import owned, running
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.thing import Kind, Thing


def made_kinds(sagemaker: Any, sandbox: Sandbox) -> list[Kind]:
    """Return them, what is in something else before it."""
    plain = {
        # label: list, member with the records, deletion, member with the name
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
    return [
        notebooks(sagemaker, sandbox),
        _pipelines(sagemaker, sandbox),
        _packages(sagemaker, sandbox),
        *(
            owned(label, sandbox, found=found, member=member, name=name, remove=remove)
            for label, (found, member, remove, name) in plain.items()
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
        owned(
            "MLflow tracking server",
            sandbox,
            found=sagemaker.list_mlflow_tracking_servers,
            member="TrackingServerSummaries",
            name="TrackingServerName",
            status="TrackingServerStatus",
            remove=sagemaker.delete_mlflow_tracking_server,
            narrowed="",
        ),
        *_tracked(sagemaker, sandbox),
    ]


def _tracked(sagemaker: Any, sandbox: Sandbox) -> list[Kind]:
    """Return trials and what is in them; none of these lists has a filter."""
    made = {
        "trial component": (
            sagemaker.list_trial_components,
            "TrialComponent",
            sagemaker.delete_trial_component,
        ),
        "trial": (sagemaker.list_trials, "Trial", sagemaker.delete_trial),
        "experiment": (sagemaker.list_experiments, "Experiment", sagemaker.delete_experiment),
    }

    def of_a_trial(thing: Thing) -> None:
        """Take a component out of its trials first (API reference, DeleteTrialComponent)."""
        component = thing.call["TrialComponentName"]
        for trial in every(sagemaker.list_trials, "TrialSummaries", **PAGE, TrialComponentName=component):
            ask(
                sagemaker.disassociate_trial_component,
                TrialComponentName=component,
                TrialName=trial["TrialName"],
            )
        ask(sagemaker.delete_trial_component, TrialComponentName=component)

    kinds = [
        owned(
            label,
            sandbox,
            found=found,
            member=f"{base}Summaries",
            name=f"{base}Name",
            remove=remove,
            narrowed="",
        )
        for label, (found, base, remove) in made.items()
    ]
    return [Kind(label=kinds[0].label, left=kinds[0].left, remove=of_a_trial), *kinds[1:]]


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


def _packages(sagemaker: Any, sandbox: Sandbox) -> Kind:
    """Return versions of the student's groups, which keep the groups, and packages without one."""

    def left() -> Iterator[Thing]:
        found, named = sagemaker.list_model_packages, {"NameContains": sandbox.name}
        yield from _named(every(found, "ModelPackageSummaryList", **PAGE, **named), sandbox)
        groups = every(sagemaker.list_model_package_groups, "ModelPackageGroupSummaryList", **PAGE, **named)
        for group in groups:
            name = group["ModelPackageGroupName"]
            if sandbox.owns(name):
                yield from _named(
                    every(found, "ModelPackageSummaryList", **PAGE, ModelPackageGroupName=name), sandbox
                )

    return Kind(
        label="model package",
        left=left,
        remove=lambda thing: ask(sagemaker.delete_model_package, **thing.call),
    )


def _named(packages: Iterator[dict[str, Any]], sandbox: Sandbox) -> Iterator[Thing]:
    for package in packages:
        arn = package["ModelPackageArn"]
        name = arn.partition(":model-package/")[2]
        if sandbox.owns(name):
            yield Thing(name=name, status=package["ModelPackageStatus"], call={"ModelPackageName": arn})
