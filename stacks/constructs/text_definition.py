"""The committed definition of the text classifier's pipeline, with one environment's settings in it."""

import json
from typing import Any

from config import Environment
from config.instances import local_storage
from config.text_training import TextTraining
from stacks.constructs.pipeline_definition import FOLDER

FILE = "definition-text.json"
OF_AWS_CONTAINER = {
    "SAGEMAKER_PROGRAM": "inference.py",
    "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
}
"""What AWS's containers need to be told to serve; our own image knows."""


def text_definition(config: Environment, text: TextTraining) -> str:
    """Return the definition as JSON; its `${...}` placeholders are for Fn::Sub."""
    definition: dict[str, Any] = json.loads((FOLDER / FILE).read_text(encoding="utf-8"))
    defaults = _defaults(text)
    for parameter in definition["Parameters"]:
        parameter["DefaultValue"] = defaults.get(parameter["Name"], parameter["DefaultValue"])
    steps = {step["Name"]: step["Arguments"] for step in definition["Steps"]}
    _train(steps["Train"], text)
    for name in ("Wheels", "Evaluate"):
        if local_storage(text.processing_instance_type):
            del steps[name]["ProcessingResources"]["ClusterConfig"]["VolumeKmsKeyId"]
    steps["Evaluate"]["NetworkConfig"]["EnableNetworkIsolation"] = text.network_isolation
    if config.image == "prebuilt":
        # What tells Train to put wheels into the model: AWS's container for CPUs may have another Python.
        del steps["Train"]["Environment"]
        (register,) = steps["GoodEnough"]["IfSteps"]
        (container,) = register["Arguments"]["InferenceSpecification"]["Containers"]
        container["Environment"] |= OF_AWS_CONTAINER
    return json.dumps(definition)


def _defaults(text: TextTraining) -> dict[str, str | float]:
    return {
        "DataKey": f"datasets/{text.model}/",
        "ModelName": text.model,
        "MinimumScore": text.minimum_score,
        "TrainingInstanceType": text.instance_type,
        "TrainingInstanceCount": text.instance_count,
        "ProcessingInstanceType": text.processing_instance_type,
        "Size": text.size,
        "Epochs": text.epochs,
    }


def _train(arguments: dict[str, Any], text: TextTraining) -> None:
    """Say where the machines come from, and take out what the settings do not ask for."""
    resources, limits = arguments["ResourceConfig"], arguments["StoppingCondition"]
    arguments["EnableNetworkIsolation"] = text.network_isolation
    arguments["EnableInterContainerTrafficEncryption"] = text.encrypt_between_hosts
    limits["MaxRuntimeInSeconds"] = text.max_runtime_seconds
    if text.spot:
        limits["MaxWaitTimeInSeconds"] = text.spot.max_wait_seconds
    else:
        del arguments["EnableManagedSpotTraining"], limits["MaxWaitTimeInSeconds"]
    if text.warm_pool_seconds:
        resources["KeepAlivePeriodInSeconds"] = text.warm_pool_seconds
    else:
        del resources["KeepAlivePeriodInSeconds"]
    if not text.training_plan:
        del resources["TrainingPlanArn"]
    if text.local_storage:
        # NVMe disks are always encrypted by themselves, and SageMaker refuses a VolumeKmsKeyId for them.
        del resources["VolumeKmsKeyId"]
