"""A student's own door to the chat model: an inference profile whose tags carry the tokens to the bill."""

import aws_cdk as cdk
from aws_cdk import aws_bedrock as bedrock
from constructs import Construct

from config.inference_profiles import inference_profile
from stacks.constructs.sandbox_ground import SandboxGround

_Profile = bedrock.CfnApplicationInferenceProfile


class SandboxBedrock(Construct):
    """It copies the region's profile of `[ai] chat_model`; CloudWatch has its tokens below its id."""

    def __init__(self, scope: Construct, id: str, *, ground: SandboxGround, name: str) -> None:
        super().__init__(scope, id)
        config = ground.config
        system = inference_profile(model=config.ai.chat_model, region=config.region)
        if system is None:
            raise ValueError(f"{config.ai.chat_model} has no inference profile in {config.region}")
        source = cdk.Stack.of(self).format_arn(
            service="bedrock", resource="inference-profile", resource_name=system.id
        )
        self.profile = _Profile(
            self,
            "Profile",
            inference_profile_name=name,
            model_source=_Profile.InferenceProfileModelSourceProperty(copy_from=source),
        )
