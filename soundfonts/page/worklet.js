// Plays blocks of samples as they come. Waits until some are there, plays a little behind, and learns how far behind
// it must be: when they come too late it waits longer by as much, and what it has too many of is cut out.
"use strict";

const SIZE = 1 << 17;             // frames in the ring, three seconds
const HEADER_BYTES = 8;
const BEGINS = 1, RESTS = 2;      // flags of a block: the first after a pause, the last before one
const LEAST = 0.03, MOST = 0.4;   // seconds behind
const STEP = 0.01;                // seconds more for a late block, at least
const CALM = 15;                  // looks of two seconds without a late block, after which it waits a little less
const SPARE = 0.03;               // seconds more than wanted that are let be
const FADE = 96;                  // frames over which a cut is hidden

class Sound extends AudioWorkletProcessor {
  constructor() {
    super();
    this.left = new Float32Array(SIZE);
    this.right = new Float32Array(SIZE);
    this.read = 0;
    this.write = 0;
    this.wanted = LEAST * sampleRate;
    this.sounding = false;
    this.resting = true;
    this.calm = 0;
    this.least = Infinity;        // fewest frames waiting since the last look
    this.late = 0;
    this.missing = 0;             // frames of silence where a block is late
    this.peak = 0;
    this.looks = 0;
    this.since = 0;
    this.port.onmessage = (event) => this.take(event.data);
  }

  take(buffer) {
    const flags = new DataView(buffer).getUint16(4, true);
    const samples = new Int16Array(buffer, HEADER_BYTES);
    if (flags & BEGINS && !this.sounding) this.read = this.write;
    const frames = samples.length >> 1;
    if (this.write + frames - this.read > SIZE) this.read = this.write + frames - SIZE;
    for (let i = 0; i < frames; i++) {
      const at = (this.write + i) & (SIZE - 1);
      this.left[at] = samples[2 * i] / 32768;
      this.right[at] = samples[2 * i + 1] / 32768;
    }
    this.write += frames;
    if (!(flags & BEGINS)) this.wait(this.missing);  // after a pause it is not late
    this.missing = 0;
    this.resting = Boolean(flags & RESTS);
  }

  process(inputs, outputs) {
    const out = outputs[0], count = out[0].length;
    let waiting = this.write - this.read;
    if (!this.sounding && waiting > 0 && (waiting >= this.wanted || this.resting)) this.sounding = true;
    if (this.sounding) {
      const frames = Math.min(count, waiting);
      for (let i = 0; i < frames; i++) {
        const at = (this.read + i) & (SIZE - 1);
        const l = this.left[at], r = this.right[at];
        out[0][i] = l;
        if (out.length > 1) out[1][i] = r;
        this.peak = Math.max(this.peak, Math.abs(l), Math.abs(r));
      }
      this.read += frames;
      waiting -= frames;
      this.least = Math.min(this.least, waiting);
      if (frames < count) {
        this.sounding = false;
        if (!this.resting) {
          this.late += 1;
          this.calm = 0;
          this.missing = count - frames;
        }
      }
    } else if (this.missing > 0) {
      this.missing += count;
    }
    if (++this.looks * count >= sampleRate / 20) this.look(waiting);
    return true;
  }

  wait(missing) {
    if (missing > 0) this.wanted = Math.min(this.wanted + Math.max(missing, STEP * sampleRate), MOST * sampleRate);
  }

  look(waiting) {
    this.port.postMessage({ waiting: this.sounding ? waiting : this.wanted, late: this.late, peak: this.peak });
    this.peak = 0;
    this.looks = 0;
    if (++this.since < 40) return;  // two seconds
    this.since = 0;
    if (this.sounding && ++this.calm > CALM) {
      this.wanted = Math.max(LEAST * sampleRate, this.wanted - (STEP / 2) * sampleRate);
      this.calm = 0;
    }
    const over = Math.floor(this.least - this.wanted);
    if (this.sounding && over > SPARE * sampleRate) this.cut(over);
    this.least = Infinity;
  }

  cut(frames) {
    for (let i = 0; i < FADE; i++) {
      const share = i / FADE, from = (this.read + i) & (SIZE - 1), to = (this.read + frames + i) & (SIZE - 1);
      this.left[to] = this.left[from] * (1 - share) + this.left[to] * share;
      this.right[to] = this.right[from] * (1 - share) + this.right[to] * share;
    }
    this.read += frames;
  }
}

registerProcessor("sound", Sound);
