"""Channels, levels and places of the tracks of a score."""

from __future__ import annotations

from gan.music import Note, Role, Score, Track
from gan.music.mix import Channel, Mix
from soundfonts.mixing import DRUM_BANK, mix, usual
from soundfonts.wav import OPEN_LENGTH, wav_header


def test_the_tune_leads_and_the_pad_stays_behind() -> None:
    roles = (Role.MELODY, Role.CHORDS, Role.BASS, Role.PAD, Role.DRUMS)
    melody, chords, bass, pad, drums = mix(Score(tuple(Track(role, (Note(0, 60, 6),), 40) for role in roles)))
    assert melody.volume > chords.volume > pad.volume
    assert bass.pan == drums.pan == 64 and chords.pan < 64 < pad.pan
    assert drums.channel == 9 and drums.bank == DRUM_BANK and drums.program == 0
    assert bass.reverb < pad.reverb
    assert {melody.program, pad.program} == {40} and melody.bank == 0


def test_every_track_has_a_channel_of_its_own_and_only_drums_have_a_drum_channel() -> None:
    tracks = [Track(Role.CHORDS, ())] * 60 + [Track(Role.DRUMS, ())] * 4
    strips = mix(Score(tuple(tracks)))
    channels = [strip.channel for strip in strips]
    assert len(set(channels)) == 64
    assert all((channel % 16 == 9) == (strip.bank == DRUM_BANK) for channel, strip in zip(channels, strips))


def test_too_many_tracks_share_channels() -> None:
    strips = mix(Score(tuple(Track(Role.CHORDS, ()) for _ in range(300))))
    assert len(strips) == 300 and max(strip.channel for strip in strips) < 256


def test_a_stream_of_unknown_length_says_so() -> None:
    header = wav_header(None, 44100)
    assert len(header) == 44 and header.endswith(OPEN_LENGTH.to_bytes(4, "little"))


def test_what_a_person_wants_goes_before_the_usual_and_the_rest_stays(score: Score) -> None:
    wanted = Mix({Role.BASS: Channel(volume=20, pan=0, program=38), Role.DRUMS: Channel(program=5)})
    before, after = mix(score), mix(score, wanted)
    bass = next(index for index, track in enumerate(score.tracks) if track.role is Role.BASS)
    assert (after[bass].volume, after[bass].pan, after[bass].program) == (20, 0, 38)
    assert after[bass].channel == before[bass].channel and after[bass].reverb == before[bass].reverb
    assert [strip for index, strip in enumerate(after) if index != bass] == [
        strip for index, strip in enumerate(before) if index != bass
    ], "drums stay drums"
    assert (before[bass].volume, before[bass].pan) == usual(Role.BASS)
