"""Every action of the services that a class uses, in every situation that isolation and cost depend on.

A case is one question to IAM: may An's role, tagged `student = demo-an`, do this to that, with this in the
request? Each is asked of what is An's as An should ask, then with one thing wrong, and of what is others'.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.stacks.classes.chat import CANVAS_TYPE, THROUGH, profile_of
from tests.stacks.classes.resources import (
    IN_SAGEMAKER,
    OWNERS,
    PROFILE,
    REGION,
    THE_CLASS,
    owner,
    resources,
)

SERVICES = ("sagemaker", "s3", "kms", "iam", "sts", "logs", "ecr", "cloudwatch", "tag")
BEDROCK = ("bedrock", "bedrock-agentcore", "bedrock-mantle", "bedrock-websearch")
"""What a class with Bedrock is asked about besides; IAM has the runtimes and agents in the first."""
Context = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Case:
    """`kind` is AWS's word for the resource, `*` for none; `situation` is what is wrong, or `right`."""

    action: str
    kind: str
    whose: str
    situation: str
    resource: str
    context: Context


ALWAYS: Context = {
    "aws:PrincipalTag/student": "demo-an",
    "aws:PrincipalTag/class": "demo",
    "aws:CurrentTime": "2026-10-01T08:00:00Z",
    "aws:RequestedRegion": REGION,
}
RIGHT: Mapping[str, Any] = {
    "aws:RequestTag/student": "demo-an",
    "aws:TagKeys": ["student"],
    "sagemaker:InstanceTypes": ["ml.m5.large"],
    "sagemaker:MaxRuntimeInSeconds": "3600",
    "sagemaker:ModelArn": [f"{IN_SAGEMAKER}:model/demo-an-model"],
    "sagemaker:OwnerUserProfileArn": f"{PROFILE}/demo-an",
    "sagemaker:SpaceSharingType": "Private",
    "sagemaker:TaggingAction": "CreateTrainingJob",
    "kms:ViaService": f"s3.{REGION}.amazonaws.com",
    "kms:GrantIsForAWSResource": "true",
    "iam:PassedToService": "sagemaker.amazonaws.com",
    "cloudwatch:namespace": "/aws/sagemaker/TrainingJobs",
    "s3:prefix": "users/demo-an/work/",
    "bedrock:InferenceProfileArn": profile_of("demo-an"),
}
"""What a request carries when nothing is wrong with it, of the keys that AWS sends for the action."""
ANYTIME: Mapping[str, Context] = {
    "elsewhere": {"aws:RequestedRegion": "eu-west-1"},
    "before the class": {"aws:CurrentTime": "2026-09-06T16:59:59Z"},
    "after the class": {"aws:CurrentTime": "2035-06-30T17:00:00Z"},
}
WRONG: Mapping[str, Mapping[str, Any]] = {
    "aws:RequestTag/student": {"untagged": None, "tagged as another's": "demo-binh"},
    "aws:TagKeys": {"tag in capitals": ["Student"]},
    "sagemaker:InstanceTypes": {
        "wrong type": ["ml.p4d.24xlarge"],
        "one wrong type": ["ml.m5.large", "ml.p4d.24xlarge"],
        "no type": None,
    },
    "sagemaker:MaxRuntimeInSeconds": {"too long": "3601", "without end": None},
    "sagemaker:KeepAlivePeriod": {"kept warm": "1800"},
    "sagemaker:ServerlessMemorySize": {"much memory": "4096"},
    "sagemaker:ServerlessMaxConcurrency": {"many at once": "6"},
    "sagemaker:ModelArn": {
        "another's model": [f"{IN_SAGEMAKER}:model/demo-binh-model"],
        "one another's model": [f"{IN_SAGEMAKER}:model/demo-{name}-model" for name in ("an", "binh")],
        "no model": None,
    },
    "sagemaker:OwnerUserProfileArn": {"another's space": f"{PROFILE}/demo-binh", "no owner": None},
    "sagemaker:SpaceSharingType": {"shared space": "Shared", "not said how shared": None},
    "sagemaker:TaggingAction": {"tagged later": None},
    "kms:ViaService": {
        "directly": None,
        "by EC2": f"ec2.{REGION}.amazonaws.com",
        "by SageMaker": f"sagemaker.{REGION}.amazonaws.com",
        "by Lambda": f"lambda.{REGION}.amazonaws.com",
        "by S3 elsewhere": "s3.eu-west-1.amazonaws.com",
    },
    "kms:GrantIsForAWSResource": {"for oneself": "false"},
    "iam:PassedToService": {"to Lambda": "lambda.amazonaws.com", "to nobody named": None},
    "cloudwatch:namespace": {
        "other metrics": "Lab2Api",
        "metrics of Canvas": "/aws/sagemaker/Canvas/AppActivity",
    },
    "s3:prefix": {
        "all prefixes": None,
        "another's prefix": "users/demo-binh/",
        "alike prefix": "users/demo-an2/",
    },
    "bedrock:InferenceProfileArn": THROUGH,
}
"""By the key that is wrong: what the situation is called and what the key is; None where it is absent."""


