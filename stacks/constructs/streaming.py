"""The integration of a function whose answer API Gateway hands on piece by piece."""

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_


def streaming(function: lambda_.IFunction, *, seconds: int) -> apigateway.LambdaIntegration:
    """Integrate by InvokeWithResponseStream (API Gateway guide, "Stream the integration response")."""
    return apigateway.LambdaIntegration(
        function,
        timeout=cdk.Duration.seconds(seconds),
        allow_test_invoke=False,
        response_transfer_mode=apigateway.ResponseTransferMode.STREAM,
    )
