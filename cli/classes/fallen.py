"""What falls away where an account lets nobody create roles. It is said before anybody deploys."""

from __future__ import annotations

from config import Environment, account_losses


def falls_away(settings: Environment) -> tuple[str, ...]:
    """Return one line for each promise of a class that an environment cannot keep; none usually."""
    return tuple(str(loss) for loss in account_losses.falls_away(settings))
