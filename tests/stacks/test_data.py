"""Collect, store, process: what the data stack promises."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from aws_cdk.assertions import Match, Template

from tests.stacks.reading import each, only

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["Dev", "Local", "Prod"])
def data(request: pytest.FixtureRequest, templates: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return templates[f"{request.param}-Data"]


def test_new_raw_data_is_announced_without_a_custom_resource(data: dict[str, Any]) -> None:
    announcing = [
        where
        for where, bucket in each({"": data}, "AWS::S3::Bucket")
        if "NotificationConfiguration" in bucket["Properties"]
    ]
    assert [where[:4] for where in announcing] == ["/Raw"]
    Template.from_json(data).has_resource_properties(
        "AWS::S3::Bucket",
        {"NotificationConfiguration": {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}},
    )


def test_every_bucket_but_the_log_bucket_is_logged(data: dict[str, Any]) -> None:
    prefixes = {
        where.split("/")[1][:3]: bucket["Properties"].get("LoggingConfiguration", {}).get("LogFilePrefix")
        for where, bucket in each({"": data}, "AWS::S3::Bucket")
    }
    assert prefixes == {"Log": None, "Raw": "raw/", "Cur": "curated/", "Art": "artifacts/"}


def test_only_this_account_may_deliver_access_logs(data: dict[str, Any]) -> None:
    Template.from_json(data).has_resource_properties(
        "AWS::S3::BucketPolicy",
        {
            "PolicyDocument": {
                "Statement": Match.array_with(
                    [
                        Match.object_like(
                            {
                                "Effect": "Allow",
                                "Principal": {"Service": "logging.s3.amazonaws.com"},
                                "Condition": Match.object_like(
                                    {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
                                ),
                            }
                        )
                    ]
                )
            }
        },
    )


def test_a_query_cannot_run_away_or_write_elsewhere(data: dict[str, Any]) -> None:
    configuration = only(data, "AWS::Athena::WorkGroup")["Properties"]["WorkGroupConfiguration"]
    assert configuration["EnforceWorkGroupConfiguration"] is True
    assert configuration["BytesScannedCutoffPerQuery"] >= 10_000_000
    assert configuration["ResultConfiguration"]["EncryptionConfiguration"]["EncryptionOption"] == "SSE_KMS"
    assert configuration["ResultConfiguration"]["OutputLocation"]["Fn::Join"][1][-1] == "/query-results/"


def test_query_results_expire(data: dict[str, Any]) -> None:
    rules = [
        rule
        for _, bucket in each({"": data}, "AWS::S3::Bucket")
        for rule in bucket["Properties"]["LifecycleConfiguration"]["Rules"]
        if rule.get("Prefix") == "query-results/"
    ]
    assert [rule["ExpirationInDays"] for rule in rules] == [30]


def test_the_table_has_the_columns_of_the_models_card_and_its_target(data: dict[str, Any]) -> None:
    settings = tomllib.loads((ROOT / "config/environments/dev.toml").read_text())
    card = json.loads((ROOT / settings["models"]["breast-cancer"]["starter"] / "card.json").read_text())
    table = only(data, "AWS::Glue::Table")["Properties"]["TableInput"]
    columns = {column["Name"]: column["Type"] for column in table["StorageDescriptor"]["Columns"]}
    assert len(columns) == len(card["features"]) + 1
    assert {"mean_radius", "diagnosis"} < set(columns)
    assert table["Name"] == "breast_cancer"


def test_the_table_reads_quoted_fields_and_gaps(data: dict[str, Any]) -> None:
    """OpenCSVSerde knows quotes; a gap in a column of numbers would fail the query, so all are strings."""
    descriptor = only(data, "AWS::Glue::Table")["Properties"]["TableInput"]["StorageDescriptor"]
    assert descriptor["SerdeInfo"]["SerializationLibrary"] == "org.apache.hadoop.hive.serde2.OpenCSVSerde"
    assert descriptor["SerdeInfo"]["Parameters"]["quoteChar"] == '"'
    assert {column["Type"] for column in descriptor["Columns"]} == {"string"}


def test_the_table_finds_the_folder_of_one_pipeline_execution(data: dict[str, Any]) -> None:
    table = only(data, "AWS::Glue::Table")["Properties"]["TableInput"]
    assert [key["Name"] for key in table["PartitionKeys"]] == ["execution"]
    template = table["Parameters"]["storage.location.template"]["Fn::Join"][1]
    assert template[-1] == "/datasets/breast-cancer/train/${execution}/"


@pytest.mark.parametrize(("stack", "days"), [("Dev-Data", 7), ("Prod-Data", 30)])
def test_a_key_that_is_deleted_can_be_rescued(stack: str, days: int, templates: dict[str, Any]) -> None:
    assert only(templates[stack], "AWS::KMS::Key")["Properties"]["PendingWindowInDays"] == days
