"""Whose lines count for the coverage of lambda/, model_code/ and config/: their own tests', and those alone.

Measuring doubles the time of all that runs meanwhile, of libraries too. The tests of other folders only pass
through that code, and the searches below only ask the same lines once more: thousands of times.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

ELSEWHERE = (
    "tests/bench/",
    "tests/contract/",
    "tests/end_to_end/",
    "tests/local/",
    "tests/stacks/",
    "tests/test_docs.py",
    "tests/test_layers.py",
)
SEARCHES = (
    "tests/lambda_/ai/test_contract.py",
    "tests/lambda_/ai/test_downstream.py",
    "tests/lambda_/ai/test_schemathesis.py",
    "tests/lambda_/document_pages/test_fuzz.py",
    "tests/lambda_/inference_proxy/test_fuzz.py",
    "tests/lambda_/sandbox_teardown/test_killed.py",
    "tests/lambda_/spend_guard/test_runaways.py",
    "tests/lambda_/spend_guard/test_scale.py",
    "tests/model_code/feature_store/test_point_in_time.py::test_as_known_by",
    "tests/model_code/feature_store/test_point_in_time.py::test_every_label",
    "tests/model_code/feature_store/test_point_in_time.py::test_groups",
    "tests/model_code/feature_store/test_point_in_time.py::test_no_future",
    "tests/model_code/test_against_a_notebook.py",
    "tests/model_code/test_drift_job.py::test_the_result_is_json",
    "tests/model_code/test_drift_job.py::test_the_same_rows",
    "tests/model_code/test_drift_statistics.py::test_few_rows",
    "tests/model_code/test_drift_statistics.py::test_of_200_runs",
    "tests/model_code/test_drift_statistics.py::test_one_column",
    "tests/model_code/test_export.py::test_a_row_half_way",
    "tests/model_code/test_export.py::test_onnx_equals",
    "tests/model_code/test_export.py::test_the_same_rows",
)
"""Files, or tests by the beginning of their name."""


@contextmanager
def measured(item: pytest.Item) -> Iterator[None]:
    """Pause the measurement, where there is one, for a test that does not count."""
    controller = getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    if controller is None or not item.nodeid.startswith((*ELSEWHERE, *SEARCHES)):
        yield
        return
    controller.pause()
    try:
        yield
    finally:
        controller.resume()
