"""What the two networks want, as pure functions of tensors.

The adversarial part is the relativistic pairing loss of R3GAN (Huang et al. 2024; Jolicoeur-Martineau 2019): the
discriminator wants each real window judged higher than the one the generator finished, the generator the reverse.
The reconstruction part (after pix2pix, Isola et al. 2017) is the cross-entropy of what really stood there.
"""

from __future__ import annotations

import numpy as np
from keras import ops

from gan.data.planes import Tensor


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """Mean of softplus(fake - real) over verdicts of one shape: ln 2 when it cannot tell, 0 when it always can."""
    return ops.mean(ops.softplus(fake - real))


def generator_loss(real: Tensor, fake: Tensor, weights: Tensor | None = None) -> Tensor:
    """Mean of softplus(real - fake): ln 2 when the discriminator cannot tell, large when it always can.

    Args:
        real, fake: verdicts, float32 [b, n].
        weights: of the examples, float32 [b]; all the same where None.
    """
    by_example = ops.mean(ops.softplus(real - fake), axis=1)
    return ops.mean(by_example) if weights is None else weighted_mean(by_example, weights)


def gradient_penalty(gradients: list[Tensor]) -> Tensor:
    """Mean over examples of the squared norm of the verdicts' gradient by the inputs (R1 and R2, Mescheder 2018).

    Args:
        gradients: one tensor per input, float32 [b, ...].
    """
    return ops.mean(sum(ops.sum(ops.square(g), axis=tuple(range(1, len(g.shape)))) for g in gradients))


def state_loss(logits: Tensor, target: Tensor, written: Tensor) -> Tensor:
    """Cross-entropy in nats per cell the generator wrote, the mean over examples.

    Args:
        logits: float32 [b, slots, STATES, voices].
        target: the real one-hot, same shape.
        written: float32 [b, slots, voices], 1 where the generator wrote.
    """
    chosen = ops.sum(logits * target, axis=2)
    return masked_mean(ops.logsumexp(logits, axis=2) - chosen, written)


def binary_loss(logits: Tensor, target: Tensor, written: Tensor) -> Tensor:
    """Cross-entropy in nats per cell that counts, the mean over examples; three tensors of one shape."""
    return masked_mean(ops.softplus(logits) - logits * target, written)


LEAST_SHARE = 0.1
"""An example of which less than this share of the cells counts weighs less, so that a handful of cells is not the
loudest."""


def masked_mean(values: Tensor, weights: Tensor) -> Tensor:
    """Mean over examples of each one's weighted mean; 0 where all weights are 0.

    Each example weighs the same, whether much or little of it was written: music is written cell after cell, and
    half of its cells are decided when half stands already (Uria et al. 2014, "A Deep and Tractable Density Estimator").
    """
    axes = tuple(range(1, len(values.shape)))
    cells = float(np.prod(values.shape[1:]))
    return ops.mean(
        ops.sum(values * weights, axis=axes) / ops.maximum(ops.sum(weights, axis=axes), LEAST_SHARE * cells)
    )


def weighted_mean(values: Tensor, weights: Tensor) -> Tensor:
    """Weighted mean; 0 where all weights are 0."""
    return ops.sum(values * weights) / ops.maximum(ops.sum(weights), 1e-6)
