"""One run of Autopilot in the Amazon States Language: search, registration, comparison.

Beside the pipeline the input names `execution_arn`, a succeeded execution, whose tables are searched. Instead
of it the input names `key`, new data in the raw bucket, which is split first. A person may name `execution`
in either mode: the tables of an earlier one.

Where a rule has started it the input has `event`, and a claim decides whether it searches (claim_states.py):
neither a person's run nor its cost is anybody's surprise, so that one passes the cool-down, and counts not.
"""

from typing import Any

from config import Environment
from config.autopilot import Autopilot
from stacks.constructs.autopilot_jobs import prepare_states, report_states
from stacks.constructs.autopilot_looks import States
from stacks.constructs.autopilot_places import Places
from stacks.constructs.autopilot_registration import FIRST, registration_states
from stacks.constructs.autopilot_search import NOT_STARTED, search_states
from stacks.constructs.claim_items import JSONATA, KEPT
from stacks.constructs.claim_states import Claim, claim_states, release

EXECUTION_OF_ARN = "States.ArrayGetItem(States.StringSplit($.execution_arn, '/'), 3)"
"""arn:...:pipeline/<name>/execution/<id>"""
CLAIM_ITEM = "search"
FIRST_OF_UUID = "States.ArrayGetItem(States.StringSplit(States.UUID(), '-'), 0)"


def autopilot_definition(
    *,
    config: Environment,
    autopilot: Autopilot,
    places: Places,
    image: str,
    search_role: str,
    job_role: str,
    table: str,
    vpc: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the definition; every way through it ends in a report, or fails with a reason."""
    beside = autopilot.mode == "beside"
    claim = _claim(autopilot, table)
    prepare = {} if beside else prepare_states(config=config, places=places, role_arn=job_role, image=image)
    return {
        "Comment": "Autopilot: a bounded search, its best candidate registered and compared",
        "StartAt": "Event",
        "States": {
            **_event(),
            **claim_states(claim, won="Asked"),
            **_released(claim),
            **_asked(places, otherwise="FromTheEvent" if beside else "NewData", beside=beside),
            **prepare,
            **search_states(
                config=config,
                autopilot=autopilot,
                places=places,
                role_arn=search_role,
                vpc=vpc,
                found=FIRST,
            ),
            **registration_states(places=places, registered="Candidates"),
            **report_states(
                config=config,
                places=places,
                role_arn=job_role,
                image=image,
                objective=autopilot.objective,
                evaluated=beside,
            ),
        },
    }


def _claim(autopilot: Autopilot, table: str) -> Claim:
    return Claim(
        table=table,
        item=CLAIM_ITEM,
        cool_down_hours=autopilot.cool_down_hours,
        max_per_week=autopilot.max_per_week,
        one="a search",
        many="searches",
    )


def _event() -> States:
    """Tell a rule's event, which has to claim a search, from a person."""
    given = "$states.input"
    known = {
        "event": f"$exists({given}.event) ? {given}.event : ''",
        "cause": f"$string({given})",
        "now": "$millis()",
    }
    return {
        "Event": {
            "Type": "Pass",
            "QueryLanguage": JSONATA,
            "Assign": {name: f"{{% {value} %}}" for name, value in known.items()},
            "Output": KEPT,
            "Next": "ByARule",
        },
        "ByARule": _by_a_rule("Claim", otherwise="Asked"),
    }


def _released(claim: Claim) -> States:
    """Give the right back where no search was begun."""
    why = "'the search could not be started: ' & $states.input.failure.Error"
    return {
        NOT_STARTED: _by_a_rule("Release", otherwise="Failed"),
        "Release": release(claim, why=why, following="Failed"),
    }


def _by_a_rule(then: str, *, otherwise: str) -> dict[str, Any]:
    return {
        "Type": "Choice",
        "QueryLanguage": JSONATA,
        "Choices": [{"Condition": "{% $event != '' %}", "Next": then}],
        "Default": otherwise,
    }


def _asked(places: Places, *, otherwise: str, beside: bool) -> States:
    """Give the run its name, and find the execution whose tables it takes."""
    named = f"States.Format('{places.job_prefix}{{}}', {FIRST_OF_UUID})"
    known = {"Variable": "$.execution", "IsPresent": True, "Next": "Named"}
    asked: States = {
        "Asked": {"Type": "Choice", "Choices": [known], "Default": otherwise},
        "Named": {
            "Type": "Pass",
            "Parameters": {"name.$": named},
            "ResultPath": "$.job",
            "Next": "Search" if beside else "HasTables",
        },
    }
    if beside:
        asked["FromTheEvent"] = {
            "Type": "Pass",
            "Parameters": {"execution.$": EXECUTION_OF_ARN},
            "Next": "Named",
        }
        return asked
    new = {"Variable": "$.key", "IsPresent": True, "Next": "Prepare"}
    asked["NewData"] = {
        "Type": "Pass",
        "Parameters": {"execution.$": "$$.Execution.Name", "key.$": "$.key"},
        "Next": "Named",
    }
    asked["HasTables"] = {"Type": "Choice", "Choices": [new], "Default": "Search"}
    return asked
