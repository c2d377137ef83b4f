"""What a student may ask of Bedrock: an inference profile of their own, which carries them to the bill."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from config.inference_profiles import inference_profile
from stacks.constructs.student_names import STUDENT, StudentNames

ASK = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
"""What Converse and ConverseStream are authorized as, too (Bedrock API reference)."""
ASK_ANYHOW = "bedrock:InvokeModel*"
"""The same in fewer words."""


def chat_statements(names: StudentNames) -> list[iam.PolicyStatement]:
    """Return what is allowed of Bedrock: an id of a profile says nothing of whose it is, so its tag does."""
    if "bedrock" not in names.roster.services:
        return []
    return _statements(names, ask=ASK, models=_models(names))


def ceiling_of_chat(names: StudentNames) -> list[iam.PolicyStatement]:
    """Return the same for the model in any region, in fewer words: a profile leads to some of them only."""
    if "bedrock" not in names.roster.services:
        return []
    model = names.config.ai.chat_model
    anywhere = _arn(names, "foundation-model", model, region="*", account="")
    own, through_one = _statements(names, ask=(ASK_ANYHOW,), models=[anywhere])
    # Of what kind the profile is, the other statement says: IAM asks about it as well.
    of_any = {"Null": {"bedrock:InferenceProfileArn": "false"}}
    return [own, through_one.copy(conditions=of_any)]


def _statements(
    names: StudentNames, *, ask: Sequence[str], models: Sequence[str]
) -> list[iam.PolicyStatement]:
    region, account = ("*", "*") if names.anywhere else (names.config.region, None)
    profiles = _arn(names, "application-inference-profile", "*", region=region, account=account)
    return [
        iam.PolicyStatement(
            sid="OwnProfile",
            actions=list(ask),
            resources=[profiles],
            conditions={"StringEquals": {"aws:ResourceTag/student": STUDENT}},
        ),
        # IAM asks about the profile and about the model in each region it leads to (Bedrock guide,
        # "Prerequisites for inference profiles"); the model alone cannot be asked.
        iam.PolicyStatement(
            sid="ThroughAProfile",
            actions=list(ask),
            resources=list(models),
            conditions={"ArnLike": {"bedrock:InferenceProfileArn": profiles}},
        ),
    ]


def _models(names: StudentNames) -> list[str]:
    """Return the chat model, in every region that the profile of the environment's region leads to."""
    model, region = names.config.ai.chat_model, names.config.region
    found = inference_profile(model=model, region=region)
    regions = found.regions if found else (region,)
    return [_arn(names, "foundation-model", model, region=each, account="") for each in regions]


def _arn(names: StudentNames, kind: str, name: str, *, region: str, account: str | None) -> str:
    return cdk.Stack.of(names.scope).format_arn(
        service="bedrock", region=region, account=account, resource=kind, resource_name=name
    )
