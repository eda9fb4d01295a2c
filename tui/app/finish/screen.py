"""Finishing a session: what was done and what it adds up to, how long, how hard, a comment."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.app.finish.named_input import NamedInput
from tui.app.shell.painted import Painted
from tui.app.shell.text import cell_width, clip, fit, wrap
from tui.plain_text import clean
from tui.training.wording import counted
from tui.workout.finish import Finished, FinishView, FormError, read_form
from tui.workout.styled import Line, Part

_WIDTH = 60
_RECORDS_SHOWN = 3


class DoneList(Painted[FinishView]):
    """One line for each exercise: how many sets of how many, and the best of them."""

    @staticmethod
    def draw(view: FinishView, width: int, height: int) -> list[Line]:
        """Return the lines; the last one says how many more there are, if they do not fit."""
        top_width = max((cell_width(one.top_set) for one in view.exercises), default=0)
        lines: list[Line] = [
            (
                Part("✓ " if one.as_planned else "· ", "good" if one.as_planned else "muted"),
                Part(fit(one.name, width - top_width - 12)),
                Part(fit(one.top_set, top_width), "muted"),
                Part(fit(one.count, 10, right=True), "" if one.as_planned else "warn"),
            )
            for one in view.exercises
        ]
        if len(lines) > height:
            more = len(lines) - height + 1
            lines = [*lines[: height - 1], (Part(f"  and {more} more", "muted"),)]
        return lines


class SummaryLines(Painted[FinishView]):
    """What the session adds up to: sets, tonnage, sets per muscle, records."""

    @staticmethod
    def draw(view: FinishView, width: int, height: int) -> list[Line]:
        """Return the lines, the most needed first."""
        lines: list[Line] = [(Part(row),) for row in wrap(view.summary, width, 2)]
        if view.volume:
            rows = wrap(f"Sets: {view.volume}", width, 2)
            lines += [(Part(row, "muted"),) for row in rows]
        if view.comparing:
            return [*lines, (Part("★ comparing with earlier sessions …", "muted"),)][:height]
        shown = view.records[:_RECORDS_SHOWN]
        lines += [(Part("★ ", "accent"), Part(clip(words, width - 2))) for words in shown]
        if len(view.records) > len(shown):
            more = counted(len(view.records) - len(shown), "more record")
            lines.append((Part(f"  and {more}", "muted"),))
        return lines[:height]


class FinishScreen(ModalScreen[Finished | None]):
    """Gives what the lifter said, or None when the session goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="finish.leave"),
        Binding("up", "app.focus_previous", "field above", id="finish.up"),
        Binding("down", "app.focus_next", "field below", id="finish.down"),
    ]

    said = getters.query_one("#said", Static)

    def __init__(self, view: FinishView, refusal: str = "") -> None:
        """`refusal` says why what stands in the view could not be kept the last time."""
        super().__init__()
        self._refusal = refusal
        self._view = view

    def compose(self) -> ComposeResult:
        """Lay out summary and fields."""
        view = self._view
        done, summary = DoneList(view), SummaryLines(view)
        self._share_lines(done, summary)
        with Container(classes="box"):
            yield Static(clean(view.title), classes="title", markup=False)
            yield done
            yield summary
            for name, title, value, hint in (
                ("difficulty", "Difficulty", view.difficulty, "1 to 10"),
                ("minutes", "Minutes", view.minutes, "from first to last set"),
                ("notes", "Comment", view.notes, "how it went"),
            ):
                yield NamedInput(
                    title,
                    "" if value is None else clean(str(value)),
                    id=name,
                    placeholder=hint,
                    longest=500 if name == "notes" else 4,
                )
            bad = " -bad" if self._refusal else ""
            yield Static(clean(self._refusal), id="said", classes=f"said{bad}", markup=False)
            yield Static("Enter completes it · ↑ ↓ fields · Esc goes back", classes="quiet")

    def _share_lines(self, done: DoneList, summary: SummaryLines) -> None:
        summed_up = len(SummaryLines.draw(self._view, _WIDTH, 8))
        summary.styles.height = summed_up
        summary.styles.margin = (1, 0)
        room = self.app.size.height - summed_up - 14
        done.styles.height = max(2, min(len(self._view.exercises), room))

    def show(self, view: FinishView) -> None:
        """Show what is known by now of the session; the fields keep what was typed."""
        self._view = view
        if self.is_mounted:
            done, summary = self.query_one(DoneList), self.query_one(SummaryLines)
            self._share_lines(done, summary)
            done.show(view)
            summary.show(view)

    def on_mount(self) -> None:
        """Begin with the difficulty: the rest is known or may stay empty."""
        self.query_one("#difficulty", Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give what was said, or say what cannot be kept."""
        event.stop()
        values = [self.query_one(f"#{name}", Input).value for name in ("minutes", "difficulty")]
        try:
            self.dismiss(read_form(values[0], values[1], self.query_one("#notes", Input).value))
        except FormError as error:
            self.said.update(str(error))
            self.said.add_class("-bad")
            self.query_one(f"#{error.field}", Input).focus()

    def action_leave(self) -> None:
        """Go back to the session."""
        self.dismiss(None)
