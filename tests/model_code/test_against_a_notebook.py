"""The served model is as good as the pipeline a data scientist would write for the same table and split."""

from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_diabetes
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import train as train_script
from tests.model_code.jobs import lay_out, run_script
from tests.model_code.servers import serving

CLOSE = 0.02


def patients() -> pd.DataFrame:
    """scikit-learn's diabetes data with sex as text and a tenth of two columns missing."""
    frame = load_diabetes(as_frame=True, scaled=False).frame
    generator = np.random.default_rng(0)
    frame["sex"] = frame["sex"].map({1.0: "female", 2.0: "male"})
    for column in ("bmi", "sex"):
        frame.loc[generator.choice(len(frame), 44, replace=False), column] = np.nan
    return frame


def notebook_r2(train: pd.DataFrame, test: pd.DataFrame) -> float:
    """Score the better of the two usual pipelines."""
    numbers = [name for name in train.columns if name not in ("sex", "target")]

    def prepared(model: Any) -> Any:
        columns = make_column_transformer(
            (make_pipeline(SimpleImputer(), StandardScaler()), numbers),
            (OneHotEncoder(handle_unknown="ignore", sparse_output=False), ["sex"]),
        )
        return make_pipeline(columns, model).fit(train.drop(columns="target"), train["target"])

    models = [prepared(Ridge()), prepared(HistGradientBoostingRegressor(random_state=0))]
    return max(
        float(r2_score(test["target"], model.predict(test.drop(columns="target")))) for model in models
    )


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_served_score_is_the_notebooks_score(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    train, test = train_test_split(patients(), test_size=0.25, random_state=seed)
    lay_out(tmp_path, train=train, test=test, target="target")
    monkeypatch.setenv("SAGEMAKER_BASE_DIR", str(tmp_path))
    # Starting the script takes longer than the training: one of them shows that it trains alike as a process.
    assert (run_script("train.py", tmp_path).returncode if seed == 0 else train_script.main()) == 0
    rows = test.drop(columns="target").astype(object).where(test.drop(columns="target").notna(), None)
    with serving(tmp_path) as url:
        answer = httpx.post(f"{url}/invocations", json={"instances": rows.to_dict("records")})
    served = [item["value"] for item in answer.json()["predictions"]]
    assert r2_score(test["target"], served) >= notebook_r2(train, test) - CLOSE
