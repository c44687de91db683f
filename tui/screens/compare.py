"""The dialog that offers other runs to compare with, and shows both side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from gan import locations
from gan.music.plain import plain
from tui import theme
from tui.background import in_background
from tui.run_compare import facts_of_run, rows_of, view_of
from tui.run_view import RunView
from tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from gan.training.run import Run

_MOST_RUNS = 200


class CompareDialog(Dialog[tuple[str, RunView | None]]):
    """Gives the id of a run and what it told, ("", None) for none, or None where it was closed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("o,delete", "nothing", "Compare no more", id="compare.nothing")]

    def __init__(self, shown: Run | None, view: RunView) -> None:
        super().__init__()
        self._shown, self._view = shown, view
        self._runs: dict[str, Run] = {}
        self._views: dict[str, RunView] = {}
        self._list = OptionList(compact=True)
        self._table = Static("", id="compare-table", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Compare with another run"
            box.border_subtitle = "enter draws both · o none · tab ↑↓ the table · esc closes"
            yield self._list
            with VerticalScroll(id="compare-scroll"):
                yield self._table

    def on_mount(self) -> None:
        def find() -> None:
            from gan.training.run import runs_in

            others = [run for run in runs_in(locations.runs_dir()) if self._shown is None or run.id != self._shown.id]
            self.call_later(self._offer, others[:_MOST_RUNS])

        in_background(self.app, find)

    def action_nothing(self) -> None:
        self.dismiss(("", None))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        id = event.option.id or ""
        if id in self._views:
            self._tell(id)
        elif id in self._runs:
            run = self._runs[id]

            def read() -> None:
                self._views[id] = view_of(run)
                self.call_later(self._tell, id)

            in_background(self.app, read)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        id = event.option.id or ""
        if id in self._views:
            self.dismiss((plain(id, 30), self._views[id]))
        else:
            self.app.bell()  # still being read

    def _offer(self, runs: list[Run]) -> None:
        if not self.is_attached:
            return
        self._runs = {run.id: run for run in runs}
        if not runs:
            self._table.update("There is no other run yet. t starts one.")
        self._list.add_options([Option(_label(run), id=run.id) for run in runs])
        if runs:
            self._list.highlighted = 0
            self._list.focus()

    def _tell(self, id: str) -> None:
        here = self._list.highlighted
        if not self.is_attached or here is None or self._list.get_option_at_index(here).id != id:
            return
        if self._shown is None:
            self._table.update("")
            return
        one = facts_of_run(self._shown, self._view)
        other = facts_of_run(self._runs[id], self._views[id])
        text = Text(f"{'':<24}{plain(self._shown.id, 18):<20}{plain(id, 18)}\n", style=theme.ACCENT)
        for name, ours, theirs in rows_of(one, other):
            colour = theme.TEXT if ours != theirs else theme.DIM
            text.append(f"{plain(name, 23):<24}", style=theme.DIM)
            text.append(f"{plain(ours, 18):<20}{plain(theirs, 24)}\n", style=colour)
        self._table.update(text)


def _label(run: Run) -> Text:
    config = run.config
    text = Text(f"{plain(run.id, 30):<24}", style=theme.BRIGHT)
    facts = (
        f"{plain(', '.join(config.genres), 20):<20} {config.preset:<6} {config.steps:>8,} steps, batch {config.batch}"
    )
    return text.append(facts, style=theme.DIM)
