import errno
import io
import json
import os

import pytest

from gan.training.events import EventWriter, read_events


def test_events_are_read_back_from_where_one_left_off(tmp_path):
    path = tmp_path / "events.jsonl"
    assert read_events(path) == ([], 0)
    writer = EventWriter(path)
    writer.write("StepDone", 5, generator_loss=0.7)
    first, offset = read_events(path)
    assert first[0]["kind"] == "StepDone" and first[0]["step"] == 5 and first[0]["generator_loss"] == 0.7
    writer.write("RunStopped", 6)
    second, _ = read_events(path, offset)
    assert [e["kind"] for e in second] == ["RunStopped"]


def test_a_torn_last_line_is_left_for_the_next_time(tmp_path):
    path = tmp_path / "events.jsonl"
    path.write_text('{"kind":"StepDone","step":1}\n{"kind":"Ste')
    events, offset = read_events(path)
    assert len(events) == 1
    with path.open("a") as file:
        file.write('pDone","step":2}\n')
    assert read_events(path, offset)[0][0]["step"] == 2


def test_a_writer_does_not_glue_its_first_event_to_a_torn_line(tmp_path):
    path = tmp_path / "events.jsonl"
    path.write_text('{"kind":"StepDone","step":1}\n{"kind":"Ste')
    EventWriter(path).write("RunStarted", 1)
    assert [e["kind"] for e in read_events(path)[0]] == ["StepDone", "RunStarted"]


def test_what_is_no_event_is_skipped(tmp_path):
    path = tmp_path / "events.jsonl"
    path.write_text('[]\n"x"\nnot json\n{"kind":3,"step":1}\n{"kind":"StepDone","step":"x"}\n{"kind":"A","step":1}\n')
    assert [e["kind"] for e in read_events(path)[0]] == ["A"]


def test_a_number_that_is_none_becomes_null(tmp_path):
    path = tmp_path / "events.jsonl"
    EventWriter(path).write("StepDone", 1, generator_loss=float("nan"), nested={"a": float("inf")})
    line = json.loads(path.read_text(), parse_constant=lambda c: (_ for _ in ()).throw(AssertionError(c)))
    assert line["generator_loss"] is None and line["nested"]["a"] is None


class Lacking(io.FileIO):
    """A file on a disk, or under a quota, that has no room for a while."""

    lack = 0

    def write(self, data):
        if self.lack:
            raise OSError(self.lack, os.strerror(self.lack))
        return super().write(data)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT], ids=errno.errorcode.get)
def test_what_has_no_room_on_the_disk_or_in_the_quota_is_written_once_there_is_some(number, tmp_path):
    writer = EventWriter(tmp_path / "events.jsonl")
    writer.write("StepDone", 1)
    raw = Lacking(tmp_path / "events.jsonl", "ab")
    writer._file = io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8")
    raw.lack = number
    writer.write("StepDone", 2)
    writer.write("RunPaused", 2)
    assert [event["step"] for event in read_events(tmp_path / "events.jsonl")[0]] == [1]
    raw.lack = errno.EIO
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        writer.write("RunPaused", 2)
    raw.lack = 0
    writer.write("RunResumed", 2)
    kinds = [event["kind"] for event in read_events(tmp_path / "events.jsonl")[0]]
    assert kinds == ["StepDone", "StepDone", "RunPaused", "RunPaused", "RunResumed"]
