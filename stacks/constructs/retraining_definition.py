"""From an alarm to one training, in the Amazon States Language: within its cool-down, and not too often.

The input is EventBridge's event. A claim decides whether it starts the pipeline (claim_states.py). The
output says `started`, `why` and, where it was, `execution`; the table keeps the last answer. It is JSONata.
"""

from dataclasses import dataclass
from typing import Any

from config.drift import Drift
from stacks.constructs.claim_items import get_item, text, update_item
from stacks.constructs.claim_states import Claim, claim_states, release
from stacks.constructs.drift_definition import REPORT_ITEM
from stacks.constructs.retries import FAILED, retry

LOCK_ITEM = "retraining"
LONGEST_DESCRIPTION = 3_000
"""Characters; PipelineExecutionDescription takes 3,072."""


@dataclass(frozen=True, kw_only=True)
class Retraining:
    """What the definition names."""

    drift: Drift
    model: str
    table: str
    pipeline: str
    data_key: str

    @property
    def claim(self) -> Claim:
        """The right to start the pipeline."""
        return Claim(
            table=self.table,
            item=LOCK_ITEM,
            cool_down_hours=self.drift.cool_down_hours,
            max_per_week=self.drift.max_per_week,
            one="a retraining",
            many="retrainings",
        )


def retraining_definition(retraining: Retraining) -> dict[str, Any]:
    """Return the definition."""
    assigned = {"event": "$states.input.id", "cause": "$states.input.detail.alarmName", "now": "$millis()"}
    failed = "'the pipeline could not be started: ' & $failure.Error"
    return {
        "Comment": "Starts the training pipeline once for an alarm, within its cool-down",
        "QueryLanguage": "JSONata",
        "StartAt": "Alarm",
        "States": {
            "Alarm": {
                "Type": "Pass",
                "Assign": {name: f"{{% {value} %}}" for name, value in assigned.items()},
                "Next": "Report",
            },
            "Report": _report(retraining),
            **claim_states(retraining.claim, won="Start"),
            "Start": _start(retraining),
            "Record": _record(retraining),
            "Started": {
                "Type": "Pass",
                "End": True,
                "Output": {"started": True} | {n: f"{{% ${n} %}}" for n in ("why", "execution", "report")},
            },
            "Release": release(retraining.claim, why=failed, following="Failed"),
            "Failed": {"Type": "Fail", "Error": "{% $failure.Error %}", "Cause": "{% $failure.Cause %}"},
        },
    }


def _report(retraining: Retraining) -> dict[str, Any]:
    """Read what the drift machine wrote before it gave the alarm its number."""
    item = "$states.result.Item"
    found = f"$exists({item}.Report.S)"
    return {
        **get_item(retraining.table, REPORT_ITEM),
        "Assign": {
            "report": f"{{% {found} ? {item}.Report.S : 'none' %}}",
            "why": f"{{% {found} ? {item}.Why.S : 'the alarm rang without a report' %}}",
        },
        "Next": "Claim",
    }


def _record(retraining: Retraining) -> dict[str, Any]:
    return update_item(
        retraining.table,
        LOCK_ITEM,
        "SET PipelineExecution = :execution, Why = :why, Report = :report",
        {f":{name}": text(f"${name}") for name in ("execution", "why", "report")},
        following="Started",
    )


def _start(retraining: Retraining) -> dict[str, Any]:
    """Start with the event's id as the token: however often it is tried, SageMaker starts one execution."""
    said = f"'Drift of {retraining.model}: ' & $why & '. Report: ' & $report"
    failed = {
        "ErrorEquals": ["States.ALL"],
        "Assign": {"failure": "{% $states.errorOutput %}"},
        "Next": "Release",
    }
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:sagemaker:startPipelineExecution",
        "Arguments": {
            "PipelineName": retraining.pipeline,
            "ClientRequestToken": "{% $event %}",
            "PipelineExecutionDisplayName": "{% 'drift-' & $event %}",
            "PipelineExecutionDescription": f"{{% $substring({said}, 0, {LONGEST_DESCRIPTION}) %}}",
            "PipelineParameters": [{"Name": "DataKey", "Value": retraining.data_key}],
        },
        "Assign": {"execution": "{% $states.result.PipelineExecutionArn %}"},
        "Retry": [retry(FAILED, seconds=5, attempts=4)],
        "Catch": [failed],
        "Next": "Record",
    }
