"""The page's server in the real sound process, with listeners in Python: what they hear, and who is turned away."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from gan.errors import ComposerError
from gan.music import Score, Track
from soundfonts import Player, SoundFont, render_pcm
from soundfonts.page.guard import Refusal, admit, new_token
from soundfonts.player import STOPPED
from soundfonts.routes import Route
from tests.soundfonts.hearing import likeness, of_pcm
from tests.soundfonts.test_player import HELD, wait_for

TOKEN = new_token()


class Studio:
    """A player on the browser route, and what it was told."""

    def __init__(self, font: SoundFont) -> None:
        self.events: list[dict[str, Any]] = []
        self.troubles: list[ComposerError] = []
        self.player = Player(
            font,
            Route("browser", token=TOKEN),
            on_page=self.events.append,
            on_trouble=self.troubles.append,
        )
        self.player.start()
        wait_for(lambda: self.player.route.port)

    @property
    def port(self) -> int:
        return self.player.route.port

    def listen(self, token: str = TOKEN, host: str = "localhost", origin: str | None = None) -> ClientConnection:
        headers = {"Host": f"{host}:{self.port}"} if host != "localhost" else {}
        return connect(
            f"ws://127.0.0.1:{self.port}/{token}/sound" if headers else f"ws://localhost:{self.port}/{token}/sound",
            origin=origin or f"http://{host}:{self.port}",  # type: ignore[arg-type]
            additional_headers=headers,
            compression=None,
            sock=socket.create_connection(("127.0.0.1", self.port)),
        )

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        link.putrequest("GET", path, skip_host="Host" in headers)
        for name, value in headers.items():
            link.putheader(name, value)
        link.endheaders()
        return link.getresponse()


@pytest.fixture
def studio(font: SoundFont) -> Iterator[Studio]:
    studio = Studio(font)
    with studio.player:
        yield studio


def sound_of(listener: ClientConnection, seconds: float) -> np.ndarray:
    """The next so many seconds that a listener is sent, without the blocks' headers."""
    data = bytearray()
    while len(data) < seconds * 44100 * 4:
        message = listener.recv(timeout=30)
        if isinstance(message, bytes):
            assert len(message) == 8 + 441 * 4
            data += message[8:]
    return of_pcm(bytes(data))


def words_of(listener: ClientConnection, kind: str, like: Callable[[Any], bool] = lambda words: True) -> Any:
    """The next words of a kind that a listener is sent."""
    while True:
        message = listener.recv(timeout=30)
        if isinstance(message, str) and kind in (said := json.loads(message)) and like(said[kind]):
            return said[kind]


