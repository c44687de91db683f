"""A cycle of both networks in JAX: one compiled function of the whole state.

Where there are several devices, of this process or of several that were joined by `jax.distributed`, each has a copy of
the networks and learns from its part of every batch; the compiler adds what must be summed over all of them. The batch
is the same one whatever there is, so the losses are too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import keras
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from gan.data.grid import SLOTS_PER_PATCH
from gan.data.voices import ACCOMPANYING, STATES
from gan.errors import UsageError
from gan.training.inputs import Inputs, unpacked
from gan.training.losses import gradient_penalty
from gan.training.memory import memory_errors
from gan.training.trainer import Heard, Losses, metrics_of

if TYPE_CHECKING:
    from gan.training.trainer import Trainer

Arrays = list[Any]


class State(NamedTuple):
    """The values of all variables, in the order of `Trainer.variables`."""

    generator: Arrays
    averaged: Arrays
    discriminator: Arrays
    generator_optimizer: Arrays
    discriminator_optimizer: Arrays


class JaxCycle:
    """See `gan.training.trainer.Cycle`. Raises UsageError where a batch cannot be shared evenly by the devices."""

    def __init__(self, trainer: Trainer) -> None:
        devices = jax.devices()
        if trainer.config.batch % len(devices):
            raise UsageError(
                f"a batch of {trainer.config.batch} on {len(devices)} devices",
                "each must have as many windows as the others",
                f"Use a batch that {len(devices)} divides",
            )
        self._trainer = trainer
        mesh = Mesh(np.array(devices), ("batch",))
        self._shared, self._same = (NamedSharding(mesh, PartitionSpec(*axes)) for axes in (("batch",), ()))
        self._run = jax.jit(self._cycle, out_shardings=self._same)
        self._judge = jax.jit(self._reconstruction)
        self._state: State | None = None
        """Where the last step left the variables; None: they are there themselves."""
        self.far = devices[0].platform == "gpu"

    def run(self, inputs: Inputs, penalised: bool) -> jax.Array:
        if self._state is None:
            variables = self._trainer.networks_and_optimizers()
            self._state = State(**{name: [self._everywhere(v.value) for v in own] for name, own in variables.items()})
        with memory_errors():
            self._state, metrics = self._run(self._state, self._shares(inputs), penalised)
        return metrics

    def read(self, metrics: jax.Array) -> np.ndarray:
        with memory_errors():
            return np.asarray(metrics)

    def settle(self) -> None:
        # Hundreds of assignments take longer than a GPU takes for a step.
        if self._state is not None:
            for name, own in self._trainer.networks_and_optimizers().items():
                for variable, value in zip(own, getattr(self._state, name)):
                    variable.assign(value)
        self._state = None  # whoever has the variables may assign to them

    def judge(self, inputs: Inputs) -> float:
        # On one device of this process: of those that train together only the first asks.
        self.settle()
        with memory_errors():
            return float(self._judge(self._trainer.averaged.get_weights(), inputs))

    def _shares(self, inputs: Inputs) -> Inputs:
        """Each device's part of a batch; every process has made all of it."""
        where = Inputs(*(self._shared for _ in inputs))
        if inputs.pitch_lots.ndim == 1:
            where = where._replace(pitch_lots=self._same)
        return Inputs(*(jax.make_array_from_callback(x.shape, w, x.__getitem__) for x, w in zip(inputs, where)))

    def _everywhere(self, value: Any) -> Any:
        if isinstance(value, jax.Array) and value.sharding == self._same:
            return value
        whole = np.asarray(value)
        return jax.make_array_from_callback(whole.shape, self._same, whole.__getitem__)

    def _reconstruction(self, averaged: Arrays, inputs: Inputs) -> Any:
        network = self._trainer.averaged
        here = [
            *zip(network.variables, averaged),
            # The verdicts are not asked for, and are not computed; their weights only must have a value.
            *((v, jax.numpy.zeros(v.shape, v.dtype)) for v in self._trainer.discriminator.variables),
        ]
        with keras.StatelessScope(state_mapping=here):
            return self._trainer.forward(network, inputs)[0].reconstruction

    def _cycle(self, state: State, inputs: Inputs, penalised: Any) -> tuple[State, Any]:
        trainer = self._trainer
        if inputs.pitch_lots.ndim == 1:
            inputs = _with_lots(inputs)

        def losses_of(generator: Arrays, discriminator: Arrays) -> tuple[tuple[Any, Any], tuple[Losses, Heard]]:
            with keras.StatelessScope(state_mapping=self._named(generator, discriminator)):
                losses, heard = trainer.forward(trainer.generator, inputs)
                return (trainer.wanted(losses), losses.discriminator), (losses, heard)

        _, back, (losses, heard) = jax.vjp(losses_of, state.generator, state.discriminator, has_aux=True)
        g_gradients, _ = back((1.0, 0.0))
        _, d_gradients = back((0.0, 1.0))

        def penalty_of(discriminator: Arrays) -> Any:
            def verdict(notes: tuple[Any, ...]) -> Any:
                with keras.StatelessScope(state_mapping=self._named(state.generator, discriminator)):
                    return trainer.verdict(notes, heard)

            return sum(gradient_penalty(jax.grad(verdict)(notes)) for notes in (heard.real, heard.fake))

        penalty, slopes = jax.lax.cond(
            penalised,
            jax.value_and_grad(penalty_of),
            lambda weights: (0.0, [jax.numpy.zeros_like(w) for w in weights]),
            state.discriminator,
        )
        d_gradients = [g + trainer.penalty_weight * slope for g, slope in zip(d_gradients, slopes)]
        generator, generator_optimizer = trainer.generator_optimizer.stateless_apply(
            state.generator_optimizer, g_gradients, state.generator
        )
        discriminator, discriminator_optimizer = trainer.discriminator_optimizer.stateless_apply(
            state.discriminator_optimizer, d_gradients, state.discriminator
        )
        variables = trainer.generator_optimizer.variables
        counter = next(i for i, v in enumerate(variables) if v is trainer.generator_optimizer.iterations)
        ema = trainer.decay(generator_optimizer[counter])
        averaged = [mean * ema + now * (1 - ema) for mean, now in zip(state.averaged, generator)]
        after = State(generator, averaged, discriminator, generator_optimizer, discriminator_optimizer)
        return after, metrics_of(losses, penalty, _global_norm(g_gradients), _global_norm(d_gradients))

    def _named(self, generator: Arrays, discriminator: Arrays) -> list[tuple[Any, Any]]:
        own = self._trainer.generator.variables, self._trainer.discriminator.variables
        return [*zip(own[0], generator), *zip(own[1], discriminator)]


def _with_lots(inputs: Inputs) -> Inputs:
    """What was made for far away, unpacked here, with lots of this device's own."""
    count, patches = inputs.mask.shape[:2]
    seed, step = inputs.pitch_lots
    key = jax.random.fold_in(jax.random.key(seed), step)
    lots = jax.random.bits(key, (count, patches * SLOTS_PER_PATCH, STATES, ACCOMPANYING), jax.numpy.uint16)
    return unpacked(inputs, jax.numpy)._replace(pitch_lots=lots)


def _global_norm(gradients: Arrays) -> Any:
    return jax.numpy.sqrt(sum(jax.numpy.sum(jax.numpy.square(gradient)) for gradient in gradients))
