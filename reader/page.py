"""The widget that shows all long text: lines made, coloured and kept only while somebody looks at them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from textual import events
from textual.app import App
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.theme import Theme
from textual.timer import Timer
from textual.widget import Widget

from reader.paint import Line, Lines, Palette, Sheet, strip

_KEPT = 2_000
"""Strips kept for lines that may come back."""
EDGE_SECONDS = 0.05
"""Between two steps of a page while the mouse is held beyond its edge."""


_palettes: WeakKeyDictionary[App[object], tuple[Theme, Palette]] = WeakKeyDictionary()
"""Of each app the palette of its theme: to work out the colours of one takes a millisecond."""


def _palette(app: App[object]) -> Palette:
    """The palette of an app's theme, one for all its pages."""
    theme = app.current_theme
    known = _palettes.get(app)
    if known is None or known[0] is not theme:
        plain, few = app.no_color, getattr(app, "ascii_only", False)
        made = Palette(app.get_css_variables(), ansi=app.native_ansi_color, plain=plain, ascii_only=few)
        known = _palettes[app] = (theme, made)
    return known[1]


class Page(Widget):
    """A sheet of lines, seen through a window of the widget's size.

    It hands finished strips to the compositor: no border, no padding, no scrollbar, no layout when its text changes. A
    line is coloured once and kept by what it says, so that moving a mark costs the lines it touches.
    """

    ALLOW_SELECT = False
    """Text is selected as the source has it, not as the screen does."""

    DEFAULT_CSS = """
    Page { width: 1fr; height: 1fr; }
    """

    @dataclass
    class Pressed(Message):
        """The mouse was pressed on line `y` of the sheet, at column `x` of the widget."""

        page: Page
        x: int
        y: int
        times: int
        """1, 2 for a double press, 3 for a triple one."""

        @property
        def double(self) -> bool:
            return self.times > 1

    @dataclass
    class Dragged(Message):
        """The mouse was drawn, its button held, from one line and column to another; beyond an edge the page scrolls."""

        page: Page
        begun: tuple[int, int]
        """Column of the widget and line of the sheet."""
        x: int
        y: int

        def can_replace(self, message: Message) -> bool:
            """A later place makes an earlier one pointless."""
            return isinstance(message, Page.Dragged) and message.page is self.page

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
        self._seen = range(0)
        """The numbers of the lines in view, as of the last show or scroll: a new size alone does not change it."""
        self._strips: OrderedDict[tuple[Line, int], Strip] = OrderedDict()
        self._palette: Palette | None = None
        self._wanted: tuple[int, int, int] | None = None
        """What to keep in view, asked for before the page had a size."""
        self._begun: tuple[int, int] | None = None
        """Where the button of the mouse was pressed, while it is held."""
        self._mouse = (0, 0)
        """Where the mouse was drawn to: column and row of the widget."""
        self._drawn = False
        """Whether it was drawn since then: letting go is no press of its own."""
        self._edge: Timer | None = None
        """Runs while the mouse is held beyond an edge."""

    @property
    def sheet(self) -> Sheet:
        """What is shown."""
        return self._sheet

    @property
    def top(self) -> int:
        """The first line in view."""
        return self._top

    def showed(self, y: int) -> bool:
        """Whether line `y` of the sheet was in view before the page got its size."""
        return y in self._seen

    def show(self, sheet: Sheet, top: int | None = None) -> None:
        """Show `sheet` from line `top` on (as now, if None), never past its end."""
        self._sheet = sheet
        self._top = self._held(self._top if top is None else top)
        self._look()

    def _held(self, top: int) -> int:
        return max(0, min(top, self._sheet.height - self.size.height))

    def scroll_to_line(self, top: int, *, shown_next: bool = False) -> None:
        """Show the sheet from line `top` on; where another sheet is `shown_next`, at once, only with that."""
        top = self._held(top)
        if top != self._top:
            self._top = top
            if not shown_next:
                self._look()

    def _look(self) -> None:
        """Make the lines in view, and have those painted that say something new."""
        before, self._lines = self._lines, self._in_view()
        self._seen = range(self._top, self._top + len(self._lines))
        if len(before) != len(self._lines):
            self.refresh()
            return
        new = [y for y, line in enumerate(self._lines) if line != before[y]]
        if new:
            width = self.size.width
            self.refresh(*(Region(0, y, width, 1) for y in new))

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
        self._wanted = None
        above = min(margin, first)
        if first - above < self._top or last + margin >= self._top + height:
            third = height // 3 if last - first < height * 2 // 3 else min(margin, first)
            self.scroll_to_line(first - min(third, height - 1))

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
            self._palette = _palette(self.app)
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

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._drawn = False
        if event.button == 1:
            self._begun = event.x, self._top + event.y
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        here = event.x, self._top + event.y
        if self._begun is None or (not self._drawn and here == self._begun):
            return
        event.stop()
        self._drawn = True
        self._mouse = event.x, event.y
        if 0 <= event.y < self.size.height:
            self._end_edge()
        elif self._edge is None:
            self._edge = self.set_interval(EDGE_SECONDS, self._draw)
        self._draw()

    def _draw(self) -> None:
        """Tell where the mouse was drawn to; a step further while it is beyond an edge."""
        x, y = self._mouse
        if self._begun is None:
            return
        beyond = min(y, 0) + max(y - self.size.height + 1, 0)
        if beyond and self._edge is not None:
            self.scroll_to_line(self._top + max(-3, min(beyond, 3)))
        row = max(0, min(y, self.size.height - 1))
        self.post_message(self.Dragged(self, self._begun, x, max(0, min(self._top + row, self._sheet.height - 1))))

    def _end_edge(self) -> None:
        if self._edge is not None:
            self._edge.stop()
            self._edge = None

    def on_mouse_up(self) -> None:
        self._begun = None
        self._end_edge()
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if not self._drawn:
            self.post_message(self.Pressed(self, event.x, self._top + event.y, event.chain))
