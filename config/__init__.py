"""The only reader of the platform's settings: TOML on disk, frozen pydantic models in memory."""

from config.loader import ConfigError, load, load_all, names
from config.models import Environment
from config.serving import RealTime, Serverless

__all__ = ["ConfigError", "Environment", "RealTime", "Serverless", "load", "load_all", "names"]
