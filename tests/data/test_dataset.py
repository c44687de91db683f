from dataclasses import fields

import numpy as np
import pytest

from gan.data.dataset import Dataset, home_shift, split, transposed
from gan.data.masks import COLUMNS, draw_masks
from gan.data.segments import Segments, load_segments, save_segments
from gan.data.tables import read_table
from gan.data.texture import TEXTURE, textures_of
from gan.errors import DataError
from tests.tables import write_table


@pytest.fixture(scope="module")
def segments(tmp_path_factory) -> Segments:
    path = tmp_path_factory.mktemp("tables") / "rock.npz"
    write_table(path, pieces=20)
    return read_table(path)


def test_a_table_becomes_segments_with_every_role(segments):
    assert len(segments) == 80 and segments.state.shape[1:] == (10, 96)
    assert (segments.state[:, 0] > 0).all(), "the tune of the table never rests"
    assert segments.drums[:, :, 0].sum() > 0


def test_segments_survive_the_file(segments, tmp_path):
    save_segments(segments, tmp_path / "a.npz")
    again = load_segments(tmp_path / "a.npz")
    assert (again.state == segments.state).all() and (again.source == segments.source).all()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"no archive at all"])
def test_a_damaged_file_is_refused_by_name(content, tmp_path):
    path = tmp_path / "bad.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"bad\.npz"):
        load_segments(path)
    with pytest.raises(DataError, match=r"bad\.npz"):
        read_table(path)


def test_parts_share_no_piece_and_lose_nothing(segments):
    parts = split(segments)
    sources = [set(p.source.tolist()) for p in parts.values()]
    assert not (sources[0] & sources[1] or sources[0] & sources[2] or sources[1] & sources[2])
    assert sum(len(p) for p in parts.values()) == len(segments)
    assert all(len(p) >= 0.1 * len(segments) for p in parts.values())


def test_the_same_tune_in_two_pieces_stays_on_one_side(segments):
    twin = segments.taken(np.arange(4))
    moved = Segments(transposed(twin.state, 3), twin.onset, twin.drums, twin.source + 1000, twin.start)
    joined = Segments(*(np.concatenate([getattr(segments, f.name), getattr(moved, f.name)]) for f in fields(Segments)))
    for part in split(joined).values():
        assert (0 in part.source) == (1000 in part.source)


def test_a_batch_depends_on_seed_and_step_alone(segments):
    one, other = Dataset({"rock": segments}, seed=3), Dataset({"rock": segments}, seed=3)
    other.batch(40, 8)  # asked for in another order
    for step in (7, 0):
        a, b = one.batch(step, 8), other.batch(step, 8)
        assert (a.state == b.state).all() and (a.texture == b.texture).all()
    assert not (one.batch(0, 8).state == Dataset({"rock": segments}, seed=4).batch(0, 8).state).all()


def test_an_epoch_has_every_training_window_once(segments):
    data = Dataset({"rock": segments})
    order = data.order(0)
    assert sorted(order[:, 1]) == list(range(len(data.parts["rock"]["train"])))
    assert (data.order(1) != order).any()


def test_training_visits_all_twelve_keys(segments):
    data = Dataset({"rock": segments})
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


def test_a_genre_with_too_few_pieces_is_refused(segments):
    with pytest.raises(DataError, match="rock has too few pieces"):
        Dataset({"rock": segments.taken(np.arange(2))})


def test_textures_tell_a_busy_part_from_a_silent_one(segments):
    table = textures_of(segments.state, segments.onset, segments.drums)
    assert table.shape == (80, TEXTURE) and np.isfinite(table).all()
    silent = segments.state.copy()
    silent[:, 5:7] = 0
    without = textures_of(silent, segments.onset * (silent > 0), segments.drums)
    assert (table[:, 5] == 1).all() and (without[:, 5:10] == 0).all()


def test_masks_depend_on_seed_and_step_and_always_leave_something_to_write():
    masks = draw_masks(1, 2, 200, 32)
    assert masks.shape == (200, 32, COLUMNS) and masks.any(axis=(1, 2)).all()
    assert (masks == draw_masks(1, 2, 200, 32)).all()
    assert masks.all(axis=(1, 2)).any() and not masks.all(axis=(1, 2)).all()
