"""`lab2api drift`: tell whether a model is still asked what it was trained on."""
