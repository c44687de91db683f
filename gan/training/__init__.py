"""Teaching the two networks: configuration, run directory and events (light); losses, trainer, worker (TensorFlow)."""
