"""Which kinds are wiped in which stage: the order in which AWS, and the promise to export first, allow it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sandbox_teardown.access import Access
from sandbox_teardown.endpoint_kinds import endpoint_kinds
from sandbox_teardown.job_kinds import job_kinds
from sandbox_teardown.made_kinds import made_kinds
from sandbox_teardown.objects import object_kinds
from sandbox_teardown.other_kinds import (
    alarm_kinds,
    bedrock_kinds,
    budget_kinds,
    log_kinds,
    token_kinds,
)
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.settings import Settings
from sandbox_teardown.stop_kinds import stop_kinds
from sandbox_teardown.studio_kinds import Studio
from sandbox_teardown.thing import Kind

Wiped = Literal[
    "apps",
    "spaces",
    "canvas",
    "endpoints",
    "jobs",
    "made",
    "profiles",
    "objects",
    "logs",
    "keys",
    "roles",
]
STAGES: tuple[Wiped, ...] = get_args(Wiped)
"""In order. The state machine has a state for each, of the same name."""
STOP = "stop"
"""The stage before the export, which wipes nothing."""


@dataclass(frozen=True, kw_only=True)
class Clients:
    """boto3 clients, and the Table of the ledger."""

    sagemaker: Any
    s3: Any
    iam: Any
    apigateway: Any
    logs: Any
    bedrock: Any
    budgets: Any
    cloudwatch: Any
    tagging: Any
    table: Any


def kinds_of(
    clients: Clients, settings: Settings, sandbox: Sandbox, *, key_id: str
) -> Mapping[str, Callable[[], list[Kind]]]:
    """Return what makes the kinds of each stage."""
    studio = Studio(sagemaker=clients.sagemaker, domain_id=settings.domain, sandbox=sandbox)
    access = Access(iam=clients.iam, apigateway=clients.apigateway, sandbox=sandbox, key_id=key_id)
    return {
        STOP: lambda: stop_kinds(clients.sagemaker, studio, sandbox),
        "apps": lambda: [studio.apps()],
        "spaces": lambda: [studio.spaces()],
        "canvas": lambda: [studio.canvas()],
        "endpoints": lambda: endpoint_kinds(clients.sagemaker, sandbox),
        "jobs": lambda: job_kinds(clients.sagemaker, sandbox),
        "made": lambda: [
            *made_kinds(clients.sagemaker, sandbox),
            *(bedrock_kinds(clients.bedrock, sandbox) if settings.bedrock else ()),
        ],
        "profiles": lambda: [studio.profile()],
        "objects": lambda: object_kinds(clients.s3, settings.workspace, sandbox),
        "logs": lambda: [
            *alarm_kinds(clients.cloudwatch, sandbox),
            *log_kinds(clients.logs, settings.domain, sandbox),
        ],
        "keys": lambda: [access.key(), *token_kinds(clients.table, sandbox)],
        # AWS Budgets acts by a role too: where nobody can make one there are none, nor leave to look for any.
        "roles": lambda: (
            [*budget_kinds(clients.budgets, settings.account, sandbox), access.role()]
            if settings.own_roles
            else []
        ),
    }
