"""What can wait until it is needed, and is done before Lambda takes a snapshot.

An environment that starts on demand keeps a client waiting for all that it does at import; one that is
restored from a snapshot, or provisioned, keeps nobody waiting. Lambda says which it is in a variable (Lambda
guide, "Runtime environment variables").
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

INITIALIZATION = "AWS_LAMBDA_INITIALIZATION_TYPE"
ON_DEMAND = "on-demand"


class Later:
    """An object, such as a client, that is made when it is first used."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.made(), name)

    def made(self) -> Any:
        """Return the object, made now if it was not before."""
        if self._made is None:
            self._made = self._make()
        return self._made


def prepare(*later: Later, environ: Mapping[str, str]) -> None:
    """Do now what would otherwise be done for the first request, where no client waits for it."""
    if environ.get(INITIALIZATION, ON_DEMAND) == ON_DEMAND:
        return
    for one in later:
        one.made()
    for model in _models(BaseModel):
        if model.model_config.get("defer_build"):
            model.model_rebuild()


def _models(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for model in base.__subclasses__():
        yield model
        yield from _models(model)
