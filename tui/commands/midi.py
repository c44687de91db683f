"""The MIDI ports of this machine: keyboards that can play the composer, and instruments that it can play.

In the composer the palette (ctrl+p, "MIDI in", "MIDI out") opens them; `midi_in` and `midi_out` under [studio] in the
settings do so at the start. `play --midi-out NAME` plays a file there. It needs: pip install 'composer-tui[midi]'
"""

from __future__ import annotations

import argparse
import json

from tui.commands.options import add_json

EXAMPLES = """\
examples:
  composer-tui midi
  COMPOSER_TUI_MIDI_IN=keystation composer-tui
  composer-tui play song.mid --sound silent --midi-out fluid
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from soundfonts.midi.listing import midi_ports
    from tui.cli import narrate
    from tui.commands.output import print_table

    ports = midi_ports()
    if options.json:
        print(json.dumps({"ins": ports.ins, "outs": ports.outs}, indent=2))
        return 0
    rows = [("in", name) for name in ports.ins] + [("out", name) for name in ports.outs]
    if rows:
        print_table([("", "port"), *rows])
    else:
        narrate("There is no MIDI port. Plug a keyboard in, or start a software instrument.")
    return 0
