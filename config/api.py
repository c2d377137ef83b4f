"""`[api]`: who may call the REST API, how often, and how large a request may be."""

from typing import Annotated, Literal

from pydantic import Field

from config.types import Section
from config.watch import Slo


class Throttle(Section):
    """API Gateway's token bucket for the usage plan and the stage."""

    rate_per_second: Annotated[float, Field(gt=0, le=10_000)]
    burst: Annotated[int, Field(ge=1, le=5_000)]


class Api(Section):
    """The REST API. AWS's limits: 29 s an integration, 10 MB a payload, 4 MB to a serverless endpoint.

    The proxy needs 20.5 s for one attempt (served_models/endpoint.py) and a few to read parameter and card.
    """

    auth: Literal["api-key", "iam", "cognito"]
    throttle: Throttle
    quota_per_day: Annotated[int, Field(ge=1)]
    max_body_bytes: Annotated[int, Field(ge=1024, le=4_000_000)]
    max_rows: Annotated[int, Field(ge=1, le=10_000)]
    waf: bool
    waf_requests_per_5_minutes: Annotated[int, Field(ge=10, le=20_000_000)] = 2_000
    proxy_memory_mb: Annotated[int, Field(ge=256, le=3_008)] = 1_024
    proxy_timeout_seconds: Annotated[int, Field(ge=24, le=29)] = 28
    proxy_reserved_concurrency: Annotated[int, Field(ge=1, le=1_000)] | None = None
    slo: Slo = Slo()
    stream_seconds: Annotated[int, Field(ge=30, le=480)] = 120
    """Of one streamed answer. SageMaker ends a stream after 8 minutes, API Gateway after 15."""
