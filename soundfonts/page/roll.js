// The piano roll of what plays, and the piano below it.
"use strict";

const COLOURS = ["#ffb454", "#6cb6ff", "#8bd48b", "#c39bff", "#ff8f8f", "#7fd6d0", "#e0e06c", "#ff9ad5"];
const BLACK = [1, 3, 6, 8, 10];

class Roll {
  constructor(canvas) {
    this.canvas = canvas;
    this.plan = null;
    this.state = { playing: false, tick: 0 };
    this.at = 0;                  // when the state came, in milliseconds
    this.behind = 0;              // milliseconds until what the studio plays is heard
    this.drawn = "";
  }

  load(plan) {
    this.plan = plan;
    const pitches = plan.notes.filter((note) => !plan.drums.includes(note[2])).map((note) => note[3]);
    this.low = pitches.reduce((a, b) => Math.min(a, b), 60) - 2;
    this.high = pitches.reduce((a, b) => Math.max(a, b), 72) + 2;
    this.drawn = "";
  }

  tell(state) {
    this.state = state;
    this.at = performance.now();
    this.drawn = "";
  }

  tick() {
    if (!this.state.playing || !this.plan) return this.state.tick || 0;
    const passed = Math.max(0, performance.now() - this.at - this.behind) / 1000;
    return this.state.tick + passed * this.state.rate;
  }

  draw() {
    const tick = this.tick();
    const [pen, width, height] = prepare(this.canvas);
    const key = `${tick} ${width} ${height}`;
    if (key === this.drawn || !this.plan) return;
    this.drawn = key;
    pen.clearRect(0, 0, width, height);
    const span = 24 * 32, from = tick - span / 4, x = (t) => ((t - from) / span) * width;
    const drums = this.plan.drums, lane = drums.length ? 28 : 0;
    const row = (height - lane) / (this.high - this.low + 1);
    pen.fillStyle = "#2a3147";
    const { beat, bar, pickup } = this.plan;
    for (let n = Math.ceil((Math.max(0, from) - pickup) / beat); pickup + n * beat < from + span; n++) {
      pen.fillRect(x(pickup + n * beat), 0, (n * beat) % bar ? 0.5 : 1.5, height);
    }
    for (const [start, end, track, pitch] of this.plan.notes) {
      if (end < from) continue;
      if (start > from + span) break;
      const drum = drums.includes(track), on = this.state.playing && start <= tick && tick < end;
      pen.fillStyle = on ? "#ffffff" : COLOURS[track % COLOURS.length];
      if (drum) pen.fillRect(x(start), height - 4 - (pitch % 6) * 4, 4, 3);
      else pen.fillRect(x(start), (this.high - pitch) * row, Math.max(2, x(end) - x(start) - 1), Math.max(2, row - 1));
    }
    pen.fillStyle = "#ffffff";
    pen.fillRect(x(tick), 0, 1.5, height);
  }
}

// A canvas as sharp as the screen. Gives the pen, the width and the height in CSS pixels.
function prepare(canvas) {
  const scale = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  const pen = canvas.getContext("2d");
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  return [pen, width, height];
}

class Piano {
  constructor(canvas) {
    this.canvas = canvas;
    this.low = 36;
    this.octaves = 5;
    this.drawn = "";
  }

  // The pitch under a place of the canvas.
  pitchAt(px, py) {
    const { clientWidth: width, clientHeight: height } = this.canvas, white = width / (7 * this.octaves);
    if (py < height * 0.6) {
      for (let octave = 0; octave < this.octaves; octave++) {
        for (const [step, place] of [[1, 1], [3, 2], [6, 4], [8, 5], [10, 6]]) {
          if (Math.abs(px - (octave * 7 + place) * white) < white * 0.3) return this.low + octave * 12 + step;
        }
      }
    }
    const key = Math.max(0, Math.min(7 * this.octaves - 1, Math.floor(px / white)));
    return this.low + Math.floor(key / 7) * 12 + [0, 2, 4, 5, 7, 9, 11][key % 7];
  }

  draw(held) {
    const [pen, width, height] = prepare(this.canvas);
    const key = `${width} ${height} ${[...held].join()}`;
    if (key === this.drawn) return;
    this.drawn = key;
    pen.clearRect(0, 0, width, height);
    const white = width / (7 * this.octaves);
    for (let i = 0; i < 7 * this.octaves; i++) {
      const pitch = this.low + Math.floor(i / 7) * 12 + [0, 2, 4, 5, 7, 9, 11][i % 7];
      pen.fillStyle = held.has(pitch) ? COLOURS[0] : "#d8deea";
      pen.fillRect(i * white, 0, white - 1, height);
    }
    for (let octave = 0; octave < this.octaves; octave++) {
      for (const [step, place] of [[1, 1], [3, 2], [6, 4], [8, 5], [10, 6]]) {
        pen.fillStyle = held.has(this.low + octave * 12 + step) ? COLOURS[0] : "#1b2030";
        pen.fillRect((octave * 7 + place) * white - white * 0.3, 0, white * 0.6, height * 0.6);
      }
    }
  }
}
