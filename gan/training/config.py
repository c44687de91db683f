"""What a training run is asked to do; written into its directory and never changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from gan.errors import UsageError
from gan.music.genre import genre_named


@dataclass(frozen=True, slots=True)
class Preset:
    """A size of the two networks."""

    width: int
    """Channels of the generator."""
    blocks: int
    """Residual blocks of the generator."""
    critic_width: int
    """Channels of the discriminator."""


PRESETS = {
    "tiny": Preset(16, 2, 16),
    "small": Preset(64, 8, 48),
    "base": Preset(96, 8, 64),
}
"""`tiny` shows that all works, `small` learns fast on a laptop, `base` is what the shipped weights are."""
BACKENDS = ("tensorflow", "jax")
"""TensorFlow is faster on a CPU; JAX is meant for accelerators, and for several of them."""
PRECISIONS = ("float32", "mixed_bfloat16")
"""Keras's names."""


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """One run. Raises UsageError for a value out of range."""

    genres: tuple[str, ...]
    """Genre ids, in the order that numbers them."""
    steps: int = 2000
    """Cycles of both networks, 1 or more."""
    seed: int = 0
    batch: int = 16
    """Windows in a step, 2 to 1024."""
    quarters: int = 32
    """Length of a window in quarters, 8 to 128: two notes further apart are never heard together in training."""
    preset: str = "small"
    data: str = ""
    """Folder of segment tables and stretches; empty: the Bach chorales that come with music21, for `chorale`."""
    start: str = ""
    """Folder of weights to start from; empty: from chance."""
    generator_rate: float = 1e-3
    """Highest learning rate of the generator; it warms up and falls on a cosine."""
    discriminator_rate: float = 4e-4
    adversarial_weight: float = 0.3
    """Weight of the discriminator's verdict beside the reconstruction in the generator's loss."""
    penalty: float = 0.5
    """Weight of the gradient penalties R1 and R2 in the discriminator's loss."""
    penalty_every: int = 8
    """Steps between penalties, each weighted by as much."""
    ema: float = 0.999
    """Decay of the averaged generator, the one that composes; it begins lower (`Trainer.decay`)."""
    compiled: bool = False
    """Compile TensorFlow's step with XLA: half a minute at the start. No faster on a CPU (benchmarks/README.md)."""
    event_every: int = 5
    """Steps between two points of the loss curve."""
    checkpoint_every: int = 500
    """Steps between checkpoints; one is always written at the end and on a stop."""
    checkpoints_kept: int = 3
    """The newest; the best on held-out music stays beside them."""
    tensorboard: str = ""
    """Folder for TensorBoard summaries; empty: none."""
    backend: str = "tensorflow"
    """What Keras computes with, one of BACKENDS."""
    machines: int = 1
    """Processes that train together, this one among them; more than one is for the backend jax."""
    listen: str = ""
    """host:port at which the others find it; empty where it trains alone."""
    precision: str = ""
    """One of PRECISIONS; empty: mixed_bfloat16 on GPUs that have it, else float32."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "genres", tuple(self.genres))
        if not self.genres:
            raise UsageError("a run needs at least one genre")
        for genre in self.genres:
            genre_named(genre)
        if self.preset not in PRESETS:
            raise UsageError(f"there is no preset {self.preset!r}", "", f"Presets: {', '.join(PRESETS)}")
        for name, known in ("backend", BACKENDS), ("precision", ("", *PRECISIONS)):
            if getattr(self, name) not in known:
                one_of = ", ".join(filter(None, known))
                raise UsageError(f"there is no {name} {getattr(self, name)!r}", "", f"It is one of {one_of}")
        if self.machines > 1 and (self.backend != "jax" or not self.listen):
            why = "they are joined by JAX, at an address of the first"
            raise UsageError(f"{self.machines} machines", why, "Use --backend jax and --listen HOST:PORT")
        if self.quarters % 2:
            raise UsageError(f"windows of {self.quarters} quarters", "they must be whole half bars: an even number")
        bounds = {
            "steps": (1, 10**8),
            "batch": (2, 1024),
            "quarters": (8, 128),
            "seed": (0, 2**31 - 1),
            "generator_rate": (0, 1),
            "discriminator_rate": (0, 1),
            "adversarial_weight": (0, 1000),
            "penalty": (0, 1000),
            "penalty_every": (1, 1000),
            "ema": (0, 1),
            "event_every": (1, 10**6),
            "checkpoint_every": (1, 10**8),
            "checkpoints_kept": (1, 1000),
            "machines": (1, 1000),
        }
        for name, (low, high) in bounds.items():
            if not low <= getattr(self, name) <= high:
                raise UsageError(f"{name.replace('_', ' ')} is {getattr(self, name)}", f"it must be {low} to {high}")

    def to_json(self) -> dict[str, Any]:
        """All fields as JSON values."""
        return {**asdict(self), "genres": list(self.genres)}

    @staticmethod
    def from_json(value: dict[str, Any]) -> TrainingConfig:
        """The inverse of `to_json`. Raises UsageError for a field it does not know."""
        known = {f.name for f in fields(TrainingConfig)}
        for name in value:
            if name not in known:
                raise UsageError(f"a training configuration has no field {name!r}", "", f"Fields: {sorted(known)}")
        return TrainingConfig(**value)
