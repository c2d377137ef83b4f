"""SQL over the curated data: a Glue table for each model, and an Athena workgroup that cannot run away."""

import re
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from config import Environment
from stacks.constructs.starter import starter_card


class Lake(Construct):
    """Query `lab2api_<environment>.<model>` in the workgroup `lab2api-<environment>`."""

    def __init__(
        self, scope: Construct, id: str, *, config: Environment, curated: s3.IBucket, key: kms.IKey
    ) -> None:
        super().__init__(scope, id)
        account = cdk.Stack.of(self).account
        name = f"lab2api_{config.name}"
        database = glue.CfnDatabase(
            self,
            "Database",
            catalog_id=account,
            database_input=glue.CfnDatabase.DatabaseInputProperty(name=name, description="Curated data"),
        )
        for model in config.models:
            table = glue.CfnTable(
                self,
                f"Table-{model}",
                catalog_id=account,
                database_name=name,
                table_input=_table(config=config, model=model, curated=curated),
            )
            table.add_resource_dependency(database)
        self._workgroup(config=config, curated=curated, key=key)

    def _workgroup(self, *, config: Environment, curated: s3.IBucket, key: kms.IKey) -> None:
        athena.CfnWorkGroup(
            self,
            "WorkGroup",
            name=f"lab2api-{config.name}",
            description="Enforced result prefix, encryption and scan limit",
            recursive_delete_option=config.retention.removal == "destroy",
            work_group_configuration=athena.CfnWorkGroup.WorkGroupConfigurationProperty(
                enforce_work_group_configuration=True,
                publish_cloud_watch_metrics_enabled=True,
                bytes_scanned_cutoff_per_query=config.data.athena_bytes_scanned_cap,
                result_configuration=athena.CfnWorkGroup.ResultConfigurationProperty(
                    output_location=curated.s3_url_for_object("query-results/"),
                    encryption_configuration=athena.CfnWorkGroup.EncryptionConfigurationProperty(
                        encryption_option="SSE_KMS", kms_key=key.key_arn
                    ),
                ),
            ),
        )


def _table(*, config: Environment, model: str, curated: s3.IBucket) -> glue.CfnTable.TableInputProperty:
    """Describe the rows the prepare step writes for training, one folder a pipeline execution.

    Every query names its execution; Athena then finds the folder itself (partition projection, injected).
    """
    location = curated.s3_url_for_object(f"datasets/{model}/train/")
    return glue.CfnTable.TableInputProperty(
        name=_identifier(model),
        description="Training rows prepared by the pipeline; filter by execution",
        table_type="EXTERNAL_TABLE",
        partition_keys=[glue.CfnTable.ColumnProperty(name="execution", type="string")],
        parameters={
            "classification": "csv",
            "skip.header.line.count": "1",
            "projection.enabled": "true",
            "projection.execution.type": "injected",
            "storage.location.template": f"{location}${{execution}}/",
        },
        storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
            columns=_columns(starter_card(config=config, model=model)),
            location=location,
            input_format="org.apache.hadoop.mapred.TextInputFormat",
            output_format="org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            # LazySimpleSerDe splits a quoted field at its comma.
            serde_info=glue.CfnTable.SerdeInfoProperty(
                serialization_library="org.apache.hadoop.hive.serde2.OpenCSVSerde",
                parameters={"separatorChar": ",", "quoteChar": '"', "escapeChar": "\\"},
            ),
        ),
    )


def _columns(card: dict[str, Any]) -> list[glue.CfnTable.ColumnProperty]:
    """Return the features in the card's order, then the target, all of them strings.

    OpenCSVSerde fails on an empty field of a number column (Athena guide, Open CSV SerDe), and a gap is one.
    A query says `CAST(NULLIF(mean_radius, '') AS double)`.
    """
    names = [*(feature["name"] for feature in card["features"]), card["target"]["name"]]
    return [glue.CfnTable.ColumnProperty(name=_identifier(name), type="string") for name in names]


def _identifier(name: str) -> str:
    """Athena wants lower case letters, digits and underscores."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
