"""What the queue delivers: the id of a job, or SageMaker's word that an asynchronous inference has ended."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

from job_store.ids import ID_PATTERN
from prediction_jobs.message import read_message


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


class Place(_Told):
    """Where SageMaker has put what the model answered."""

    output_location: str | None = None


class Notification(_Told):
    """What SageMaker publishes (SageMaker guide, "Check prediction results"); we read no more of it."""

    invocation_status: str
    inference_id: Annotated[str, StringConstraints(pattern=ID_PATTERN)]
    response_parameters: Annotated[Place, Field(default_factory=Place)]


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One message: which job it is about, how often it was received, and of which queue it is."""

    job_id: str
    notification: Notification | None
    message_id: str
    receipt: str
    received: int
    queue_arn: str


class PoisonError(Exception):
    """The message is none that we or SageMaker write; it ends in the dead-letter queue, where people look."""


def read_delivery(record: Mapping[str, Any]) -> Delivery:
    """Read one record of an SQS event (Lambda guide, "Using Lambda with Amazon SQS")."""
    job_id, notification = _read_body(record["body"])
    return Delivery(
        job_id=job_id,
        notification=notification,
        message_id=record["messageId"],
        receipt=record["receiptHandle"],
        received=int(record["attributes"]["ApproximateReceiveCount"]),
        queue_arn=record["eventSourceARN"],
    )


def _read_body(body: str) -> tuple[str, Notification | None]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise PoisonError("the message is not JSON") from error
    if (id_ := read_message(document)) is not None:
        return id_, None
    try:
        notification = Notification.model_validate(document)
    except ValidationError as error:
        raise PoisonError("the message is neither a job nor a notification") from error
    return notification.inference_id, notification
