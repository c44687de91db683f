"""What names say."""

from __future__ import annotations

import pytest

from gan.music import Note, Role
from gan.music.partnames import guess_role, melody_rank


@pytest.mark.parametrize("name", ["Vocals", "VOICE", "Melodie", "lead melody", "Singstimme", "Mélodie (flûte)"])
def test_names_that_say_melody(name: str) -> None:
    assert melody_rank(name) == 3


@pytest.mark.parametrize("name", ["Soprano", "Lead Guitar", "Solo", "SOPRAN", "Discantus"])
def test_names_of_leading_voices(name: str) -> None:
    assert melody_rank(name) == 2


@pytest.mark.parametrize(
    "name", ["Bass", "Backing vocals", "Solo Bass", "Choir", "Piano", "", "Track 3", "Violin 2", "harmony lead"]
)
def test_names_that_do_not(name: str) -> None:
    assert melody_rank(name) == 0


@pytest.mark.parametrize("name", ["Violin 1", "Flute", "Right Hand", "Sawtooth Lead", "Lead 2 (sawtooth)"])
def test_names_that_only_hint(name: str) -> None:
    assert melody_rank(name) == 1


LOW, HIGH = (Note(0, 36, 24),), (Note(0, 72, 24),)


@pytest.mark.parametrize(
    ("name", "program", "drums", "notes", "role"),
    [
        ("pad", 0, False, HIGH, Role.PAD),
        ("BASS", 80, False, HIGH, Role.BASS),
        ("anything", 0, True, HIGH, Role.DRUMS),
        ("melody", 0, True, HIGH, Role.DRUMS),
        ("Fretless Bass", 0, False, HIGH, Role.BASS),
        ("Bass Clarinet", 71, False, HIGH, Role.CHORDS),
        ("x", 33, False, HIGH, Role.BASS),
        ("Strings", 0, False, HIGH, Role.PAD),
        ("Violoncello", 42, False, LOW, Role.BASS),
        ("x", 90, False, HIGH, Role.PAD),
        ("Piano", 0, False, HIGH, Role.CHORDS),
        ("Piano", 0, False, LOW, Role.BASS),
    ],
)
def test_roles_are_guessed_from_name_channel_program_and_register(
    name: str, program: int, drums: bool, notes: tuple[Note, ...], role: Role
) -> None:
    assert guess_role(name, program, drums, notes) is role
