"""A call of Bedrock as a whole: IAM asks about the profile and about the model, and both must be allowed."""

import pytest

from config.inference_profiles import inference_profile
from stacks.constructs.student_chat import ASK
from tests.stacks.classes.chat import MODEL, SYSTEM_PROFILE, model, profile_of
from tests.stacks.classes.conftest import Swept
from tests.stacks.classes.engine import EVERYTHING, Run, decide
from tests.stacks.classes.resources import OWNERS, REGION
from tests.stacks.classes.situations import ALWAYS, Case, Context

OWN_PROFILES = {whose: profile_of(name) for whose, name in OWNERS.items()}
PROFILES = {**OWN_PROFILES, "AWS's": SYSTEM_PROFILE, "none": None}
(LEADS_TO,) = (found.regions for found in [inference_profile(model=MODEL, region=REGION)] if found)
MODELS = {region: model(region) for region in LEADS_TO}
OTHER_MODEL = "another model"
Call = tuple[str, str, str]
"""An action, whose profile, and the model's region."""


def question(action: str, resource: str, context: Context) -> Case:
    return Case(
        action=action, kind="", whose="", situation="", resource=resource, context={**ALWAYS, **context}
    )


def calls() -> dict[Call, list[Case]]:
    """Return what IAM is asked for each call."""
    models = MODELS | {OTHER_MODEL: model(REGION, name="anthropic.claude-opus-4-v1:0")}
    asked: dict[Call, list[Case]] = {}
    for action in ASK:
        for whose, profile in PROFILES.items():
            tag = {"aws:ResourceTag/student": OWNERS[whose]} if whose in OWNERS and whose != "shared" else {}
            through = {"bedrock:InferenceProfileArn": profile} if profile else {}
            for name, arn in models.items():
                found = [question(action, arn, through)]
                asked[action, whose, name] = found + ([question(action, profile, tag)] if profile else [])
    return asked


def allowed(swept: Swept, *, administrator: bool = False, frozen: bool = False) -> set[Call]:
    """Return the calls of which every question is answered with yes."""
    asked = calls()
    flat = [case for cases in asked.values() for case in cases]
    identity = [EVERYTHING] if administrator else [*swept.policies, *([swept.freeze] if frozen else [])]
    run = Run(identity=identity, boundary=swept.boundary, only=range_of(flat))
    answers = iter(decide(flat, [run])[0])
    found = {call: [next(answers) for _ in cases] for call, cases in asked.items()}
    return {call for call, answer in found.items() if all(answer)}


def range_of(cases: list[Case]) -> list[int]:
    return list(range(len(cases)))


@pytest.mark.parametrize("administrator", [False, True])
def test_a_call_goes_through_ones_own_profile_to_the_classs_model(
    all_services: Swept, administrator: bool
) -> None:
    """Where the profile leads, and through no other: neither AWS's nor another's, nor past them all."""
    wanted = {(action, "own", region) for action in ASK for region in LEADS_TO}
    assert len(wanted) == 6
    assert allowed(all_services, administrator=administrator) == wanted


def test_who_is_frozen_asks_nothing(all_services: Swept) -> None:
    assert allowed(all_services, frozen=True) == set()


def test_a_class_without_bedrock_asks_nothing(demonstration: Swept) -> None:
    assert allowed(demonstration, administrator=True) == set()
