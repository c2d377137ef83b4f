"""The chat model as functions reach it: through one inference profile, under one guardrail."""

from typing import Literal

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from constructs import Construct

from config import Environment
from config.inference_profiles import guardrail_profile, inference_profile
from stacks.constructs.guardrail import ChatGuardrail
from stacks.constructs.role import ServiceRole

Action = Literal["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
"""What Converse and ConverseStream are authorized as (Bedrock API reference)."""


class ChatModel:
    """What a function's environment and role need; the guardrail is declared in `scope` once."""

    def __init__(self, scope: Construct, *, config: Environment, key: kms.IKey) -> None:
        profile = inference_profile(model=config.ai.chat_model, region=config.region)
        filters = guardrail_profile(config.region)
        if profile is None or filters is None:
            raise ValueError("AiServicesStack needs an inference and a guardrail profile for the region")
        self._stack, self._config, self._profile = cdk.Stack.of(scope), config, profile
        self._guardrail = ChatGuardrail(scope, "Guarded", config=config, key=key, profile=filters)

    def environment(self) -> dict[str, str]:
        """Return the variables of ai_chat's settings."""
        return {
            "LAB2API_MAX_BODY_BYTES": str(self._config.api.max_body_bytes),
            "LAB2API_MAX_TEXT_BYTES": str(self._config.ai.max_text_bytes),
            "LAB2API_MAX_OUTPUT_TOKENS": str(self._config.ai.max_output_tokens),
            "LAB2API_INFERENCE_PROFILE": self._profile.id,
            "LAB2API_GUARDRAIL_ID": self._guardrail.id_token,
            "LAB2API_GUARDRAIL_VERSION": self._guardrail.version,
        }

    def admit(self, role: ServiceRole, *, action: Action) -> None:
        """Allow one action through the profile only, and not without the guardrail.

        It is authorized on the profile and on the model in every region it leads to (Bedrock guide,
        "Prerequisites for inference profiles" and "Enforce the use of specific guardrails").
        """
        entrance = self._stack.format_arn(
            service="bedrock", resource="inference-profile", resource_name=self._profile.id
        )
        guarded = {"bedrock:GuardrailIdentifier": self._guardrail.versioned_arn}
        through = {"bedrock:InferenceProfileArn": entrance}
        role.allow(
            "EnterProfile", actions=[action], resources=[entrance], conditions={"StringEquals": guarded}
        )
        role.allow(
            "ReachModel",
            actions=[action],
            resources=self._models(),
            conditions={"StringEquals": guarded | through},
        )
        role.allow("Guardrail", actions=["bedrock:ApplyGuardrail"], resources=self._guardrail.applied)

    def _models(self) -> list[str]:
        return [
            self._stack.format_arn(
                service="bedrock",
                region=region,
                account="",
                resource="foundation-model",
                resource_name=self._config.ai.chat_model,
            )
            for region in self._profile.regions
        ]
