"""What keeps track of trainings: MLflow's servers, trials with their components, experiments."""

from dataclasses import replace
from typing import Any

from sandbox_teardown.calls import PAGE, ask, every
from sandbox_teardown.named import Operation, owned
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.thing import Kind, Thing


def tracking_servers(sagemaker: Any, sandbox: Sandbox, *, remove: Operation) -> Kind:
    """Return MLflow's servers; `remove` deletes one, or stops it."""
    return owned(
        "MLflow tracking server",
        sandbox,
        found=sagemaker.list_mlflow_tracking_servers,
        member="TrackingServerSummaries",
        name="TrackingServerName",
        status="TrackingServerStatus",
        remove=remove,
        narrowed="",
    )


def trials(sagemaker: Any, sandbox: Sandbox) -> list[Kind]:
    """Return components of trials, trials and experiments; none of these lists has a filter."""
    made = {
        "trial component": (
            "TrialComponent",
            sagemaker.list_trial_components,
            sagemaker.delete_trial_component,
        ),
        "trial": ("Trial", sagemaker.list_trials, sagemaker.delete_trial),
        "experiment": ("Experiment", sagemaker.list_experiments, sagemaker.delete_experiment),
    }
    components, *others = (
        owned(
            label,
            sandbox,
            found=found,
            member=f"{base}Summaries",
            name=f"{base}Name",
            remove=remove,
            narrowed="",
        )
        for label, (base, found, remove) in made.items()
    )
    return [replace(components, remove=lambda thing: _remove_component(sagemaker, thing)), *others]


def _remove_component(sagemaker: Any, thing: Thing) -> None:
    """Take a component out of its trials first (API reference, DeleteTrialComponent)."""
    component = thing.call["TrialComponentName"]
    for trial in every(sagemaker.list_trials, "TrialSummaries", **PAGE, TrialComponentName=component):
        ask(
            sagemaker.disassociate_trial_component,
            TrialComponentName=component,
            TrialName=trial["TrialName"],
        )
    ask(sagemaker.delete_trial_component, TrialComponentName=component)
