"""Experiments, their trials, and components of trials: recorded. What is in something goes before it."""

from local.sagemaker.errors import ServiceError
from local.sagemaker.kinds import Kind, generic
from local.sagemaker.listing import listed
from local.sagemaker.operations import MODEL, Answer, Request, operation
from local.sagemaker.records import records

EXPERIMENT = Kind(name="Experiment", identifier="ExperimentName", resource="experiment")
TRIAL = Kind(name="Trial", identifier="TrialName", resource="experiment-trial")
COMPONENT = Kind(
    name="TrialComponent", identifier="TrialComponentName", resource="experiment-trial-component"
)
_TRIALS = "_trials"

generic(EXPERIMENT, verbs=("Create", "Describe", "List"))
generic(TRIAL, verbs=("Create", "Describe"))
generic(COMPONENT, verbs=("Create", "Describe", "List"))


@operation("AssociateTrialComponent")
def associate(request: Request) -> Answer:
    """Put a component into a trial."""
    trial, component = _pair(request)
    trials = {*component.get(_TRIALS, ()), request["TrialName"]}
    records.update("TrialComponent", request["TrialComponentName"], **{_TRIALS: sorted(trials)})
    return trial | component


@operation("DisassociateTrialComponent")
def disassociate(request: Request) -> Answer:
    """Take a component out of a trial."""
    trial, component = _pair(request)
    trials = {*component.get(_TRIALS, ())} - {request["TrialName"]}
    records.update("TrialComponent", request["TrialComponentName"], **{_TRIALS: sorted(trials)})
    return trial | component


@operation("ListTrials")
def list_trials(request: Request) -> Answer:
    """Return trials: all, of an experiment, or those that have a component."""
    found = records.list("Trial")
    if "ExperimentName" in request:
        found = [trial for trial in found if trial["ExperimentName"] == request["ExperimentName"]]
    if "TrialComponentName" in request:
        within = records.get("TrialComponent", request["TrialComponentName"]).get(_TRIALS, ())
        found = [trial for trial in found if trial["TrialName"] in within]
    return listed(model=MODEL.operation_model("ListTrials"), found=found, request=request)


@operation("DeleteTrialComponent")
def delete_component(request: Request) -> Answer:
    """Forget a component that is in no trial."""
    if records.get("TrialComponent", request["TrialComponentName"]).get(_TRIALS):
        raise ServiceError(message="The trial component is associated with trials.")
    return records.delete("TrialComponent", request["TrialComponentName"])


@operation("DeleteTrial")
def delete_trial(request: Request) -> Answer:
    """Forget a trial without components."""
    name = request["TrialName"]
    if any(name in component.get(_TRIALS, ()) for component in records.list("TrialComponent")):
        raise ServiceError(message="The trial has trial components.")
    return records.delete("Trial", name)


@operation("DeleteExperiment")
def delete_experiment(request: Request) -> Answer:
    """Forget an experiment without trials."""
    name = request["ExperimentName"]
    if any(trial["ExperimentName"] == name for trial in records.list("Trial")):
        raise ServiceError(message="The experiment has trials.")
    return records.delete("Experiment", name)


def _pair(request: Request) -> tuple[Answer, Answer]:
    return records.get("Trial", request["TrialName"]), records.get(
        "TrialComponent", request["TrialComponentName"]
    )
