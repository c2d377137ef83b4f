"""Collect, store, process: one key, four buckets, and SQL over what the pipeline prepared."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from config import Environment
from stacks.constructs import PlatformBucket, PlatformKey
from stacks.constructs.lake import Lake

BATCH_PREFIX = "batch/"
"""Files for batch jobs in `raw`, and what the jobs answered in `curated`."""


class DataStack(cdk.Stack):
    """The environment's key and buckets.

    `raw` takes `datasets/<model>/<file>.csv` and announces it; `curated` holds what jobs made of it and
    Athena's results; `artifacts` holds models; `logs` receives the others' access logs.
    """

    def __init__(self, scope: Construct, id: str, *, config: Environment) -> None:
        super().__init__(scope, id, description="Key, buckets, Glue table and Athena workgroup")
        self.key: kms.IKey = PlatformKey(self, "Key", retention=config.retention)
        logs = PlatformBucket(self, "Logs", config=config)
        logs.expire(days=config.data.access_log_days)
        self.logs: s3.IBucket = logs
        raw = self._bucket("Raw", config)
        raw.send_events()
        self.raw: s3.IBucket = raw
        curated = self._bucket("Curated", config)
        curated.expire(prefix="query-results/", days=config.data.query_result_days)
        if config.batch:
            for bucket in (raw, curated):
                bucket.expire(prefix=BATCH_PREFIX, days=config.batch.result_days)
        if config.drift:
            curated.expire(prefix="drift/", days=config.drift.report_days)
        self.curated: s3.IBucket = curated
        self.artifacts: s3.IBucket = self._bucket("Artifacts", config)
        Lake(self, "Lake", config=config, curated=curated, key=self.key)
        for name, bucket in {"Raw": raw, "Curated": curated, "Artifacts": self.artifacts}.items():
            cdk.CfnOutput(self, f"{name}BucketName", value=bucket.bucket_name)

    def _bucket(self, id: str, config: Environment) -> PlatformBucket:
        return PlatformBucket(self, id, config=config, key=self.key, logs=self.logs)
