"""The usual scikit-learn handler: a joblib model behind the four functions, or behind Flask.

Copied next to the model as `inference.py` for AWS's toolkit; `application` is what gunicorn runs.
"""

import json
import os
from pathlib import Path
from typing import Any

import joblib
import numpy as np


def model_fn(model_dir: str) -> Any:
    """Load the pickled pipeline."""
    return joblib.load(Path(model_dir) / "model.joblib")


def input_fn(body: bytes | str, content_type: str) -> Any:
    """Read the rows, in single precision as they were trained on."""
    return np.array(json.loads(body)["instances"], dtype=np.float32)


def predict_fn(rows: Any, model: Any) -> Any:
    """Predict class probabilities."""
    return model.predict_proba(rows)


def output_fn(probabilities: Any, accept: str) -> tuple[str, str]:
    """Answer as JSON."""
    classes = ("benign", "malignant")
    predictions = [
        {"label": classes[int(np.argmax(row))], "probabilities": dict(zip(classes, row, strict=True))}
        for row in probabilities.tolist()
    ]
    return json.dumps({"predictions": predictions}), "application/json"


def application() -> Any:
    """Make the Flask application of AWS's "bring your own container" sample."""
    import flask  # type: ignore[import-not-found]

    app = flask.Flask(__name__)
    model = model_fn(os.environ["MODEL_DIRECTORY"])

    @app.get("/ping")  # type: ignore[untyped-decorator]
    def ping() -> Any:
        return flask.Response("\n", mimetype="application/json")

    @app.post("/invocations")  # type: ignore[untyped-decorator]
    def invocations() -> Any:
        rows = input_fn(flask.request.data, flask.request.content_type or "")
        text, media_type = output_fn(predict_fn(rows, model), "application/json")
        return flask.Response(text, mimetype=media_type)

    return app
