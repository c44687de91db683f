from dataclasses import replace

import numpy as np
import pytest

from gan.data.arrangement import MELODY_MEASURES, SPAN_FEATURES, SPANS, arrange, arrangements_of, span_features
from gan.data.dataset import Dataset, home_shift, split, transposed
from gan.data.masks import COLUMNS, COLUMNS_OF, draw_masks
from gan.data.noise import draw_noise
from gan.data.stretches import Stretch, load_stretches, save_stretches
from gan.data.tables import read_table
from gan.data.texture import (
    DENSITY_COLUMNS,
    REGISTER_COLUMN,
    ROLE_COLUMNS,
    TEXTURE,
    VOICES_COLUMNS,
    bar_counts,
    moved,
    playing_columns,
    span_textures,
)
from gan.data.voices import LOWEST, VOICES_OF, Voices
from gan.errors import DataError
from gan.music import Metre, Role
from tests.tables import write_table


@pytest.fixture(scope="module")
def stretches(tmp_path_factory) -> tuple[Stretch, ...]:
    path = tmp_path_factory.mktemp("tables") / "rock.npz"
    write_table(path, pieces=20)
    return read_table(path)


def test_windows_of_a_table_that_follow_each_other_are_one_stretch(stretches):
    assert [s.bars for s in stretches] == [16] * 20 and stretches[0].voices.state.shape == (10, 384)
    assert all((s.voices.state[0] > 0).all() for s in stretches), "the tune of the table never rests"
    assert all(s.voices.drums[:, 0].sum() > 0 for s in stretches)


def test_stretches_survive_the_file(stretches, tmp_path):
    waltz = Stretch(stretches[0].part(0, 72), Metre(3, 4), 5, 99)
    save_stretches([*stretches, waltz], tmp_path / "a.npz")
    again = load_stretches(tmp_path / "a.npz")
    assert (again[3].voices.state == stretches[3].voices.state).all() and again[3].source == stretches[3].source
    assert (again[-1].metre, again[-1].source, again[-1].start, again[-1].bars) == (Metre(3, 4), 5, 99, 4)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"no archive at all"])
def test_a_damaged_file_is_refused_by_name(content, tmp_path):
    path = tmp_path / "bad.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"bad\.npz"):
        load_stretches(path)
    with pytest.raises(DataError, match=r"bad\.npz"):
        read_table(path)


def test_parts_share_no_piece_and_lose_nothing(stretches):
    parts = split(stretches)
    sources = [{s.source for s in p} for p in parts.values()]
    assert not (sources[0] & sources[1] or sources[0] & sources[2] or sources[1] & sources[2])
    assert sum(len(p) for p in parts.values()) == len(stretches)
    assert all(len(p) >= 0.1 * len(stretches) for p in parts.values())


def test_the_same_tune_in_two_pieces_stays_on_one_side(stretches):
    voices = stretches[0].voices
    up = Voices(transposed(voices.state, 3), voices.onset, voices.drums)
    for part in split([*stretches, Stretch(up, Metre(4, 4), 1000, 0)]).values():
        sources = {s.source for s in part}
        assert (0 in sources) == (1000 in sources)


def test_music_in_another_metre_leaves_the_parts_as_they_were(stretches):
    before = {name: {s.source for s in part} for name, part in split(stretches).items()}
    waltzes = [Stretch(s.part(18, 360), Metre(3, 4), 1000 + s.source, 0) for s in stretches]
    after = {name: {s.source for s in part if s.source < 1000} for name, part in split([*stretches, *waltzes]).items()}
    assert before == after


def test_a_batch_depends_on_seed_and_step_alone(stretches):
    one, other = Dataset({"rock": stretches}, seed=3), Dataset({"rock": stretches}, seed=3)
    other.batch(40, 8)  # asked for in another order
    for step in (7, 0):
        a, b = one.batch(step, 8), other.batch(step, 8)
        assert (a.state == b.state).all() and (a.texture == b.texture).all()
    assert not (one.batch(0, 8).state == Dataset({"rock": stretches}, seed=4).batch(0, 8).state).all()