def test_a_listener_hears_what_would_be_rendered(studio: Studio, font: SoundFont, score: Score) -> None:
    other = Score(tuple(Track(t.role, t.notes[::-1][: len(t.notes) // 2], t.program) for t in score.tracks[:1]), 90)
    with studio.listen() as listener:
        wait_for(lambda: studio.player.route.listeners == 1)
        assert studio.player.output == "browser 1 listener: press Listen there"
        studio.player.load(score)
        plan = words_of(listener, "plan")
        assert len(plan["notes"]) == sum(len(track.notes) for track in score.tracks) and plan["drums"] == [4]
        studio.player.play()
        assert words_of(listener, "state")["playing"] is True
        heard = sound_of(listener, 3.5)
        wanted = of_pcm(render_pcm(score, soundfont=font))[: 3 * 44100]
        assert np.abs(heard).max() > 0.01
        assert likeness(heard, wanted) > 0.9
        assert likeness(heard, of_pcm(render_pcm(other, soundfont=font))[: 3 * 44100]) < 0.7
        assert words_of(listener, "state", lambda state: not state["playing"])["tick"] == 0


def test_silence_is_not_sent_and_what_comes_after_it_is_marked(studio: Studio) -> None:
    with studio.listen() as listener:
        studio.player.audition(72, 80, 100, seconds=0.1)
        flags = []
        while True:
            try:
                message = listener.recv(timeout=3)
            except TimeoutError:
                break
            if isinstance(message, bytes):
                flags.append(message[4])
        assert flags[0] == 1 and flags[-1] == 2 and not any(flags[1:-1])
        studio.player.audition(72, 80, 100, seconds=0.1)
        while isinstance(message := listener.recv(timeout=30), str):
            pass
        assert message[4] == 1


def test_several_listen_and_one_that_goes_is_missed_by_nobody(studio: Studio) -> None:
    studio.player.load(HELD)
    with studio.listen() as first, studio.listen() as second:
        studio.player.play()
        a, b = sound_of(first, 0.5), sound_of(second, 0.5)
        assert np.abs(a).max() > 0.01 and np.abs(b).max() > 0.01
        wait_for(lambda: studio.player.route.listeners == 2)
        first.send(json.dumps({"do": "latency", "ms": 31}))
        second.send(json.dumps({"do": "latency", "ms": 58.4}))
        wait_for(lambda: studio.player.output == "browser 2 listeners 58 ms")
        second.close()
        wait_for(lambda: studio.player.output == "browser 1 listener 31 ms")
        assert np.abs(sound_of(first, 0.5)).max() > 0.01
        assert studio.player.playing


def test_one_who_does_not_read_holds_nobody_up(studio: Studio) -> None:
    studio.player.load(HELD)
    with studio.listen() as deaf, studio.listen() as listener:
        deaf.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        studio.player.play()
        start = studio.player.position or 0
        heard = sound_of(listener, 5)
        assert len(heard) >= 5 * 44100 and (studio.player.position or 0) - start > 24 * 4


def test_keys_and_buttons_of_the_page_reach_the_studio(studio: Studio) -> None:
    with studio.listen() as listener:
        listener.send(json.dumps({"do": "ping", "at": 12.5}))
        assert words_of(listener, "pong") == 12.5
        for words in ({"do": "toggle"}, {"do": "choose", "index": 2}, {"do": "key", "pitch": 72, "velocity": 100}):
            listener.send(json.dumps(words))
        assert np.abs(sound_of(listener, 0.4)).max() > 0.005
        listener.send(json.dumps({"do": "key", "pitch": 76, "velocity": 100}))
        listener.send(json.dumps({"do": "key", "pitch": 76, "velocity": 0}))
    wait_for(lambda: len(studio.events) == 6)
    shown = [{key: value for key, value in event.items() if key != "at"} for event in studio.events]
    assert shown == [
        {"do": "toggle"},
        {"do": "choose", "index": 2},
        {"do": "key", "pitch": 72, "velocity": 100},
        {"do": "key", "pitch": 76, "velocity": 100},
        {"do": "key", "pitch": 76, "velocity": 0},
        {"do": "key", "pitch": 72, "velocity": 0},  # the page went away with the key held down
    ]
    assert all(abs(event["at"] - time.monotonic()) < 60 for event in studio.events)


NONSENSE: tuple[str | bytes, ...] = (
    *("", "{", "[]", "null", "[" * 900, b"\xff\x00"),
    *('{"do":"key"}', '{"do":"quit"}', '{"do":"ping"}', '{"do":["key"]}', '{"do":"choose","index":-1}'),
    *('{"do":"key","pitch":200,"velocity":1}', '{"do":"key","pitch":"a","velocity":1}'),
    *('{"do":"key","pitch":true,"velocity":1}', '{"do":"latency","ms":"NaN"}', '{"do":"latency","ms":1e400}'),
)


def test_what_a_page_should_not_say_is_passed_over(studio: Studio) -> None:
    with studio.listen() as listener:
        for number, words in enumerate(NONSENSE):
            listener.send(words)
            listener.send(json.dumps({"do": "ping", "at": number}))
            assert words_of(listener, "pong") == number, words
    assert not studio.events


def test_a_message_that_is_too_long_ends_the_connection_and_nothing_else(studio: Studio) -> None:
    with studio.listen() as listener:
        listener.send("x" * 5000)
        with pytest.raises(ConnectionClosed):
            words_of(listener, "pong")
    with studio.listen() as listener:
        listener.send(json.dumps({"do": "ping", "at": 1}))
        assert words_of(listener, "pong") == 1


def test_only_the_whole_address_is_answered(studio: Studio) -> None:
    for path in ("", "page.js", "page.css", "roll.js", "keys.js", "worklet.js"):
        answer = studio.get(f"/{TOKEN}/{path}")
        body = answer.read()
        assert answer.status == 200 and len(body) > 100, path
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Access-Control-Allow-Origin"] is None and answer.headers["Server"] is None
    wrong = "A" * len(TOKEN)
    for path in ("/", f"/{wrong}/", f"/{TOKEN[:-1]}/", "/page.js", f"/{wrong}/page.js", f"//{TOKEN}/"):
        answer = studio.get(path)
        said = answer.read().decode()
        assert answer.status == 403 and "not whole" in said and TOKEN not in said, path
    for path in ("../guard.py", "..%2fguard.py", "guard.py", "page.html/", "sound", "/etc/passwd", "page.js%00"):
        answer = studio.get(f"/{TOKEN}/{path}")
        assert answer.status in (400, 404), path


def test_another_host_gets_nothing(studio: Studio) -> None:
    for host in ("evil.example", "evil.example:8765", "localhost.evil.example", "127.0.0.1@evil", "", "0.0.0.0"):
        answer = studio.get(f"/{TOKEN}/", Host=host)
        assert answer.status in (400, 403), host
        assert b"composer-tui" not in answer.read()


def test_a_socket_needs_the_token_the_host_and_the_page_as_its_origin(studio: Studio) -> None:
    for token, host, origin in (
        ("wrong", "localhost", None),
        (TOKEN, "evil.example", None),
        (TOKEN, "localhost", "http://evil.example"),
        (TOKEN, "localhost", f"http://localhost:{studio.port + 1}"),
        (TOKEN, "localhost", "null"),
        (TOKEN, "localhost", f"https://localhost:{studio.port}"),
    ):
        with pytest.raises(InvalidStatus) as refused:
            studio.listen(token, host, origin)
        assert refused.value.response.status_code == 403, (token, host, origin)
    assert studio.player.route.listeners == 0


def test_a_tunnel_may_end_at_another_port() -> None:
    assert admit(f"/{TOKEN}/sound", "localhost:9000", "http://localhost:9000", TOKEN, socket=True) == "sound"
    assert admit(f"/{TOKEN}/", "[::1]:9000", None, TOKEN, socket=False) == ""
    assert isinstance(admit(f"/{TOKEN}/", None, None, TOKEN, socket=False), Refusal)
    assert isinstance(admit(f"/{TOKEN}/", "localhost:x", None, TOKEN, socket=False), Refusal)
    assert isinstance(admit("/\ud800/", "localhost", None, TOKEN, socket=False), Refusal)


def test_it_listens_on_the_loopback_alone_and_only_while_it_is_asked_for(studio: Studio) -> None:
    port, pid = studio.port, studio.player._process.pid  # type: ignore[union-attr]
    assert listening(pid) == {("127.0.0.1", port)}
    studio.player.choose(Route("silent"))
    wait_for(lambda: studio.player.route.name == "silent")
    wait_for(lambda: not listening(pid))
    assert studio.player.output.startswith("silent")


def test_the_secret_of_the_address_is_in_no_file_and_on_no_command_line(home: Path, font: SoundFont) -> None:
    studio = Studio(font)
    with studio.player, studio.listen():
        assert studio.get("/wrong/").status != 200
        pid = studio.player._process.pid  # type: ignore[union-attr]
        assert TOKEN.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes()
        assert TOKEN.encode() not in Path(f"/proc/{pid}/environ").read_bytes()
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files and not [path for path in files if TOKEN.encode() in path.read_bytes()]


def listening(pid: int) -> set[tuple[str, int]]:
    """The TCP addresses a process listens on, as the kernel tells."""
    mine = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            mine.add(os.readlink(f"/proc/{pid}/fd/{name}"))
        except FileNotFoundError:
            pass
    found = set()
    for family in ("tcp", "tcp6"):
        for line in open(f"/proc/net/{family}").read().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in mine:
                address, _, port = fields[1].partition(":")
                packed = bytes.fromhex(address)[::-1]
                found.add((socket.inet_ntoa(packed) if len(packed) == 4 else address, int(port, 16)))
    return found


def test_the_way_out_changes_while_it_plays_and_the_place_is_kept(studio: Studio) -> None:
    studio.player.load(HELD)
    studio.player.play(200)
    with studio.listen() as listener:
        sound_of(listener, 0.3)
    studio.player.choose(Route("silent"))
    wait_for(lambda: studio.player.route.name == "silent")
    assert studio.player.playing and (studio.player.position or 0) >= 200
    studio.player.choose(Route("browser", token=TOKEN))
    wait_for(lambda: studio.player.route.port)
    with studio.listen() as listener:
        assert np.abs(sound_of(listener, 0.5)).max() > 0.01  # the held notes are joined
    assert (studio.player.position or 0) > 200


def test_what_does_not_open_leaves_all_as_it_is(studio: Studio) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        studio.player.choose(Route("silent"))
        wait_for(lambda: studio.player.route.name == "silent")
        studio.player.choose(Route("browser", port=taken.getsockname()[1], token=TOKEN))
        wait_for(lambda: studio.troubles)
    assert "cannot be had" in studio.troubles[0].what and studio.player.route.name == "silent"
    studio.player.choose(Route("pulse"))
    wait_for(lambda: len(studio.troubles) == 2)
    assert "PulseAudio" in studio.troubles[1].what and studio.player.route.name == "silent"


def test_a_killed_engine_comes_back_at_the_same_address(studio: Studio) -> None:
    studio.player.load(HELD)
    studio.player.play()
    url, process = studio.player.route.url, studio.player._process
    assert process is not None
    with studio.listen() as listener:
        sound_of(listener, 0.2)
        os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(ConnectionClosed):
            sound_of(listener, 60)
    wait_for(lambda: studio.player.output == STOPPED)
    assert studio.player.route.port == 0
    studio.player.play(48)
    wait_for(lambda: studio.player.route.port)
    assert studio.player.route.url == url
    with studio.listen() as listener:
        assert np.abs(sound_of(listener, 0.5)).max() > 0.01


def test_a_second_studio_finds_a_port_of_its_own(studio: Studio, font: SoundFont) -> None:
    other = Studio(font)
    with other.player:
        assert other.port != studio.port
        assert other.get(f"/{TOKEN}/").status == 200