OF_OTHERS_TOO = ("tagged later", "metrics of Canvas")
"""What is wrong and asked about others' things as well: it takes over, or makes a session look idle."""
OF_A_SPACE = ("sagemaker:OwnerUserProfileArn", "sagemaker:SpaceSharingType")
UNSAID = dict.fromkeys(WRONG.keys() - RIGHT.keys())
"""Keys that a request need not carry."""


def cases(actions: Sequence[Mapping[str, Any]]) -> list[Case]:
    """Return every question about the actions of a catalog."""
    return [case for action in actions for case in _of_action(action)]


def _of_action(action: Mapping[str, Any]) -> Iterator[Case]:
    for kind, about in (action["kinds"] or {"*": {"arn": "*", "keys": []}}).items():
        keys = {_general(key) for key in (*action["keys"], *about["keys"])}
        if kind in ("bucket", "object"):
            # S3 sends tags of buckets where that is switched on only, and here it is not.
            keys.discard("aws:ResourceTag/")
        if kind == "application-inference-profile":
            # By which profile a model is asked is said of the model; the profile itself is the resource.
            keys.discard("bedrock:InferenceProfileArn")
        for whose, resource in resources(kind, about["arn"]):
            right = _right(keys, name=OWNERS.get(owner(whose)))
            if whose.endswith("of Canvas"):
                # A session of Canvas is in no space, and on no machine that could be chosen.
                right = {key: value for key, value in right.items() if key not in OF_A_SPACE}
                right |= {key: value for key, value in CANVAS_TYPE.items() if key in right}
            found = list(_situations(right, keys, own=owner(whose) in ("own", THE_CLASS)))
            if kind == "space" and owner(whose) != "own":
                # Whose a new space is the request says; whose an app's space is, AWS knows.
                found.append(
                    ("said to be one's own", right | {k: RIGHT[k] for k in OF_A_SPACE if k in right})
                )
            for situation, context in found:
                yield Case(
                    action=action["action"],
                    kind=kind,
                    whose=whose,
                    situation=situation,
                    resource=resource,
                    context=context,
                )


def _right(keys: set[str], *, name: str | None) -> Context:
    """Return what An's request carries; what AWS adds is of the thing: its tag, its space's owner."""
    right = ALWAYS | {key: value for key, value in RIGHT.items() if _general(key) in keys}
    if "aws:ResourceTag/" in keys and name not in (None, OWNERS["shared"]):
        right["aws:ResourceTag/student"] = name
    if name and "sagemaker:OwnerUserProfileArn" in right:
        right["sagemaker:OwnerUserProfileArn"] = f"{PROFILE}/{name}"
    return right


def _situations(right: Context, keys: set[str], *, own: bool) -> Iterator[tuple[str, Context]]:
    yield "right", right
    wrong = {key: found for key, found in WRONG.items() if _general(key) in keys}
    for key, found in wrong.items():
        for situation, value in found.items():
            if (own and key in right | UNSAID) or situation in OF_OTHERS_TOO:
                yield situation, _with(right, key, value)
    if own:
        for situation, change in ANYTIME.items():
            yield situation, right | change
        if "aws:ResourceTag/student" in right:
            yield "its tag gone", _with(right, "aws:ResourceTag/student", None)


def _with(context: Context, key: str, value: Any) -> Context:
    gone = {key, "aws:TagKeys"} if value is None and key == "aws:RequestTag/student" else {key}
    return {k: v for k, v in context.items() if k not in gone} | ({} if value is None else {key: value})


def _general(key: str) -> str:
    """Return `aws:RequestTag/` for every spelling of a tag's key."""
    return re.sub(r"/.*", "/", key)
