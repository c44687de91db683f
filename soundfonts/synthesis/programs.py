"""The 128 programs of General MIDI, and the drum kit: which instruments stand behind each.

A program is one instrument or several layers; instruments are made once and shared.
"""

from __future__ import annotations

from soundfonts.sf2 import Instrument, Layer, Preset
from soundfonts.synthesis import (
    basses,
    bowed,
    brass,
    effects,
    guitars,
    keyboards,
    mallets,
    organs,
    synths,
    voices,
    winds,
)
from soundfonts.synthesis.build import variant
from soundfonts.synthesis.kit import drum_kit
from soundfonts.synthesis.levels import DRUM_TRIM, LOUDNESS_TRIM
from soundfonts.synthesis.units import attenuation, filtered, room, tremolo, tuned, vibrato, volume

_Part = Instrument | tuple[Instrument, dict[str, int]]

NAMES = (
    "Grand piano|Bright piano|Electric grand|Honky-tonk|Tine piano|FM piano|Harpsichord|Clavinet|"
    "Celesta|Glockenspiel|Music box|Vibraphone|Marimba|Xylophone|Tubular bells|Dulcimer|"
    "Drawbar organ|Percussive organ|Rock organ|Church organ|Reed organ|Accordion|Harmonica|Bandoneon|"
    "Nylon guitar|Steel guitar|Jazz guitar|Clean guitar|Muted guitar|Overdriven guitar|Distorted guitar|Harmonics|"
    "Upright bass|Finger bass|Pick bass|Fretless bass|Slap bass|Popped bass|Synth bass|Square bass|"
    "Violin|Viola|Cello|Contrabass|Tremolo strings|Pizzicato|Harp|Timpani|"
    "Strings|Slow strings|Synth strings|Soft synth strings|Choir aah|Choir ooh|Synth voice|Orchestra hit|"
    "Trumpet|Trombone|Tuba|Muted trumpet|French horn|Brass section|Synth brass|Soft synth brass|"
    "Soprano sax|Alto sax|Tenor sax|Baritone sax|Oboe|English horn|Bassoon|Clarinet|"
    "Piccolo|Flute|Recorder|Pan flute|Bottle|Shakuhachi|Whistle|Ocarina|"
    "Square lead|Saw lead|Calliope lead|Chiff lead|Charang lead|Voice lead|Fifths lead|Bass and lead|"
    "New age pad|Warm pad|Polysynth pad|Choir pad|Bowed pad|Metallic pad|Halo pad|Sweep pad|"
    "Rain|Soundtrack|Crystal|Atmosphere|Brightness|Goblins|Echoes|Sci-fi|"
    "Sitar|Banjo|Shamisen|Koto|Kalimba|Bagpipe|Fiddle|Shanai|"
    "Tinkle bell|Agogo|Steel drum|Wood block|Taiko|Melodic tom|Synth drum|Reverse cymbal|"
    "Fret noise|Breath noise|Seashore|Bird|Telephone|Helicopter|Applause|Gunshot"
).split("|")


