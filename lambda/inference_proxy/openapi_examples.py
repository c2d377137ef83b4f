"""Examples for the OpenAPI document: one real request and its answers."""

from http_api.openapi_problems import REQUEST_ID
from served_models.openapi import EXAMPLE as MODEL

POSITIONAL = {"instances": [[17.99, 10.38], [13.54, 14.36]]}
NAMED = {"instances": [{"mean radius": 17.99, "mean texture": 10.38}]}
TEXTS = {"instances": [{"text": "Giao hàng nhanh, sách rất đẹp."}]}
UPLOADED = {"upload": "0f1e2d3c4b5a69788796a5b4c3d2e1f0"}
UPLOAD = {"content_type": "text/csv", "content_length": 5242880}
LINES = "mean radius,mean texture\n17.99,10.38\n13.54,14.36\n"
PREDICTIONS = {
    "model": MODEL,
    "version": "starter",
    "predictions": [
        {"label": "malignant", "probabilities": {"benign": 0.01, "malignant": 0.99}},
        {"label": "benign", "probabilities": {"benign": 0.97, "malignant": 0.03}},
    ],
    "request_id": REQUEST_ID,
}
PREDICTED_LINES = "label,benign,malignant\r\nmalignant,0.01,0.99\r\nbenign,0.97,0.03\r\n"
