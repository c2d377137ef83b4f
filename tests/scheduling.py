"""Which tests run in one process, where they run in several: those that share what is slow to make.

pytest-xdist's own groups (`xdist_group`) have no effect with pytest 9.2, which keeps a test's id elsewhere.
"""

from xdist.scheduler import LoadFileScheduling

DEPLOYED = {
    "test_canary.py": "modes",
    "test_killed.py": "modes",
    "test_modes.py": "modes",
    "test_drift.py": "workbench",
    "test_lifecycle.py": "workbench",
    "test_strict.py": "strict",
    "test_strict_streams.py": "strict",
    "test_lifecycle_demo.py": "a workbench of its own",
    "test_class_demo.py": "a classroom of its own",
    "test_class_held_up.py": "a classroom of its own",
    "test_closed.py": "closed",
}
"""The environment that a file of tests/end_to_end deploys; the others deploy `local`."""

SWEPT = ("test_boundary.py", "test_boundary_mutants.py", "test_chat.py")
"""Files of tests/stacks/classes that share the sweep of a class's policies, or the policies themselves."""


LONGEST = (
    "tests/stacks/test_lint.py",
    "tests/end_to_end/",
    "tests/model_code/recipe/",
    "tests/model_code/text_classifier/",
    "tests/stacks/",
    "tests/local/",
)
"""What is begun first, by the beginning of its path: the longest unit must not be the last one running."""


def rank(nodeid: str) -> int:
    """Return the place of a test's file in the order in which files are begun."""
    return next((place for place, path in enumerate(LONGEST) if nodeid.startswith(path)), len(LONGEST))


class SharedScheduling(LoadFileScheduling):
    """A file is one unit; so are all that share a deployed environment."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder, _, name = file.removeprefix("tests/").rpartition("/")
        if folder == "end_to_end":
            return f"{folder} {DEPLOYED.get(name, 'local')}"
        if folder == "stacks/classes" and name in SWEPT:
            return f"{folder} swept"
        return folder if folder in ("contract", "local/ai") else file
