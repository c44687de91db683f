"""The links to what works outside the event loop: the player, the engine, training runs."""
