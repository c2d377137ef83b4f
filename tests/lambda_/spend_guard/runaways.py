"""How students run away here: each a few lines that burn money in a world, faster than anybody looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.lambda_.spend_guard.world import World

STEP_SECONDS = 5
DELIVERY_SECONDS = 10
"""From a line in a log to the function that it is delivered to, as we assume it."""


@dataclass(frozen=True)
class Runaway:
    """`begin` starts it; `burn`, if any, is what goes on every STEP_SECONDS while it is not stopped."""

    name: str
    begin: Callable[[World], None] = lambda world: None
    burn: Callable[[World], None] = lambda world: None


def _gpu_job(world: World) -> None:
    world.sagemaker.add("training", "demo-an-train", usd=1.41, type="ml.g5.xlarge")


def _wide_job(world: World) -> None:
    world.sagemaker.add("training", "demo-an-train", usd=28.2, type="ml.g5.xlarge", count=20)


def _hundred_endpoints(world: World) -> None:
    for number in range(100):
        world.sagemaker.add("endpoint", f"demo-an-e{number}", usd=0.115)


def _without_configuration(world: World) -> None:
    """Ten GPUs whose configuration is deleted at once, so that nobody is told what they are."""
    world.sagemaker.add("endpoint", "demo-an-e", usd=14.1, type="ml.g5.xlarge", count=10)
    world.sagemaker.deleted_configs.add("demo-an-e")


def _volumes(world: World) -> None:
    """Twenty small machines with the largest volume each: it costs twenty times what they do."""
    usd = 20 * (0.115 + 16_384 * 0.112 / 730)
    world.sagemaker.add("training", "demo-an-train", usd=usd, count=20, gigabytes=16_384)


def _tuning(world: World) -> None:
    world.sagemaker.add("tuning", "demo-an-tune", usd=0)
    for number in range(10):
        world.sagemaker.add("training", f"demo-an-tune-{number:03}", usd=1.41, type="ml.g5.xlarge")


def _short_jobs(world: World) -> None:
    """Twenty jobs that run forty seconds, again and again, as a loop in a notebook would start them."""
    if world.frozen("an"):
        return
    for one in world.sagemaker.live("training"):
        if (world.now - one.created).total_seconds() >= 40:
            world.sagemaker.end(one, "Completed")
    while len(world.sagemaker.live("training")) < 20:
        number = sum(one.kind == "training" for one in world.sagemaker.all)
        world.sagemaker.add("training", f"demo-an-j{number}", usd=1.41, type="ml.g5.xlarge")


def _translate(world: World) -> None:
    """Two requests a second of 10,000 characters, USD 0.15 each."""
    if "keyan" not in world.apigateway.disabled:
        world.spent["an"] += 0.15 * 2 * STEP_SECONDS
        world.logged("an", "translate", 0.15 * 2 * STEP_SECONDS)


def _bedrock(world: World) -> None:
    """Fifty calls a second of 4,000 tokens in and 1,000 out, past the API, by the student's own profile."""
    if "demo-an" not in world.iam.attached:
        calls = 50 * STEP_SECONDS
        world.cloudwatch.put("InputTokenCount", "pan", 4_000 * calls)
        world.cloudwatch.put("OutputTokenCount", "pan", 1_000 * calls)
        world.spent["an"] += calls * (4_000 * 0.000000035 + 1_000 * 0.00000014)


def _serverless(world: World) -> None:
    """Two hundred copies of a serverless endpoint of 6 GB, busy without a pause."""
    if world.sagemaker.live("endpoint"):
        worked = 200 * STEP_SECONDS
        world.cloudwatch.put("Invocations", "demo-an-e", worked)
        world.cloudwatch.put("ModelLatency", "demo-an-e", worked * 1_000_000)
        world.spent["an"] += worked * 6 * 0.00002


def _requests(world: World) -> None:
    """A thousand requests a second, as no throttle of ours lets through."""
    if "keyan" not in world.apigateway.disabled:
        world.apigateway.used["keyan", world.now.date().isoformat()] += 1000 * STEP_SECONDS
        world.spent["an"] += 0.000005 * 1000 * STEP_SECONDS


RUNAWAYS = (
    Runaway("a training job on the dearest allowed type", _gpu_job),
    Runaway("a training job on twenty of them", _wide_job),
    Runaway("a hundred endpoints at once", _hundred_endpoints),
    Runaway("ten GPUs behind an endpoint without a configuration", _without_configuration),
    Runaway("twenty small machines with 16 TB each", _volumes),
    Runaway("a tuning job of ten training jobs", _tuning),
    Runaway("twenty jobs of forty seconds, again and again", burn=_short_jobs),
    Runaway("a Canvas session that is forgotten", lambda world: world.canvas("an")),
    Runaway("a loop over /v1/ai/translate", burn=_translate),
    Runaway("a loop over Bedrock, past the API", burn=_bedrock),
    Runaway(
        "a serverless endpoint under full load",
        lambda world: world.sagemaker.add("endpoint", "demo-an-e", usd=0, memory_mb=6144),
        _serverless,
    ),
    Runaway("a flood of requests", burn=_requests),
)
