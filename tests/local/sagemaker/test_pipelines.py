"""Pipelines are really executed: expressions, order, branches, failures, stopping."""

from typing import Any

from tests.local.sagemaker.definitions import SCORE, fail, processing
from tests.local.sagemaker.laboratory import Laboratory


def condition(left: Any, right: Any, *, then: list[Any], otherwise: list[Any]) -> dict[str, Any]:
    test = {"Type": "GreaterThanOrEqualTo", "LeftValue": left, "RightValue": right}
    arguments = {"Conditions": [test], "IfSteps": then, "ElseSteps": otherwise}
    return {"Name": "Enough", "Type": "Condition", "Arguments": arguments}


def scored(laboratory: Laboratory, score: float) -> dict[str, Any]:
    laboratory.script(
        "evaluate.py",
        f"(base / 'processing/out/report.json').write_text(json.dumps({{'score': {{'value': {score}}}}}))",
    )
    uri = {
        "Std:Join": {
            "On": "/",
            "Values": [f"s3://{laboratory.bucket}", {"Get": "Execution.PipelineExecutionId"}],
        }
    }
    output = {"LocalPath": "/opt/ml/processing/out", "S3UploadMode": "EndOfJob", "S3Uri": uri}
    return processing(
        "Evaluate",
        "python3",
        "evaluate.py",
        arguments={"ProcessingOutputConfig": {"Outputs": [{"OutputName": "report", "S3Output": output}]}},
        PropertyFiles=[{"PropertyFileName": "Report", "OutputName": "report", "FilePath": "report.json"}],
    )


def enough(*, then: list[Any], otherwise: list[Any]) -> dict[str, Any]:
    left = {
        "Std:JsonGet": {"PropertyFile": {"Get": "Steps.Evaluate.PropertyFiles.Report"}, "Path": "score.value"}
    }
    return condition(left, {"Get": "Parameters.Minimum"}, then=then, otherwise=otherwise)


def test_a_score_below_the_minimum_takes_the_other_branch_and_says_so(laboratory: Laboratory) -> None:
    said = {"Std:Join": {"On": " ", "Values": ["below", {"Get": "Parameters.Minimum"}]}}
    steps = scored(laboratory, 0.6), enough(then=[], otherwise=[fail("TooWeak", said)])
    pipeline = laboratory.pipeline(*steps, parameters=[SCORE])
    execution, ran = laboratory.execute(pipeline, Minimum="0.7")
    assert execution["PipelineExecutionStatus"] == "Failed"
    assert ran["Enough"]["Metadata"] == {"Condition": {"Outcome": "False"}}
    assert ran["TooWeak"]["FailureReason"] == "below 0.7"
    assert laboratory.execute(pipeline)[0]["PipelineExecutionStatus"] == "Succeeded"


def test_steps_wait_for_what_they_refer_to(laboratory: Laboratory) -> None:
    laboratory.script("after.py", "assert sys.argv[1].endswith('/report.json') is False, sys.argv")
    uri = {"Get": "Steps.Evaluate.ProcessingOutputConfig.Outputs['report'].S3Output.S3Uri"}
    first, second = (
        processing("Second", "python3", "after.py", uri),
        processing("Third", "after.py", DependsOn=["Second"]),
    )
    third_arguments = ["after.py", {"Get": "Steps.Second.ProcessingJobName"}]
    second["Arguments"]["AppSpecification"]["ContainerEntrypoint"] = third_arguments
    _, ran = laboratory.execute(laboratory.pipeline(second, first, scored(laboratory, 0.6)))
    assert list(ran) == ["Evaluate", "Second", "Third"]
    assert {step["StepStatus"] for step in ran.values()} == {"Succeeded"}


def test_a_failed_step_ends_the_execution_with_the_jobs_own_reason(laboratory: Laboratory) -> None:
    laboratory.script(
        "prepare.py",
        "(base / 'output').mkdir()",
        "(base / 'output/failure').write_text('row 3: no target')",
        "sys.exit(1)",
    )
    never = processing("Never", "prepare.py", DependsOn=["Prepare"])
    execution, ran = laboratory.execute(laboratory.pipeline(processing("Prepare", "prepare.py"), never))
    assert execution["FailureReason"] == "Step failure: One or multiple steps failed."
    assert "AlgorithmError: row 3: no target, exit code: 1" in ran["Prepare"]["FailureReason"]
    assert "Never" not in ran


def test_a_reference_that_finds_nothing_is_named(laboratory: Laboratory) -> None:
    step = fail("Say", {"Get": "Parameters.Absent"})
    _, ran = laboratory.execute(laboratory.pipeline(step))
    assert ran["Say"]["FailureReason"] == "ValidationException: 'Parameters.Absent' finds nothing."


def test_steps_that_wait_for_one_another_end_the_execution(laboratory: Laboratory) -> None:
    one, two = processing("One", "x.py", DependsOn=["Two"]), processing("Two", "x.py", DependsOn=["One"])
    execution, ran = laboratory.execute(laboratory.pipeline(one, two))
    assert (execution["PipelineExecutionStatus"], ran) == ("Failed", {})
    assert execution["FailureReason"] == "Steps wait for one another: One, Two."


def test_a_type_of_step_that_cannot_run_here_says_so(laboratory: Laboratory) -> None:
    _, ran = laboratory.execute(laboratory.pipeline({"Name": "Big", "Type": "EMR", "Arguments": {}}))
    assert ran["Big"]["FailureReason"] == "Steps of type EMR run on AWS only."
