"""Entry point: CloudFormation deletes, the domain or what one user owns in it is emptied, and it is answered.

Only a Delete deletes: an update that removes a user may be rolled back, and CloudFormation asks for the
deletions of an update once it has succeeded.

An app may take longer to go than a function may run. So a round that runs out of time hands the same request
to a new invocation of itself, until the time that CloudFormation waits is nearly over.
"""

import json
import time
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from custom_resources import answering
from custom_resources.asked import CustomResourceEvent
from studio_cleanup.aws import Apps, Profiles, Spaces
from studio_cleanup.core import Report, Stage, clean
from studio_cleanup.file_systems import FileSystems
from studio_cleanup.settings import DomainProperties, OwnerProperties, read

PATIENCE_SECONDS = 3300.0
"""From the first round on. CloudFormation waits 3,600 s at most (ServiceTimeout)."""
RESERVE_SECONDS = 30.0
"""Of each invocation, to answer or to hand on."""
DEADLINE = "CleanupDeadline"
"""Seconds since the epoch; added to the request that is handed on."""

logger = Logger()


@logger.inject_lambda_context
def handle(event: dict[str, Any], context: LambdaContext) -> None:
    """Answer one request of CloudFormation. Creating and updating only name the domain."""
    request = CustomResourceEvent.model_validate(event)
    named = request.physical_resource_id or "studio-cleanup"
    try:
        properties = read(request.resource_properties)
        named = properties.resource
        if request.request_type == "Delete":
            _empty(event, request, properties, context, named=named)
            return
    except (ValidationError, ClientError, BotoCoreError) as error:
        logger.exception("The domain is not empty")
        answering.fail(request, physical_id=named, reason=str(error))
        return
    answering.succeed(request, physical_id=named)


def _empty(
    event: dict[str, Any],
    request: CustomResourceEvent,
    properties: DomainProperties | OwnerProperties,
    context: LambdaContext,
    *,
    named: str,
) -> None:
    deadline = float(event.get(DEADLINE, time.time() + PATIENCE_SECONDS))

    def seconds_left() -> float:
        here = context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS
        return min(here, deadline - time.time())

    report = clean(_stages(properties), seconds_left=seconds_left, sleep=time.sleep)
    left = report.failures | report.waiting
    logger.info("Emptied what could be", extra={"failures": report.failures, "waiting": report.waiting})
    if report.waiting and deadline - time.time() > RESERVE_SECONDS:
        _hand_on(event | {DEADLINE: deadline}, context)
    elif left:
        answering.fail(request, physical_id=named, reason=_told(properties, report))
    else:
        answering.succeed(request, physical_id=named)


def _stages(properties: DomainProperties | OwnerProperties) -> list[Stage]:
    sagemaker, domain = boto3.client("sagemaker"), properties.domain_id
    if isinstance(properties, OwnerProperties):
        owner = properties.owner
        return [
            Apps(sagemaker=sagemaker, domain_id=domain, owner=owner),
            Spaces(sagemaker=sagemaker, domain_id=domain, owner=owner),
        ]
    stages: list[Stage] = [
        Apps(sagemaker=sagemaker, domain_id=domain),
        Spaces(sagemaker=sagemaker, domain_id=domain),
        Profiles(sagemaker=sagemaker, domain_id=domain, owned=properties.profiles),
    ]
    if properties.remove_file_system:
        stages.append(FileSystems(efs=boto3.client("efs"), domain_arn=properties.domain_arn))
    return stages


def _hand_on(event: dict[str, Any], context: LambdaContext) -> None:
    boto3.client("lambda").invoke(
        FunctionName=context.invoked_function_arn, InvocationType="Event", Payload=json.dumps(event).encode()
    )


def _told(properties: DomainProperties | OwnerProperties, report: Report) -> str:
    """Name everything first: a long reason is cut at its end."""
    left = report.failures | report.waiting
    reasons = "; ".join(f"{label}: {reason}" for label, reason in left.items())
    return (
        f"Not deleted in {properties.place}: {', '.join(left)}. Delete them by hand or remove what stops "
        f"it, then {_next_step(properties)}. {reasons}"
    )


def _next_step(properties: DomainProperties | OwnerProperties) -> str:
    """Say what comes after: an update goes on without what it could not delete, and will not try again."""
    if isinstance(properties, OwnerProperties):
        return "delete the stack again, or after an update the user's profile: it costs money until then"
    return "delete the stack again"
