"""The screens: the stations, and what opens over them."""