def test_an_epoch_is_as_long_as_the_windows_side_by_side_and_repeats_none(stretches):
    data = Dataset({"rock": stretches}, quarters=32)
    order = data.order(0)
    assert len(order) == sum(s.bars // 8 for s in data.parts["rock"]["train"])
    assert len({tuple(row) for row in order.tolist()}) == len(order)
    assert order[:, 2].max() == 8 and len(set(order[:, 2].tolist())) > 4, "windows begin at any bar that leaves eight"
    assert (data.order(1) != order).any()


def test_windows_of_every_metre_have_their_own_bar_lines(stretches):
    waltzes = tuple(Stretch(s.part(0, 378), Metre(3, 4), s.source, 0) for s in stretches)
    batch = Dataset({"rock": waltzes}, quarters=16).batch(0, 4)
    assert batch.state.shape == (4, 10, 96) and (batch.bar_slots == 18).all()
    assert np.flatnonzero(batch.metre[0, :, 0]).tolist() == [0, 6, 12, 18, 24, 30]


def test_training_visits_all_twelve_keys(stretches):
    data = Dataset({"rock": stretches})
    seen = set()
    for step in range(60):
        melody = data.batch(step, 8).state[:, 0]
        seen |= set(home_shift(melody).tolist())
    assert seen == set(range(-6, 6))


def test_home_shift_brings_a_scale_to_c():
    scale = np.array([0, 2, 4, 5, 7, 9, 11, 12, 7, 4, 0])
    for tonic in range(12):
        melody = (60 + tonic + scale - 24 + 1).astype(np.uint8)[None]
        assert (tonic + home_shift(melody)[0]) % 12 == 0


def test_a_genre_with_too_few_pieces_is_refused(stretches):
    with pytest.raises(DataError, match="rock has too few pieces"):
        Dataset({"rock": stretches[:1]})
    with pytest.raises(DataError, match="128 quarters long"):
        Dataset({"rock": stretches}, quarters=128)


def test_textures_tell_a_busy_part_from_a_silent_one(stretches):
    voices = stretches[0].voices
    table = span_textures(bar_counts(voices, 24), 24)
    assert table.shape == (4, TEXTURE) and np.isfinite(table).all()
    state = voices.state.copy()
    state[5:7] = 0
    without = span_textures(bar_counts(Voices(state, voices.onset * (state > 0), voices.drums), 24), 24)
    bass = ROLE_COLUMNS[Role.BASS]
    assert (table[:, bass.start] == 1).all() and (without[:, bass] == 0).all()
    attacks = table[:, DENSITY_COLUMNS[Role.BASS]]
    assert np.allclose(attacks, np.log1p(1)), "the bass of the table strikes every quarter"


def test_a_texture_says_how_rich_a_bar_is_where_notes_fall_and_whether_they_move():
    voices = Voices.silent(96)
    bass = VOICES_OF[Role.BASS][0]
    line = (48, 48, 60, 60)  # four quarters in each bar: again, an octave up, again
    for quarter in range(16):
        at = slice(6 * quarter, 6 * quarter + 6)
        voices.state[bass, at] = line[quarter % 4] - LOWEST + 1
        voices.onset[bass, at.start] = 1
    voices.state[0], voices.onset[0, ::24] = 60, 1  # the melody strikes each bar
    (row,) = span_textures(bar_counts(voices, 24), 24)
    classes, at_bar, on_quarters, again, leap = row[ROLE_COLUMNS[Role.BASS]][5:]
    assert classes == pytest.approx(1 / 6) and (at_bar, on_quarters) == (0.25, 0.75)
    assert again == pytest.approx(8 / 15) and leap == pytest.approx(1)
    *_, all_classes, with_melody, together = row
    assert all_classes == pytest.approx(1 / 8) and with_melody == 0.25 and together == 0


def test_the_voices_that_a_texture_lets_sound_are_the_upper_ones_of_each_part(stretches):
    textures = span_textures(bar_counts(stretches[0].voices, 24), 24)
    textures[:, VOICES_COLUMNS[Role.CHORDS]] = 2.5 / 4
    textures[:, ROLE_COLUMNS[Role.DRUMS].start] = 0
    playing = playing_columns(textures)
    assert (playing[:, COLUMNS_OF[Role.CHORDS]] == [True, True, True, False]).all()
    assert not playing[:, COLUMNS_OF[Role.DRUMS]].any() and playing[:, COLUMNS_OF[Role.BASS][0]].all()


def test_music_an_octave_higher_has_its_registers_an_octave_higher(stretches):
    voices = stretches[0].voices
    up = Voices(transposed(voices.state, 12), voices.onset, voices.drums)
    low, high = (span_textures(bar_counts(v, 24), 24) for v in (voices, up))
    np.testing.assert_allclose(moved(low, 12), high, atol=1e-4)


def test_an_arrangement_goes_on_as_a_real_one_did_and_comes_back_with_its_tune(stretches):
    bank = arrangements_of(stretches, 10)
    assert len(bank) == 10 and all(len(rows) == SPANS for rows in bank)
    melody = bank[4][:, TEXTURE : TEXTURE + MELODY_MEASURES]
    metre = stretches[0].metre
    song = arrange(bank, metre, np.concatenate([melody, melody]), [*"abac", *"abad"], np.random.default_rng(0))
    assert song.shape == (8, TEXTURE)
    assert (song[0] == song[2]).all() and (song[1] == song[5]).all()
    whole = arrange(bank, metre, melody, [*"abcd"], np.random.default_rng(0))
    same = [column for column in range(TEXTURE) if column not in REGISTER_COLUMN.values()]
    (lender,) = [rows for rows in bank if (whole[:, same] == rows[:, same]).all()][:1]
    bass = REGISTER_COLUMN[Role.BASS]
    assert (whole[:, bass] == lender[:, bass]).all(), "only chords and pad go with the melody"


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_chords_go_up_with_the_melody_as_far_as_they_do_in_the_music(share):
    bank = [np.zeros((1, SPAN_FEATURES), np.float32) for _ in range(8)]
    chords = REGISTER_COLUMN[Role.CHORDS]
    for octave, rows in enumerate(bank):
        rows[:, ROLE_COLUMNS[Role.CHORDS].start], rows[:, -2:] = 1, (96, 24)
        rows[:, TEXTURE], rows[:, chords] = octave, share * octave - 1
    melody = np.zeros((1, MELODY_MEASURES), np.float32)
    melody[0, 0] = 5.5
    for seed in range(5):
        texture = arrange(bank, Metre(4, 4), melody, "a", np.random.default_rng(seed))
        assert texture[0, chords] == pytest.approx(share * 5.5 - 1, abs=1e-4)


def test_parts_made_by_rule_lend_few_arrangements_where_there_are_played_ones(tmp_path):
    path = tmp_path / "jazz.npz"
    write_table(path)
    with np.load(path) as archive:
        notes, meta = archive["notes"], archive["meta"]
    meta[meta[:, 0] < 9, 5] = 1
    np.savez(path, notes=notes, meta=meta)
    save_stretches(read_table(path), kept := tmp_path / "jazz.stretches.npz")
    own = load_stretches(kept)
    assert [s.played for s in own] == [s.source >= 9 for s in own]
    played = {row.tobytes() for s in own if s.played for row in span_features(s)}
    lent = [all(row.tobytes() in played for row in rows) for rows in arrangements_of(own, 64)]
    assert lent.count(False) == 64 // 32
    assert all(row.tobytes() in played for rows in arrangements_of(own, 7) for row in rows), "too few for any"
    for alone in (True, False):
        assert arrangements_of([s for s in own if s.played == alone], 20)


@pytest.mark.parametrize(
    ("metre", "lenders"),
    [
        ("3/4", {"3/4"}),
        ("4/4", {"4/4"}),
        ("2/2", {"4/4", "2/2"}),
        ("2/4", {"3/4", "4/4"}),
        ("5/8", {"3/4", "4/4", "2/2", "6/8"}),
    ],
)
def test_what_is_lent_is_of_the_songs_metre_or_of_one_like_it(metre, lenders):
    def lent_by(number, name):
        rows = np.zeros((1, SPAN_FEATURES), np.float32)
        rows[:, 1], rows[:, -2:] = number, (Metre.parse(name).bar_ticks, Metre.parse(name).pulse_ticks)
        return rows

    names = 5 * ["3/4"] + 5 * ["4/4"] + ["2/2", "6/8"]
    bank = [lent_by(number, name) for number, name in enumerate(names)]
    melody = np.zeros((1, MELODY_MEASURES), np.float32)
    drawn = {
        names[int(arrange(bank, Metre.parse(metre), melody, "a", np.random.default_rng(seed))[0, 1])]
        for seed in range(60)
    }
    assert drawn <= lenders


def test_a_long_piece_lends_no_more_arrangements_than_a_short_one(stretches):
    long = [replace(stretch, source=1) for stretch in stretches[:3]]
    short = [replace(stretches[3 + i], source=2 + i) for i in range(3)]
    bank = arrangements_of([*long, *short], 4)
    assert len(bank) == 4
    for one in short:
        assert any((rows == span_features(one)[: len(rows)]).all() for rows in bank)


def test_noise_is_shared_by_bars_of_one_kind():
    bar = np.repeat([0, 1, 0, 2], 24)[None]
    noise = draw_noise(np.random.default_rng(0), bar, np.arange(96)[None] % 24)
    assert (noise.pitch[0, :24] == noise.pitch[0, 48:72]).all()
    assert (noise.pitch[0, :24] != noise.pitch[0, 24:48]).all()
    assert (noise.bar[0, :8] == noise.bar[0, 16:24]).all() and (noise.bar[0, :8] != noise.bar[0, 8:16]).all()
    assert (noise.onset[0, :24] == noise.onset[0, 24:48]).all()


def test_masks_depend_on_seed_and_step_and_always_leave_something_to_write():
    bars = np.tile([8, 6, 4, 9], 50)
    masks = draw_masks(1, 2, 32, bars)
    assert masks.shape == (200, 32, COLUMNS) and masks.any(axis=(1, 2)).all()
    assert (masks == draw_masks(1, 2, 32, bars)).all()
    assert masks.all(axis=(1, 2)).any() and not masks.all(axis=(1, 2)).all()
