"""What the emulated API Gateway lacks: validation messages, limits, one request id, log and metrics."""

from local.gateway import delivery, execution, rendering, validation


def install() -> None:
    """Put the additions into the emulator's request path."""
    validation.install()
    execution.install()
    rendering.install()
    delivery.install()
