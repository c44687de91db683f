"""Files are known by what they hold."""

from __future__ import annotations

import io
import zipfile

import pytest

from gan.errors import MusicFileError
from gan.music import Score
from gan.music.midi import midi_bytes
from gan.music.sniffing import Format, sniff
from tests.hostile.hostile_files import mxl, xml_score


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (midi_bytes(Score(())), Format.MIDI),
        (xml_score(), Format.MUSICXML),
        (xml_score(before="<!DOCTYPE score-partwise PUBLIC 'a' 'b'>\n<!-- <html> -->"), Format.MUSICXML),
        (b"\xef\xbb\xbf" + xml_score(), Format.MUSICXML),
        (xml_score().decode().replace("UTF-8", "UTF-16").encode("utf-16"), Format.MUSICXML),
        (mxl("score.xml", xml_score()), Format.MUSICXML),
        (b"X:1\nT:Tune\nK:G\nGABc|\n", Format.ABC),
        (b"% a comment\r\nT:Tune\r\nM:3/4\r\nK:G\r\nGABc|\r\n", Format.ABC),
    ],
)
def test_music_is_recognised(data: bytes, format: Format) -> None:
    assert sniff(data) is format


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\x00" * 100, "empty"),
        (b" \n\n", "empty"),
        (b"%PDF-1.7\n...", "a PDF document"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a WAV recording"),
        (b"RIFF\x00\x00\x00\x00sfbkLIST", "a SoundFont"),
        (b"ID3\x04rest", "an MP3 recording"),
        (b"\x89PNG\r\n", "a PNG picture"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer"),
        (b"<!doctype html><html><body>404</body></html>", "a web page"),
        (b"<?xml version='1.0'?><museScore version='4'/>", "a MuseScore project"),
        (b"<?xml version='1.0'?><svg/>", "an SVG drawing"),
        (b"<?xml version='1.0'?><recipe/>", "XML, but not a score"),
        (archive("score.mscx", "Thumbnails/t.png"), "a MuseScore project"),
        (archive("[Content_Types].xml", "word/document.xml"), "an office document"),
        (archive("photo.jpg"), "a zip archive"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"Dear Sir or Madam,\n", "neither MIDI, MusicXML nor ABC"),
    ],
)
def test_what_is_not_music_is_called_by_its_name(data: bytes, words: str) -> None:
    with pytest.raises(MusicFileError, match=words):
        sniff(data)
