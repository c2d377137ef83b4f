"""Operations that are the same for every kind of record: Create, Describe, List, Delete and tags."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict

from local.sagemaker.errors import ServiceError
from local.sagemaker.listing import listed
from local.sagemaker.operations import MODEL, Answer, Request, operation
from local.sagemaker.records import Record, records


class Kind(BaseModel):
    """A kind of SageMaker resource, in the service model's words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """As in `Describe<name>`, for example `TrainingJob`."""
    identifier: str
    """The member of the requests that names one, for example `TrainingJobName`."""
    resource: str
    """The resource part of its ARN, for example `training-job`."""
    at_creation: dict[str, Any] = {}
    """Members that a new record gets, for example its status."""


def generic(kind: Kind, *, verbs: Iterable[str] = ("Create", "Describe", "List", "Delete")) -> None:
    """Register the plain operations of a kind: records are kept, described, listed, forgotten."""
    registrars = {"Create": _create, "Describe": _describe, "List": _list, "Delete": _delete}
    for verb in verbs:
        registrars[verb](kind)


def new_record(kind: Kind, request: Request) -> Record:
    """Keep a record of `kind` made of the request, with its ARN and first members."""
    name = request[kind.identifier]
    arn = records.arn(kind.resource, name)
    return records.create(kind.name, name, {**request, f"{kind.name}Arn": arn, **kind.at_creation})


def _create(kind: Kind) -> None:
    operation(f"Create{kind.name}")(lambda request: new_record(kind, request))


def _describe(kind: Kind) -> None:
    operation(f"Describe{kind.name}")(lambda request: records.get(kind.name, _name(kind, request)))


def _list(kind: Kind) -> None:
    name = f"List{kind.name}s"

    def answer(request: Request) -> Answer:
        return listed(model=MODEL.operation_model(name), found=records.list(kind.name), request=request)

    operation(name)(answer)


def _delete(kind: Kind) -> None:
    operation(f"Delete{kind.name}")(lambda request: records.delete(kind.name, _name(kind, request)))


def _name(kind: Kind, request: Request) -> str:
    """Return a name, or the name at the end of an ARN: some operations take either."""
    return str(request[kind.identifier]).rsplit("/", 1)[-1]


@operation("AddTags")
def add_tags(request: Request) -> Answer:
    """Set tags on any record, by its ARN."""
    kind, name = records.find(request["ResourceArn"])
    tags = _tags(kind, name) | {tag["Key"]: tag["Value"] for tag in request["Tags"]}
    return _keep(kind, name, tags)


@operation("DeleteTags")
def delete_tags(request: Request) -> Answer:
    """Remove tags by key; unknown keys are ignored, as on AWS."""
    kind, name = records.find(request["ResourceArn"])
    _keep(
        kind, name, {key: value for key, value in _tags(kind, name).items() if key not in request["TagKeys"]}
    )
    return {}


@operation("ListTags")
def list_tags(request: Request) -> Answer:
    """Return the tags of any record, by its ARN."""
    kind, name = records.find(request["ResourceArn"])
    return {"Tags": records.get(kind, name).get("Tags", [])}


def _tags(kind: str, name: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in records.get(kind, name).get("Tags", [])}


def _keep(kind: str, name: str, tags: dict[str, str]) -> Answer:
    if len(tags) > 50:  # https://docs.aws.amazon.com/general/latest/gr/aws_tagging.html
        raise ServiceError(message="A resource has at most 50 tags.")
    kept = [{"Key": key, "Value": value} for key, value in tags.items()]
    records.update(kind, name, Tags=kept)
    return {"Tags": kept}
