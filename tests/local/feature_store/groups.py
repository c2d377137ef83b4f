"""A feature group on the emulator, and what its stores say."""

from typing import Any

from pyiceberg.catalog.glue import GlueCatalog

from tests.local.conftest import Client
from tests.local.waiting import until

BUCKET = "offline-stores"
DATABASE = "feature_tests"
ROLE = "arn:aws:iam::000000000000:role/execution"
DEFINITIONS = [
    {"FeatureName": "id", "FeatureType": "String"},
    {"FeatureName": "at", "FeatureType": "String"},
    {"FeatureName": "pages", "FeatureType": "Integral"},
    {"FeatureName": "seconds", "FeatureType": "Fractional"},
]


def create(aws: Client, name: str, *, definitions: list[dict[str, str]] | None = None, **online: Any) -> str:
    """Make a group with both stores, and wait until it is there; its name."""
    aws("s3").create_bucket(Bucket=BUCKET)
    if DATABASE not in [one["Name"] for one in aws("glue").get_databases()["DatabaseList"]]:
        aws("glue").create_database(DatabaseInput={"Name": DATABASE})
    aws("sagemaker").create_feature_group(
        FeatureGroupName=name,
        RecordIdentifierFeatureName="id",
        EventTimeFeatureName="at",
        FeatureDefinitions=definitions or DEFINITIONS,
        OnlineStoreConfig={"EnableOnlineStore": True, **online},
        OfflineStoreConfig={
            "S3StorageConfig": {"S3Uri": f"s3://{BUCKET}/features"},
            "TableFormat": "Iceberg",
            "DataCatalogConfig": {
                "Catalog": "AwsDataCatalog",
                "Database": DATABASE,
                "TableName": name.replace("-", "_"),
            },
        },
        RoleArn=ROLE,
    )
    assert settled(aws, name)["FeatureGroupStatus"] == "Created"
    return name


def settled(aws: Client, name: str) -> dict[str, Any]:
    def created() -> dict[str, Any] | None:
        group: dict[str, Any] = aws("sagemaker").describe_feature_group(FeatureGroupName=name)
        return None if group["FeatureGroupStatus"] == "Creating" else group

    return until(created, f"the creation of {name}")


def put(aws: Client, name: str, *, target: list[str] | None = None, **values: Any) -> None:
    record = [{"FeatureName": key, "ValueAsString": str(value)} for key, value in values.items()]
    more = {"TargetStores": target} if target else {}
    aws("sagemaker-featurestore-runtime").put_record(FeatureGroupName=name, Record=record, **more)


def got(aws: Client, name: str, identifier: str, **more: Any) -> dict[str, str]:
    """The online record by feature; empty if there is none."""
    answer = aws("sagemaker-featurestore-runtime").get_record(
        FeatureGroupName=name, RecordIdentifierValueAsString=identifier, **more
    )
    return {one["FeatureName"]: one["ValueAsString"] for one in answer.get("Record", [])}


def history(aws: Client, name: str, *, least: int) -> list[dict[str, Any]]:
    """The rows of the offline store, once there are so many."""

    def enough() -> list[dict[str, Any]] | None:
        rows = read(aws, name)
        return rows if len(rows) >= least else None

    return until(enough, f"row {least} of {name}")


def read(aws: Client, name: str) -> list[dict[str, Any]]:
    """The rows of the offline store now, read as any Iceberg reader does: by the catalog, over HTTP."""
    url = aws("s3").meta.endpoint_url
    catalog = GlueCatalog(
        "test",
        client=aws("glue"),
        **{
            "s3.endpoint": url,
            "s3.region": "us-east-1",
            "s3.access-key-id": "test",
            "s3.secret-access-key": "test",
        },
    )
    group = aws("sagemaker").describe_feature_group(FeatureGroupName=name)
    table = group["OfflineStoreConfig"]["DataCatalogConfig"]
    rows: list[dict[str, Any]] = (
        catalog.load_table((table["Database"], table["TableName"])).scan().to_arrow().to_pylist()
    )
    return rows
