"""The usage plan that all keys of a class share: each key has its own rate and its own quota of a day."""

import math

from aws_cdk import aws_apigateway as apigateway
from constructs import Construct

from config.roster import Roster

BURST_SECONDS = 2
"""How many seconds' requests may come at once, as a page or a notebook sends them."""


class ClassPlan(apigateway.UsagePlan):
    """One a class, not one a student: an account has 300 plans and 10,000 keys (API Gateway quotas)."""

    def __init__(self, scope: Construct, id: str, *, roster: Roster, api: apigateway.RestApi) -> None:
        rate = roster.requests_per_second
        super().__init__(
            scope,
            id,
            description=f"What one student of {roster.name} may use",
            throttle=apigateway.ThrottleSettings(
                rate_limit=rate, burst_limit=max(1, math.ceil(rate * BURST_SECONDS))
            ),
            quota=apigateway.QuotaSettings(limit=roster.requests_per_day, period=apigateway.Period.DAY),
            api_stages=[apigateway.UsagePlanPerApiStage(api=api, stage=api.deployment_stage)],
        )
