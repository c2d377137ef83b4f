"""What a student may do is what allowed.toml says: every action of the services used, in every situation."""

from pathlib import Path
from typing import get_args

from policy_sentry.querying.actions import get_actions_for_service

import config
from config.roster import Service
from tests.stacks.classes import policies
from tests.stacks.classes.alone import STACK, policies_of
from tests.stacks.classes.conftest import Sweep, Swept
from tests.stacks.classes.declared import Allowed, allowed, declared
from tests.stacks.classes.policies import Document
from tests.stacks.classes.situations import WRONG
from tests.stacks.reading import as_list

ALL = get_args(Service)

HARMLESS = {
    "untagged": "Studio's page makes spaces and apps without tags",
    "tag in capitals": "the same as untagged",
    "no type": "serverless, or the domain's default; AWS's API demands it of jobs",
    "no model": "AWS's API demands it of transform jobs",
    "through another's profile": "IAM asks about the profile as well, and refuses it: test_chat.py",
    "through AWS's profile": "the same, under an administrator's policy",
    "through another account's profile": "the same",
    "metrics of Canvas": "the brake believes no figure that the session's own contradict",
}
"""What is wrong and may be allowed for all that; ANYTIME's and the rest never, but for what is_nobody's."""


def difference(found: set[Allowed], wanted: set[Allowed]) -> dict[str, list[Allowed]]:
    return {"not declared": sorted(found - wanted), "not allowed": sorted(wanted - found)}


NONE: dict[str, list[Allowed]] = {"not declared": [], "not allowed": []}


def test_a_student_may_do_what_is_declared_and_nothing_else(sweep: Sweep) -> None:
    wanted = declared("allowed", services=sweep.of.services)
    assert difference(allowed(sweep.cases, sweep.access), wanted) == NONE


def test_an_administrators_policy_adds_next_to_nothing_under_the_boundary(sweep: Sweep) -> None:
    services = sweep.of.services
    wanted = declared("allowed", services=services) | declared("ceiling", services=services)
    assert difference(allowed(sweep.cases, sweep.administrator), wanted) == NONE


def test_who_is_frozen_may_look_stop_and_delete_and_start_nothing(sweep: Sweep) -> None:
    wanted = declared("allowed", services=sweep.of.services, frozen=True)
    assert difference(allowed(sweep.cases, sweep.frozen), wanted) == NONE


def test_the_engine_knows_every_action_resource_and_key_that_is_asked_about(sweep: Sweep) -> None:
    """The strict answers have no error, which decide() asserts, and the others agree with them."""
    assert [sweep.access[at] for at in sweep.right] == sweep.strict


def test_no_declared_line_is_about_what_is_wrong_and_costs() -> None:
    wrong = {situation for found in WRONG.values() for situation in found} | {
        "before the class",
        "after the class",
    }
    found = {
        (action, situation)
        for action, _, _, situation in declared("allowed", services=ALL) | declared("ceiling", services=ALL)
        if situation in wrong - set(HARMLESS)
        and action != "sts:GetCallerIdentity"
        and not action.startswith("kms:")  # which service asks is said there, not what is wrong
    }
    assert found == set()


def test_nothing_of_anothers_is_declared_but_reading_and_what_begins() -> None:
    others = {
        action
        for action, _, whose, _ in declared("allowed", services=ALL)
        if whose.startswith(("another's", "alike", "shared"))
    }
    assert others == {
        "cloudwatch:PutMetricData",
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
        "sagemaker:AddTags",
        "sagemaker:DescribeApp",
    }


def test_every_action_that_aws_documents_is_asked_about(sweep: Sweep) -> None:
    """policy_sentry's list is older than the engine's; what is in neither is in no sweep."""
    asked = {case.action.lower() for case in sweep.cases}
    known = {action.lower() for service in sweep.of.asked for action in get_actions_for_service(service)}
    assert known - asked <= GONE


GONE: set[str] = set()


def test_the_boundary_lets_no_other_service_through(swept: Swept) -> None:
    """What is not swept cannot be allowed: a ceiling allows what it names."""
    services = {
        action.partition(":")[0]
        for statement in swept.boundary["Statement"]
        if statement["Effect"] == "Allow"
        for action in as_list(statement["Action"])
    }
    assert services <= set(swept.asked)


def test_policies_alone_in_a_stack_are_those_of_a_class_as_deployed(
    demonstration: Swept, tmp_path: Path
) -> None:
    """So what is swept with all services is what a class with them would have."""
    environment = config.load("classroom")
    (roster,) = environment.classes
    alone = {STACK: policies_of(environment, roster, folder=tmp_path)}
    found = [policies.boundary(alone, stack=STACK), *policies.access(alone, stack=STACK)]
    wanted = [demonstration.boundary, *demonstration.policies, demonstration.freeze]
    assert list(map(in_order, [*found, policies.freeze(alone, stack=STACK)])) == list(map(in_order, wanted))


def in_order(document: Document) -> list[Document]:
    """The CDK sorts resources with what other stacks export after the rest, which is no difference to IAM."""
    return [one | {"Resource": sorted(as_list(one["Resource"]))} for one in document["Statement"]]
