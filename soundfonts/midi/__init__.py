"""MIDI keyboards that play the composer, and instruments that it plays: optional, with `composer-tui[midi]`.

Rule of this package: rtmidi2 is imported only in `ports`, only in child processes, and only when a port is asked for.
Without it nothing here complains before somebody asks.
"""
