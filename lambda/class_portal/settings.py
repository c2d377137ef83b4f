"""The environment contract of the function: what the template must set, and nothing more."""

from datetime import datetime
from typing import Annotated

from pydantic import Json, StringConstraints

from class_ledger.hours import ClassHours
from http_api.settings import ApiSettings


class Settings(ApiSettings):
    """`hours` is JSON, absent for a class without hours; `region` and `url_suffix` say where Studio is."""

    class_name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,15}$")]
    course: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    table: Annotated[str, StringConstraints(min_length=1)]
    domain_id: Annotated[str, StringConstraints(min_length=1)]
    region: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
    begins: datetime
    """The first moment of the class, in UTC."""
    hours: Json[ClassHours] | None = None
