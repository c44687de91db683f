"""The composer in lines, for screen readers, Braille displays and pipes: a question, an answer, nothing drawn.

Rule of this package: an answer is whole sentences on stdout in the order they become true. No colour, no cursor
movement, nothing that changes after it was said.
"""
