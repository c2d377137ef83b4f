"""Which models cannot begin with the repository's starter, and what a deploy must give instead."""

import aws_cdk as cdk

from config import Ecs, Eks
from config.accelerated import OnAccelerators

NEEDED = {
    "lmi": "s3://bucket/folder/ of the weights",
    "pytorch": "an archive of the text pipeline, or one that model_code/carry.py has filled",
    "neuronx": "an archive of the text pipeline, or one that model_code/carry.py has filled",
}


def demand_artifact(stack: cdk.Stack, *, serving: OnAccelerators | Ecs | Eks) -> None:
    """Refuse, before anything is made, a deploy without the artifact that AWS's container needs."""
    if (needed := NEEDED.get(serving.container)) is None:
        return
    given = cdk.Fn.condition_not(cdk.Fn.condition_equals(cdk.Fn.ref("ModelDataUrl"), ""))
    words = f"{serving.container} cannot run the repository's starter; give ModelDataUrl, {needed}"
    assertion = cdk.CfnRuleAssertion(assert_=given, assert_description=words)
    cdk.CfnRule(stack, "Artifact", assertions=[assertion])
