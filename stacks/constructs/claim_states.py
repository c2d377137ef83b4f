"""The right to start something that costs money, as states: not within its cool-down, and not too often.

One conditional write to a ClaimTable decides: of two events at once, or of an event that is delivered twice,
one gets the right. The states use the variables `event`, the id of what started the machine, `cause`, what
that was, and `now` in milliseconds; who puts them into a machine assigns these first. They are JSONata,
whatever the machine's own language, and leave the machine's data as they are.
"""

from dataclasses import dataclass
from typing import Any

from stacks.constructs.claim_items import JSONATA, get_item, number, text, update_item

HOUR_MS = 3_600_000
WEEK_MS = 7 * 24 * HOUR_MS


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What is claimed: the table's item, the limits, and the words: "a retraining" and "retrainings"."""

    table: str
    item: str
    cool_down_hours: float
    max_per_week: int
    one: str
    many: str

    @property
    def cool_down_ms(self) -> int:
        """The cool-down in milliseconds."""
        return round(self.cool_down_hours * HOUR_MS)


def claim_states(claim: Claim, *, won: str) -> dict[str, Any]:
    """Return the states from `Claim` on; `won` comes next, or `Refused` ends the execution and says why."""
    return {
        "Claim": _claim(claim, won=won),
        "WhyRefused": _why_refused(claim),
        "Ours?": {
            "Type": "Choice",
            "QueryLanguage": JSONATA,
            "Choices": [{"Condition": "{% $ours %}", "Next": won}],
            "Default": "Note",
        },
        "Note": update_item(
            claim.table,
            claim.item,
            "SET LastRefusal = :why, LastRefusedEvent = :event",
            {":why": text("$refusal"), ":event": text("$event")},
            following="Refused",
        ),
        "Refused": {
            "Type": "Pass",
            "QueryLanguage": JSONATA,
            "End": True,
            "Output": {"started": False, "why": "{% $refusal %}"},
        },
    }


def release(claim: Claim, *, why: str, following: str) -> dict[str, Any]:
    """Return the task that gives the right back, if it is still the one that was taken."""
    return update_item(
        claim.table,
        claim.item,
        "REMOVE Starts[0], LastEvent SET LastRefusal = :why",
        {":mine": number("$now"), ":why": text(why)},
        condition="Starts[0] = :mine",
        refused=following,
        following=following,
    )


def _claim(claim: Claim, *, won: str) -> dict[str, Any]:
    """Take the right to start: the newest start is past the cool-down, the n-th newest past a week.

    DynamoDB decides over the whole condition and writes in one step; who loses a race is refused.
    """
    last = f"Starts[{claim.max_per_week - 1}]"
    return update_item(
        claim.table,
        claim.item,
        "SET LastEvent = :event, LastCause = :cause, "
        "Starts = list_append(:starts, if_not_exists(Starts, :none))",
        {
            ":starts": {"L": [number("$now")]},
            ":none": {"L": []},
            ":event": text("$event"),
            ":cause": text("$cause"),
            ":cooled": number(f"$now - {claim.cool_down_ms}"),
            ":week": number(f"$now - {WEEK_MS}"),
        },
        condition=(
            "(attribute_not_exists(LastEvent) OR LastEvent <> :event)"
            " AND (attribute_not_exists(Starts[0]) OR Starts[0] <= :cooled)"
            f" AND (attribute_not_exists({last}) OR {last} <= :week)"
        ),
        refused="WhyRefused",
        following=won,
    )


def _why_refused(claim: Claim) -> dict[str, Any]:
    """Say which of the three conditions refused, or that the claim was written and its answer lost."""
    item = "$states.result.Item"
    newest = f"$number({item}.Starts.L[0].N)"
    until = f"$fromMillis({newest} + {claim.cool_down_ms})"
    most = f"'{claim.max_per_week} {claim.many} within a week have started already'"
    why = (
        f"{item}.LastEvent.S = $event ? 'this event has started {claim.one} already' : "
        f"{newest} > $now - {claim.cool_down_ms} ? 'cooling down until ' & {until} : {most}"
    )
    ours = f"{item}.LastEvent.S = $event and {newest} = $now"
    return {
        **get_item(claim.table, claim.item),
        "Assign": {"refusal": f"{{% {why} %}}", "ours": f"{{% {ours} %}}"},
        "Next": "Ours?",
    }
