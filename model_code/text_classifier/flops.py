"""How many floating-point operations a step of training needs, by the shapes; a multiply-add is two.

A weight of a matrix costs 2 operations a token forward and 4 backward: 6 x weights x tokens. The embedding is
a look-up, and the head works once a row. Attention multiplies queries with keys and the result with values:
4 x T x D operations a token and layer forward, with backward 12 x L x T x D a token (nothing is causal here).
What norms, activations and the optimizer need is left out, and so is what `recompute` computes twice: these
are model FLOPs as in https://arxiv.org/abs/2204.02311, appendix B.
"""

from text_classifier.settings import NetworkSettings


def matrix_weights(settings: NetworkSettings) -> int:
    """Weights of the matrices that each token passes: 12 x D x D a layer."""
    return 12 * settings.layers * settings.width**2


def step_flops(settings: NetworkSettings, *, rows: int, length: int) -> float:
    """Operations of one step, forward and backward, on `rows` rows of `length` tokens, padding included."""
    tokens = rows * length
    layers = 6 * matrix_weights(settings) * tokens
    attention = 12 * settings.layers * length * settings.width * tokens
    return float(layers + attention + 6 * settings.width * settings.classes * rows)
