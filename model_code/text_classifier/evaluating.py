"""What a network says of rows that it has not seen; each process asks about its share."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from text_classifier.batches import Encoded, padded, padded_length, part_height
from text_classifier.distributed import Group
from text_classifier.settings import Hyperparameters


@torch.no_grad()  # type: ignore[untyped-decorator]
def probabilities(
    network: nn.Module, encoded: Encoded, *, classes: int, group: Group, told: Hyperparameters
) -> NDArray[np.float32]:
    """Answer [N, C], on every process; the network is not compiled again for this.

    No more rows at once than a step of training takes, so that what fitted into the memory fits again.
    """
    network.eval()
    answers = torch.zeros((len(encoded.labels), classes), device=group.chip.device)
    own = np.argsort(encoded.lengths, kind="stable")[group.rank :: group.world]
    most = part_height(told.batch, world=group.world, parts=told.accumulate)
    for start in range(0, len(own), most):
        rows = own[start : start + most]
        length = padded_length(int(encoded.lengths[rows].max()), most=told.length)
        height = most if group.chip.fixed_shapes else len(rows)
        ids, mask, _, _ = group.chip.moved(padded(encoded, rows, length=length, height=height))
        with group.chip.autocast():
            logits = network(ids, mask)
        answers[torch.from_numpy(rows)] = logits.float().softmax(dim=1)[: len(rows)]
        group.chip.end_of_step()
    return np.asarray(group.total(answers).cpu().numpy())
