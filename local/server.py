"""The emulator's process: ministack with this project's additions, on loopback only."""

import asyncio
import logging
import signal

from hypercorn.asyncio import serve
from hypercorn.config import Config
from hypercorn.typing import ASGIFramework
from ministack import app
from ministack.core import lambda_runtime, tls

from local import (
    atomic_items,
    aws,
    budget_actions,
    children,
    cloudformation,
    cloudwatch,
    coverage,
    function_errors,
    function_workers,
    gateway,
    layers,
    log_patterns,
    permissions,
    pipeline_events,
    role_permissions,
    sdk_tasks,
    services,
    step_functions,
    tagging,
)
from local.autoscaling import heartbeat
from local.settings import Settings

KEEP_ALIVE_SECONDS = 75
SHUTDOWN_SECONDS = 2.0


def install() -> None:
    """Put everything this project adds into the emulator. Once a process, before it serves."""
    aws.name_services_without_loading_models()
    services.install()
    atomic_items.install()
    cloudwatch.install()
    cloudformation.install()
    gateway.install()
    layers.install()
    function_errors.install()
    function_workers.install()
    pipeline_events.install()
    step_functions.install()
    sdk_tasks.install()
    permissions.install()
    budget_actions.install()
    log_patterns.install()
    tagging.install()
    role_permissions.install()


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM, then end every child process."""
    logging.getLogger("hypercorn.access").setLevel(logging.WARNING)
    install()
    heartbeat.start()
    try:
        asyncio.run(_serve(settings))
    finally:
        services.stop()
        lambda_runtime.reset()
        children.stop_all()


async def _serve(settings: Settings) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    application: ASGIFramework = coverage.with_routes(app.app)
    serving = asyncio.create_task(serve(application, _config(settings), shutdown_trigger=stopping.wait))
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
    # A TLS client that keeps its connection open would hold hypercorn's own shutdown back without a bound.
    await asyncio.wait({serving}, timeout=SHUTDOWN_SECONDS)
    # While this loop still answers S3: what was captured and not yet written is written now.
    await asyncio.to_thread(services.stop)
    if serving.done():
        serving.result()


def _config(settings: Settings) -> Config:
    config = Config()
    config.bind = [f"127.0.0.1:{settings.port}"]
    config.keep_alive_timeout = KEEP_ALIVE_SECONDS
    config.graceful_timeout = 1
    config.loglevel = "WARNING"
    if settings.strict:
        config.certfile, config.keyfile = tls.resolve_tls_material()
    return config
