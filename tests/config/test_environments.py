"""The committed settings load, and a mistake in them is answered with its key and what to do."""

from pathlib import Path

import pytest

import config
from config.loader import ENVIRONMENTS


def write(folder: Path, text: str, name: str = "dev") -> Path:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def dev() -> str:
    return (ENVIRONMENTS / "dev.toml").read_text(encoding="utf-8")


def problems(folder: Path) -> list[str]:
    with pytest.raises(config.ConfigError) as caught:
        config.load("dev", folder=folder)
    return caught.value.problems


def test_every_environment_loads() -> None:
    assert [environment.name for environment in config.load_all()] == [
        "accelerated",
        "classroom",
        "closed",
        "dev",
        "local",
        "modes",
        "prod",
        "workbench",
    ]


def test_dev_scales_to_zero_and_prod_has_two_instances_in_a_vpc() -> None:
    dev_, prod = config.load("dev"), config.load("prod")
    assert isinstance(dev_.serving, config.Serverless)
    assert dev_.network is None
    assert isinstance(prod.serving, config.RealTime)
    assert prod.serving.instance_count == 2
    assert prod.serving.data_capture_percentage
    assert prod.network is not None


def test_settings_cannot_change_after_loading() -> None:
    with pytest.raises(ValueError, match="frozen"):
        config.load("dev").region = "eu-west-1"  # type: ignore[misc]


def test_a_misspelt_key_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path, dev().replace("max_rows", "max_row"))
    assert [line.partition(":")[0] for line in problems(folder)] == ["api.max_rows", "api.max_row"]


def test_a_missing_key_says_where_to_copy_it_from(tmp_path: Path) -> None:
    folder = write(tmp_path, dev().replace("max_rows = 1000", "# max_rows"))
    assert problems(folder) == ["api.max_rows: is missing; copy the line from config/environments/dev.toml"]


def test_a_value_out_of_range_is_named_without_the_modes_name(tmp_path: Path) -> None:
    folder = write(tmp_path, dev().replace("memory_mb = 2048", "memory_mb = 9999"))
    (line,) = problems(folder)
    assert line.startswith("serving.memory_mb: ")


def test_what_is_not_toml_is_said_so(tmp_path: Path) -> None:
    (line,) = problems(write(tmp_path, "region = "))
    assert line.startswith("not TOML: ")


def test_an_unknown_environment_lists_the_known_ones() -> None:
    with pytest.raises(
        config.ConfigError, match="choose one of accelerated, classroom, closed, dev, local, modes, prod"
    ):
        config.load("staging")


def test_the_error_reads_as_a_list(tmp_path: Path) -> None:
    folder = write(tmp_path, dev().replace("quota_per_day = 10000", "quota_per_day = 0"))
    with pytest.raises(config.ConfigError) as caught:
        config.load("dev", folder=folder)
    assert str(caught.value).splitlines()[0] == "dev.toml has 1 problem(s):"
    assert str(caught.value).splitlines()[1].startswith("  api.quota_per_day: ")


def test_a_starter_outside_the_repository_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, dev().replace('"model_code/starter', '"/etc'))
    (line,) = problems(folder)
    assert line.startswith("models.breast-cancer.starter: must be a path below the repository")


@pytest.mark.parametrize("name", ["Breast-Cancer", "9lives", "a" * 40, "with_underscore"])
def test_a_model_name_that_cannot_be_an_endpoint_is_refused(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path, dev().replace("[models.breast-cancer]", f'[models."{name}"]'))
    assert any(line.startswith(f"models.{name}: ") for line in problems(folder))
