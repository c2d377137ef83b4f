"""AWS::S3::Bucket: the properties that the emulator's handler drops, applied through its S3."""

from typing import Any

from local import aws
from local.cloudformation.handlers import Properties, after
from local.cloudformation.lifecycle import lifecycle_rules
from local.cloudformation.provision import declare, executed

_DEFAULT_KEY = "alias/aws/s3"


def install() -> None:
    """Repair buckets after they are created and updated."""
    after("AWS::S3::Bucket", _repair)
    declare(
        "AWS::S3::Bucket",
        executed("objects, versions, policy, events; encryption and lifecycle are described only"),
    )
    declare("AWS::S3::BucketPolicy", executed("enforced in strict mode"))


def _repair(bucket: str, properties: Properties) -> None:
    s3 = aws.client("s3")
    if encryption := properties.get("BucketEncryption"):
        rules = [_encryption_rule(rule) for rule in encryption["ServerSideEncryptionConfiguration"]]
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})
    if logging := properties.get("LoggingConfiguration"):
        target = {
            "TargetBucket": logging.get("DestinationBucketName", bucket),
            "TargetPrefix": logging.get("LogFilePrefix", ""),
        }
        s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": target})
    if lifecycle := properties.get("LifecycleConfiguration"):
        rules = lifecycle_rules(lifecycle["Rules"])
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})
    if ownership := properties.get("OwnershipControls"):
        s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=ownership)
    if tags := properties.get("Tags"):
        s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags})


def _encryption_rule(rule: dict[str, Any]) -> dict[str, Any]:
    default = dict(rule["ServerSideEncryptionByDefault"])
    if default["SSEAlgorithm"].startswith("aws:kms"):
        default.setdefault("KMSMasterKeyID", _DEFAULT_KEY)
    return {
        "ApplyServerSideEncryptionByDefault": default,
        "BucketKeyEnabled": rule.get("BucketKeyEnabled", False),
    }
