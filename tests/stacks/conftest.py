"""Syntheses beside that of every environment, each once a run."""

import pytest

from tests.stacks import chips as on_chips
from tests.stacks import elsewhere
from tests.stacks.once import once
from tests.stacks.reading import Synthesized


@pytest.fixture(scope="session")
def chips(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """What accelerators need that no environment has."""
    return once(tmp_path_factory, name="chips.out", synthesize=on_chips.synthesize)


@pytest.fixture(scope="session")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """Whole platforms in another region, with choices that no environment makes."""
    return once(tmp_path_factory, name="abroad.out", synthesize=elsewhere.synthesize)
