"""The content streams of a PDF page to runs of type: letters with the place where they stand and the size they have.

The operators and the arithmetic of text are those of ISO 32000-1, 9.3 and 9.4. pypdf parses the streams and knows the fonts;
its own extraction gives no widths, and without them no column can be told from the next.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

log = logging.getLogger(__name__)

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_DEEPEST = 10  # forms within forms, and graphics states that are saved
_MOST_STATES = 1_000
_MOST_RUNS = 60_000  # of one page
_WORD_GAP = 0.5  # of a blank's width, between two letters of one operator
_COLUMN_GAP = 1.2  # of the type size
_TWICE = 3  # letters: fewer may stand side by side so closely
_LIGATURES = {0xF001: "ﬁ", 0xF002: "ﬂ"}
_FAR = 1e6  # points from the page: nothing printed stands there


class Run(NamedTuple):
    """Letters set at one go, in points from the lower left corner of the page as it is looked at, turned upright."""

    x0: float
    x1: float
    y: float
    """Of the line they stand on."""
    size: float
    text: str
    """With one blank at an end where there are some."""
    bold: bool
    turn: int
    """By how many degrees the letters are turned against the page, 0 to 359."""
    marked: bool
    """The file says that it is a running head, a foot or a page number (`Artifact` of type `Pagination`, ISO 32000-1, 14.8.2.2)."""


@dataclass(slots=True)
class Sheet:
    """What stands on one page."""

    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    pictures: int = 0
    unknown: int = 0
    """Letters that are drawn, of which the file does not say which they are."""


class _Face(NamedTuple):
    """What is used of a font."""

    decode: Callable[[bytes], list[tuple[str, float, bool]]]
    """Of each code: its letters, its width in units of the type size, whether word space is added to it."""
    blank: float
    """The width of a blank, in units of the type size."""
    scale: float
    """What the size of the type is multiplied with; 1 but for fonts whose letters are drawings."""
    bold: bool
    known: bool


@dataclass(slots=True)
class _State:
    """Graphics and text state, as `q` saves it."""

    matrix: Matrix
    face: _Face | None = None
    size: float = 1.0
    between_letters: float = 0.0
    between_words: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0

    def copy(self) -> _State:
        return _State(
            self.matrix, self.face, self.size, self.between_letters, self.between_words, self.stretch, self.leading, self.rise
        )  # fmt: skip


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


class Fonts:
    """The fonts of a document, each made once."""

    def __init__(self) -> None:
        self._made: dict[object, _Face | None] = {}

    def of(self, resources: Any, name: Any) -> _Face | None:
        """The font that a page or form calls `name`; None where there is none."""
        try:
            listed = resources["/Font"].get_object()
            raw = listed.raw_get(name)
        except (KeyError, TypeError, AttributeError):
            return None
        key = (raw.idnum, raw.generation) if hasattr(raw, "idnum") else id(raw)
        if key not in self._made:
            self._made[key] = _face(raw.get_object())
        return self._made[key]


def _face(resource: Any) -> _Face | None:
    from pypdf.generic._font import Font

    try:
        font = Font.from_font_resource(resource)
    except (AttributeError, TypeError, KeyError, ValueError, IndexError) as fault:
        log.info("a font cannot be read: %s", fault)
        return None
    scale = 0.001
    if font.sub_type == "Type3":
        with suppress(KeyError, TypeError, ValueError, IndexError):
            scale = abs(float(resource["/FontMatrix"][0])) or scale
    widths, letters = font.character_widths, font.character_map
    default = float(widths.get("default", 500))
    encoding = font.encoding
    blank = float(font.space_width or 250)
    cache: dict[str, tuple[str, float, bool]] = {}

    def one(raw: str, letter: str) -> tuple[str, float, bool]:
        found = cache.get(raw)
        if found is None:
            is_blank = raw == font.space_char
            width = blank if is_blank else float(widths.get(raw, default))
            found = cache[raw] = (_letters(str(letters.get(letter, letter))), width * scale, simple and raw == " ")
        return found

    simple = not isinstance(encoding, str)

    def decode(codes: bytes) -> list[tuple[str, float, bool]]:
        if isinstance(encoding, str):
            try:
                text = codes.decode(encoding, "surrogatepass")
            except UnicodeDecodeError:
                text = codes.decode(encoding, "replace")
            return [one(c, c) for c in text]
        return [one(chr(code), encoding.get(code, chr(code))) for code in codes]

    bold = any(weight in font.name.lower() for weight in ("bold", "black", "heavy", "demi"))
    return _Face(decode, blank * scale, scale * 1000, bold, font.interpretable)


def _letters(text: str) -> str:
    """What a code stands for; the private signs that old fonts have for two ligatures as what they are."""
    return text.translate(_LIGATURES) if "\uf001" <= text <= "\uf002" else text


class Press:
    """Sets one page: goes through its operators and puts each run where it belongs."""

    def __init__(self, page: Any, document: Any, fonts: Fonts, budget: int) -> None:
        """`budget` is how many operators may be gone through; what is left of it stands in `budget` afterwards."""
        self._document, self._fonts = document, fonts
        self.budget = budget
        box = [float(side) for side in page.cropbox]
        left, right = sorted((box[0], box[2]))
        low, high = sorted((box[1], box[3]))
        width, height = right - left, high - low
        turn = int(page.get("/Rotate", 0) or 0) % 360
        base: Matrix = (1.0, 0.0, 0.0, 1.0, -left, -low)
        if turn == 90:
            base = _times(base, (0.0, -1.0, 1.0, 0.0, 0.0, width))
        elif turn == 180:
            base = _times(base, (-1.0, 0.0, 0.0, -1.0, width, height))
        elif turn == 270:
            base = _times(base, (0.0, 1.0, -1.0, 0.0, height, 0.0))
        self.sheet = Sheet(*((height, width) if turn in (90, 270) else (width, height)))
        self._state = _State(base)
        self._saved: list[_State] = []
        self._line = self._text = _SAME
        self._marks: list[bool] = []
        self._seen: set[tuple[str, int, int]] = set()
        contents = page.get("/Contents")
        if contents is not None:
            self._play(contents.get_object(), page.get("/Resources"), 0, frozenset())

    def _play(self, contents: Any, resources: Any, depth: int, inside: frozenset[int]) -> None:
        from pypdf.generic import ContentStream

        resources = resources.get_object() if resources is not None else {}
        if not isinstance(contents, ContentStream):
            contents = ContentStream(contents, self._document, "bytes")
        for operands, operator in contents.operations:
            self.budget -= 1
            if self.budget < 0 or len(self.sheet.runs) > _MOST_RUNS:
                return
            if operator == b"Do":
                self._draw(operands, resources, depth, inside)
            elif operator == b"Tf":
                if len(operands) > 1:
                    self._state.face = self._fonts.of(resources, operands[0])
                    self._state.size = _number(operands[1], self._state.size)
            elif (act := _ACTS.get(operator)) is not None:
                act(self, operands)

    def _draw(self, operands: Sequence[Any], resources: Any, depth: int, inside: frozenset[int]) -> None:
        """A picture, or a form: a stream of operators of its own."""
        try:
            drawn = resources["/XObject"][operands[0]]
        except (KeyError, TypeError, IndexError):
            return
        if drawn.get("/Subtype") == "/Image":
            self.sheet.pictures += 1
        if drawn.get("/Subtype") != "/Form" or depth >= _DEEPEST or id(drawn) in inside:
            return
        before, saved, line, text, marks = self._state, self._saved, self._line, self._text, self._marks
        self._state, self._saved, self._marks = before.copy(), [], list(marks)
        matrix = _numbers(drawn.get("/Matrix") or (), 6)
        if matrix is not None:
            self._state.matrix = _times(_matrix(matrix), before.matrix)
        self._play(drawn, drawn.get("/Resources", resources), depth + 1, inside | {id(drawn)})
        self._state, self._saved, self._line, self._text, self._marks = before, saved, line, text, marks

    # ------------------------------------------------------------------------------------------ operators

    def save(self, operands: Sequence[Any]) -> None:
        if len(self._saved) < _MOST_STATES:
            self._saved.append(self._state.copy())

    def restore(self, operands: Sequence[Any]) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def concat(self, operands: Sequence[Any]) -> None:
        if (numbers := _numbers(operands, 6)) is not None:
            self._state.matrix = _times(_matrix(numbers), self._state.matrix)

    def begin(self, operands: Sequence[Any]) -> None:
        self._line = self._text = _SAME

    def move(self, operands: Sequence[Any]) -> None:
        if (by := _numbers(operands, 2)) is not None:
            self._line = self._text = _times((1.0, 0.0, 0.0, 1.0, by[0], by[1]), self._line)

    def move_and_lead(self, operands: Sequence[Any]) -> None:
        if (by := _numbers(operands, 2)) is not None:
            self._state.leading = -by[1]
            self.move(operands)

    def place(self, operands: Sequence[Any]) -> None:
        if (numbers := _numbers(operands, 6)) is not None:
            self._line = self._text = _matrix(numbers)

    def next_line(self, operands: Sequence[Any]) -> None:
        self.move((0.0, -self._state.leading))

    def show(self, operands: Sequence[Any]) -> None:
        if operands:
            self._set(operands[-1:])

    def show_spaced(self, operands: Sequence[Any]) -> None:
        if operands and isinstance(operands[0], list):
            self._set(operands[0])

    def show_on_next_line(self, operands: Sequence[Any]) -> None:
        if len(operands) >= 3:
            self._state.between_words = _number(operands[0], 0.0)
            self._state.between_letters = _number(operands[1], 0.0)
        self.next_line(())
        self.show(operands)

    def mark(self, operands: Sequence[Any]) -> None:
        if len(self._marks) < _MOST_STATES:
            kind = operands[1] if len(operands) > 1 else None
            page_mark = isinstance(kind, dict) and kind.get("/Type") == "/Pagination"
            self._marks.append(bool(operands) and operands[0] == "/Artifact" and page_mark)

    def unmark(self, operands: Sequence[Any]) -> None:
        if self._marks:
            self._marks.pop()

    def inline_picture(self, operands: Sequence[Any]) -> None:
        self.sheet.pictures += 1

    # ------------------------------------------------------------------------------------------ type

    def _set(self, pieces: Sequence[Any]) -> None:
        """Strings, and between them numbers: by how much the next letter is moved back, in thousandths of the size."""
        state, face = self._state, self._state.face
        if face is None:
            self.sheet.unknown += sum(len(piece) for piece in pieces if isinstance(piece, bytes))
            return
        letters: list[str] = []
        start = at = end = 0.0  # along the line, from where the operator began
        for piece in pieces:
            if isinstance(piece, bytes):
                for letter, width, is_word_space in face.decode(piece):
                    if letter.isspace() or not letter:
                        if letters and not letters[-1].isspace():
                            letters.append(" ")
                    else:
                        if not letters or letters == [" "]:
                            start = at
                        elif at - end > _COLUMN_GAP * state.size * face.scale:
                            self._put(letters, start, end)
                            letters, start = [], at
                        letters.append(letter)
                    at += (
                        width * state.size + state.between_letters + (state.between_words if is_word_space else 0.0)
                    ) * state.stretch
                    if letters and not letters[-1].isspace():
                        end = at
            elif isinstance(piece, int | float):
                gap = -float(piece) / 1000 * state.size * state.stretch
                at += gap
                if gap >= _WORD_GAP * face.blank * state.size * state.stretch and letters and not letters[-1].isspace():
                    letters.append(" ")
        self._put(letters, start, end)
        self._text = _times((1.0, 0.0, 0.0, 1.0, at, 0.0), self._text)

    def _put(self, letters: Sequence[str], start: float, end: float) -> None:
        text = "".join(letters)
        face = self._state.face
        if not text.strip() or face is None:
            return
        if not face.known:
            self.sheet.unknown += len(text)
            return
        to_page = _times((1.0, 0.0, 0.0, 1.0, 0.0, self._state.rise), _times(self._text, self._state.matrix))
        size = self._state.size * face.scale * math.hypot(to_page[2], to_page[3])
        x, y = start * to_page[0] + to_page[4], start * to_page[1] + to_page[5]
        length = (end - start) * math.hypot(to_page[0], to_page[1])
        if not (abs(x) < _FAR and abs(y) < _FAR and 0.5 <= abs(size) < _FAR and abs(length) < _FAR):
            return
        if not (-size <= x <= self.sheet.width + size and -size <= y <= self.sheet.height + size):
            return  # beyond the edge of the paper
        where = (text, round(x / 2), round(y / 2))
        if len(text) >= _TWICE and where in self._seen:
            return  # set twice in the same place, to look bold
        self._seen.add(where)
        turn = round(math.degrees(math.atan2(to_page[1], to_page[0]))) % 360
        if turn:
            angle = -math.radians(turn)
            x, y = x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
        self.sheet.runs.append(Run(x, x + length, y, abs(size), text, face.bold, turn, any(self._marks)))


def _number(value: Any, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) and abs(value) < _FAR else otherwise


def _numbers(values: Sequence[Any], count: int) -> list[float] | None:
    """So many numbers; None where they are none, or others."""
    found = [float(v) for v in values[:count] if isinstance(v, int | float) and abs(v) < _FAR]
    return found if len(found) == count else None


def _matrix(numbers: Sequence[float]) -> Matrix:
    a, b, c, d, e, f = numbers
    return a, b, c, d, e, f


def _setting(name: str, unit: float = 1.0) -> Callable[[Press, Sequence[Any]], None]:
    """An operator that sets one number of the state."""

    def act(press: Press, operands: Sequence[Any]) -> None:
        state = press._state
        if operands:
            setattr(state, name, _number(operands[0], getattr(state, name) / unit) * unit)

    return act


_ACTS: dict[bytes, Callable[[Press, Sequence[Any]], None]] = {
    b"q": Press.save, b"Q": Press.restore, b"cm": Press.concat, b"BT": Press.begin,
    b"Tc": _setting("between_letters"), b"Tw": _setting("between_words"), b"Tz": _setting("stretch", 0.01),
    b"TL": _setting("leading"), b"Ts": _setting("rise"),
    b"Td": Press.move, b"TD": Press.move_and_lead, b"Tm": Press.place, b"T*": Press.next_line,
    b"Tj": Press.show, b"TJ": Press.show_spaced, b"'": Press.show_on_next_line, b'"': Press.show_on_next_line,
    b"BMC": Press.mark, b"BDC": Press.mark, b"EMC": Press.unmark, b"INLINE IMAGE": Press.inline_picture,
}  # fmt: skip
