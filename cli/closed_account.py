"""What `lab2api deploy` does in place of `cdk bootstrap` where nobody may create a role (`[account]`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

import config
from cli import terminal
from cli.target import Target
from config.account import ASSET_BUCKET, Account

DAYS_OF_OLD_VERSIONS = 30
OURS_ELSEWHERE = "us-east-1"
"""S3 takes no location constraint there, and wants one everywhere else (S3 API reference, CreateBucket)."""


@dataclass(frozen=True)
class ClosedAccount:
    """`account` is the environment's table, of the account that the caller is in."""

    account: Account

    def options(self, caller: Mapping[str, Any]) -> list[str]:
        """Return how `cdk` hands CloudFormation the role, where the role's trust lets it."""
        if not self.account.deploys_with_role:
            return []
        partition = caller["Arn"].split(":")[1]
        return ["--role-arn", f"arn:{partition}:iam::{caller['Account']}:role/{self.account.role_name}"]


def checked(environment: str, caller: Mapping[str, Any]) -> ClosedAccount | None:
    """Return the environment's closed account, if it has one. Ends the command where it is another."""
    account = config.load(environment).account
    if account is None:
        return None
    if account.number not in (None, caller["Account"]):
        terminal.stop(
            f"your credentials are of account {caller['Account']}, and account.role is of {account.number}",
            hint=f"Sign in to that one, or write the role's name alone: {account.role_name}",
        )
    return ClosedAccount(account)


def make_asset_bucket(*, target: Target, account: str) -> str:
    """Make the bucket of templates and code, unless it is there, and set it up; return its name.

    It is private, encrypted, answers over TLS only and forgets old versions. One that is somebody else's
    ends the command: they could change what CloudFormation reads.
    """
    s3, name = target.client("s3"), ASSET_BUCKET.format(account=account, region=target.region)
    if not _there(s3, name, account=account):
        constraint = {"CreateBucketConfiguration": {"LocationConstraint": target.region}}
        s3.create_bucket(Bucket=name, **({} if target.region == OURS_ELSEWHERE else constraint))
        terminal.out.print(f"made the bucket {name} for templates and code")
    _set_up(s3, {"Bucket": name, "ExpectedBucketOwner": account})
    return name


def _there(s3: Any, name: str, *, account: str) -> bool:
    try:
        s3.head_bucket(Bucket=name, ExpectedBucketOwner=account)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if status == 404:
            return False
        if status == 403:
            terminal.stop(
                f"the bucket {name} is not this account's, or you may not see it",
                hint="Nothing was deployed: whoever owns it could change the templates. Ask who owns it.",
            )
        raise
    return True


def _set_up(s3: Any, bucket: Mapping[str, str]) -> None:
    closed = dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
    s3.put_public_access_block(**bucket, PublicAccessBlockConfiguration=closed)
    by_default = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3.put_bucket_encryption(**bucket, ServerSideEncryptionConfiguration={"Rules": [by_default]})
    s3.put_bucket_versioning(**bucket, VersioningConfiguration={"Status": "Enabled"})
    old = {
        "ID": "OldVersions",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "NoncurrentVersionExpiration": {"NoncurrentDays": DAYS_OF_OLD_VERSIONS},
    }
    s3.put_bucket_lifecycle_configuration(**bucket, LifecycleConfiguration={"Rules": [old]})
    s3.put_bucket_policy(**bucket, Policy=_over_tls_only(bucket["Bucket"]))


def _over_tls_only(name: str) -> str:
    statement = {
        "Sid": "OverTlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
