"""Syntheses beside that of every environment, each once a run."""

import pytest

from tests.stacks import chips as on_chips
from tests.stacks import elsewhere
from tests.stacks.classes import accounts as in_accounts
from tests.stacks.classes.sizes import Classes, made_once
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


@pytest.fixture(scope="session")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """The sandbox of a student with an account of their own, and what brings it there."""
    return once(tmp_path_factory, name="accounts.out", synthesize=in_accounts.synthesize)


@pytest.fixture(scope="session")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Classes:
    """A class of a hundred, of a thousand, and of the thousand without one."""
    return made_once(tmp_path_factory)
