"""Every inference component by account, region and name."""

import threading

from ministack.core.responses import get_account_id, get_region

from local.hosting.component import Component

_lock = threading.Lock()
_components: dict[tuple[str, str, str], Component] = {}


def add(component: Component) -> None:
    """Keep a component that was created in the account and region being served."""
    with _lock:
        _components[_key(component.name)] = component


def get(name: str) -> Component | None:
    """Return the component, or None."""
    with _lock:
        return _components.get(_key(name))


def remove(name: str) -> None:
    """Drain and end a component's copies, and forget it."""
    with _lock:
        component = _components.pop(_key(name), None)
    if component is not None:
        component.copies.stop()


def sample(*, at: float) -> None:
    """Put the metrics of every component, each in its own account and region."""
    with _lock:
        found = list(_components.values())
    for component in found:
        component.context.copy().run(component.sample, at=at)


def stop_all() -> None:
    """End every copy at once and forget every component."""
    with _lock:
        found = list(_components.values())
        _components.clear()
    for component in found:
        component.copies.kill()


def _key(name: str) -> tuple[str, str, str]:
    return get_account_id(), get_region(), name
