"""House defaults: one small class a noun, so that every bucket, key, log group and function is safe."""

from stacks.constructs.bucket import PlatformBucket
from stacks.constructs.function import PlatformFunction
from stacks.constructs.key import PlatformKey
from stacks.constructs.log_group import PlatformLogGroup
from stacks.constructs.role import ServiceRole

__all__ = ["PlatformBucket", "PlatformFunction", "PlatformKey", "PlatformLogGroup", "ServiceRole"]
