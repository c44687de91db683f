"""What the app does with the words of the Train station and of runs: all of it is Schooling's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.links.run_link import RunTold
from tui.messages import MachineKnown, RungComposed, SampleLoaded
from tui.widgets.train_station import TrainStation

if TYPE_CHECKING:
    from tui.schooling import Schooling


class TrainingDesk:
    """The handlers of the app for training. Needs `schooling`."""

    schooling: Schooling

    def on_train_station_wanted(self, event: TrainStation.Wanted) -> None:
        self.schooling.begin(event.config)

    def on_train_station_asked(self, event: TrainStation.Asked) -> None:
        self.schooling.ask(event.request)

    def on_train_station_sample_wanted(self, event: TrainStation.SampleWanted) -> None:
        self.schooling.load(event.sample, swap=event.swap)

    def on_train_station_hear_wanted(self, event: TrainStation.HearWanted) -> None:
        if event.row:
            self.schooling.hear_row(own=event.own)
        else:
            self.schooling.hear(event.step, own=event.own)

    def on_train_station_keep_wanted(self, event: TrainStation.KeepWanted) -> None:
        self.schooling.keep(event.sample)

    def on_train_station_compare_wanted(self, _event: TrainStation.CompareWanted) -> None:
        self.schooling.compare()

    def on_train_station_detach_wanted(self, _event: TrainStation.DetachWanted) -> None:
        self.schooling.detach()

    def on_run_told(self, message: RunTold) -> None:
        self.schooling.told(message)

    def on_sample_loaded(self, message: SampleLoaded) -> None:
        self.schooling.play(message)

    def on_rung_composed(self, message: RungComposed) -> None:
        self.schooling.hearing.arrived(message)

    def on_machine_known(self, message: MachineKnown) -> None:
        self.schooling.known(message)
