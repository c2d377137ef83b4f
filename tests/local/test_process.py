"""Starting and stopping: the port, stale files, children, and what the environment lets through."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from local import environment, ports, process, signals
from local.settings import Settings
from tests.local.conftest import client_of
from tests.local.waiting import until


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(port=ports.free(), state=tmp_path)


def test_a_taken_port_is_an_error_that_says_who_and_what_to_do(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.port))
        taken.listen()
        with pytest.raises(process.LocalRunError, match=rf"Port {settings.port} is taken by .*LAB2API_PORT"):
            process.start(settings)
    assert process.status(settings) is None


def test_a_second_start_returns_the_running_emulator_and_stop_leaves_nothing(settings: Settings) -> None:
    first = process.start(settings)
    try:
        assert process.start(settings) == first
        assert process.coverage(settings) == {}
        with pytest.raises(process.LocalRunError, match="stop it first"):
            process.start(settings.model_copy(update={"port": ports.free()}))
    finally:
        assert process.stop(settings)
    assert not signals.is_emulator(first.pid)
    assert ports.owner(settings.port) is None
    assert not process.stop(settings)


def test_only_loopback_listens(settings: Settings) -> None:
    process.start(settings)
    try:
        listening = _listening()
    finally:
        process.stop(settings)
    assert f"0100007F:{settings.port:04X}" in listening
    assert f"00000000:{settings.port:04X}" not in listening
    assert "00000000:22B3" not in listening  # 8883, MQTT


def _listening() -> set[str]:
    """Local addresses of IPv4 sockets in state LISTEN (0A), as /proc/net/tcp writes them."""
    if not Path("/proc/net/tcp").exists():
        pytest.skip("needs /proc")
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {row[1] for row in rows if row[3] == "0A"}


def test_what_a_dead_emulator_left_behind_is_cleared_away(settings: Settings) -> None:
    running = process.start(settings)
    os.kill(running.pid, 9)
    until(lambda: not signals.is_emulator(running.pid), "its end")
    assert process.status(settings) is None
    assert process.start(settings).pid != running.pid
    process.stop(settings)


def test_the_id_of_another_program_is_never_signalled(settings: Settings) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True
    ) as other:
        left = process.Running(
            pid=other.pid,
            port=settings.port,
            strict=False,
            state=settings.state,
            model_code=settings.model_code,
        )
        (settings.state / "emulator.json").write_text(left.model_dump_json())
        assert process.status(settings) is None
        assert other.poll() is None
        other.kill()


def test_an_emulator_that_cannot_start_shows_its_log(settings: Settings) -> None:
    settings.temporary.mkdir(parents=True)
    broken = settings.model_copy(update={"python": Path("/nonexistent")})
    assert process.start(broken).pid  # the interpreter is for children only
    process.stop(broken)
    with pytest.raises(process.LocalRunError, match="did not answer in 0 s"):
        process.start(settings, seconds=0)
    assert process.status(settings) is None


def test_the_users_shell_does_not_reach_functions_or_models(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_PROFILE", "AWS_CA_BUNDLE", "HTTPS_PROXY", "MY_SECRET", "PYTHONPATH"):
        monkeypatch.setenv(name, "x")
    for made in (environment.emulator(settings), environment.container(settings, variables={})):
        assert "x" not in made.values()
    assert not [name for name in environment.emulator(settings) if name.startswith("LAB2API_")]
    assert environment.emulator(settings)["BIND_HOST"] == "127.0.0.1"


def test_strict_clients_speak_tls_and_trust_the_emulators_certificate(tmp_path: Path) -> None:
    strict = Settings(port=ports.free(), state=tmp_path, strict=True)
    process.start(strict)
    try:
        variables = process.client_environment(strict)
        assert variables["AWS_ENDPOINT_URL"].startswith("https://127.0.0.1:")
        assert Path(variables["AWS_CA_BUNDLE"]).exists()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_CA_BUNDLE", variables["AWS_CA_BUNDLE"])
            assert client_of(strict)("sts").get_caller_identity()["Account"] == "000000000000"
    finally:
        process.stop(strict)
