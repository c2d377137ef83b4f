"""One feature group as its schema says: online, and offline as an Iceberg table of our own database."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Environment
from config.feature_schema import FeatureGroupSchema
from stacks.constructs.feature_names import feature_database, feature_group_name, feature_table
from stacks.constructs.retention import removal_policy

_Group = sagemaker.CfnFeatureGroup


class FeatureGroup(_Group):
    """Nothing create-only in it follows a setting, or changing that setting would replace the group.

    So it has no Description, and none of `[tags]`. `offline_uri` is where in S3 its table lies.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        schema: FeatureGroupSchema,
        key: kms.IKey,
        role_arn: str,
        offline_uri: str,
    ) -> None:
        super().__init__(
            scope,
            id,
            feature_group_name=feature_group_name(config, schema.name),
            record_identifier_feature_name=schema.record_identifier,
            event_time_feature_name=schema.event_time,
            feature_definitions=[
                _Group.FeatureDefinitionProperty(feature_name=name, feature_type=feature.type)
                for name, feature in schema.features.items()
            ],
            online_store_config=_online(schema, key=key),
            offline_store_config=_offline(config, schema=schema, key=key, uri=offline_uri),
            throughput_config=_throughput(config, schema),
            role_arn=role_arn,
        )
        self.apply_removal_policy(removal_policy(config.retention))
        for name in ("environment", *config.tags):
            cdk.Tags.of(self).remove(name)


# The types of these two are objects to CDK, which passes them on as they are.
def _online(schema: FeatureGroupSchema, *, key: kms.IKey) -> dict[str, Any]:
    ttl = schema.online.ttl
    expiring = {"TtlDuration": {"Unit": ttl.unit, "Value": ttl.value}} if ttl else {}
    return {
        "EnableOnlineStore": True,
        "SecurityConfig": {"KmsKeyId": key.key_arn},
        "StorageType": schema.online.storage,
        **expiring,
    }


def _offline(config: Environment, *, schema: FeatureGroupSchema, key: kms.IKey, uri: str) -> dict[str, Any]:
    """Leave it to Feature Store to make the table, as it does only for Iceberg (API reference)."""
    return {
        "S3StorageConfig": {"S3Uri": uri, "KmsKeyId": key.key_arn},
        "DataCatalogConfig": {
            "Catalog": "AwsDataCatalog",
            "Database": feature_database(config),
            "TableName": feature_table(schema.name),
        },
        "DisableGlueTableCreation": False,
        "TableFormat": "Iceberg",
    }


def _throughput(config: Environment, schema: FeatureGroupSchema) -> _Group.ThroughputConfigProperty | None:
    """Say either mode: a template without any leaves a group as it is, in units that are paid by the hour.

    Only Standard storage has modes.
    """
    features = config.features
    if schema.online.storage != "Standard":
        return None
    if features is None or features.read_capacity_units is None:
        return _Group.ThroughputConfigProperty(throughput_mode="OnDemand")
    return _Group.ThroughputConfigProperty(
        throughput_mode="Provisioned",
        provisioned_read_capacity_units=features.read_capacity_units,
        provisioned_write_capacity_units=features.write_capacity_units,
    )
