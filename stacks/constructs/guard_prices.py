"""The prices that the guard counts with, from the dated catalogs: a function has no catalog of machines."""

import json
from collections.abc import Iterable

from config import Environment, Serverless
from config.ai_prices import ai_price
from config.prices import dearest, hourly, prices
from config.roster import Roster
from config.service_prices import service_price
from config.usage import usage

USES = ("studio", "training", "processing", "transform", "endpoint")


def guard_prices(config: Environment, roster: Roster) -> str:
    """Return JSON for the function's variable. A type that has several prices by its use has the highest."""
    unit = prices().unit
    region, studio = config.region, config.studio
    types = dict.fromkeys((*roster.instance_types, *(studio.allowed_types if studio else ())))
    autopilot = _highest(prices().autopilot.tabular_type, region=region)
    highest = dearest(uses=USES)
    told = {
        "hourly": {name: usd for name in types if (usd := _highest(name, region=region)) is not None},
        "dearest": highest,
        "canvas": unit.canvas_session_hour,
        "automl": highest if autopilot is None else autopilot,
        "disk": _service("studio-disk-gb-month"),
        "serverless": unit.serverless_gb_second,
        "request": _request(config),
        "tokens_in": ai_price("bedrock:Converse.InputTokens"),
        "tokens_out": ai_price("bedrock:Converse.OutputTokens"),
    }
    return json.dumps(_as_text(told), separators=(",", ":"))


def _highest(name: str, *, region: str) -> float | None:
    known = [price.usd for use in USES if (price := hourly(name, region=region, use=use))]
    return max(known, default=None)


def _service(name: str) -> float:
    price = service_price(name)
    if price is None:
        raise ValueError(f"{name} has no price in config/catalogs/service_prices.toml")
    return price.usd


def _request(config: Environment) -> float:
    """Estimate one request: the API, its function, and the seconds of the largest serverless endpoint."""
    unit, used = prices().unit, usage("moderate")
    function = config.api.proxy_memory_mb / 1024 * used.function_seconds * unit.function_gb_second
    modes: Iterable[object] = (config.serving_of(model) for model in config.models)
    memory = max((mode.memory_mb for mode in modes if isinstance(mode, Serverless)), default=0)
    endpoint = memory / 1024 * used.serverless_seconds * unit.serverless_gb_second
    return unit.api_request + unit.function_request + function + endpoint


def _as_text(value: object) -> object:
    """Write numbers as text: the function reads decimals, and a float would come as another number."""
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items()}
    return format(value, ".12f").rstrip("0").rstrip(".") if isinstance(value, float | int) else value
