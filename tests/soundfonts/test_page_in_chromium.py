"""The page in a real browser: what comes out of its AudioWorklet, and what its keys do."""

from __future__ import annotations

import base64
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gan.music import Score
from soundfonts import SoundFont, render_pcm
from tests.soundfonts.chromium import PROGRAM, Chromium
from tests.soundfonts.hearing import likeness, of_pcm
from tests.soundfonts.test_page import Studio
from tests.soundfonts.test_player import HELD, level_at, wait_for

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed")

PICTURES = os.environ.get("COMPOSER_TUI_PICTURES")
"""A folder that is given pictures of the page, for whoever wants to look at it."""
_TAP = """
    const tap = context.createScriptProcessor(4096, 2, 2);
    globalThis.taken = [];
    tap.onaudioprocess = (event) => taken.push(Int16Array.from(event.inputBuffer.getChannelData(0), (x) => x * 32767));
    node.connect(tap);
    tap.connect(context.destination);
"""
_TAKEN = """
    (() => {
        const all = new Uint8Array(Int16Array.from(taken.flatMap((block) => [...block])).buffer);
        let text = "";
        for (const byte of all) text += String.fromCharCode(byte);
        return btoa(text);
    })()
"""


_DRIVEN = """
    ((late, every, seconds, begins) => {
        globalThis.AudioWorkletProcessor = class { port = { postMessage() {} } };
        globalThis.sampleRate = 48000;
        let Made;
        globalThis.registerProcessor = (name, made) => { Made = made; };
        SOURCE
        const sound = new Made(), out = [new Float32Array(480), new Float32Array(480)], late_at = [];
        const block = (flags) => {
            const bytes = new ArrayBuffer(8 + 480 * 4);
            new DataView(bytes).setUint16(4, flags, true);
            new Int16Array(bytes, 8).fill(1000);
            return bytes;
        };
        let owed = 0;
        for (let tick = 0; tick < seconds * 100; tick++) {  // of 10 ms, a block each
            owed += 1;
            if (tick % every >= late || tick < 50)
                for (; owed > 0; owed--) sound.take(block(tick === 0 || (begins && tick % every === late) ? 1 : 0));
            const before = sound.late;
            sound.process([], [out]);
            if (sound.late > before) late_at.push(tick);
        }
        return [late_at.length, sound.wanted / sampleRate];
    })
"""
"""Drives the page's processor by hand: every so many ticks some blocks come so many ticks late, all at once."""
_WORKLET = Path(__file__).parents[2] / "soundfonts" / "page" / "worklet.js"


@pytest.fixture
def studio(font: SoundFont) -> Iterator[Studio]:
    studio = Studio(font)
    with studio.player:
        yield studio


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chromium]:
    browser = Chromium(tmp_path)
    yield browser
    browser.close()


def listening(browser: Chromium, studio: Studio) -> None:
    """Open the page and press Listen, and take down from now on what goes to its loudspeaker."""
    browser.open(studio.player.route.url)
    wait_for(lambda: studio.player.route.listeners == 1)
    browser.run("document.getElementById('listen').click()")
    browser.until("node !== null && context.state === 'running'")
    browser.run(f"(() => {{ {_TAP} }})()")


def heard_by(browser: Chromium, seconds: float) -> np.ndarray:
    """What went to the page's loudspeaker in the next so many seconds."""
    browser.run("taken.length = 0")
    browser.until(f"taken.length * 4096 >= {seconds} * context.sampleRate")
    return np.frombuffer(base64.b64decode(browser.run(_TAKEN)), "<i2") / 32768


def driven(arguments: str) -> str:
    return f"{_DRIVEN.replace('SOURCE', _WORKLET.read_text(encoding='utf-8'))}({arguments})"


def test_the_page_sounds_like_what_would_be_rendered(
    studio: Studio, browser: Chromium, font: SoundFont, score: Score
) -> None:
    listening(browser, studio)
    studio.player.load(score)
    studio.player.play()
    heard = heard_by(browser, 5)
    wanted = of_pcm(render_pcm(score, soundfont=font))[: 3 * 44100]
    assert np.abs(heard).max() > 0.01
    assert likeness(heard, wanted) > 0.8
    wait_for(lambda: studio.player.route.latency is not None)
    assert "ms" in studio.player.output and browser.run("document.getElementById('latency').textContent")
    assert not [line for line in browser.said if "Refused" in line or "xception" in line], browser.said
    if PICTURES:
        studio.player.play(24)
        browser.until("roll.tick() > 60")
        Path(PICTURES, "page.png").write_bytes(browser.picture())


def test_typed_keys_sound_and_space_plays(studio: Studio, browser: Chromium) -> None:
    listening(browser, studio)
    studio.player.load(HELD)
    browser.key("keyDown", "h")
    wait_for(lambda: len(studio.events) == 1)
    assert level_at(heard_by(browser, 0.8), 69) > 0.0005  # A4
    browser.key("keyUp", "h")
    wait_for(lambda: len(studio.events) == 2)
    shown = [(event["do"], event["pitch"], bool(event["velocity"])) for event in studio.events]
    assert shown == [("key", 69, True), ("key", 69, False)]
    browser.key("keyDown", " ")
    wait_for(lambda: len(studio.events) == 3)
    assert studio.events[2]["do"] == "toggle"
    browser.run("keys.midi([0x90, 60, 100])")
    browser.run("keys.midi([0x90, 60, 0])")
    wait_for(lambda: len(studio.events) == 5)


def test_the_page_comes_back_by_itself_when_the_engine_was_killed(studio: Studio, browser: Chromium) -> None:
    listening(browser, studio)
    studio.player.load(HELD)
    studio.player.play()
    assert np.abs(heard_by(browser, 0.5)).max() > 0.01
    os.kill(studio.player._process.pid, signal.SIGKILL)  # type: ignore[union-attr]
    browser.until("document.getElementById('told').textContent.includes('not there')")
    studio.player.play(96)
    wait_for(lambda: studio.player.route.listeners == 1)
    browser.until("roll.state.playing")
    assert np.abs(heard_by(browser, 1)).max() > 0.01


@pytest.mark.parametrize(("late", "waits"), [(2, 0.03), (8, 0.08), (15, 0.15), (30, 0.3)])
def test_it_waits_longer_by_as_much_as_a_block_was_late_and_is_not_late_again(
    browser: Chromium, late: int, waits: float
) -> None:
    times, wanted = browser.run(driven(f"{late}, 100, 10, false"))
    assert times <= 2, "not once for every 10 ms"
    assert waits <= wanted <= waits + 0.05


def test_what_comes_after_a_pause_is_not_late(browser: Chromium) -> None:
    _, wanted = browser.run(driven("30, 100, 5, true"))
    assert wanted <= 0.05


def test_a_closed_page_is_noticed(studio: Studio, browser: Chromium) -> None:
    listening(browser, studio)
    browser.open("about:blank")
    wait_for(lambda: studio.player.output == "browser: no listener yet")
