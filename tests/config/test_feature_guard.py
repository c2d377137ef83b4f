"""Which changes of a feature group's schema may be deployed, and that a refusal says what to do instead."""

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from config.feature_guard import judge
from config.feature_history import COUNTS, History, history_path, read_history, verdict_of, write_history
from config.feature_refusals import MOST_ADDITIONS, next_name
from config.feature_rules import broken_features
from config.feature_schema import FeatureGroupSchema, read_schema, schema_names
from config.features import Features

Document = dict[str, Any]
Edit = Callable[[Document], None]
BEFORE: Document = {
    "name": "visits",
    "description": "What is known of a visit",
    "record_identifier": "visit_id",
    "event_time": "seen_at",
    "online": {"storage": "Standard", "ttl": {"unit": "Days", "value": 30}},
    "features": {
        "visit_id": {"type": "String", "description": "which"},
        "seen_at": {"type": "String", "description": "when"},
        "pages": {"type": "Integral", "description": "how many"},
        "seconds": {"type": "Fractional", "description": "how long"},
        "country": {"type": "String", "description": "from where"},
    },
}


def feature(type_: str) -> Document:
    return {"type": type_, "description": "x"}


def rename(document: Document) -> None:
    document["features"]["visitor_country"] = document["features"].pop("country")


def swap_identifier(document: Document) -> None:
    document["record_identifier"] = "country"


def swap_event_time(document: Document) -> None:
    document["features"]["updated_at"] = feature("Fractional")
    document["event_time"] = "updated_at"


PAIRS: dict[str, tuple[str, str | None, Edit]] = {
    "a new feature": ("additive", None, lambda d: d["features"].update(clicks=feature("Integral"))),
    "a longer time to live": ("additive", None, lambda d: d["online"]["ttl"].update(value=90)),
    "other words": ("unchanged", None, lambda d: d["features"]["pages"].update(description="pages seen")),
    "other order": (
        "unchanged",
        None,
        lambda d: d.update(features=dict(reversed(d["features"].items()))),
    ),
    "a feature removed": ("refused", "keep [features.seconds]", lambda d: d["features"].pop("seconds")),
    "a feature renamed": ("refused", "beside visitor_country", rename),
    "another type": (
        "refused",
        "add pages_v2 as Fractional",
        lambda d: d["features"]["pages"].update(type="Fractional"),
    ),
    "another identifier": ("refused", "visits-v2.toml", swap_identifier),
    "another event time": ("refused", "visits-v2.toml", swap_event_time),
    "other online storage": ("refused", "visits-v2.toml", lambda d: d["online"].update(storage="InMemory")),
    "the time to live removed": ("refused", "set a long one", lambda d: d["online"].pop("ttl")),
    "a name in other case": (
        "refused",
        "call it Country_v2",
        lambda d: (d["features"].pop("country"), d["features"].update(Country=feature("String"))),
    ),
    "a new feature beside a removed one": (
        "refused",
        "keep [features.seconds]",
        lambda d: (d["features"].pop("seconds"), d["features"].update(clicks=feature("Integral"))),
    ),
    "a new feature and another time to live": (
        "refused",
        "leave it at 30 Days, accept and deploy the features; then set 90 Days",
        lambda d: (d["features"].update(clicks=feature("Integral")), d["online"]["ttl"].update(value=90)),
    ),
    "more features than one update takes": (
        "refused",
        f"{MOST_ADDITIONS} at a time",
        lambda d: d["features"].update({f"x{n}": feature("String") for n in range(MOST_ADDITIONS + 1)}),
    ),
}  # fmt: skip


def changed(edit: Edit) -> FeatureGroupSchema:
    document = copy.deepcopy(BEFORE)
    edit(document)
    return FeatureGroupSchema.model_validate(document)


@pytest.mark.parametrize("case", PAIRS)
def test_each_change_gets_its_verdict_and_each_refusal_a_plan(case: str) -> None:
    expected, plan, edit = PAIRS[case]
    verdict = judge([FeatureGroupSchema.model_validate(BEFORE)], changed(edit))
    assert verdict.outcome == expected
    if plan:
        assert plan in "\n".join(verdict.lines())
    assert any(change.plan for change in verdict.changes) == (expected == "refused")


