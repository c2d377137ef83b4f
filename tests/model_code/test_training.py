"""train.py under SageMaker's training contract."""

import json
import tarfile
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd
import pytest
from sklearn.datasets import load_diabetes, load_wine

import train as train_script
from tabular.artifact import SERVING_MODULES
from tabular.card import Card, CategoryFeature
from tabular.hyperparameters import Hyperparameters
from tabular.paths import TrainingPaths
from tabular.predictor import Predictor
from tests.model_code.jobs import STARTER, lay_out, run_script


@pytest.fixture(scope="module")
def shop() -> pd.DataFrame:
    """A table with all that a real CSV brings: text, gaps, True/False, a constant, an id, a note, no header
    name."""
    generator = np.random.default_rng(7)
    rows = 300
    colour = generator.choice(["red", "green", "blue"], rows)
    size = generator.normal(10, 3, rows).round(3)
    sold = generator.random(rows) < 0.5
    price = 1e8 + 100 * size + 300 * (colour == "red") + 50 * sold + generator.normal(0, 5, rows)
    frame = pd.DataFrame(
        {"": range(rows), "size": size, "colour": colour, "sold": sold, "price": price.round(2)}
    )
    frame["shop"], frame["note"] = "main", [f"note {number}" for number in range(rows)]
    frame.loc[generator.choice(rows, 30, replace=False), "size"] = np.nan
    frame.loc[generator.choice(rows, 30, replace=False), "colour"] = "N/A"
    frame.loc[:4, "price"] = np.nan
    return frame


