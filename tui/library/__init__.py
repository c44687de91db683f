"""What a person made, on disk: the shelf of takes, melodies, runs, weights, SoundFonts, and the trash.

The rule of this package: it knows files, no screen. The Library station and `composer-tui library` both stand on it.
Nothing here deletes but the emptying of old trash, and every file is written whole or not at all.
"""
