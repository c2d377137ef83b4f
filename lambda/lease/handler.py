"""Entry point: CloudFormation asks for a sandbox's lease, the ledger is changed, and it is answered.

A lease outlives its sandbox until the teardown has ended it: what a student who was dropped from the roster
left running is still watched, and whoever comes back goes on with what is left of the budget, frozen or not.

It is deleted before the role, whose deletion IAM refuses while a policy is attached that CloudFormation does
not know of: the freezing one is detached here, and the one with which a teardown that gave up denies all.
"""

import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from class_ledger.leases import Leases
from custom_resources import answering
from custom_resources.asked import CustomResourceEvent
from lease.settings import LeaseProperties, OwnerProperties, Settings

CALLS = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4})

logger = Logger()


@logger.inject_lambda_context
def handle(event: dict[str, Any], context: LambdaContext) -> None:
    """Answer one request of CloudFormation."""
    del context
    request = CustomResourceEvent.model_validate(event)
    named = request.physical_resource_id or "lease"
    try:
        named = OwnerProperties.model_validate(request.resource_properties).resource
        _change(request)
    except (ValidationError, ClientError, BotoCoreError) as error:
        logger.exception("No lease")
        answering.fail(request, physical_id=named, reason=str(error))
        return
    answering.succeed(request, physical_id=named)


def _change(request: CustomResourceEvent) -> None:
    settings = Settings.from_environ(os.environ)
    leases = Leases(table=boto3.resource("dynamodb", config=CALLS).Table(settings.ledger))
    owner = OwnerProperties.model_validate(request.resource_properties)
    if request.request_type != "Delete":
        leases.put(LeaseProperties.model_validate(request.resource_properties).lease())
        leases.hold_again(owner.class_name, owner.slug)
        return
    for policy in filter(None, (settings.freeze_policy, settings.deny_policy)):
        _detach(role=owner.sandbox, policy=policy)
    gone = leases.forget(owner.class_name, owner.slug)
    logger.info("The sandbox goes", extra={"sandbox": owner.sandbox, "lease_gone": gone})


def _detach(*, role: str, policy: str) -> None:
    try:
        boto3.client("iam", config=CALLS).detach_role_policy(RoleName=role, PolicyArn=policy)
    except ClientError as error:
        # It was never attached, or the role is gone already.
        if error.response["Error"]["Code"] != "NoSuchEntity":
            raise
