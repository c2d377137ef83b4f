"""Feature groups as declared: nothing create-only follows a setting, and roles reach only their own."""

import json
from typing import Any

import aws_cdk as cdk
import pytest

import config
from config.feature_schema import read_schema, schema_names
from stacks import _context
from stacks.data import DataStack
from stacks.features import FeatureStoreStack
from tests.config.changed import variation
from tests.stacks.reading import Synthesized, Template, each, identity_statements, only, template_texts

GROUP = "AWS::SageMaker::FeatureGroup"
CREATE_ONLY = (
    "FeatureGroupName",
    "RecordIdentifierFeatureName",
    "EventTimeFeatureName",
    "OfflineStoreConfig",
    "RoleArn",
)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The stack of dev's groups, but with a team's tag, capacity of its own and data that are kept."""
    units = {"groups": ("measurements",), "read_capacity_units": 5, "write_capacity_units": 2}
    kept = {"removal": "retain", "log_days": 90}
    settings = variation("other", tags={"team": "blue"}, features=units, retention=kept)
    assert settings.features
    outdir = tmp_path_factory.mktemp("features")
    app = cdk.App(analytics_reporting=False, outdir=str(outdir), context=_context())
    stage = cdk.Stage(app, "Other", env=cdk.Environment(region=settings.region))
    data = DataStack(stage, "Data", config=settings)
    FeatureStoreStack(stage, "Features", config=settings, features=settings.features, data=data)
    for key, value in settings.tags.items():
        cdk.Tags.of(stage).add(key, value)
    app.synth()
    return dict(json.loads(template_texts(outdir)["Other-Features"]))


@pytest.fixture(scope="module")
def varied(templates: dict[str, Template], abroad: Synthesized, other: Template) -> dict[str, Template]:
    """Dev's groups here and abroad, the other ones, and an environment that has none."""
    return {
        **{f"Base-{name}": templates[f"Dev-{name}"] for name in ("Features", "Api")},
        "Other-Features": other,
        "Without-Api": templates["Accelerated-Api"],
        "Abroad-Features": abroad.templates["Dev-Features"],
    }


def group(template: Template) -> dict[str, Any]:
    found: dict[str, Any] = only(template, GROUP)
    return found


def test_a_group_is_what_its_schema_says(varied: dict[str, Template]) -> None:
    schema = read_schema("measurements")
    properties = group(varied["Base-Features"])["Properties"]
    assert properties["FeatureGroupName"] == "dev-measurements"
    assert properties["RecordIdentifierFeatureName"] == schema.record_identifier
    assert properties["EventTimeFeatureName"] == schema.event_time
    assert {one["FeatureName"]: one["FeatureType"] for one in properties["FeatureDefinitions"]} == {
        name: feature.type for name, feature in schema.features.items()
    }


def test_both_stores_are_encrypted_with_the_environments_key_and_the_table_is_iceberg(
    varied: dict[str, Template],
) -> None:
    properties = group(varied["Base-Features"])["Properties"]
    online, offline = properties["OnlineStoreConfig"], properties["OfflineStoreConfig"]
    assert online["EnableOnlineStore"] is True
    assert "Key" in str(online["SecurityConfig"]["KmsKeyId"])
    assert online["SecurityConfig"]["KmsKeyId"] == offline["S3StorageConfig"]["KmsKeyId"]
    assert offline["TableFormat"] == "Iceberg"
    assert offline["DataCatalogConfig"] == {
        "Catalog": "AwsDataCatalog",
        "Database": "lab2api_dev_features",
        "TableName": "measurements",
    }


def test_no_setting_replaces_a_group(varied: dict[str, Template]) -> None:
    """Tags and a description are create-only too: a group has none."""
    plain, other = (group(varied[f"{name}-Features"])["Properties"] for name in ("Base", "Other"))
    assert not {"Tags", "Description"} & (set(plain) | set(other))
    rename = json.dumps(other).replace("other", "dev").replace("Other", "Dev")
    for name in CREATE_ONLY:
        assert plain[name] == json.loads(rename)[name], name
    assert plain["OnlineStoreConfig"] == json.loads(rename)["OnlineStoreConfig"]


