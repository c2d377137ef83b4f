"""A Lambda function whose answer is a stream: an HTTP server behind the Lambda Web Adapter."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_kms as kms
from constructs import Construct

from config.models import Retention
from stacks.constructs.function import PlatformFunction
from stacks.constructs.private_network import PrivateNetwork

ADAPTER_LAYER = "arn:aws:lambda:{region}:753240598075:layer:LambdaAdapterLayerArm64:30"
"""Version 1.1.0 of the adapter, published by AWS (aws/aws-lambda-web-adapter, pull request 871)."""

ADAPTER = {
    # The layer's script, which starts the handler in place of the managed runtime's own bootstrap.
    "AWS_LAMBDA_EXEC_WRAPPER": "/opt/bootstrap",
    "AWS_LWA_INVOKE_MODE": "response_stream",
    "AWS_LWA_PORT": "8080",
    "AWS_LWA_READINESS_CHECK_PATH": "/ready",
}
SHARED = "http_streams"
MARGIN_SECONDS = 10
"""From the function's own limit to Lambda's timeout: the last event has to come out, and Python to start."""


class StreamFunction(PlatformFunction):
    """`package` is a folder of lambda/ with run.sh in it, which starts the server.

    No SnapStart: the adapter would have to tell the server of snapshot and restore by two more routes, and a
    stream takes seconds, so that one second more at its start matters less than for a prediction.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        package: str,
        shared: Sequence[str],
        description: str,
        key: kms.IKey,
        retention: Retention,
        environment: Mapping[str, str],
        memory_mb: int,
        stream_seconds: int,
        reserved_concurrency: int | None = None,
        network: PrivateNetwork | None = None,
    ) -> None:
        super().__init__(
            scope,
            id,
            package=package,
            shared=(SHARED, *shared),
            description=description,
            key=key,
            retention=retention,
            environment={"LAB2API_STREAM_SECONDS": str(stream_seconds), **environment, **ADAPTER},
            memory_mb=memory_mb,
            timeout_seconds=stream_seconds + MARGIN_SECONDS,
            reserved_concurrency=reserved_concurrency,
            network=network,
            handler=f"{package}/run.sh",
            layers={"Adapter": ADAPTER_LAYER},
        )
