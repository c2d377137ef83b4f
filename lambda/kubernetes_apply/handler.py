"""Entry point: CloudFormation asks, the cluster is asked, and CloudFormation is answered in every case."""

import os
import time
from functools import partial
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError
from pydantic import ValidationError

from custom_resources import answering
from custom_resources.asked import CustomResourceEvent
from kubernetes_apply.core import ApplyError, Patience, apply, dropped, remove
from kubernetes_apply.server import ApiServer
from kubernetes_apply.settings import Cluster, ManifestProperties
from kubernetes_apply.token import token

RESERVE_SECONDS = 20.0
"""Of the function's time, to answer CloudFormation."""
OLD = "OldResourceProperties"
"""What an update had before (CloudFormation guide, custom resource request objects)."""

logger = Logger()


@logger.inject_lambda_context
def handle(event: dict[str, Any], context: LambdaContext) -> None:
    """Answer one request of CloudFormation."""
    request = CustomResourceEvent.model_validate(event)
    named = request.physical_resource_id or "kubernetes"
    try:
        properties = ManifestProperties.model_validate(request.resource_properties)
        named = properties.resource
        _do(request, properties, before=event.get(OLD), context=context)
    except (ApplyError, ValidationError, BotoCoreError) as error:
        logger.exception("The cluster is not as it was asked for")
        answering.fail(request, physical_id=named, reason=str(error))
        return
    answering.succeed(request, physical_id=named)


def _do(
    request: CustomResourceEvent,
    properties: ManifestProperties,
    *,
    before: dict[str, Any] | None,
    context: LambdaContext,
) -> None:
    server, objects = _server(), properties.objects
    patience = Patience(
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS,
        sleep=time.sleep,
    )
    if request.request_type == "Delete":
        remove(objects, server=server, patience=patience)
        return
    apply(objects, server=server, patience=patience)
    if before:
        old = ManifestProperties.model_validate(before).objects
        remove(dropped(old, objects), server=server, patience=patience)


def _server() -> ApiServer:
    cluster = Cluster.from_environ(os.environ)
    session = boto3.session.Session()
    return ApiServer(
        endpoint=cluster.endpoint,
        certificate_authority=cluster.certificate_authority,
        token=partial(token, session, cluster=cluster.name, region=cluster.region),
    )
