"""The widget that shows all long text: lines made, coloured and kept only while somebody looks at them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader.paint import Line, Lines, Palette, Sheet, strip

_KEPT = 2_000
"""Strips kept for lines that may come back."""


class Page(Widget):
    """A sheet of lines, seen through a window of the widget's size.

    It hands finished strips to the compositor: no border, no padding, no scrollbar, no layout when its text changes. A
    line is coloured once and kept by what it says, so that moving a mark costs the lines it touches.
    """

    DEFAULT_CSS = """
    Page { width: 1fr; height: 1fr; }
    """

    @dataclass
    class Pressed(Message):
        """The mouse was pressed on line `y` of the sheet, at column `x` of the widget."""

        page: Page
        x: int
        y: int
        double: bool

    @dataclass
    class Wheeled(Message):
        """The wheel was turned by `lines` over the page (negative: up)."""

        page: Page
        lines: int

        def can_replace(self, message: Message) -> bool:
            """A burst of wheel events is one move."""
            if isinstance(message, Page.Wheeled) and message.page is self.page:
                self.lines += message.lines
                return True
            return False

    def __init__(self, *, id: str | None = None, classes: str | None = None, ground: str = "") -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id, classes=classes)
        self._sheet: Sheet = Lines()
        self._ground = ground
        self._top = 0
        self._lines: list[Line] = []
        """The lines in view."""
        self._strips: OrderedDict[tuple[Line, int], Strip] = OrderedDict()
        self._palette: Palette | None = None
        self._wanted: tuple[int, int, int] | None = None
        """What to keep in view, asked for before the page had a size."""

    @property
    def sheet(self) -> Sheet:
        """What is shown."""
        return self._sheet

    @property
    def top(self) -> int:
        """The first line in view."""
        return self._top

    def show(self, sheet: Sheet, top: int | None = None) -> None:
        """Show `sheet` from line `top` on (as now, if None), never past its end."""
        self._sheet = sheet
        self._top = self._held(self._top if top is None else top)
        self._look()

    def _held(self, top: int) -> int:
        return max(0, min(top, self._sheet.height - self.size.height))

    def scroll_to_line(self, top: int) -> None:
        """Show the sheet from line `top` on."""
        top = self._held(top)
        if top != self._top:
            self._top = top
            self._look()

    def _look(self) -> None:
        """Make the lines in view, and have those painted that say something new."""
        before, self._lines = self._lines, self._in_view()
        if len(before) != len(self._lines):
            self.refresh()
            return
        new = [y for y, line in enumerate(self._lines) if line != before[y]]
        if new:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in new))

    def _in_view(self) -> list[Line]:
        sheet, top, height = self._sheet, self._top, self.size.height
        lines = [sheet.line(y, top) for y in range(top, min(top + height, sheet.height))]
        lines += [Line()] * (height - len(lines))
        return (
            [line if line.ground else line._replace(ground=self._ground) for line in lines] if self._ground else lines
        )

    def on_resize(self) -> None:
        """Another size shows other lines."""
        self._catch_up()
        self._top = self._held(self._top)
        self._lines = self._in_view()

    def keep_in_view(self, first: int, last: int, *, margin: int = 2) -> None:
        """Scroll only if lines `first` to `last` are not all in view; then `first` comes to a third of the height."""
        height = self.size.height
        if not height:
            self._wanted = (first, last, margin)
            return
        above = min(margin, first)
        if first - above < self._top or last + margin >= self._top + height:
            third = height // 3 if last - first < height * 2 // 3 else min(margin, first)
            self.scroll_to_line(first - third)

    def _catch_up(self) -> None:
        """Keep in view what was to be kept before the page had a size."""
        if self._wanted is not None and self.size.height:
            first, last, margin = self._wanted
            self._wanted = None
            self.keep_in_view(first, last, margin=margin)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return container.width

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._palette = None
        self._strips.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._palette is None:
            app = self.app
            plain, few = app.no_color, getattr(app, "ascii_only", False)
            self._palette = Palette(app.get_css_variables(), ansi=app.native_ansi_color, plain=plain, ascii_only=few)
        palette, width = self._palette, self.size.width
        filters, ground = self.app.get_line_filters(), self.background_colors[1]
        self._catch_up()
        out = []
        if len(self._lines) != self.size.height:
            self._lines = self._in_view()
        for line in self._lines[crop.y : crop.bottom]:
            made = self._strips.get((line, width))
            if made is None:
                made = strip(line, width, palette)
                for line_filter in filters:
                    made = made.apply_filter(line_filter, ground)
                self._strips[line, width] = made
                if len(self._strips) > _KEPT:
                    self._strips.popitem(last=False)
            out.append(made)
        if crop.x or crop.width != width:
            out = [made.crop(crop.x, crop.right) for made in out]
        return out

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.post_message(self.Wheeled(self, 3))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.post_message(self.Wheeled(self, -3))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Pressed(self, event.x, self._top + event.y, event.chain > 1))
