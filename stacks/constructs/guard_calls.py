"""When the guard runs: each minute, and at once when something of the class's begins or changes."""

import json
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from constructs import Construct

from config.roster import Roster
from stacks.constructs.function import PlatformFunction

EVENTS = "events.amazonaws.com"
STATES = tuple(
    f"SageMaker {kind} State Change"
    for kind in ("Training Job", "Processing Job", "Transform Job", "HyperParameter Tuning Job", "Endpoint")
)
"""SageMaker guide, automating SageMaker with EventBridge."""
KINDS = ("training-job", "processing-job", "transform-job", "hyper-parameter-tuning-job", "endpoint")


class GuardCalls(Construct):
    """Events are hints: the guard looks at everything, whatever woke it, and not twice within 20 seconds.

    The second needs a trail in the account (CloudTrail guide): without one the minute is soon enough.
    """

    def __init__(self, scope: Construct, id: str, *, roster: Roster, function: PlatformFunction) -> None:
        super().__init__(scope, id)
        self._function = function
        self._rule("Minute", kind="tick", schedule_expression="rate(1 minute)")
        self._rule("Changes", kind="hint", event_pattern=self._changes(roster))
        self._rule("Creations", kind="hint", event_pattern=_creations(roster))

    def _rule(self, id: str, *, kind: str, **given: Any) -> None:
        target = {"id": "guard", "arn": self._function.function_arn, "input": json.dumps({"kind": kind})}
        rule = events.CfnRule(self, id, **given, targets=[target])
        self._function.add_permission(
            f"Call{id}",
            principal=iam.ServicePrincipal(EVENTS),
            source_account=cdk.Stack.of(self).account,
            source_arn=rule.attr_arn,
        )

    def _changes(self, roster: Roster) -> dict[str, Any]:
        stack = cdk.Stack.of(self)
        begin = [
            stack.format_arn(service="sagemaker", resource=kind, resource_name=f"{roster.name}-")
            for kind in KINDS
        ]
        return {
            "source": ["aws.sagemaker"],
            "detail-type": list(STATES),
            "resources": [{"prefix": arn} for arn in begin],
        }


def _creations(roster: Roster) -> dict[str, Any]:
    """Match what the class's roles create, as CloudTrail records it."""
    issuer = {"userName": [{"prefix": f"{roster.name}-"}]}
    return {
        "source": ["aws.sagemaker"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {
            "eventSource": ["sagemaker.amazonaws.com"],
            "eventName": [{"prefix": "Create"}],
            "userIdentity": {"sessionContext": {"sessionIssuer": issuer}},
        },
    }
