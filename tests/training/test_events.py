import json

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
