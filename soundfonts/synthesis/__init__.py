"""The instruments of the built-in SoundFont, a module per family, made of sines and noise with fixed seeds.

Nothing here is recorded: spectra follow what is known of the real instruments (formants, inharmonic strings, modes of
bars and skins), so the font is wholly our own.
"""
