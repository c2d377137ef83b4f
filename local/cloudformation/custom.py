"""CDK's own custom resource, whose Node.js function cannot run here, and what the emulator's types do."""

from local import aws
from local.cloudformation.handlers import Created, Properties, register
from local.cloudformation.provision import declare, executed, recorded

_EXECUTED = {
    "AWS::IAM::Role": "assumed by functions; enforced in strict mode",
    "AWS::IAM::Policy": "enforced in strict mode",
    "AWS::IAM::ManagedPolicy": "enforced in strict mode",
    "AWS::Lambda::Function": "your handler runs as a process; memory, SnapStart and layers are not applied",
    "AWS::Lambda::Version": "published and invoked",
    "AWS::Lambda::Alias": "routes to its version",
    "AWS::Lambda::Permission": "enforced in strict mode",
    "AWS::Lambda::EventSourceMapping": "polls and invokes",
    "AWS::Logs::LogGroup": "takes and returns log lines; not encrypted",
    "AWS::SSM::Parameter": "stored and read",
    "AWS::Events::Rule": "matched against events, targets started",
    "AWS::SNS::Topic": "delivers",
    "AWS::SNS::Subscription": "delivers",
    "AWS::SNS::TopicPolicy": "enforced in strict mode",
    "AWS::SQS::Queue": "delivers",
    "AWS::SQS::QueuePolicy": "enforced in strict mode",
    "AWS::CloudWatch::Alarm": "evaluated every 2 seconds, metric math too; actions run",
    "AWS::CloudWatch::Dashboard": "drawn by `lab2api dashboard`",
    "AWS::Cognito::UserPool": "signs users in",
    "AWS::Cognito::UserPoolClient": "issues tokens",
    "AWS::Cognito::UserPoolDomain": "issues tokens",
    "AWS::Cognito::UserPoolResourceServer": "scopes are issued",
    "AWS::StepFunctions::StateMachine": "runs",
    "AWS::Scheduler::Schedule": "fires",
    "AWS::DynamoDB::Table": "items are written under conditions, and read; not encrypted, no recovery",
}
_RECORDED = {
    "AWS::CDK::Metadata": "nothing to do",
    "AWS::KMS::Key": "encrypts when called; buckets, logs and queues are not encrypted with it",
    "AWS::KMS::Alias": "names its key",
    "AWS::Glue::Database": "catalog entry",
    "AWS::Glue::Table": "catalog entry",
    "AWS::Glue::Crawler": "never crawls",
    "AWS::Athena::WorkGroup": "described; its scan limit is not enforced",
    "AWS::WAFv2::WebACL": "described, never evaluated",
    "AWS::EC2::VPC": "no network is made",
    "AWS::EC2::Subnet": "no network is made",
    "AWS::EC2::RouteTable": "no network is made",
    "AWS::EC2::SubnetRouteTableAssociation": "no network is made",
    "AWS::EC2::SecurityGroup": "nothing is filtered",
    "AWS::EC2::VPCEndpoint": "no network is made",
}


def install() -> None:
    """Empty buckets for Custom::S3AutoDeleteObjects; say what the emulator's own types do."""
    register(
        "Custom::S3AutoDeleteObjects",
        provision=executed("empties the bucket when the stack goes"),
        create=_keep_bucket,
        delete=_empty_bucket,
    )
    for type_, note in _EXECUTED.items():
        declare(type_, executed(note))
    for type_, note in _RECORDED.items():
        declare(type_, recorded(note))


def _keep_bucket(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, stack
    return f"auto-delete-{properties['BucketName']}", {}


def _empty_bucket(physical_id: str, properties: Properties) -> None:
    del physical_id
    s3, bucket = aws.client("s3"), properties["BucketName"]
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        objects = [{"Key": item["Key"], "VersionId": item["VersionId"]} for item in found]
        if objects:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": objects})
