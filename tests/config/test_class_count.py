"""An environment has at most two classes, and says why before a deploy finds out."""

import config
from config.roster_rules import broken_rosters


def test_a_third_class_is_refused_by_name() -> None:
    classroom = config.load("classroom")
    (demo,) = classroom.classes
    others = tuple(demo.model_copy(update={"name": name}) for name in ("second", "third"))
    assert list(broken_rosters(classroom.model_copy(update={"classes": (demo, others[0])}))) == []
    (line,) = broken_rosters(classroom.model_copy(update={"classes": (demo, *others)}))
    assert line.startswith("class demo, second, third: classroom can have 2 classes")
