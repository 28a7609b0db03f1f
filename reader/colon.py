"""The command line: a line typed after `:`, completed with tab, obeyed with enter."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from reader import comparing, orders
from reader import desk as moves
from reader.desk import MEASURES, ORDERS, PANES, RANKINGS
from reader.looks import Looks
from reader.orders import Here, Offer
from reader.paint import Line, Piece, fit
from reader.panes.frame import Field
from reader.pointing import Pointing
from reader.shown import Choice, Keys
from reader.wrap import cells


class Colon(Pointing):
    """Asks for a line, and does what it says."""

    looks: Looks
    """The themes there are."""

    def do_command_line(self) -> None:
        """Ask for a line; what may be typed stands above it."""
        self.shown.over = None
        self.paint()
        here = Here(self.desk, self.keymap, self.view_below, tuple(self.looks.all()))
        typing = _Typing(here, self.desk.history.get("order", ()))

        def key(name: str) -> bool:
            field = self.query_one("#ask", Field)
            line = typing.pressed(name, field.value)
            if line is None:
                return name in ("tab", "shift+tab", "up", "down")
            field.value = line
            field.action_end()
            return True

        keys = (("tab", "complete"), ("up down", "earlier"))
        self.ask(
            ":", "", self._obey(here), lambda line: self.paint_lines(), "do it", key=key, keys=keys, above=typing.line
        )

    def _obey(self, here: Here) -> Callable[[str], None]:
        def answered(line: str) -> None:
            order = orders.read(line, here)
            self.show_desk(replace(moves.remembered(self.desk, "order", line), said=""))
            if order.trouble:
                self.say(order.trouble)
            elif order.name in self._VERBS:
                self._VERBS[order.name](self, order.words, here)
            elif order.name:
                self._command(order.name, order.words)

        return answered

    def _command(self, name: str, words: str) -> None:
        """Do a command; if it asks for something, `words` are the answer."""
        command = self.keymap.command(name)
        self.show_desk(moves.remembered(self.desk, "command", name))
        self.do(command, "")
        question = self.shown.question
        if not words or question is None:
            return
        if isinstance(self.shown.over, Choice) and question.typed is not None:
            question.typed(words)
        self.answered(words)

    # --- what takes words ---

    def _passage(self, words: str, here: Here) -> None:
        key, _, number = words.rpartition(" ")
        path = orders.source_of(key, here) if key else self.desk.path
        article = self.desk.pack.by_path.get(path or "")
        if article is None or not number.isdecimal():
            self.say("passage: a number, such as 12")
            return
        passage = article.by_number.get(int(number))
        if passage is None:
            last = article.passages[-1].n if article.passages else 0
            self.say(f"{article.key} has passages 1 to {last}")
            return
        self.show_desk(moves.jumped_to(self.desk, article.path, passage.span.start))

    def _source(self, words: str, here: Here) -> None:
        path = orders.source_of(words, here) if words else None
        if path is None:
            self.say(f"no source, or several, are called {words!r}" if words else "source: a letter, such as R")
            return
        desk = self.desk
        desk = desk if desk.view in ("sources", "read", "compare") else moves.went(desk, "read")
        self.show_desk(moves.opened(desk, path))

    def _compare(self, words: str, here: Here) -> None:
        paths = [orders.source_of(word, here) for word in words.split()]
        known = tuple(dict.fromkeys(path for path in paths if path is not None))
        if None in paths:
            self.say(f"no source is called {words.split()[paths.index(None)]!r}")
            return
        if len(known) == 1 and known[0] != self.desk.path:
            known = (self.desk.path, *known)
        self.leave_field()
        self.show_desk(comparing.compared(replace(self.desk, chosen=known[:PANES]) if len(known) > 1 else self.desk))

    def _search(self, words: str, here: Here) -> None:
        if words:
            self.search_for(words)
        else:
            self.do_search()

    def _only(self, words: str, here: Here) -> None:
        if self.desk.view == "search":
            self.search_for(f"{self.desk.query.strip()} {words} ".lstrip())
            return
        self.show_desk(moves.went(self.desk, "quotes"))
        self._command("narrow", words)

    def _theme(self, words: str, here: Here) -> None:
        if not words:
            self._command("theme", "")
        elif words in here.themes:
            self.change_theme(words)
        else:
            self.say(f"no theme is called {words!r}; there are {', '.join(here.themes)}")

    def change_theme(self, name: str) -> None:
        """Another theme, by its name."""
        self.app.register_theme(self.looks.all()[name])
        self.app.theme = name
        self.say(f"theme: {name}")

    def _measure(self, words: str, here: Here) -> None:
        low, high = MEASURES
        if not (words.isdecimal() and low <= int(words) <= high):
            self.say(f"measure: a number from {low} to {high}; now {self.desk.measure}")
            return
        self.show_desk(moves.measured(self.desk, int(words) - self.desk.measure))

    def _sort(self, words: str, here: Here) -> None:
        desk = self.desk
        choices = RANKINGS if desk.view == "search" else ORDERS.get(desk.view, ())
        if words not in choices:
            there = f"sort: {', '.join(choices)}" if choices else f"sort works in: search, {', '.join(ORDERS)}"
            self.say(there)
            return
        while (desk.ranking if desk.view == "search" else desk.orders[desk.view]) != words:
            desk = moves.reordered(desk)
        said = moves.RANKED[desk.ranking] if desk.view == "search" else words
        self.show_desk(replace(desk, said=f"order: {said}"))
        if desk.view == "search":
            self.ask_engine(desk.query)

    def _write(self, words: str, here: Here) -> None:
        if self.view != "check":
            self._command("write_as" if words else "write", words)
        elif words:
            self.say("the text goes back into its own file: w writes it; F6, then W writes the briefing under a name")
        else:
            self._command("write_text", "")

    def _verify(self, words: str, here: Here) -> None:
        if words:
            self.verify_file(words)
        else:
            self._command("verify", "")

    def _open(self, words: str, here: Here) -> None:
        if words:
            self.leave_field()
            self.show_desk(moves.went(self.desk, "briefing"))
            self.open_briefing(Path(os.path.expanduser(words)))
        else:
            self._command("open", "")

    def _write_quit(self, words: str, here: Here) -> None:
        self.write_briefing(then=self.leave)

    def _exit(self, words: str, here: Here) -> None:
        if self.desk.work.clips:
            self._write_quit(words, here)
        else:
            self.leave()

    def _help(self, words: str, here: Here) -> None:
        self.do_help()
        if words:
            self.shown.over = Keys("", typed=words.replace("_", " "))
            self.paint()

    def _mark(self, words: str, here: Here) -> None:
        self._lettered("m", words)

    def _to_mark(self, words: str, here: Here) -> None:
        self._lettered("'", words)

    def _lettered(self, prefix: str, words: str) -> None:
        if len(words) != 1:
            self.say("a place is marked with one letter")
            return
        self.shown.prefix = prefix
        self.second_key(words)

    _VERBS: Mapping[str, Callable[[Colon, str, Here], None]] = {
        "passage": _passage,
        "source": _source,
        "compare": _compare,
        "search": _search,
        "only": _only,
        "theme": _theme,
        "measure": _measure,
        "sort": _sort,
        "verify": _verify,
        "open": _open,
        "write": _write,
        "write_quit": _write_quit,
        "exit": _exit,
        "help": _help,
        "mark": _mark,
        "to_mark": _to_mark,
    }
    """What is done for each of `orders.VERBS`."""


class _Typing:
    """A line while it is typed: what tab makes of it, and the lines typed before it."""

    def __init__(self, here: Here, earlier: tuple[str, ...]) -> None:
        self._here = here
        self._earlier = earlier
        self._stem = ""
        """What was typed by hand, which tab completes."""
        self._made = ""
        """What tab or the arrows made of it."""
        self._at = -1
        self._back = -1
        """Which of the earlier lines is shown; -1: none."""

    def _follow(self, line: str) -> None:
        if line != self._made:
            self._stem, self._at, self._back = line, -1, -1

    def pressed(self, key: str, line: str) -> str | None:
        """The line after a key; None where it stays as it is."""
        self._follow(line)
        if key in ("up", "down"):
            self._back = max(-1, min(self._back + (1 if key == "up" else -1), len(self._earlier) - 1))
            self._made = self._earlier[self._back] if self._back >= 0 else self._stem
            return self._made
        if key not in ("tab", "shift+tab"):
            return None
        found = orders.offers(self._stem, self._here)
        if not found:
            return None
        step = 1 if key == "tab" else -1
        self._at = (self._at + step) % len(found) if self._at >= 0 else (0 if step > 0 else len(found) - 1)
        self._made = found[self._at].line
        if len(found) == 1:  # whole: the next tab completes what follows
            self._stem, self._at = self._made, -1
        return self._made

    def line(self, typed: str, width: int) -> Line:
        """What may be typed, on one line: the one that tab put in is lit, what it does stands behind."""
        self._follow(typed)
        found = orders.offers(self._stem, self._here)
        if not found:
            said = orders.takes(self._stem, self._here) or orders.read(typed, self._here).trouble
            return fit([Piece(said, "dim")], [], width, "bar")
        one = found[self._at] if self._at >= 0 else found[0] if len(found) == 1 else None
        behind = [Piece(one.said, "dim")] if one is not None and one.said else []
        return fit([*_shown(found, self._at, width - (24 if behind else 2)), *behind], [], width, "bar")


def _shown(found: list[Offer], at: int, room: int) -> list[Piece]:
    """As many of the offers as there is room for, the chosen one among them."""
    first = 0
    while at >= 0 and sum(cells(o.word) + 2 for o in found[first : at + 1]) > room and first < at:
        first += 1
    pieces = [Piece("… ", "dim")] if first else []
    for n in range(first, len(found)):
        word = found[n].word
        if sum(cells(p.text) for p in pieces) + cells(word) + 2 > room and n > max(at, first):
            return [*pieces, Piece("…  ", "dim")]
        pieces += [Piece(word, "bright bold underline" if n == at else "text"), Piece("  ")]
    return pieces
