"""AWS::Bedrock::ApplicationInferenceProfile: kept by the emulator's Bedrock, by name and tags."""

from local import aws
from local.cloudformation.handlers import Created, Properties, register
from local.cloudformation.provision import recorded


def install() -> None:
    """Register application inference profiles; any change but of tags makes another."""
    register(
        "AWS::Bedrock::ApplicationInferenceProfile",
        provision=recorded("a name for a model; the stand-in answers for the model itself"),
        create=_create,
        update=_update,
        delete=_delete,
        replaced_by=("InferenceProfileName", "Description", "ModelSource"),
    )


def _create(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, stack
    made = aws.client("bedrock").create_inference_profile(
        inferenceProfileName=properties["InferenceProfileName"],
        description=properties.get("Description", "-"),
        modelSource={"copyFrom": properties["ModelSource"]["CopyFrom"]},
        tags=[{"key": tag["Key"], "value": tag["Value"]} for tag in properties.get("Tags", [])],
    )
    arn = made["inferenceProfileArn"]
    id_ = arn.rpartition("/")[2]
    return id_, {
        "InferenceProfileArn": arn,
        "InferenceProfileId": id_,
        "InferenceProfileIdentifier": id_,
        "Status": "ACTIVE",
        "Type": "APPLICATION",
    }


def _update(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    _delete(physical_id, old)
    return _create("", new, stack)


def _delete(physical_id: str, properties: Properties) -> None:
    del properties
    client = aws.client("bedrock")
    try:
        client.delete_inference_profile(inferenceProfileIdentifier=physical_id)
    except client.exceptions.ResourceNotFoundException:
        return  # a teardown has deleted it
