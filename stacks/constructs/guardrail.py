"""The guardrail that every question to the chat model and every answer of it passes."""

import hashlib
import json
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_bedrock as bedrock
from aws_cdk import aws_kms as kms
from constructs import Construct

from config import Environment
from config.inference_profiles import Profile

# Bedrock guide, "Filter classes in content filters"; an attack is looked for in questions only.
FILTERS = {
    "SEXUAL": ("HIGH", "HIGH"),
    "VIOLENCE": ("HIGH", "HIGH"),
    "HATE": ("HIGH", "HIGH"),
    "INSULTS": ("HIGH", "HIGH"),
    "MISCONDUCT": ("HIGH", "HIGH"),
    "PROMPT_ATTACK": ("HIGH", "NONE"),
}
TIER = "STANDARD"
BLOCKED = "This was blocked: the guardrail does not allow it."


class ChatGuardrail(Construct):
    """Content filters of the tier that knows Vietnamese, which sends text to other regions of the geography.

    `id_token` and `version` are what Converse is told; `versioned_arn` is what a role's condition compares.
    """

    def __init__(
        self, scope: Construct, id: str, *, config: Environment, key: kms.IKey, profile: Profile
    ) -> None:
        super().__init__(scope, id)
        self._stack = cdk.Stack.of(self)
        self._profile = profile
        properties: dict[str, Any] = {
            "name": f"lab2api-{config.name}",
            "description": "Content filters for chat and summaries",
            "blocked_input_messaging": BLOCKED,
            "blocked_outputs_messaging": BLOCKED,
            "kms_key_arn": key.key_arn,
            "content_policy_config": _filters(),
            "cross_region_config": bedrock.CfnGuardrail.GuardrailCrossRegionConfigProperty(
                guardrail_profile_arn=self._profile_arn(config.region)
            ),
        }
        guardrail = bedrock.CfnGuardrail(self, "Guardrail", **properties)
        version = bedrock.CfnGuardrailVersion(
            self,
            "Version",
            guardrail_identifier=guardrail.attr_guardrail_id,
            description=f"Filters {self._digest(properties)}",
        )
        self.id_token, self.version = guardrail.attr_guardrail_id, version.attr_version
        self.arn = guardrail.attr_guardrail_arn
        self.versioned_arn = f"{self.arn}:{self.version}"

    @property
    def applied(self) -> list[str]:
        """The ARNs that applying it takes (Bedrock guide, "Permissions for using cross-Region inference")."""
        return [self.arn, *(self._profile_arn(region) for region in self._profile.regions)]

    def _digest(self, properties: dict[str, Any]) -> str:
        """Tell all properties apart: a version is a snapshot, made anew only when it is described anew."""
        told = json.dumps(self._stack.resolve(properties), sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    def _profile_arn(self, region: str) -> str:
        return self._stack.format_arn(
            service="bedrock", region=region, resource="guardrail-profile", resource_name=self._profile.id
        )


def _filters() -> bedrock.CfnGuardrail.ContentPolicyConfigProperty:
    return bedrock.CfnGuardrail.ContentPolicyConfigProperty(
        content_filters_tier_config=bedrock.CfnGuardrail.ContentFiltersTierConfigProperty(tier_name=TIER),
        filters_config=[
            bedrock.CfnGuardrail.ContentFilterConfigProperty(
                type=kind, input_strength=on_input, output_strength=on_output
            )
            for kind, (on_input, on_output) in FILTERS.items()
        ],
    )
