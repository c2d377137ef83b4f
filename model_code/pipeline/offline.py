"""A SageMaker SDK session that records requests, sends none and writes the same bytes every time."""

from __future__ import annotations

import logging

import boto3
from sagemaker.core.config.config_manager import SageMakerConfig
from sagemaker.core.workflow.pipeline_context import PipelineSession

NO_TELEMETRY = {"SchemaVersion": "1.0", "SageMaker": {"PythonSDK": {"Modules": {"TelemetryOptOut": True}}}}


def session() -> PipelineSession:
    """Return the session; every step and job of the pipeline takes it."""
    logging.disable(logging.WARNING)  # the SDK warns of each job name that a pipeline leaves out, as it must
    # The SDK validates this one constant some sixty times against its JSON schema: four seconds.
    SageMakerConfig.validate_sagemaker_config = staticmethod(lambda sagemaker_config=None: None)
    made = PipelineSession(boto3.Session(), default_bucket="unused", sagemaker_config=NO_TELEMETRY)
    made._default_bucket = "unused"  # noqa: SLF001 - ModelBuilder.register asks S3 for it otherwise
    return made
