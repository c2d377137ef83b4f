"""A thousand students fit, in time, memory and templates; and who comes or goes moves nobody else."""

import json
import re
from collections import Counter
from typing import Any

from bench import classes as bounds
from bench.class_synthesis import slug
from config.cohorts import MOST_SEATS
from stacks.register import register
from tests.stacks.classes.sizes import DROPPED, Classes
from tests.stacks.reading import Template
from tests.stacks.test_nag import explained, findings


def of_student(resource: dict[str, Any]) -> str:
    """Whose resource it is, by the construct's path; empty for what a stack itself has."""
    path = resource["Metadata"]["aws:cdk:path"].split("/")
    return path[2] if len(path) > 3 else ""


def students(template: Template) -> Counter[str]:
    found = Counter(of_student(resource) for resource in template["Resources"].values())
    del found[""]
    return found


def test_a_thousand_students_take_no_more_time_each_than_thrice_a_hundreds(classes: Classes) -> None:
    """Processor time of all processes; the wall's depends on who else is there."""
    small, large = classes.small.measured, classes.large.measured
    assert (small.students, large.students) == (100, 1000)
    assert bounds.broken(small, large) == []
    assert bounds.growth(small, large) < 1, "most of it is the platform around the class"


def test_every_template_of_a_thousand_students_is_far_below_the_limits(classes: Classes) -> None:
    for name, template in classes.large.templates.items():
        assert len(template["Resources"]) < 400, name
        assert len(template.get("Outputs", {})) < 200, name
    sizes = {path.name: path.stat().st_size for path in classes.large.assembly.glob("*/*.template.json")}
    assert max(sizes.values()) < 700_000, max(sizes, key=lambda name: sizes[name])
    most = max(sum(students(template).values()) for template in classes.large.cohorts.values())
    each = max(max(students(template).values()) for template in classes.large.cohorts.values())
    assert each == 12
    assert most < 400
    assert MOST_SEATS * each < 400, "the fullest stack that a rule admits"


def test_everybody_has_a_sandbox_and_nobody_two(classes: Classes) -> None:
    found = Counter(name for template in classes.large.cohorts.values() for name in students(template))
    assert found == Counter({slug(number): 1 for number in range(1, 1001)})


def test_dropping_a_student_changes_that_students_resources_and_nothing_else(classes: Classes) -> None:
    """Read the other way round, it is adding one."""
    gone = slug(DROPPED)
    with_, without = classes.large.templates, classes.without.templates
    assert with_.keys() == without.keys(), "a stack that is no longer declared stays in AWS"
    changed = [name for name in with_ if with_[name] != without[name]]
    (cohort,) = changed
    resources = with_[cohort]["Resources"]
    removed = {key: one for key, one in resources.items() if of_student(one) == gone}
    assert len(removed) == 12
    assert without[cohort] == with_[cohort] | {
        "Resources": {key: one for key, one in resources.items() if key not in removed}
    }


def test_all_sandboxes_are_the_same_but_for_their_names(classes: Classes) -> None:
    shapes = set()
    for template in classes.large.cohorts.values():
        own: dict[str, dict[str, Any]] = {}
        for key, resource in template["Resources"].items():
            own.setdefault(of_student(resource), {})[key] = resource
        for name, resources in own.items():
            if name:
                text = re.sub(rf"\b(Cohort-\d+|{name}\w*|demo-{name}|g\d)\b", "X", json.dumps(resources))
                shapes.add(text)
    assert len(shapes) == 1


def test_no_pack_and_no_validator_finds_anything_with_all_services(classes: Classes) -> None:
    """Neither in a thousand sandboxes nor in what they share."""
    assert classes.large.findings == []


def test_the_register_names_nothing_of_such_a_class_that_is_not_found(classes: Classes) -> None:
    found = findings(classes.small.report, "suppressedViolations")
    for entry in register():
        for rule in entry.rules if entry.elsewhere else ():
            single = entry.model_copy(update={"rules": (rule,)})
            assert list(explained(single, found)), rule
