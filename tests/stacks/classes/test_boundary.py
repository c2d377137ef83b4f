"""What a student may do is what allowed.toml says: every action of the services used, in every situation."""

from policy_sentry.querying.actions import get_actions_for_service

from tests.stacks.classes import policies
from tests.stacks.classes.conftest import Sweep
from tests.stacks.classes.declared import Allowed, allowed, declared
from tests.stacks.classes.situations import SERVICES, WRONG
from tests.stacks.reading import Template, as_list

HARMLESS = {
    "untagged": "Studio's page makes spaces and apps without tags",
    "tag in capitals": "the same as untagged",
    "no type": "serverless, or the domain's default; AWS's API demands it of jobs",
    "no model": "AWS's API demands it of transform jobs",
}
"""What is wrong and may be allowed for all that; ANYTIME's and the rest never, but for what is_nobody's."""


def difference(found: set[Allowed], wanted: set[Allowed]) -> dict[str, list[Allowed]]:
    return {"not declared": sorted(found - wanted), "not allowed": sorted(wanted - found)}


NONE: dict[str, list[Allowed]] = {"not declared": [], "not allowed": []}


def test_a_student_may_do_what_is_declared_and_nothing_else(sweep: Sweep) -> None:
    assert difference(allowed(sweep.cases, sweep.access), declared("allowed")) == NONE


def test_an_administrators_policy_adds_next_to_nothing_under_the_boundary(sweep: Sweep) -> None:
    wanted = declared("allowed") | declared("ceiling")
    assert difference(allowed(sweep.cases, sweep.administrator), wanted) == NONE


def test_who_is_frozen_may_look_stop_and_delete_and_start_nothing(sweep: Sweep) -> None:
    assert difference(allowed(sweep.cases, sweep.frozen), declared("allowed", frozen=True)) == NONE


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
        for action, _, _, situation in declared("allowed") | declared("ceiling")
        if situation in wrong - set(HARMLESS)
        and action != "sts:GetCallerIdentity"
        and not action.startswith("kms:")  # which service asks is said there, not what is wrong
    }
    assert found == set()


def test_nothing_of_anothers_is_declared_but_reading_and_what_begins(sweep: Sweep) -> None:
    others = {
        action
        for action, _, whose, _ in declared("allowed")
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
    known = {action.lower() for service in SERVICES for action in get_actions_for_service(service)}
    assert known - asked <= GONE


GONE: set[str] = set()


def test_the_boundary_lets_no_other_service_through(templates: dict[str, Template]) -> None:
    """What is not swept cannot be allowed: a ceiling allows what it names."""
    services = {
        action.partition(":")[0]
        for statement in policies.boundary(templates)["Statement"]
        if statement["Effect"] == "Allow"
        for action in as_list(statement["Action"])
    }
    assert services <= set(SERVICES)
