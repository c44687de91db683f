"""What the app does for the Audition station: playing, composing, rewriting, and the dialogs about takes.

Rule of this file: the station says what a person wants, this decides; what is slow goes to `tui.composing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tui.heard import Heard
from tui.messages import ComposingEnded, TakeArrived
from tui.provenance import fitting, wishes_in_words
from tui.widgets.audition_station import AuditionStation
from tui.widgets.bar_choice import bar_ticks

if TYPE_CHECKING:
    from tui.app import ComposerApp


_HEARD_VELOCITY = 95


class Auditioning:
    """The part of the app that is about takes."""

    @property
    def _composer(self) -> ComposerApp:
        return cast("ComposerApp", self)

    def action_rewrite(self) -> None:
        """More like the selected take; with locks or selected bars, what is open written anew."""
        app = self._composer
        app.composing.rewrite()

    def on_audition_station_selected(self, event: AuditionStation.Selected) -> None:
        app = self._composer
        if app.transport.plays("take"):
            app.transport.swap(event.heard.take.score, event.heard.mix)
        app.refresh_status()

    def on_audition_station_changed(self, event: AuditionStation.Changed) -> None:
        app = self._composer
        before, after = event.before, event.after
        if before is not None and after is not None:
            if after.take.score is before.take.score:
                app.transport.balance(after.take.score, after.mix)
            elif app.transport.plays("take") and app.transport.score is before.take.score:
                app.transport.swap(after.take.score, after.mix)
        elif after is None and before is not None:
            if app.transport.plays("take") and app.stations.audition_station.selected is None:
                app.transport.stop()
            app.tell(f"{before.name} is deleted; ctrl+z brings it back.", seconds=4)
        app.refresh_status()

    def on_audition_station_sought(self, event: AuditionStation.Sought) -> None:
        app = self._composer
        app.transport.play("take", event.heard.take.score, event.tick, event.heard.mix)

    def on_audition_station_sounded(self, event: AuditionStation.Sounded) -> None:
        app = self._composer
        if not app.transport.playing:
            app.transport.link.audition(event.pitch, event.program, _HEARD_VELOCITY)

    def on_audition_station_refused(self, event: AuditionStation.Refused) -> None:
        app = self._composer
        app.tell(event.text, severity="warning")

    def on_audition_station_wanted(self, event: AuditionStation.Wanted) -> None:
        app = self._composer
        app.take_dialogs.open(event.what)

    def on_take_arrived(self, message: TakeArrived) -> None:
        app = self._composer
        station = app.stations.audition_station
        station.add(message.heard, select=message.first)
        app.shelving.look()
        if message.first:
            if app.recording.active:  # it is not to be talked into
                app.stations.mark_news("audition")
                return
            if app.screen is app.stations:
                app.stations.go("audition")
            else:
                app.stations.mark_news("audition")
            selected = station.selected
            assert selected is not None
            app.transport.play("take", selected.take.score, _start_of(selected), selected.mix)
        app.refresh_status()

    def on_composing_ended(self, message: ComposingEnded) -> None:
        app = self._composer
        app.composing.busy = False
        if message.error is not None:
            app.complain(message.error)
        app.refresh_status()

    def show_wishes(self) -> None:
        """Say in the station what the next takes are asked for."""
        app = self._composer
        session = app.session
        words = wishes_in_words(fitting(session.wishes, session.genre))
        app.stations.audition_station.show_wishes(f"wishes: {words}" if words else "")


def _start_of(heard: Heard) -> int:
    """Where a take that came is heard from: what was rewritten in some bars from there."""
    revision, score = heard.origin.revision, heard.take.score
    if revision is None or revision.bars is None:
        return 0
    return min(bar_ticks(score, revision.bars[0] - 1)[0], max(0, score.length - 1))