def train(base: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("SAGEMAKER_BASE_DIR", str(base))
    return train_script.main()


@pytest.mark.parametrize("algorithm", ["linear", "boosting"])
def test_a_messy_table_becomes_a_model(
    tmp_path: Path, shop: pd.DataFrame, algorithm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(tmp_path, train=shop, target="price", algorithm=algorithm, name="shop", version="1.0")
    assert train(tmp_path, monkeypatch) == 0
    card = Predictor.load(tmp_path / "model").card
    assert (card.task, card.algorithm, card.version, card.target.classes) == (
        "regression",
        algorithm,
        "1.0",
        (),
    )
    assert [(feature.name, feature.type, feature.missing) for feature in card.features] == [
        ("size", "number", True),
        ("colour", "category", True),
        ("sold", "category", False),
    ]
    assert next(f.categories for f in card.features if isinstance(f, CategoryFeature)) == (
        "blue",
        "green",
        "red",
    )
    assert card.metrics["r2"] > 0.8
    assert card.data.rows == 295
    report = json.loads((tmp_path / "output/data/metrics.json").read_text())
    assert [column["name"] for column in report["left_out"]] == ["unnamed 1", "shop", "note"]
    assert (tmp_path / "output/data/plot.png").read_bytes().startswith(b"\x89PNG")


def test_a_target_with_a_huge_offset_keeps_its_small_change(
    tmp_path: Path, shop: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(tmp_path, train=shop, target="price", algorithm="linear")
    assert train(tmp_path, monkeypatch) == 0
    predictor = Predictor.load(tmp_path / "model")
    rows = predictor.rows.read(
        b'{"instances": [[10, "red", true], [10.01, "red", true]]}', "application/json"
    )
    low, high = (item["value"] for item in predictor.predict(rows))
    assert 0.5 < high - low < 1.5


def test_many_classes_are_told_from_the_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(tmp_path, train=load_wine(as_frame=True).frame, target="target")
    assert train(tmp_path, monkeypatch) == 0
    card = Card.read(tmp_path / "model/card.json")
    assert (card.task, card.target.classes, card.score.name) == (
        "classification",
        ("0", "1", "2"),
        "accuracy",
    )
    assert card.score.value > 0.9


def test_the_onnx_file_alone_follows_the_written_interface(starter_directory: Path) -> None:
    session = onnxruntime.InferenceSession(starter_directory / "model/model.onnx")
    assert [(item.name, item.type, item.shape[1]) for item in session.get_inputs()] == [
        ("features", "tensor(float)", 30)
    ]
    assert [item.name for item in session.get_outputs()] == ["label", "probabilities"]


def test_the_artifact_carries_the_code_that_serves_it() -> None:
    with tarfile.open(STARTER / "model.tar.gz") as archive:
        files = set(archive.getnames())
    code = {f"code/tabular/{module}.py" for module in SERVING_MODULES}
    assert files == {"model.onnx", "card.json", "code/inference.py", "code/requirements.txt"} | code


def test_a_test_channel_is_what_the_model_is_measured_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = load_diabetes(as_frame=True).frame
    lay_out(tmp_path, train=frame[:342], test=frame[342:], target="target", algorithm="linear")
    assert train(tmp_path, monkeypatch) == 0
    report = json.loads((tmp_path / "output/data/metrics.json").read_text())
    assert report["rows"] == {"train": 342, "test": 100}


@pytest.mark.parametrize(
    ("text", "hyperparameters", "reason"),
    [
        ("a,b\n1,2\n", {"target": "c"}, "there is no column 'c' to predict; the columns are 'a', 'b'"),
        ("a,b\n1,2\n", {"target": "b"}, "1 rows have a 'b'; at least 20 are needed"),
        ("a,a\n1,2\n", {"target": "a"}, "column 'a' appears twice in the header"),
        ("", {"target": "a"}, "the file is empty"),
        ("\udcff", {"target": "a"}, "not UTF-8 text"),
        ("a,b\n" + "1,2,3\n" * 30, {"target": "b"}, "data.csv"),
        ("a,b\n" + "1,2\n1,3\n" * 30, {"target": "b"}, "no column is left to learn from"),
        ("a,b\n" + "1,x\n2,y\n" * 30 + "1,z\n", {"target": "b"}, "class 'z' of 'b' has 1 rows"),
        ("a,b\n" + "1,x\n2,x\n" * 30, {"target": "b"}, "has 1 classes"),
        ("a,b\n" + "1,x\n2,y\n" * 30, {"target": "b", "task": "regression"}, "values that are not numbers"),
        ("a,b\n" + "1,5\n2,5\n" * 30, {"target": "b", "task": "regression"}, "the same value everywhere"),
        ("a,b\n" + "1,x\ninf,y\n" * 30, {"target": "b"}, "column 'a' holds a number beyond single precision"),
        ("a,b\n1,2\n", {}, "target: Field required"),
        ("a,b\n1,2\n", {"target": "b", "task": "guess"}, "task: Input should be"),
        ("a,b\n1,2\n", {"target": "b", "colour": "red"}, "colour: Extra inputs are not permitted"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_a_job_that_cannot_succeed_leaves_the_reason(
    tmp_path: Path, text: str, hyperparameters: dict[str, str], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(tmp_path, train=text, **hyperparameters)
    assert train(tmp_path, monkeypatch) == 1
    assert reason in (tmp_path / "output/failure").read_text()


def test_an_error_nobody_foresaw_is_in_the_failure_file_too(tmp_path: Path) -> None:
    lay_out(tmp_path, train="a,b\n1,2\n", target="b")
    (tmp_path / "input/config/hyperparameters.json").write_text("{")
    finished = run_script("train.py", tmp_path)
    assert finished.returncode == 1
    assert (tmp_path / "output/failure").read_text().startswith("JSONDecodeError: ")
    assert "Traceback" in finished.stderr


def test_the_toolkits_variables_win_over_positions(tmp_path: Path) -> None:
    paths = TrainingPaths.from_environment(
        {"SAGEMAKER_BASE_DIR": "/x", "SM_CHANNEL_TRAIN": "/y", "SM_MODEL_DIR": ""}
    )
    assert (paths.train, paths.model) == (Path("/y"), Path("/x/model"))
    given = {"SM_HPS": '{"target": "b", "seed": 3, "sagemaker_program": "train.py"}'}
    assert Hyperparameters.read(tmp_path / "absent.json", given) == Hyperparameters(target="b", seed=3)


def test_several_files_are_one_table_if_their_headers_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(tmp_path, train="a,b\n" + "1,x\n2,y\n" * 10, target="b")
    more = tmp_path / "input/data/train/more/part.csv"
    more.parent.mkdir()
    more.write_text("a,b\n" + "3,x\n4,y\n" * 10)
    assert train(tmp_path, monkeypatch) == 0
    assert Card.read(tmp_path / "model/card.json").data.rows == 40
    more.write_text("b,a\nx,3\n")
    assert train(tmp_path, monkeypatch) == 1
    assert "part.csv: its header differs" in (tmp_path / "output/failure").read_text()


def test_more_classes_than_a_plot_can_name_are_drawn_without_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "".join(f"{number % 15},{number}\n" for number in range(300))
    lay_out(tmp_path, train=f"kind,size\n{lines}", target="kind", algorithm="linear")
    assert train(tmp_path, monkeypatch) == 0
    assert (tmp_path / "output/data/plot.png").exists()


def test_semicolons_and_tabs_separate_columns_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(f'{number}; "a, b" ;{number * 2}\n{number};c;{number * 2 + 1}\n' for number in range(40))
    lay_out(tmp_path, train=f"a;b;c\n{lines}", target="c")
    assert train(tmp_path, monkeypatch) == 0
    features = Card.read(tmp_path / "model/card.json").features
    assert [f.categories for f in features if isinstance(f, CategoryFeature)] == [("a, b", "c")]
