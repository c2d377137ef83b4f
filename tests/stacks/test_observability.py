"""One page for the API and one a model; burn-rate alarms; nothing watched that nobody hears of."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

import config
from config import Environment
from local.cloudwatch import expression
from stacks import build_app
from stacks.constructs.api_dashboard import KINDS
from tests.stacks.reading import Template, absent, each, only, template_texts

STAGES = ("Dev", "Local", "Prod")
ALARMS = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")


def body(template: Template) -> dict[str, Any]:
    """The dashboard as CloudWatch gets it, each reference replaced by a word."""
    text = only(template, "AWS::CloudWatch::Dashboard")["Properties"]["DashboardBody"]
    parts = text["Fn::Join"][1] if isinstance(text, dict) else [text]
    parsed: dict[str, Any] = json.loads(
        "".join(part if isinstance(part, str) else "reference" for part in parts)
    )
    return parsed


def graphs(template: Template) -> dict[str, Any]:
    return {
        w["properties"]["title"]: w["properties"] for w in body(template)["widgets"] if w["type"] == "metric"
    }


def expressions(widget: Any) -> Iterator[tuple[str, set[str]]]:
    """Each expression of a graph and the ids it may use."""
    rows = [row[-1] if isinstance(row[-1], dict) else {} for row in widget["metrics"]]
    ids = {row["id"] for row in rows if "id" in row}
    for row in rows:
        if "expression" in row:
            yield row["expression"], ids


@pytest.fixture(params=STAGES)
def stage(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_api_has_a_page_that_splits_time_cost_and_trouble(
    stage: str, templates: dict[str, Template]
) -> None:
    page = only(templates[f"{stage}-Watch"], "AWS::CloudWatch::Dashboard")["Properties"]
    assert page["DashboardName"] == f"lab2api-{stage.lower()}"
    titles = graphs(templates[f"{stage}-Watch"])
    assert {
        "Requests",
        "Refusals and failures by kind",
        "Latency, where it goes (average)",
        "Functions throttled",
    } <= set(titles)
    split = [
        row[-1]["label"]
        for row in titles["Latency, where it goes (average)"]["metrics"]
        if row[-1].get("visible", True)
    ]
    assert split == ["function", "integration", "gateway"]
    cost = [
        row[-1]["label"]
        for row in titles["Cost an hour, without endpoints"]["metrics"]
        if row[-1].get("visible", True)
    ]
    assert cost == ["API Gateway", "functions", "AI services"]


def test_streams_and_workers_cost_but_are_no_requests_latency(
    stage: str, templates: dict[str, Template]
) -> None:
    titles = graphs(templates[f"{stage}-Watch"])
    beside = {"chat streams", "model streams", "document jobs", "prediction jobs"}
    behind = {"proxy", "text", "images", "chat", "documents", "features"}

    def labels(title: str) -> set[str]:
        return {row[-1]["label"] for row in titles[title]["metrics"]}

    assert labels("Functions throttled") == behind | beside
    assert labels("Cost an hour, without endpoints") >= behind | beside
    assert labels("Latency, where it goes (average)") & (behind | beside) == behind


def test_every_status_a_function_answers_is_a_kind_on_the_page() -> None:
    from http_api.problems import Kind

    emulated_only = {501}
    assert {kind.status for kind in Kind} - emulated_only == set(KINDS)


def test_a_models_page_lives_with_its_serving_stack_and_takes_its_name_from_the_parameter(
    stage: str, templates: dict[str, Template]
) -> None:
    template = templates[f"{stage}-Serving-breast-cancer"]
    page = only(template, "AWS::CloudWatch::Dashboard")["Properties"]
    assert page["DashboardName"] == {"Fn::Join": ["", [f"lab2api-{stage.lower()}-", {"Ref": "ModelName"}]]}
    labels = [
        row[-1]["label"]
        for row in graphs(template)["Latency, where it goes (average)"]["metrics"]
        if row[-1].get("visible", True)
    ]
    assert labels == ["model", "SageMaker and network", "proxy", "Lambda", "API Gateway (all models)"]


def test_a_page_costs_what_the_mode_costs(templates: dict[str, Template]) -> None:
    serverless = graphs(templates["Dev-Serving-breast-cancer"])
    (row,) = [row[-1] for row in serverless["Cost an hour"]["metrics"] if "expression" in row[-1]]
    # 2 GB at USD 0.00002 a gigabyte-second: USD 0.144 for an hour of model time.
    assert row["expression"] == "took / 1000000 * 2 * 0.00002000 * 3600 / PERIOD(took)"
    assert "Cold starts of the endpoint" in serverless
    instances = graphs(templates["Prod-Serving-breast-cancer"])
    (row,) = [row[-1] for row in instances["Cost an hour"]["metrics"] if "expression" in row[-1]]
    assert row["expression"].startswith("SUM(SEARCH('{/aws/sagemaker/Endpoints,EndpointName,VariantName} ")
    assert row["expression"].endswith(" * 0.115")
    assert "Instances" in instances


def test_every_expression_can_be_read_and_names_only_metrics_of_its_graph(
    templates: dict[str, Template],
) -> None:
    pages = [templates[f"{stage}-{name}"] for stage in STAGES for name in ("Watch", "Serving-breast-cancer")]
    found = [pair for page in pages for widget in graphs(page).values() for pair in expressions(widget)]
    assert len(found) > 100
    for text, ids in found:
        assert names(expression.parse(text)) <= ids, text


def names(node: Any) -> set[str]:
    if isinstance(node, expression.Name):
        return {node.value}
    return {name for part in getattr(node, "arguments", ()) for name in names(part)}


def test_an_objective_is_watched_in_two_windows_at_two_speeds(
    stage: str, templates: dict[str, Template]
) -> None:
    alarms = burning(templates[f"{stage}-Watch"])
    seen = sorted((alarm["Threshold"], periods(alarm)) for alarm in alarms)
    assert seen == sorted(
        pair for speed in ((14.4, 3600), (14.4, 300), (6, 21600), (6, 1800)) for pair in (speed, speed)
    )
    for alarm in alarms:
        assert alarm["TreatMissingData"] == "notBreaching"


def burning(template: Template) -> list[Any]:
    """The alarms of the objectives over a rate, which is an expression."""
    alarms = each({"": template}, "AWS::CloudWatch::Alarm")
    return [r["Properties"] for where, r in alarms if "Objectives" in where and "Metrics" in r["Properties"]]


def periods(alarm: Any) -> int:
    (period,) = {m["MetricStat"]["Period"] for m in alarm["Metrics"] if "MetricStat" in m}
    return int(period)


def test_the_budget_is_what_the_objective_leaves(templates: dict[str, Template]) -> None:
    alarms = burning(templates["Dev-Watch"])
    math = {m["Expression"] for alarm in alarms for m in alarm["Metrics"] if "Expression" in m}
    assert math == {"IF(requests > 0, errors / requests / 0.001, 0)", "(100 - within) / 100 / 0.01"}
    ranks = {m["MetricStat"]["Stat"] for alarm in alarms for m in alarm["Metrics"] if "MetricStat" in m}
    assert ranks == {"Sum", "PR(:2000)"}


def test_every_alarm_without_an_action_is_in_a_composite_alarm_with_one(
    templates: dict[str, Template],
) -> None:
    for stack, template in templates.items():
        if absent(template, "AWS::CloudWatch::CompositeAlarm"):
            continue
        composites = [r["Properties"] for _, r in each({stack: template}, "AWS::CloudWatch::CompositeAlarm")]
        assert all(composite["AlarmActions"] and composite["OKActions"] for composite in composites)
        rules = json.dumps([composite["AlarmRule"] for composite in composites])
        for name, resource in each({stack: template}, "AWS::CloudWatch::Alarm"):
            if "AlarmActions" not in resource["Properties"]:
                assert name.partition("/")[2] in rules, name


def test_a_models_alarms_go_where_the_apis_go(stage: str, templates: dict[str, Template]) -> None:
    topic = only(templates[f"{stage}-Watch"], "AWS::SNS::Topic")["Properties"]
    assert "KmsMasterKeyId" in topic
    trouble = only(templates[f"{stage}-Serving-breast-cancer"], "AWS::CloudWatch::CompositeAlarm")[
        "Properties"
    ]
    assert f"{stage}-Watch:ExportsOutputRefTopic" in json.dumps(trouble["AlarmActions"])


def test_what_is_not_watched_has_no_page_and_no_alarm(tmp_path_factory: pytest.TempPathFactory) -> None:
    values = config.load("dev").model_dump() | {
        "name": "quiet",
        "watch": {"dashboards": False, "alarms": False},
    }
    folder = tmp_path_factory.mktemp("quiet")
    build_app(configs=[Environment.model_validate(values)], outdir=str(folder)).synth()
    quiet = {name: json.loads(text) for name, text in template_texts(folder).items()}
    for name in ("Quiet-Watch", "Quiet-Serving-breast-cancer"):
        assert absent(quiet[name], "AWS::CloudWatch::Dashboard", *ALARMS), name


def test_all_alarms_go_to_one_topic(stage: str, templates: dict[str, Template]) -> None:
    ours = {name: template for name, template in templates.items() if name.startswith(f"{stage}-")}
    published = {
        where
        for where, topic in each(ours, "AWS::SNS::Topic")
        if "cloudwatch.amazonaws.com" in json.dumps(policies_of(ours, where))
    }
    assert {where.partition("/")[0] for where in published} == {f"{stage}-Watch"}
    assert len(published) == 1


def policies_of(templates: dict[str, Template], where: str) -> list[Any]:
    """The policies of a topic, which are in its stack."""
    stack, _, topic = where.partition("/")
    found = each({stack: templates[stack]}, "AWS::SNS::TopicPolicy")
    return [policy["Properties"] for _, policy in found if {"Ref": topic} in policy["Properties"]["Topics"]]
