// The connection to the studio, the sound, and what the page shows of both.
"use strict";

const part = (id) => document.getElementById(id);
const roll = new Roll(part("roll"));
const piano = new Piano(part("piano"));
const keys = new Keys((pitch, velocity) => send({ do: "key", pitch, velocity }));

let socket = null, tries = 0;
let context = null, node = null, gain = null;
let roundTrip = null;             // milliseconds to the studio and back
let report = { waiting: 0, late: 0, peak: 0 };
let level = 0;

function send(words) {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(words));
}

function tell(text, bad = false) {
  part("told").textContent = text;
  part("told").classList.toggle("bad", bad);
}

function connect() {
  const address = new URL("sound", location.href);
  address.protocol = "ws:";
  socket = new WebSocket(address);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    tries = 0;
    part("play").disabled = false;
    tell(context ? "Connected" : "Connected: press Listen");
    ping();
  };
  socket.onmessage = (event) => {
    if (event.data instanceof ArrayBuffer) {
      if (node) node.port.postMessage(event.data, [event.data]);
    } else hear(JSON.parse(event.data));
  };
  socket.onclose = () => {
    part("play").disabled = true;
    keys.allOff();
    roll.tell({ playing: false, tick: roll.tick() });
    tries += 1;
    tell(tries < 4 ? "The studio is not there; trying again …" : "The studio is not there, or has another address now: see its sound card (ctrl+u)", true);
    setTimeout(connect, Math.min(5000, 250 * 2 ** tries));
  };
}

function hear(words) {
  if (words.plan) roll.load(words.plan);
  if (words.state) {
    roll.tell(words.state);
    part("play").textContent = words.state.playing ? "■ Stop" : "▶ Play";
  }
  if (words.titles) showTitles(words.titles.names, words.titles.current);
  if (words.pong !== undefined) {
    roundTrip = performance.now() - words.pong;
    const behind = latency();
    if (behind !== null) send({ do: "latency", ms: behind });
  }
}

function showTitles(names, current) {
  part("titles").hidden = names.length < 2;
  part("titles").replaceChildren(...names.map((name, index) => {
    const item = document.createElement("li"), button = document.createElement("button");
    button.textContent = name;
    button.onclick = () => send({ do: "choose", index });
    item.classList.toggle("current", index === current);
    item.append(button);
    return item;
  }));
}

function ping() {
  send({ do: "ping", at: performance.now() });
}

// Milliseconds from the studio's sample to the loudspeaker; null while not listening.
function latency() {
  if (!context || context.state !== "running" || roundTrip === null) return null;
  const device = context.outputLatency || context.baseLatency || 0;
  return roundTrip / 2 + (report.waiting / context.sampleRate + device) * 1000 + 5;
}

async function listen() {
  if (!context) {
    try {
      context = new AudioContext({ sampleRate: 44100, latencyHint: "interactive" });
      await context.audioWorklet.addModule("worklet.js");
      node = new AudioWorkletNode(context, "sound", { numberOfInputs: 0, outputChannelCount: [2] });
      node.port.onmessage = (event) => {
        report = event.data;
        level = Math.max(report.peak, level * 0.85);
      };
      gain = new GainNode(context);
      node.connect(gain).connect(context.destination);
      setVolume();
    } catch (problem) {
      context = null;
      tell(`This browser plays no sound here: ${problem.message}`, true);
      return;
    }
  }
  await context.resume();
  ping();
  tell("Listening");
  show();
}

function setVolume() {
  if (gain) gain.gain.value = Number(part("volume").value) ** 2;
}

function show() {
  const running = context !== null && context.state === "running";
  part("listen").textContent = running ? "♪ Listening" : "♪ Listen";
  part("listen").classList.toggle("wanted", !running);
  part("octave").textContent = keys.octave;
  part("velocity").textContent = keys.velocity;
}

function draw() {
  const behind = latency();
  roll.behind = behind === null ? 0 : behind;
  roll.draw();
  piano.draw(keys.held);
  part("peak").style.transform = `scaleX(${Math.min(1, Math.sqrt(level))})`;
  level *= 0.97;
  const late = report.late ? ` · late ${report.late}×` : "";
  part("latency").textContent = behind === null ? "" : `${Math.round(behind)} ms${late}`;
  requestAnimationFrame(draw);
}

part("listen").onclick = () => (context && context.state === "running" ? context.suspend().then(show) : listen());
part("play").onclick = () => send({ do: "toggle" });
part("volume").oninput = setVolume;
part("volume").onchange = () => part("volume").blur();  // typed keys are notes again
part("midi").onclick = async () => {
  try {
    const count = await keys.openMidi();
    tell(count ? `${count} MIDI keyboard${count > 1 ? "s" : ""}` : "No MIDI keyboard yet: plug one in");
  } catch (problem) {
    tell(`No MIDI here: ${problem.message}`, true);
  }
};

let pressed = null;               // the key of the piano under the mouse
const overPiano = (event) => piano.pitchAt(event.offsetX, event.offsetY);
function slide(pitch) {
  if (pitch === pressed) return;
  if (pressed !== null) keys.off(pressed);
  pressed = pitch;
  if (pitch !== null) keys.on(pitch, keys.velocity);
}
part("piano").onpointerdown = (event) => slide(overPiano(event));
part("piano").onpointermove = (event) => { if (pressed !== null) slide(overPiano(event)); };
part("piano").onpointerleave = window.onpointerup = () => slide(null);

document.onkeydown = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) return;
  if (event.key === " ") {
    if (!event.repeat) send({ do: "toggle" });
  } else if (!keys.down(event.key)) return;
  event.preventDefault();
  show();
};
document.onkeyup = (event) => {
  keys.up(event.key);
  if (event.key === " ") event.preventDefault();  // a button in focus is not pressed too
};
window.onblur = () => keys.allOff();

setInterval(ping, 2000);
connect();
show();
requestAnimationFrame(draw);
