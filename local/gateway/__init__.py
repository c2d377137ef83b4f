"""What the emulated API Gateway lacks: validation messages, limits, one request id, log and metrics."""

from local.gateway import delivery, execution, keys, rendering, streams, usage, validation


def install() -> None:
    """Put the additions into the emulator's request path."""
    validation.install()
    streams.install()  # before execution, which measures and limits what it finds
    execution.install()
    rendering.install()
    usage.install()
    keys.install()
    delivery.install()
