// Keys of the computer, of a MIDI keyboard and of the piano on the page, as notes.
"use strict";

const STEPS = { a: 0, w: 1, s: 2, e: 3, d: 4, f: 5, t: 6, g: 7, y: 8, h: 9, u: 10, j: 11, k: 12, o: 13, l: 14, p: 15, ";": 16, "'": 17 };

class Keys {
  // `send(pitch, velocity)` sounds a note; velocity 0 lets it go.
  constructor(send) {
    this.send = send;
    this.held = new Set();
    this.typed = new Map();       // the pitch that each key of the computer holds
    this.octave = 4;
    this.velocity = 90;
  }

  on(pitch, velocity) {
    if (pitch < 0 || pitch > 127) return;
    this.held.add(pitch);
    this.send(pitch, velocity);
  }

  off(pitch) {
    if (this.held.delete(pitch)) this.send(pitch, 0);
  }

  allOff() {
    for (const pitch of [...this.held]) this.off(pitch);
    this.typed.clear();
  }

  // True where the key is one of ours.
  down(key) {
    key = key.toLowerCase();
    if (key === "z" || key === "x") this.octave = Math.max(0, Math.min(8, this.octave + (key === "z" ? -1 : 1)));
    else if (key === "c" || key === "v") this.velocity = Math.max(10, Math.min(127, this.velocity + (key === "c" ? -10 : 10)));
    else if (key in STEPS) {
      if (!this.typed.has(key)) {
        const pitch = 12 * (this.octave + 1) + STEPS[key];
        this.typed.set(key, pitch);
        this.on(pitch, this.velocity);
      }
    } else return false;
    return true;
  }

  up(key) {
    key = key.toLowerCase();
    if (this.typed.has(key)) {
      this.off(this.typed.get(key));
      this.typed.delete(key);
    }
  }

  midi(data) {
    const kind = data[0] & 0xf0;
    if (kind === 0x90 && data[2] > 0) this.on(data[1], data[2]);
    else if (kind === 0x80 || kind === 0x90) this.off(data[1]);
  }

  // Listen to every MIDI keyboard, also those that come later. Gives how many there are.
  async openMidi() {
    const access = await navigator.requestMIDIAccess();
    const attach = () => {
      for (const input of access.inputs.values()) input.onmidimessage = (event) => this.midi(event.data);
    };
    access.onstatechange = attach;
    attach();
    return access.inputs.size;
  }
}
