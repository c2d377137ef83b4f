"""Rows of what is kept: objects, images, tables, keys, secrets; and what has no known price here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cli.cost.quantity import Quantity, by_use, months, stored
from cli.cost.row import Row, many, of_service
from cli.declared.resource import Resource, of_type

FAMILY = "storage"
BUCKET, IMAGES, TABLE, KEY, SECRET = (
    "AWS::S3::Bucket",
    "AWS::ECR::Repository",
    "AWS::DynamoDB::Table",
    "AWS::KMS::Key",
    "AWS::SecretsManager::Secret",
)
FEATURES, TRACKING = "AWS::SageMaker::FeatureGroup", "AWS::SageMaker::MlflowApp"
TYPES = (BUCKET, IMAGES, TABLE, KEY, SECRET, FEATURES, TRACKING)


def rows(resources: Sequence[Resource], *, region: str) -> Iterator[Row]:
    """Price keys by the month, the rest by what is kept."""
    del region  # one price for all: see --sources
    if buckets := of_type(resources, BUCKET):
        kept = stored(lambda usage: usage.stored_gb)
        yield _row("object-gb-month", BUCKET, f"objects in {many(len(buckets), 'bucket')}", kept)
    for repository in of_type(resources, IMAGES):
        images = stored(lambda usage: usage.image_gb)
        yield _row("image-gb-month", repository.where, "container images", images)
    if tables := of_type(resources, TABLE):
        items = stored(lambda usage: usage.table_gb) * len(tables)
        yield _row("table-gb-month", TABLE, f"items in {many(len(tables), 'table')}", items)
    for name, type_, what in (("kms-key-month", KEY, "key"), ("secret-month", SECRET, "secret")):
        if found := of_type(resources, type_):
            yield _row(name, type_, many(len(found), what), months(len(found)))
    yield from _unknown(resources)


def _unknown(resources: Sequence[Resource]) -> Iterator[Row]:
    """Show what no source here has a price for."""
    for group in of_type(resources, FEATURES):
        used = by_use(lambda usage: usage.requests)
        yield _row("feature-store-unit", group.where, "feature group: reads, writes, GB", used)
    for app in of_type(resources, TRACKING):
        yield _row("mlflow-app-month", app.where, "MLflow App", months())


def _row(name: str, where: str, what: str, quantity: Quantity) -> Row:
    return of_service(name, family=FAMILY, resource=where, what=what, quantity=quantity)
