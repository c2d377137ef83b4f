"""Feature Store: a group for each schema, its history in Iceberg tables, and the role that writes them."""

import aws_cdk as cdk
from aws_cdk import aws_glue as glue
from constructs import Construct

from config import Environment
from config.feature_schema import read_schema
from config.features import Features
from stacks.constructs.feature_group import FeatureGroup
from stacks.constructs.feature_names import OFFLINE_PREFIX, feature_database, feature_table
from stacks.constructs.retention import removal_policy
from stacks.constructs.role import ServiceRole
from stacks.data import DataStack


class FeatureStoreStack(cdk.Stack):
    """There where `[features]` is. What the schemas may become is config/feature_guard.py's matter.

    The tables are Feature Store's to make, and outlive their groups; the database is this stack's, and Glue
    deletes a database with its tables. Outputs: `FeatureDatabase`, the tables' database in Athena.
    """

    def __init__(
        self, scope: Construct, id: str, *, config: Environment, features: Features, data: DataStack
    ) -> None:
        super().__init__(scope, id, description="Feature groups, online and as Iceberg tables")
        self._config, self._data = config, data
        database = self._database()
        self.role = self._role(features)
        for name in features.groups:
            group = FeatureGroup(
                self,
                f"Group-{name}",
                config=config,
                schema=read_schema(name),
                key=data.key,
                role_arn=self.role.role_arn,
                offline_uri=data.curated.s3_url_for_object(OFFLINE_PREFIX.rstrip("/")),
            )
            group.node.add_dependency(self.role, database)
        cdk.CfnOutput(self, "FeatureDatabase", value=feature_database(config))

    def _database(self) -> glue.CfnDatabase:
        database = glue.CfnDatabase(
            self,
            "Database",
            catalog_id=self.account,
            database_input=glue.CfnDatabase.DatabaseInputProperty(
                name=feature_database(self._config), description="Feature groups' offline stores"
            ),
        )
        database.apply_removal_policy(removal_policy(self._config.retention))
        return database

    def _role(self, features: Features) -> ServiceRole:
        """Source: Feature Store guide, adding policies to your role; held to one prefix and our tables."""
        role = ServiceRole(
            self, "Role", service="sagemaker", description="Writes feature groups to S3 and Glue"
        )
        curated, name = self._data.curated, feature_database(self._config)
        tables = [f"table/{name}/{feature_table(group)}" for group in features.groups]
        catalog = [
            self.format_arn(service="glue", resource=path)
            for path in ("catalog", f"database/{name}", *tables)
        ]
        role.allow("Bucket", actions=["s3:GetBucketAcl"], resources=[curated.bucket_arn])
        role.allow(
            "List",
            actions=["s3:ListBucket"],
            resources=[curated.bucket_arn],
            conditions={"StringLike": {"s3:prefix": [f"{OFFLINE_PREFIX}*"]}},
        )
        role.allow(
            "Objects",
            actions=["s3:GetObject", "s3:PutObject", "s3:PutObjectAcl"],
            resources=[curated.arn_for_objects(f"{OFFLINE_PREFIX}*")],
        )
        use = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"]
        role.allow("Encryption", actions=use, resources=[self._data.key.key_arn])
        role.allow("Catalog", actions=["glue:GetTable", "glue:UpdateTable"], resources=catalog)
        return role
