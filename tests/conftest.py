"""One synthesis a session, shared by every test that reads templates."""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.measuring import measured
from tests.scheduling import SharedScheduling, rank
from tests.stacks.once import once
from tests.stacks.reading import Synthesized, Template
from tests.threads import ONE_THREAD

# A process of several is told a terminal's width, which would hold for every console made later.
os.environ.pop("COLUMNS", None)
# jsii runs the first `node` on the PATH; the supported one comes with the virtual environment.
os.environ.setdefault("JSII_NODE", str(Path(sys.executable).with_name("node")))
# Each process of a run would have a pool of threads for each library: they wait for one another, and spin.
for _variable, _threads in ONE_THREAD.items():
    os.environ.setdefault(_variable, _threads)
# How long an example takes says what else the machine does: no test is about that.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SharedScheduling:
    """Let tests that share an emulator or a synthesis run in one process."""
    return SharedScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: rank(item.nodeid))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Import hundreds of modules without the garbage collector, and keep them out of its way afterwards.

    It would go through all of them again and again, which takes longer than the imports, and a fifth of the
    time of a test that makes many objects.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure coverage where it counts."""
    with measured(item):
        return (yield)


def pytest_xdist_auto_num_workers() -> int:
    """Take one process more than cores: the tests that deploy mostly wait."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="module", autouse=True)
def _own_environment() -> Iterator[None]:
    """A file leaves neither variables nor another working folder to the files after it in its process."""
    variables, folder = dict(os.environ), Path.cwd()
    yield
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """Synthesize every environment, once for all processes of a run."""
    return once(tmp_path_factory, name="cdk.out", synthesize=_synthesize)


def _synthesize(assembly: Path) -> None:
    """Findings do not stop it: tests/stacks/test_nag.py is about those."""
    import config
    from stacks import build_app

    try:
        build_app(configs=config.load_all(), outdir=str(assembly)).synth()
    except RuntimeError as error:
        if "ValidationFailed" not in str(error):
            raise


@pytest.fixture(scope="session")
def templates(synthesized: Synthesized) -> dict[str, Template]:
    """Stack name, such as Dev-Data, to parsed template."""
    return synthesized.templates


@pytest.fixture(scope="session")
def assembly(synthesized: Synthesized) -> Path:
    """The folder that `cdk deploy --app` takes."""
    return synthesized.assembly