def general_midi() -> list[Preset]:
    """Every preset of the font: bank 0, programs 0 to 127, and the kit in bank 128."""
    kit, sounds = drum_kit()
    piano, tine, fm = keyboards.piano(), keyboards.tine_piano(), keyboards.fm_piano()
    celesta, music_box, vibraphone = mallets.celesta(), mallets.music_box(), mallets.vibraphone()
    drawbars, reed, pipes = organs.drawbars(), organs.reed_organ(), organs.church_organ()
    nylon, clean, distorted, banjo = guitars.nylon(), guitars.clean(), guitars.distorted(), guitars.banjo()
    harpsichord, steel, tubes, glockenspiel = (
        keyboards.harpsichord(),
        guitars.steel(),
        mallets.tubular_bells(),
        mallets.glockenspiel(),
    )
    finger, slap = basses.finger(), basses.slap()
    violin, strings = bowed.violin(), bowed.strings()
    slow = bowed.slow_strings(strings)
    aah, ooh = voices.choir_aah(), voices.choir_ooh()
    section, timpani = brass.section(), mallets.timpani()
    sax, oboe, flute = winds.saxophone(), winds.oboe(), winds.flute()
    pan_flute, recorder = winds.pan_flute(), winds.recorder()
    saw, square = synths.saw(), synths.square()
    saw_lead, square_lead = synths.lead(saw, "Saw lead"), synths.lead(square, "Square lead", hertz=5000)
    calliope, glass, metallic, noise = synths.calliope(recorder), synths.glass(), synths.metallic(), synths.wind()
    whistle = winds.whistle(flute)

    synth_strings = synths.supersaw(
        saw, "Synth strings", volume(0.08, release=0.4) | filtered(2600, 1, sweep=0.6, attack=0.2) | room(26, 30)
    )
    soft_synth_strings = synths.supersaw(saw, "Soft synth str", synths.pad(0.3, 0.7, 1300, sweep=0.7))
    warm = synths.supersaw(saw, "Warm pad", synths.pad(0.35, 0.9, 650, q=1, sweep=0.8), cents=7)
    poly = synths.supersaw(saw, "Polysynth", synths.pad(0.05, 0.5, 2400, sweep=0.8, opening=0.2))
    sweep = synths.supersaw(saw, "Sweep pad", synths.pad(0.4, 1.0, 320, q=11, sweep=3.4, opening=2.6))
    synth_brass = synths.supersaw(
        saw,
        "Synth brass",
        volume(0.02, 3, 3, 0.16) | filtered(700, 4, sweep=2.4, attack=0.06, decay=0.7, sustain=0.55) | room(16, 20),
    )
    hit = variant(
        section, "Hit brass", volume(0.004, 2.6, 100, 0.6) | filtered(1600, sweep=2, attack=0.01, decay=0.5, sustain=0)
    )
    hit_strings = variant(strings, "Hit strings", volume(0.004, 2.6, 100, 0.6) | filtered(9000))

    # fmt: off
    table: list[list[_Part]] = [
        # pianos
        [piano], [keyboards.upright(piano)], [(piano, attenuation(1)), (fm, attenuation(9))],
        [(piano, tuned(-9) | attenuation(3)), (piano, tuned(9) | attenuation(3))], [tine], [fm],
        [harpsichord], [keyboards.clavinet()],
        # chromatic percussion
        [celesta], [glockenspiel], [music_box], [vibraphone], [mallets.marimba()], [mallets.xylophone()],
        [tubes], [guitars.dulcimer(harpsichord), (steel, attenuation(3))],
        # organs
        [drawbars], [drawbars, (organs.percussion(), attenuation(5))], [organs.rock_organ(drawbars)], [pipes], [reed],
        [organs.accordion(reed)], [organs.harmonica(reed)], [organs.bandoneon(reed)],
        # guitars
        [nylon], [steel], [guitars.jazz(clean)], [clean], [guitars.muted(clean)], [guitars.overdriven()],
        [distorted], [guitars.harmonics(celesta)],
        # basses
        [basses.upright()], [finger], [basses.pick(slap)], [basses.fretless(finger)], [slap], [basses.popped(slap)],
        [synths.synth_bass(saw)], [synths.square_bass(square)],
        # strings
        [violin], [bowed.viola(violin)], [bowed.cello()], [bowed.contrabass()], [bowed.tremolo_strings(strings)],
        [guitars.pizzicato()], [guitars.harp()], [timpani],
        # ensembles
        [strings], [slow], [synth_strings], [soft_synth_strings], [aah], [ooh], [voices.synth_voice(aah)],
        [hit, (hit_strings, tuned(0, 12)), (timpani, tuned(0, -12) | attenuation(3))],
        # brass
        [brass.trumpet()], [brass.trombone()], [brass.tuba()], [brass.muted_trumpet()], [brass.french_horn()],
        [section],
        [synth_brass], [brass.soft_section(section), (warm, attenuation(6))],
        # reeds
        [winds.soprano_sax(sax)], [sax], [winds.tenor_sax(sax)], [winds.baritone_sax(sax)], [oboe],
        [winds.english_horn(oboe)],
        [winds.bassoon()], [winds.clarinet()],
        # pipes
        [winds.piccolo(flute)], [flute], [recorder], [pan_flute], [winds.bottle(pan_flute)],
        [winds.shakuhachi(pan_flute)], [whistle], [winds.ocarina(flute)],
        # leads
        [square_lead], [(saw_lead, tuned(-5)), (saw_lead, tuned(5))], [calliope],
        [(square_lead, attenuation(3)), (variant(pan_flute, "Chiff", volume(0.002, 0.5, 100, 0.1)), {})],
        [(distorted, attenuation(4)), saw_lead],
        [variant(aah, "Voice lead", volume(0.03, release=0.2)), (square_lead, attenuation(9))],
        [saw_lead, (saw_lead, tuned(2, 7) | attenuation(3))], [saw_lead, (synths.synth_bass(saw), tuned(0, -12))],
        # pads
        [(fm, attenuation(5)), (warm, attenuation(1))], [warm], [poly],
        [variant(aah, "Choir pad", synths.pad(0.3, 0.9, 4000))],
        [glass], [metallic], [(aah, attenuation(4)), (glass, attenuation(3))], [sweep],
        # synthetic scenes
        [(music_box, tuned(0, 0) | attenuation(3)), (glass, attenuation(2))],
        [warm, (warm, tuned(3, 7) | attenuation(2))],
        [(celesta, attenuation(1)), (fm, attenuation(4)), (glass, attenuation(9))], [nylon, (warm, attenuation(7))],
        [(poly, attenuation(3)), (fm, attenuation(3)), (aah, attenuation(8))],
        [(variant(warm, "Goblins", tremolo(3, 3.2, 0.01, 1400) | vibrato(16, 2.2, 0.1)), {}), (ooh, attenuation(4))],
        [(fm, attenuation(2)), (slow, attenuation(6)), (fm, tuned(4) | {"pan": 300} | attenuation(8))],
        [(sweep, attenuation(3)), (metallic, attenuation(4))],
        # from all over the world
        [guitars.sitar()], [banjo], [guitars.shamisen(banjo)], [guitars.koto(harpsichord)], [mallets.kalimba()],
        [organs.bagpipe(reed), (organs.bagpipe(reed), tuned(4) | attenuation(6))], [bowed.fiddle(violin)],
        [winds.shanai(oboe)],
        # percussion with a pitch
        [glockenspiel, (music_box, tuned(4) | attenuation(4))], [effects.agogo(sounds)], [mallets.steel_drum()],
        [effects.wood_block(sounds)], [effects.taiko(sounds)],
        [effects.melodic_tom(sounds)], [effects.synth_drum(sounds)], [effects.reverse_cymbal(sounds)],
        # effects
        [effects.fret_noise(sounds)], [effects.breath(noise)], [effects.seashore(noise)], [effects.bird(whistle)],
        [effects.telephone(square)], [effects.helicopter(noise)], [effects.applause(noise)], [effects.gunshot(noise)],
    ]
    # fmt: on
    presets = [
        Preset(NAMES[program], 0, program, tuple(_layer(part, LOUDNESS_TRIM[program]) for part in parts))
        for program, parts in enumerate(table)
    ]
    return [*presets, Preset("Standard kit", 128, 0, (Layer(kit, attenuation(DRUM_TRIM)),))]


def _layer(part: _Part, trim: float) -> Layer:
    """A part of a program, softer by the program's trim in decibels."""
    instrument, generators = part if isinstance(part, tuple) else (part, {})
    total = generators.get("attenuation", 0) + attenuation(trim)["attenuation"]
    return Layer(instrument, {**generators, "attenuation": total} if total else generators)
