"""The page in a browser that plays what the composer plays, and the small server behind it.

Only the sound processes import this package: what parses requests never runs beside the screen.
"""
