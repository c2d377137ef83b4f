"""The only reader of the platform's settings: TOML on disk, frozen pydantic models in memory."""

from config.ecs import Ecs
from config.eks import Eks
from config.errors import ConfigError
from config.loader import load, load_all, names
from config.models import Environment
from config.serving import Asynchronous, Component, Mock, RealTime, Serverless, Serving

__all__ = [
    "Asynchronous",
    "Component",
    "ConfigError",
    "Ecs",
    "Eks",
    "Environment",
    "Mock",
    "RealTime",
    "Serverless",
    "Serving",
    "load",
    "load_all",
    "names",
]
