"""Export a fitted pipeline as ONNX and refuse it unless ONNX Runtime gives the same answers."""

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper
from skl2onnx import convert_sklearn
from skl2onnx.common._registration import get_converter
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from tabular.fit import Fitted
from tabular.predictor import Graph
from tabular.rows import Matrix

OPSET = {"": 17, "ai.onnx.ml": 3}
"""Old enough for every ONNX Runtime since 1.14, so that AWS's framework containers read it too."""
TOLERANCE = 1e-5
"""Largest |onnx - scikit-learn| allowed, in probability or in standard deviations of the target."""


class ExportDiffersError(RuntimeError):
    """The exported graph does not answer as the fitted pipeline does."""


def export(fitted: Fitted, *, sample: Matrix, classes: int) -> bytes:
    """Export to ONNX bytes: input `features` [N, F], outputs `label` and `probabilities`, or `value` [N, 1].

    `sample` [N, F] is what both are compared on; raises ExportDiffersError beyond TOLERANCE.
    """
    model = convert_sklearn(
        fitted.pipeline,
        name="lab2api",
        initial_types=[("features", FloatTensorType([None, sample.shape[1]]))],
        options={"zipmap": False} if classes else None,
        target_opset=OPSET,
        custom_conversion_functions={
            HistGradientBoostingClassifier: _boosting_converter("SklearnHistGradientBoostingClassifier"),
            HistGradientBoostingRegressor: _boosting_converter("SklearnHistGradientBoostingRegressor"),
        },
    )
    if not classes:
        _restore_scale(model, fitted)
    onnx.checker.check_model(model, full_check=True)
    content: bytes = model.SerializeToString(deterministic=True)
    _compare(content, fitted, sample, classes)
    return content


def _boosting_converter(name: str) -> Any:
    """Wrap skl2onnx's converter: it hands numpy booleans to onnx, which takes only integers there."""

    def convert(scope: Any, operator: Any, container: Any) -> None:
        add_node = container.add_node

        def add_integers(op_type: Any, inputs: Any, outputs: Any, **attributes: Any) -> None:
            add_node(op_type, inputs, outputs, **{key: _integers(value) for key, value in attributes.items()})

        container.add_node = add_integers
        try:
            get_converter(name)(scope, operator, container)
        finally:
            container.add_node = add_node

    return convert


def _integers(value: Any) -> Any:
    if isinstance(value, list):
        return [int(item) if isinstance(item, bool | np.bool_ | np.integer) else item for item in value]
    return value


def _restore_scale(model: onnx.ModelProto, fitted: Fitted) -> None:
    """Append value = standard * scale + offset in double: a price of 1e8 keeps its cents."""
    graph = model.graph
    standard = graph.output[0].name
    for name, number in (("target_scale", fitted.scale), ("target_offset", fitted.offset)):
        graph.initializer.append(helper.make_tensor(name, TensorProto.DOUBLE, [], [number]))
    graph.node.extend(
        [
            helper.make_node("Cast", [standard], ["standard_double"], to=TensorProto.DOUBLE),
            helper.make_node("Mul", ["standard_double", "target_scale"], ["scaled"]),
            helper.make_node("Add", ["scaled", "target_offset"], ["value"]),
        ]
    )
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info("value", TensorProto.DOUBLE, [None, 1]))


def _compare(content: bytes, fitted: Fitted, sample: Matrix, classes: int) -> None:
    answered = Graph(content, classes=classes).run(sample)
    rows = sample.astype(np.float64)
    if classes:
        expected, scale = fitted.pipeline.predict_proba(rows), 1.0
    else:
        expected = fitted.pipeline.predict(rows).reshape(-1, 1) * fitted.scale + fitted.offset
        scale = fitted.scale
    worst = float(np.abs(answered - expected).max() / scale)
    if not worst < TOLERANCE:
        raise ExportDiffersError(
            f"the ONNX model differs from scikit-learn by {worst:.2e}; allowed is {TOLERANCE:.0e}"
        )
