"""GET /v1/features/{group}/{id}: checks the names, asks the online store, answers typed values."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from http_api.answers import json_answer
from http_api.metered import Work
from http_api.negotiation import JSON, answer_type
from http_api.problems import Kind, ProblemError, invalid, printable
from http_api.resolver import Response
from http_api.routes import ApiRoutes
from http_api.telemetry import Telemetry
from http_api.usage import Usage

from .answers import FeatureRecord
from .groups import Group, Groups
from .settings import GROUP, Settings
from .store import Store
from .values import event_time, typed

ID = r"[A-Za-z0-9._~:@-]{1,128}"
FEATURE = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
MOST_ASKED = 100
FEATURES = rf"{FEATURE}(,{FEATURE}){{0,{MOST_ASKED - 1}}}"


class Routes(ApiRoutes):
    """One route; `app.resolve(event, context)` answers an event."""

    def __init__(
        self, *, settings: Settings, telemetry: Telemetry, store: Store, now: Callable[[], float]
    ) -> None:
        super().__init__(telemetry=telemetry)
        self._settings, self._store = settings, store
        self._groups = Groups(describe=lambda name: store.describe(name, work=self._work()), now=now)
        self.app.get("/v1/features/<group>/<id>")(self.record)

    def record(self, group: str, id: str) -> Response[str]:
        """GET /v1/features/{group}/{id}."""
        event = self.app.current_event
        answer_type(event.headers.get("accept"), offered=(JSON,))
        group, identifier = self._known(unquote(group)), _identifier(unquote(id))
        asked = _asked(event.query_string_parameters.get("feature"))
        name = self._settings.name_in_aws(group)
        schema = self._groups.find(name)
        _check_type(identifier, schema)
        wanted = _wanted(asked, schema, group=group)
        names = (*wanted, schema.event_time)
        text = self._store.record(name, identifier, names=names if asked else (), work=self._work())
        if text is None:
            raise ProblemError(Kind.NOT_FOUND, f"Feature group {group} has no record {identifier}.")
        return json_answer(self._answer(group, identifier, wanted, text, schema), request_id=self.request_id)

    def _answer(
        self, group: str, id: str, wanted: tuple[str, ...], text: dict[str, str], schema: Group
    ) -> FeatureRecord:
        try:
            return FeatureRecord(
                group=group,
                id=id,
                event_time=event_time(text[schema.event_time], schema),
                features={name: typed(text.get(name), schema.types[name]) for name in wanted},
                request_id=self.request_id,
            )
        except (KeyError, ValueError, OverflowError) as error:
            raise self._store.junk("a value is not of its type") from error

    def _known(self, group: str) -> str:
        if not re.fullmatch(GROUP, group):
            raise invalid("group", "must be a feature group's name, such as measurements")
        known = self._settings.names
        if not known:
            raise ProblemError(Kind.NOT_FOUND, "No feature group is configured here: see [features].")
        if group not in known:
            detail = f"There is no feature group {printable(group)}: there are {', '.join(known)}."
            raise ProblemError(Kind.NOT_FOUND, detail)
        return group

    def _work(self) -> Work:
        return Work(remaining=self.remaining, usage=Usage())


def _identifier(id: str) -> str:
    if not re.fullmatch(ID, id):
        raise invalid("id", "must be 1 to 128 letters, digits and any of . _ ~ : @ -")
    return id


def _check_type(identifier: str, schema: Group) -> None:
    """Refuse here what Feature Store would refuse as no number: it is the client's fault."""
    if schema.types[schema.identifier] == "Integral" and not re.fullmatch(r"-?[0-9]{1,19}", identifier):
        raise invalid("id", "must be a whole number in this feature group")


def _asked(feature: str | None) -> tuple[str, ...]:
    """Read `feature=a,b`, each name once."""
    if feature is None:
        return ()
    if not re.fullmatch(FEATURES, feature):
        raise invalid("feature", f"must be names of features, parted by commas, at most {MOST_ASKED}")
    return tuple(dict.fromkeys(feature.split(",")))


def _wanted(asked: tuple[str, ...], schema: Group, *, group: str) -> tuple[str, ...]:
    unknown = [name for name in asked if name not in schema.types]
    if unknown:
        raise invalid("feature", f"{group} has no feature {unknown[0]}")
    return (
        tuple(n for n in asked if n not in (schema.identifier, schema.event_time))
        if asked
        else schema.features
    )
