"""The committed pipeline definition with one environment's settings as the defaults of its parameters."""

import json
from pathlib import Path
from typing import Any

from config import Environment
from config.instances import local_storage
from stacks.constructs.optional_steps import without_unwanted_steps
from stacks.constructs.transform_engines import transform_defaults

FOLDER = Path(__file__).parents[2] / "model_code" / "pipeline"
FILES = {"own": "definition.json", "prebuilt": "definition-prebuilt.json"}


def pipeline_definition(config: Environment) -> str:
    """Return the definition as JSON; its `${...}` placeholders are for Fn::Sub."""
    definition: dict[str, Any] = json.loads((FOLDER / FILES[config.image]).read_text(encoding="utf-8"))
    without_unwanted_steps(definition, config=config)
    defaults = _defaults(config)
    for parameter in definition["Parameters"]:
        parameter["DefaultValue"] = defaults.get(parameter["Name"], parameter["DefaultValue"])
    for arguments in (step["Arguments"] for step in definition["Steps"] if step["Type"] != "Condition"):
        arguments["StoppingCondition"]["MaxRuntimeInSeconds"] = config.training.max_runtime_seconds
        _drop_refused_key(_instances(arguments), defaults)
    return json.dumps(definition)


def _defaults(config: Environment) -> dict[str, str | float]:
    training = config.training
    return {
        "DataKey": f"datasets/{training.model}/",
        "ModelName": training.model,
        "TargetColumn": training.target,
        "MinimumScore": training.metric_threshold,
        "TrainingInstanceType": training.instance_type,
        "ProcessingInstanceType": training.processing_instance_type,
        **transform_defaults(config),
    }


def _instances(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the part that says what a job runs on."""
    found: dict[str, Any] = (
        arguments.get("ResourceConfig") or arguments["ProcessingResources"]["ClusterConfig"]
    )
    return found


def _drop_refused_key(instances: dict[str, Any], defaults: dict[str, str | float]) -> None:
    """NVMe disks are always encrypted by themselves, and SageMaker refuses a VolumeKmsKeyId for them."""
    chosen = str(defaults[instances["InstanceType"]["Get"].removeprefix("Parameters.")])
    if local_storage(chosen):
        del instances["VolumeKmsKeyId"]