def test_capacity_and_retention_are_settings(varied: dict[str, Template]) -> None:
    on_demand = {"ThroughputMode": "OnDemand"}
    assert group(varied["Base-Features"])["Properties"]["ThroughputConfig"] == on_demand, "the way back"
    assert group(varied["Other-Features"])["Properties"]["ThroughputConfig"] == {
        "ThroughputMode": "Provisioned",
        "ProvisionedReadCapacityUnits": 5,
        "ProvisionedWriteCapacityUnits": 2,
    }
    assert group(varied["Base-Features"])["DeletionPolicy"] == "Delete"
    kept = varied["Other-Features"]
    for resource in (group(kept), only(kept, "AWS::Glue::Database")):
        assert resource["DeletionPolicy"] == "RetainExceptOnCreate"


def test_a_group_goes_before_its_role_and_its_database(varied: dict[str, Template]) -> None:
    """Glue deletes a database with the tables that Feature Store leaves: else a second deploy meets them."""
    depends = " ".join(group(varied["Base-Features"])["DependsOn"])
    assert "Role" in depends
    assert "Database" in depends


def test_the_role_writes_one_prefix_and_the_groups_tables(varied: dict[str, Template]) -> None:
    statements = {s["Sid"]: s for _, s in identity_statements({"": varied["Base-Features"]})}
    assert set(statements) == {"Bucket", "List", "Objects", "Encryption", "Catalog"}
    assert "/features/*" in str(statements["Objects"]["Resource"])
    assert "s3:DeleteObject" not in statements["Objects"]["Action"]
    catalog = str(statements["Catalog"]["Resource"])
    assert "table/lab2api_dev_features/measurements" in catalog
    assert "*" not in catalog
    trust = only(varied["Base-Features"], "AWS::IAM::Role")["Properties"]["AssumeRolePolicyDocument"]
    assert "aws:SourceAccount" in str(trust)


def reads(template: Template) -> list[dict[str, Any]]:
    return [s for _, s in identity_statements({"": template}) if s.get("Sid") == "ReadFeatures"]


def test_the_function_reads_the_environments_groups_and_no_others(varied: dict[str, Template]) -> None:
    (statement,) = reads(varied["Base-Api"])
    assert sorted(statement["Action"]) == ["sagemaker:DescribeFeatureGroup", "sagemaker:GetRecord"]
    assert "feature-group/dev-measurements" in str(statement["Resource"])
    assert "*" not in str(statement["Resource"])


def test_without_groups_the_route_is_there_and_may_read_nothing(
    varied: dict[str, Template], templates: dict[str, Template]
) -> None:
    assert "Accelerated-Features" not in templates
    assert reads(varied["Without-Api"]) == []
    for name in ("Base-Api", "Without-Api"):
        routes = [
            r["Properties"].get("PathPart") for _, r in each({"": varied[name]}, "AWS::ApiGateway::Resource")
        ]
        assert {"features", "{group}"} <= set(routes)
        functions = [f["Properties"] for _, f in each({"": varied[name]}, "AWS::Lambda::Function")]
        (found,) = (f for f in functions if f["Handler"] == "features.handler.handle")
        expected = "" if name == "Without-Api" else "measurements"
        assert found["Environment"]["Variables"]["LAB2API_GROUPS"] == expected


def test_another_region_has_the_same_groups(varied: dict[str, Template]) -> None:
    assert "us-east-1" not in json.dumps(varied["Abroad-Features"])
    assert group(varied["Abroad-Features"])["Properties"]["FeatureGroupName"] == "dev-measurements"


def test_every_committed_schema_is_in_an_environment() -> None:
    used = {name for each_ in config.load_all() if each_.features for name in each_.features.groups}
    assert set(schema_names()) == used
