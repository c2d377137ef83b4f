"""What the guard asks AWS with."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Clients:
    """boto3 clients; `table` is a Table. `bedrock` is None where the class may not use it."""

    sagemaker: Any
    iam: Any
    apigateway: Any
    cloudwatch: Any
    bedrock: Any | None
    table: Any
