"""Custom::InferenceImage: recorded. No Docker here: the model server runs from the working tree."""

import hashlib

from local.cloudformation.handlers import Created, Properties, register
from local.cloudformation.provision import declare, recorded


def install() -> None:
    """Answer the custom resource in place of its function, which would start a CodeBuild build."""
    register(
        "Custom::InferenceImage",
        provision=recorded("not built: serve.py runs from model_code/"),
        create=_create,
        update=_update,
        delete=_delete,
    )
    declare("AWS::CodeBuild::Project", recorded("described, never builds"))
    declare("AWS::ECR::Repository", recorded("described, holds no image"))


def _create(logical_id: str, properties: Properties, stack: str) -> Created:
    """Return addresses in the repository, with hashes of the sources in place of the images' digests."""
    del logical_id, stack
    address = f"{properties['RepositoryUri']}@sha256:{properties['ImageTag']}"
    jobs = hashlib.sha256(properties["JobsImageTag"].encode()).hexdigest()
    return address, {"ImageUri": address, "JobsImageUri": f"{properties['RepositoryUri']}@sha256:{jobs}"}


def _update(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    del physical_id, old
    return _create("", new, stack)


def _delete(physical_id: str, properties: Properties) -> None:
    del physical_id, properties
