"""The four functions AWS's framework containers call, over the same code `serve.py` runs.

`input_fn` is always defined: the toolkit's default one unpickles the request body.
https://sagemaker.readthedocs.io/en/stable/frameworks/sklearn/using_sklearn.html#deploy-a-scikit-learn-model
"""

import os
from http import HTTPStatus
from pathlib import Path

from tabular.predictor import Predictor, answer_type, encode
from tabular.problem import RequestError
from tabular.row_model import Prediction, RowModel

Request = tuple[bytes, str]


def model_fn(model_dir: str | os.PathLike[str]) -> RowModel:
    """Load the artifact once a worker."""
    directory = Path(model_dir)
    if (directory / "tokenizer.model").is_file():
        # A table's artifact comes without this package.
        from text_classifier.classifier import Classifier

        return Classifier.load(directory)
    return Predictor.load(directory)


def input_fn(body: bytes | bytearray | str, content_type: str) -> Request:
    """Keep the body as it came: reading rows needs the model's card, which only `predict_fn` is given."""
    return (body.encode() if isinstance(body, str) else bytes(body)), content_type


def predict_fn(request: Request, model: RowModel) -> list[Prediction]:
    """Read the rows against the card and answer them; a row the card does not allow is the caller's 400."""
    try:
        return model.predict(model.rows.read(*request))
    except RequestError as problem:
        raise _toolkit_error(problem) from problem


def output_fn(predictions: list[Prediction], accept: str) -> tuple[bytes, str]:
    """Return body and media type: a bare string would be sent as text/html by the scikit-learn container."""
    media_type = answer_type(accept)
    if media_type is None:
        raise _toolkit_error(RequestError(HTTPStatus.NOT_ACCEPTABLE, "Accept allows neither JSON nor CSV."))
    return encode(predictions, media_type), media_type


def _toolkit_error(problem: RequestError) -> Exception:
    """Word a problem as the toolkit's own error: any other exception becomes a 500."""
    try:
        from sagemaker_inference.errors import GenericInferenceToolkitError
    except ImportError:  # containers older than the toolkit know no status codes
        return problem
    error: Exception = GenericInferenceToolkitError(
        problem.status.value, message=problem.body().decode(), phrase=problem.status.phrase
    )
    return error
