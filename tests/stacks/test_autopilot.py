"""Autopilot is bounded in every environment, passes two roles of its own only, and every way has an end."""

import json
from typing import Any

import pytest

import config
from config import Environment
from stacks import build_app
from tests.stacks.reading import Template, as_list, below, each, only, template_texts

ENVIRONMENTS = tuple(environment.name for environment in config.load_all() if environment.autopilot)
ENDS = ("Fail", "Succeed")


@pytest.fixture(params=ENVIRONMENTS)
def environment(request: pytest.FixtureRequest) -> Environment:
    return config.load(request.param)


@pytest.fixture
def template(templates: dict[str, Template], environment: Environment) -> Template:
    return templates[f"{environment.name.capitalize()}-Autopilot"]


@pytest.fixture(scope="module")
def instead(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Return the stack of a dev where Autopilot is in the pipeline's place, with a text problem."""
    values = config.load("dev").model_dump()
    text = {"problem": "text", "text_column": "note", "objective": "Accuracy", "mode": "instead"}
    bounds = {"max_candidates": 3, "max_runtime_per_training_job_seconds": 600, "max_usd": 20.0}
    values |= {"name": "instead", "autopilot": text | bounds}
    folder = tmp_path_factory.mktemp("instead")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CDK_VALIDATION", "false")
        # What it may do beyond a committed environment is in no register: templates are written all the same.
        with pytest.raises(RuntimeError, match="ValidationFailed"):
            build_app(configs=[Environment.model_validate(values)], outdir=str(folder)).synth()
    return dict(json.loads(template_texts(folder)["Instead-Autopilot"]))


def states(template: Template) -> dict[str, Any]:
    machine = only(template, "AWS::StepFunctions::StateMachine")["Properties"]
    return dict(machine["Definition"]["States"])


def nexts(state: dict[str, Any]) -> set[str]:
    ways = [state, *state.get("Choices", []), *state.get("Catch", [])]
    default = {state["Default"]} if "Default" in state else set()
    return {way["Next"] for way in ways if "Next" in way} | default


def statement(template: Template, role: str, sid: str) -> dict[str, Any]:
    policy = below(template, f"{role}/Allowed", "AWS::IAM::ManagedPolicy")["Properties"]
    (found,) = (each for each in policy["PolicyDocument"]["Statement"] if each["Sid"] == sid)
    return dict(found)


def test_every_job_has_all_three_bounds(template: Template, environment: Environment) -> None:
    bounds = environment.autopilot
    assert bounds
    table = states(template)["Search"]["Parameters"]["AutoMLProblemTypeConfig"]["TabularJobConfig"]
    assert table["CompletionCriteria"] == {
        "MaxCandidates": bounds.max_candidates,
        "MaxAutoMLJobRuntimeInSeconds": bounds.runtime_seconds,
        "MaxRuntimePerTrainingJobInSeconds": bounds.max_runtime_per_training_job_seconds,
    }
    assert (table["Mode"], table["ProblemType"]) == ("ENSEMBLING", "BinaryClassification")


def test_the_job_is_looked_at_a_bounded_number_of_times_and_then_stopped(
    template: Template, environment: Environment
) -> None:
    found = states(template)
    (limit,) = (one for one in found["Ended"]["Choices"] if one["Variable"] == "$.looks.count")
    assert environment.autopilot
    assert limit["NumericGreaterThanEquals"] == environment.autopilot.most_polls
    assert found[limit["Next"]]["Resource"].endswith(":aws-sdk:sagemaker:stopAutoMLJob")
    stopped = found[found[limit["Next"]]["Next"]]
    assert (stopped["Type"], stopped["Error"]) == ("Fail", "AutopilotRanTooLong")


def test_it_searches_on_the_tables_that_the_pipeline_wrote(template: Template) -> None:
    channels = states(template)["Search"]["Parameters"]["AutoMLJobInputDataConfig"]
    places = {
        channel["ChannelType"]: channel["DataSource"]["S3DataSource"]["S3Uri.$"]["Fn::Join"][1][-1]
        for channel in channels
    }
    assert places == {
        "training": "/datasets/breast-cancer/train/{}/', $.execution)",
        "validation": "/datasets/breast-cancer/test/{}/', $.execution)",
    }


def test_disks_results_and_traffic_are_encrypted_and_prod_searches_in_its_network(
    template: Template, environment: Environment
) -> None:
    parameters = states(template)["Search"]["Parameters"]
    security = parameters["SecurityConfig"]
    assert security["VolumeKmsKeyId"] == parameters["OutputDataConfig"]["KmsKeyId"]
    assert security["EnableInterContainerTrafficEncryption"] is True
    assert ("VpcConfig" in security) == (environment.network is not None)


def test_containers_in_the_network_reach_one_another_encrypted(templates: dict[str, Template]) -> None:
    """Encrypted traffic between them is IPsec: UDP 500 and protocol 50, in and out, beside TCP."""
    template = templates["Prod-Autopilot"]
    for kind in ("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"):
        rules = [one["Properties"] for _, one in each({"": template}, kind)]
        found = {(rule["IpProtocol"], rule.get("FromPort")) for rule in rules}
        assert found >= {("tcp", 0), ("udp", 500), ("50", None)}


def test_a_search_that_fails_is_told(template: Template) -> None:
    alarm = below(template, "Failed", "AWS::CloudWatch::Alarm")["Properties"]
    assert (alarm["MetricName"], alarm["TreatMissingData"]) == ("ExecutionsFailed", "notBreaching")
    assert alarm["AlarmActions"]


def test_the_rule_may_write_the_input_of_an_encrypted_machine(template: Template) -> None:
    assert set(statement(template, "Trigger/Role", "Encryption")["Action"]) == {
        "kms:Decrypt",
        "kms:GenerateDataKey",
    }


def test_every_state_is_reached_and_every_call_has_a_way_out(template: Template, instead: Template) -> None:
    for machine in (template, instead):
        found = states(machine)
        start = only(machine, "AWS::StepFunctions::StateMachine")["Properties"]["Definition"]["StartAt"]
        reached, todo = set(), {start}
        while todo:
            name = todo.pop()
            reached.add(name)
            todo |= nexts(found[name]) - reached
        assert reached == set(found)
        for name, state in found.items():
            if state["Type"] == "Task" and "dynamodb" not in state["Resource"]:
                assert state["Catch"][-1]["ErrorEquals"] == ["States.ALL"], name
            if state["Type"] == "Fail":
                assert {"Cause", "CausePath"} & set(state), name


def test_the_best_waits_for_approval_in_a_group_that_is_no_models_own(
    template: Template, environment: Environment
) -> None:
    group = only(template, "AWS::SageMaker::ModelPackageGroup")["Properties"]["ModelPackageGroupName"]
    assert group == f"{environment.name}-breast-cancer-autopilot"
    register = states(template)["Register"]["Parameters"]
    assert register["ModelPackageGroupName"] == group
    assert register["ModelApprovalStatus"] == "PendingManualApproval"


def test_roles_are_passed_to_sagemaker_only_and_only_its_own_two(template: Template) -> None:
    passed = statement(template, "MachineRole", "PassJobRoles")
    assert passed["Action"] == "iam:PassRole"
    assert passed["Condition"] == {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
    roles = {resource["Fn::GetAtt"][0] for resource in passed["Resource"]}
    assert {name.rstrip("0123456789ABCDEF") for name in roles} == {"SearchRole", "JobRole"}
    itself = statement(template, "SearchRole", "PassItself")
    assert itself["Resource"]["Fn::GetAtt"][0].startswith("SearchRole")


def test_searches_and_jobs_have_names_of_their_own(template: Template, environment: Environment) -> None:
    for sid, kind in (("Search", "automl-job"), ("RunJobs", "processing-job")):
        (resource,) = as_list(statement(template, "MachineRole", sid)["Resource"])
        assert resource["Fn::Join"][1][-1].endswith(f":{kind}/{environment.name}-auto-*")
    name = states(template)["Named"]["Parameters"]["name.$"]
    assert name.startswith(f"States.Format('{environment.name}-auto-{{}}'")
    assert len(f"{'e' * 16}-auto-") + 8 <= 32, "the longest name of an AutoML job"


def test_beside_the_pipeline_only_its_success_starts_a_search(
    template: Template, environment: Environment
) -> None:
    rule = only(template, "AWS::Events::Rule")["Properties"]
    assert rule["EventPattern"]["detail"]["currentPipelineExecutionStatus"] == ["Succeeded"]
    (pipeline,) = rule["EventPattern"]["detail"]["pipelineArn"]
    assert pipeline["Fn::Join"][1][-1].endswith(f":pipeline/{environment.name}-training")
    (target,) = rule["Targets"]
    assert target["InputTransformer"]["InputTemplate"] == (
        '{"execution_arn": <execution_arn>, "event": <event>}'
    )
    assert target["InputTransformer"]["InputPathsMap"]["event"] == "$.id"
    assert "DeadLetterConfig" in target


def without(found: dict[str, Any], gone: str) -> set[str]:
    """The states that are reached from the start when one is taken away."""
    reached, todo = {gone}, {"Event"}
    while todo:
        name = todo.pop()
        reached.add(name)
        todo |= nexts(found[name]) - reached
    return reached - {gone}


def test_no_event_of_a_rule_reaches_a_search_without_a_claim(
    template: Template, instead: Template, environment: Environment
) -> None:
    bounds = environment.autopilot
    assert bounds
    for machine in (template, instead):
        found = states(machine)
        (choice,) = found["ByARule"]["Choices"]
        assert (choice["Condition"], choice["Next"]) == ("{% $event != '' %}", "Claim")
        found["ByARule"] = found["ByARule"] | {"Default": "Failed"}
        assert "Search" in nexts(found["Named"]) | nexts(found.get("HasTables", {}))
        assert not {"Search", "Prepare"} & without(found, "Claim")
        assert nexts(found["Refused"]) == set()
    condition = states(template)["Claim"]["Arguments"]["ConditionExpression"]
    assert "Starts[0] <= :cooled" in condition
    assert f"Starts[{bounds.max_per_week - 1}] <= :week" in condition
    cooled = states(template)["Claim"]["Arguments"]["ExpressionAttributeValues"][":cooled"]["N"]
    assert str(round(bounds.cool_down_hours * 3_600_000)) in cooled


def test_a_search_that_was_not_begun_gives_its_right_back_and_one_that_was_keeps_it(
    template: Template,
) -> None:
    found = states(template)
    taken, other = found["Search"]["Catch"]
    assert (taken["ErrorEquals"], taken["Next"]) == (["SageMaker.ResourceInUseException"], "Failed")
    assert (other["ErrorEquals"], other["Next"]) == (["States.ALL"], "NotStarted")
    assert found["NotStarted"]["Choices"][0]["Next"] == "Release"
    assert {name for name, state in found.items() if "NotStarted" in nexts(state)} == {"Search"}


def test_in_the_pipelines_place_new_data_starts_a_search_that_splits_first(instead: Template) -> None:
    rule = only(instead, "AWS::Events::Rule")["Properties"]
    assert rule["EventPattern"]["detail"]["object"]["key"] == [{"wildcard": "datasets/breast-cancer/*.csv"}]
    found = states(instead)
    assert found["Prepare"]["Next"] == "Search"
    compared = found["Compare"]["Parameters"]["ProcessingInputs"]
    assert [one["InputName"] for one in compared] == ["candidates"], (
        "no pipeline has run, nothing was evaluated"
    )


def test_a_text_problem_is_bounded_too(instead: Template) -> None:
    problem = states(instead)["Search"]["Parameters"]["AutoMLProblemTypeConfig"][
        "TextClassificationJobConfig"
    ]
    assert (problem["ContentColumn"], problem["TargetLabelColumn"]) == ("note", "diagnosis")
    assert len(problem["CompletionCriteria"]) == 3


def test_without_settings_there_is_none(templates: dict[str, Template]) -> None:
    machines = [where for where, _ in each(templates, "AWS::StepFunctions::StateMachine")]
    found = {where.partition("/")[0] for where in machines if "-Autopilot/" in where}
    assert found == {f"{name.capitalize()}-Autopilot" for name in ENVIRONMENTS}
