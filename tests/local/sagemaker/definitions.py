"""Steps of small pipeline definitions, as the SageMaker SDK writes them."""

from typing import Any

from tests.local.sagemaker.laboratory import ROLE

SCORE = {"Name": "Minimum", "Type": "Float", "DefaultValue": 0.5}


def processing(name: str, *words: Any, **members: Any) -> dict[str, Any]:
    cluster = {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1}
    arguments = {
        "AppSpecification": {"ImageUri": "unused", "ContainerEntrypoint": list(words)},
        "RoleArn": ROLE,
        "ProcessingResources": {"ClusterConfig": cluster},
    }
    return {
        "Name": name,
        "Type": "Processing",
        "Arguments": arguments | members.pop("arguments", {}),
        **members,
    }


def fail(name: str, message: Any) -> dict[str, Any]:
    return {"Name": name, "Type": "Fail", "Arguments": {"ErrorMessage": message}}