def test_a_group_nobody_accepted_is_new() -> None:
    assert judge([], FeatureGroupSchema.model_validate(BEFORE)).outcome == "new"


def test_a_name_that_once_had_another_type_is_not_given_again() -> None:
    """The history cannot have a removal, but a hand that edited it can: the offline store remembers."""
    once = changed(lambda d: d["features"].update(score=feature("Integral")))
    last = FeatureGroupSchema.model_validate(BEFORE)
    again = changed(lambda d: d["features"].update(score=feature("String")))
    verdict = judge([once, last], again)
    assert verdict.outcome == "refused"
    assert "call it score_v2" in "\n".join(verdict.lines())


def test_the_verdicts_follow_what_cloudformation_itself_would_replace() -> None:
    """What the type calls create-only is refused here or, as it is generated, never changes."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", "AWS::SageMaker::FeatureGroup").schema
    refused_here = {"FeatureGroupName", "RecordIdentifierFeatureName", "EventTimeFeatureName"}
    never_changes = {"OfflineStoreConfig", "RoleArn", "Description", "Tags"}
    online = {"EnableOnlineStore", "SecurityConfig", "StorageType"}
    assert set(schema["createOnlyProperties"]) == {
        *(f"/properties/{name}" for name in refused_here | never_changes),
        *(f"/properties/OnlineStoreConfig/{name}" for name in online),
    }


def test_versions_are_counted_on() -> None:
    assert [next_name(name) for name in ("x", "x_v2", "g-v9")] == ["x_v2", "x_v3", "g-v10"]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda d: d.update(record_identifier="nothing"), "is not one of"),
        (lambda d: d["features"]["seen_at"].update(type="Integral"), "String or Fractional"),
        (lambda d: d["features"].update(is_deleted=feature("String")), "adds itself"),
        (lambda d: d["features"].update(COUNTRY=feature("String")), "knows no case"),
        (lambda d: d.update(record_identifier="seconds"), "String or Integral"),
    ],
)
def test_a_schema_that_aws_would_refuse_is_none(edit: Edit, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        changed(edit)


def stored(folder: Path, document: Document) -> None:
    """Write a schema as TOML, by hand: the standard library only reads it."""
    lines = [
        f'{key} = "{document[key]}"' for key in ("name", "description", "record_identifier", "event_time")
    ]
    lines += ["[online]", f'storage = "{document["online"]["storage"]}"']
    for name, values in document["features"].items():
        lines += [f"[features.{name}]", *(f'{key} = "{value}"' for key, value in values.items())]
    (folder / f"{document['name']}.toml").write_text("\n".join(lines))


def accept(folder: Path, group: str) -> History:
    history = read_history(group, folder=folder)
    verdict = verdict_of(group, folder=folder)
    history = history.with_step(read_schema(group, folder=folder), verdict=verdict, on=date(2026, 11, 26))
    write_history(history, folder=folder)
    return history


def test_what_was_not_accepted_does_not_synthesize_and_the_command_is_named(tmp_path: Path) -> None:
    stored(tmp_path, BEFORE)
    asked = Features(groups=("visits",))
    assert "lab2api features accept visits" in "".join(broken_features(asked, folder=tmp_path))
    accept(tmp_path, "visits")
    assert list(broken_features(asked, folder=tmp_path)) == []
    more = copy.deepcopy(BEFORE)
    more["features"]["clicks"] = feature("Integral")
    stored(tmp_path, more)
    assert "its schema is additive" in "".join(broken_features(asked, folder=tmp_path))
    accept(tmp_path, "visits")
    assert [step.number for step in read_history("visits", folder=tmp_path).accepted] == [1, 2]
    assert list(broken_features(asked, folder=tmp_path)) == []


def test_a_change_that_replaces_does_not_synthesize_and_the_plan_is_printed(tmp_path: Path) -> None:
    stored(tmp_path, BEFORE)
    accept(tmp_path, "visits")
    other = copy.deepcopy(BEFORE)
    other["features"]["pages"]["type"] = "Fractional"
    stored(tmp_path, other)
    said = "\n".join(broken_features(Features(groups=("visits",)), folder=tmp_path))
    assert "features.groups.visits: features.pages.type: Integral → Fractional" in said
    assert "instead: keep pages as Integral, add pages_v2 as Fractional" in said


def test_a_history_that_was_edited_by_hand_is_found_out(tmp_path: Path) -> None:
    stored(tmp_path, BEFORE)
    accept(tmp_path, "visits")
    path = history_path("visits", folder=tmp_path)
    document = json.loads(path.read_text())
    second = copy.deepcopy(document["accepted"][0]) | {"number": 2}
    second["declared"]["features"].pop("pages")
    document["accepted"].append(second)
    path.write_text(json.dumps(document))
    with pytest.raises(ValueError, match="step 2 cannot follow 1"):
        read_history("visits", folder=tmp_path)
    assert "restore the file" in "".join(broken_features(Features(groups=("visits",)), folder=tmp_path))


def test_a_history_that_lost_its_beginning_or_is_another_groups_is_found_out(tmp_path: Path) -> None:
    stored(tmp_path, BEFORE)
    accept(tmp_path, "visits")
    path = history_path("visits", folder=tmp_path)
    document = json.loads(path.read_text())
    for edit in ({"number": 2}, {"declared": document["accepted"][0]["declared"] | {"name": "others"}}):
        path.write_text(json.dumps(document | {"accepted": [document["accepted"][0] | edit]}))
        with pytest.raises(ValueError, match="is not step 1 of visits; restore the file"):
            read_history("visits", folder=tmp_path)


def test_two_updates_are_two_accepted_steps() -> None:
    """The plan of the refusal can be followed."""
    before = FeatureGroupSchema.model_validate(BEFORE)
    wider = changed(lambda d: d["features"].update(clicks=feature("Integral")))
    both = changed(
        lambda d: (d["features"].update(clicks=feature("Integral")), d["online"]["ttl"].update(value=90))
    )
    assert judge([before], both).outcome == "refused"
    assert judge([before], wider).outcome == judge([before, wider], both).outcome == "additive"


def test_a_first_time_to_live_beside_new_features_is_refused_too() -> None:
    def edit(document: Document) -> None:
        document["features"]["clicks"] = feature("Integral")

    without = changed(lambda d: d["online"].pop("ttl"))
    verdict = judge([without], changed(edit))
    assert verdict.outcome == "refused"
    assert "leave it out, accept and deploy the features" in "\n".join(verdict.lines())


def test_a_deleted_history_does_not_make_a_group_new(tmp_path: Path) -> None:
    stored(tmp_path, BEFORE)
    accept(tmp_path, "visits")
    history_path("visits", folder=tmp_path).unlink()
    said = "".join(broken_features(Features(groups=("visits",)), folder=tmp_path))
    assert "visits.history.json has 0 of the 1 steps that accepted.json counts; restore" in said
    with pytest.raises(ValueError, match="never new again"):
        accept(tmp_path, "visits")


def test_a_history_that_lost_its_end_or_its_count_is_found_out(tmp_path: Path) -> None:
    stored(tmp_path, BEFORE)
    accept(tmp_path, "visits")
    first = history_path("visits", folder=tmp_path).read_text()
    more = copy.deepcopy(BEFORE)
    more["features"]["clicks"] = feature("Integral")
    stored(tmp_path, more)
    accept(tmp_path, "visits")
    history_path("visits", folder=tmp_path).write_text(first)
    with pytest.raises(ValueError, match="has 1 of the 2 steps"):
        read_history("visits", folder=tmp_path)
    (tmp_path / COUNTS).unlink()
    with pytest.raises(ValueError, match="has 1 of the 0 steps"):
        read_history("visits", folder=tmp_path)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"groups": ("nothing",)}, "there is no config/feature_groups/nothing.toml"),
        ({"groups": ("visits", "visits")}, "is there twice"),
        ({"groups": ("visits",), "ingest": "others"}, "features.ingest: others is not one of"),
        ({"groups": ("visits",), "read_capacity_units": 1}, "comes with write_capacity_units"),
    ],
)
def test_an_impossible_section_says_what_to_do(tmp_path: Path, section: Document, said: str) -> None:
    stored(tmp_path, BEFORE)
    accept(tmp_path, "visits")
    assert said in "\n".join(broken_features(Features.model_validate(section), folder=tmp_path))


@pytest.mark.parametrize("group", schema_names())
def test_every_committed_schema_is_the_last_step_of_its_committed_history(group: str) -> None:
    assert verdict_of(group).outcome == "unchanged"
