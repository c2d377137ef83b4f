"""One drift run in the Amazon States Language: what was captured, a job that compares it, metrics.

Output: `verdict` (drifted, stable, too few rows, no reference, nothing captured), `why`, `drifted_share`,
`rows`, `report`. Expressions are JSONata; a job is named after its execution, as SageMaker takes a name once.
"""

from typing import Any

from stacks.constructs.drift_job import RETRIES, Run, compare
from stacks.constructs.retries import FAILED, retry

LAMBDA_ERRORS = ["Lambda.ServiceException", "Lambda.SdkClientException", "Lambda.TooManyRequestsException"]
METRIC, ROWS = "DriftedShare", "DriftRowsCompared"
REPORT_ITEM = "report"
"""The item of the table that has the newest report."""


def drift_definition(run: Run) -> dict[str, Any]:
    """Return the definition."""
    measured = "Remember" if run.table else "Publish"
    states = {
        "Prepare": _ask(
            run,
            {
                "step": "prepare",
                "execution": "{% $states.context.Execution.Id %}",
                "started": "{% $states.context.Execution.StartTime %}",
            },
            assign={"run": "{% $states.result.Payload %}"},
            following="Captured?",
        ),
        "Captured?": _choice("{% $run.objects > 0 %}", then="Compare", otherwise="NothingCaptured"),
        "NothingCaptured": {"Type": "Pass", "Output": _nothing(), "End": True},
        "Compare": compare(run, following="Conclude"),
        "Conclude": _ask(
            run,
            {"step": "conclude", "folder": "{% $run.folder %}"},
            assign={"found": "{% $states.result.Payload %}"},
            following="Measured?",
        ),
        "Measured?": _choice("{% $found.measured %}", then=measured, otherwise="Done"),
        **({"Remember": _remember(run, run.table)} if run.table else {}),
        "Publish": _publish(run),
        "Done": {"Type": "Pass", "Output": "{% $found %}", "End": True},
    }
    return {
        "Comment": "Compares what the model was asked with the rows that it was measured on",
        "QueryLanguage": "JSONata",
        "StartAt": "Prepare",
        "States": states,
    }


def _nothing() -> dict[str, Any]:
    return {
        "verdict": "nothing captured",
        "why": "{% 'no request was captured from ' & $run.window_start & ' to ' & $run.window_end %}",
        "measured": False,
        "drifted_share": 0,
        "rows": 0,
        "malformed": 0,
        "report": "",
    }


def _ask(run: Run, payload: dict[str, str], *, assign: dict[str, str], following: str) -> dict[str, Any]:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": run.function_arn, "Payload": payload},
        "Retry": [retry(LAMBDA_ERRORS, seconds=10, attempts=RETRIES)],
        "Assign": assign,
        "Next": following,
    }


def _choice(condition: str, *, then: str, otherwise: str) -> dict[str, Any]:
    return {"Type": "Choice", "Choices": [{"Condition": condition, "Next": then}], "Default": otherwise}


def _remember(run: Run, table: str) -> dict[str, Any]:
    """Before the metric: the alarm follows it, and retraining says which report it was started by."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::dynamodb:putItem",
        "Arguments": {
            "TableName": table,
            "Item": {
                "Id": {"S": REPORT_ITEM},
                "Model": {"S": run.model},
                "Report": {"S": "{% $found.report %}"},
                "Why": {"S": "{% $found.why %}"},
                "DriftedShare": {"N": "{% $string($found.drifted_share) %}"},
            },
        },
        "Retry": [retry(FAILED, seconds=10, attempts=RETRIES)],
        "Next": "Publish",
    }


def _publish(run: Run) -> dict[str, Any]:
    dimensions = [{"Name": "Model", "Value": run.model}]
    data = [
        {"MetricName": name, "Dimensions": dimensions, "Value": value, "Unit": unit}
        for name, value, unit in (
            (METRIC, "{% $found.drifted_share %}", "None"),
            (ROWS, "{% $found.rows %}", "Count"),
        )
    ]
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:cloudwatch:putMetricData",
        "Arguments": {"Namespace": run.namespace, "MetricData": data},
        "Retry": [retry(FAILED, seconds=10, attempts=RETRIES)],
        "Next": "Done",
    }
