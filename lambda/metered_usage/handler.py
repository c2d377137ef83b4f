"""Entry point: CloudWatch Logs delivers metered lines of the AI functions."""

import json
import os
from datetime import UTC, datetime
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from class_ledger.leases import Leases
from metered_usage.intake import Intake, over
from metered_usage.lines import by_key, unpack, uses
from metered_usage.settings import Settings

logger = Logger()


@logger.inject_lambda_context
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Count a delivery. Raised, it is delivered again; other clients of the API are none of this class's."""
    del context
    settings = Settings.from_environ(os.environ)
    table = boto3.resource("dynamodb").Table(settings.table)
    leases, intake = Leases(table=table), Intake(table=table, now=lambda: datetime.now(tz=UTC))
    found = by_key(list(uses(unpack(event))))
    owners = {lease.api_key_id: lease for lease in leases.all(settings.class_name)} if found else {}
    used = {key: lines for key, lines in found.items() if key in owners}
    counted = sum(intake.add(owners[key], lines) for key, lines in used.items())
    after = [leases.get(settings.class_name, owners[key].slug) for key in used]
    if any(lease and over(lease) for lease in after):
        boto3.client("lambda").invoke(
            FunctionName=settings.guard, InvocationType="Event", Payload=json.dumps({"kind": "over"})
        )
    logger.info("Counted", extra={"students": counted, "others": len(found) - len(used)})
    return {"students": counted}
