"""What a deployed class shares, as its stack's outputs say: the ledger's table and the door."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from cli import terminal
from cli.target import Target
from config.roster import Roster


def ledger(target: Target, roster: Roster) -> Any:
    """Return the class's ledger as a boto3 Table."""
    return target.table(_output(target, roster, "LedgerTableName"))


def guard(target: Target, roster: Roster) -> str:
    """Return the name of the class's guard, a function."""
    return _output(target, roster, "GuardFunctionName")


def door(target: Target, roster: Roster) -> str:
    """Return the address where the class signs in."""
    if not target.local:
        return _output(target, roster, "PortalUrl")
    api, endpoint = _output(target, roster, "PortalApiId"), target.variables["AWS_ENDPOINT_URL"]
    return f"{endpoint}/restapis/{api}/{target.environment}/_user_request_/sign-in"


def _output(target: Target, roster: Roster, name: str) -> str:
    try:
        outputs = target.outputs(f"Class-{roster.name}")
    except ClientError as error:
        if "does not exist" not in error.response["Error"]["Message"]:
            raise
        outputs = {}
    if name not in outputs:
        verb = f"local up --env {target.environment}" if target.local else f"deploy {target.environment}"
        terminal.stop(f"the class {roster.name} is not deployed", hint=f"Deploy it: ./lab2api {verb}")
    return outputs[name]
