"""Every command once: its name, its keys, where it works, what it says.

Bindings, the foot line, the help and the key table of the README come from `COMMANDS`; the user's settings may give a
command other keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

VIEWS = (
    "sources",
    "search",
    "results",
    "read",
    "compare",
    "quotes",
    "briefing",
    "coverage",
    "timeline",
    "check",
    "help",
)
"""Where a key may be pressed. `search` is the field, `results` the hits below it."""

_OUTSIDE = tuple(v for v in VIEWS if v != "search")
_TEXT = ("read", "compare")
_CHARTS = ("coverage", "timeline")
_OF_TEXT = ("sources", "results", "read", "compare", "quotes", "briefing")
_PLACES = (*_OF_TEXT, *_CHARTS, "check")


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can do."""

    id: str
    """What the user's settings call it."""
    keys: tuple[str, ...]
    """As a person writes them: `j`, `^f`, `F4`, `space`, `g g` for one key after the other. None: by its name only."""
    title: str
    """Two or three words, for the foot line and the help."""
    group: str
    views: tuple[str, ...]
    help: str
    """One sentence."""
    short: str = ""
    """What the foot line says, where the title is too long for it."""


def _c(
    id: str,  # noqa: A002 (the word the settings use)
    keys: str,
    title: str,
    group: str,
    views: Sequence[str],
    help: str,  # noqa: A002 (the word of the table)
    short: str = "",
) -> Command:
    return Command(id, tuple(filter(None, keys.split(", "))), title, group, tuple(views), help, short)


COMMANDS: tuple[Command, ...] = (
    # Move
    _c("down", "j, down", "line down", "Move", (*_PLACES, "help"), "One line, row or hit down.", "down"),
    _c("up", "k, up", "line up", "Move", (*_PLACES, "help"), "One line, row or hit up."),
    _c("page_down", "space, pagedown", "page down", "Move", ("read", "compare", "quotes", "briefing", *_CHARTS, "check", "help"), "One page down."),
    _c("page_up", "b, pageup", "page up", "Move", ("read", "compare", "quotes", "briefing", *_CHARTS, "check", "help"), "One page up."),
    _c("half_down", "^d", "half a page down", "Move", (*_TEXT, "quotes", "briefing", *_CHARTS, "check"), "Half a page down."),
    _c("half_up", "^u", "half a page up", "Move", (*_TEXT, "quotes", "briefing", *_CHARTS, "check"), "Half a page up."),
    _c("next_passage", "}", "next passage", "Move", _TEXT, "The next passage; where removed text is shown, the next piece.", "next"),
    _c("previous_passage", "{", "previous passage", "Move", _TEXT, "The passage before; where removed text is shown, the piece before."),
    _c("next_quote", "]", "next quotation", "Move", ("read",), "The next quotation in this source.", "quotation"),
    _c("previous_quote", "[", "previous quotation", "Move", ("read",), "The quotation before this in this source."),
    _c("next_shared", "]", "next shared quotation", "Move", ("compare",), "The next quotation that another open source prints, too.", "shared"),
    _c("previous_shared", "[", "shared quotation before", "Move", ("compare",), "The quotation before this that another open source prints, too."),
    _c("next_only", ")", "next only here", "Move", _TEXT, "The next passage that only this source has.", "only here"),
    _c("previous_only", "(", "previous only here", "Move", _TEXT, "The passage before this that only this source has."),
    _c("next_difference", ">", "next difference", "Move", ("compare",), "The next passages that differ by some words.", "difference"),
    _c("previous_difference", "<", "previous difference", "Move", ("compare",), "The passages before this that differ by some words."),
    _c("next_word", "right", "next word", "Move", _TEXT, "The next word: v selects from it, * searches all sources for it."),
    _c("previous_word", "left", "word before", "Move", _TEXT, "The word before this."),
    _c("next_sentence", ".", "next sentence", "Move", _TEXT, "The next sentence: c clips it, v selects from it."),
    _c("previous_sentence", ",", "sentence before", "Move", _TEXT, "The sentence before this."),
    _c("top", "g g, home", "top", "Move", (*_PLACES, "help"), "The top of the text or list."),
    _c("end", "G, end", "end", "Move", (*_PLACES, "help"), "The end of the text or list."),
    _c("jump_back", "backspace, ^o, H", "back where you were", "Move", _TEXT, "The place you jumped from last, in whichever source and view it is."),
    _c("jump_forward", "L", "forward again", "Move", _TEXT, "The place you came back from last."),
    _c("mark", "m", "mark this place", "Move", _TEXT, "Then a letter: marks this place with it."),
    _c("to_mark", "'", "to a mark", "Move", ("sources", "results", *_TEXT, "quotes"), "Then a letter: the place marked with it; ' again: where you jumped from last."),
    # Find
    _c("search", "^f, F2, g s", "search all sources", "Find", VIEWS, "Search all sources while you type.", "search"),
    _c("search_here", "/", "search", "Find", ("sources", "results", *_CHARTS), "Search all sources while you type.", "search"),
    _c("find", "/", "find in this source", "Find", _TEXT, "Words to find in this source only.", "find"),
    _c("narrow", "/", "filter", "Find", ("quotes",), "Only statements that hold these words, name such a speaker (who:) or stand in such a source (in:).", "filter"),
    _c("filter", "/", "filter", "Find", ("help",), "Show only the keys whose words hold these letters.", "filter"),
    _c("next_hit", "n", "next hit", "Find", ("results", *_TEXT), "The next hit; after the last of a source, the first of the next.", "hit"),
    _c("previous_hit", "N", "previous hit", "Find", ("results", *_TEXT), "The hit before; before the first of a source, the last of the source before."),
    _c("facets", "f", "narrow to", "Find", ("results",), "Only one source, publisher, speaker, month or language: choose it from all there are, with counts; chosen again, not any more.", "narrow"),
    _c("fold", "h, left", "fold a source", "Find", ("results",), "The hits of this source folded into its heading."),
    _c("unfold", "l, right", "unfold a source", "Find", ("results",), "The hits of this source shown again."),
    _c("search_this", "*", "search for this", "Find", _TEXT, "Light the word or sentence that is lit, what is selected, else this quotation in all sources: n N walk the hits, ^f lists them.", "search"),
    _c("like", "g l", "more like this", "Find", ("results", *_TEXT), "The passages of all sources that are like this one, the most like first: its telling words stand in the field, to be changed.", "like this"),
    _c("labels", "f", "letters to jump to", "Find", _TEXT, "Letters at each passage and quotation in view, in every pane: press them to go there."),
    _c("facet", "f", "one speaker", "Find", ("quotes",), "Only this speaker's statements; again: all of them.", "speaker"),
    _c("speakers", "p", "all speakers", "Find", ("quotes",), "Every speaker with the number of statements; choose one to see only those."),
    _c("spread", "v", "which statements", "Find", ("quotes",), "All, those of two or more sources, those of one alone, those that drift.", "kind"),
    _c("next_column", "l, right", "next source", "Move", ("quotes", "coverage"), "The next source's column: enter opens its version, c clips it.", "source"),
    _c("previous_column", "h, left", "source before", "Move", ("quotes", "coverage"), "The column of the source before; in the ledger, before the first, no one's."),
    _c("next_version", "]", "next version", "Move", ("coverage",), "The next source that has a statement; enter opens it there.", "version"),
    _c("previous_version", "[", "version before", "Move", ("coverage",), "The source before this that has a statement."),
    _c("next_gap", ")", "next empty cell", "Move", ("coverage",), "The next source that does not have a statement; enter looks there for its words.", "empty cell"),
    _c("previous_gap", "(", "empty cell before", "Move", ("coverage",), "The empty cell before this one."),
    _c("open", "enter", "open", "Find", ("sources", "results", "quotes", "briefing", *_CHARTS, "help"), "Open what is under the cursor; of an empty cell of the coverage, look in that source for what it lacks.", "open"),
    # Look
    _c("align", "=", "beside its counterpart", "Look", ("sources", "results", *_TEXT), "This source beside another, this passage level with its counterpart.", "beside"),
    _c("other_pane", "l, tab", "next pane", "Look", ("compare",), "The cursor goes to the next source; from the last, to the first."),
    _c("previous_pane", "h", "pane before", "Look", ("compare",), "The cursor goes to the source before."),
    _c("swap", "x", "swap sides", "Look", ("compare",), "This source goes to the left and leads, the one that led takes its place."),
    _c("other_source", "w", "another source here", "Look", ("compare",), "Another source in this pane: those with the most quotations in common first."),
    _c("add", "A", "one source more", "Look", ("compare",), "One more source beside these, up to four."),
    _c("drop", "X", "drop this source", "Look", ("compare",), "The comparison without this source."),
    _c("sync", "S", "together or apart", "Look", ("compare",), "Whether the other texts follow."),
    _c("detail", "d", "word differences", "Look", ("compare",), "Mark the words that differ: where passages are mostly the same, in every pair, nowhere."),
    _c("versions", "d", "versions", "Look", ("quotes",), "Every source's version of this statement, the differences marked.", "versions"),
    _c("reported", "I", "reported speech", "Look", ("sources", "results", *_TEXT, "quotes", "coverage"), "Show what is told without quotation marks, too (¦), or do not."),
    _c("removed", "r", "removed text", "Look", _TEXT, "Show what was left out, each piece with the rule that left it out.", "removed"),
    _c("unroll", "enter", "open a run of pieces", "Look", _TEXT, "Where removed text is shown: a long run of pieces, folded into one line, opened; again: folded.", "open"),
    _c("repair", "E", "as it was meant", "Look", _TEXT, "Show a text that was decoded wrongly once as it was meant, underlined where it is not what the file has; again: as the file has it.", "as meant"),
    _c("card", "i", "source card", "Look", ("sources", "results", *_TEXT), "What is known of this source, and how it is known.", "card"),
    _c("troubles", "!", "not read, with care", "Look", _PLACES, "What could not be read, why, and what to do; which sources are to be read with care: broken off, live, garbled ...", "not read"),
    _c("people", "p", "speakers", "Look", _TEXT, "The speakers of this source and what they say."),
    _c("outline", "t", "outline", "Look", _TEXT, "The headings and first words of this source."),
    _c("zen", "z", "text alone", "Look", _TEXT, "Nothing on the screen but the text."),
    _c("wider", "+", "longer lines", "Look", _OF_TEXT, "Lines four characters longer, up to 80."),
    _c("narrower", "-", "shorter lines", "Look", _OF_TEXT, "Lines four characters shorter, down to 48."),
    _c("order", "s", "order", "Look", ("sources", "results", "quotes", "coverage"), "Another order of what is listed.", "order"),
    _c("choose", "space", "mark for comparing", "Look", ("sources", "results"), "Mark this source; = compares the marked ones, up to four."),
    # Keep
    _c("clip", "c", "clip", "Keep", ("results", *_TEXT, "quotes", "coverage"), "Put aside what is selected, the sentence that is lit, this quotation, or this passage where there is none.", "clip"),
    _c("clip_note", "C", "clip with a note", "Keep", ("results", *_TEXT, "quotes", "coverage"), "Put it aside and write a note to it.", "with note"),
    _c("select", "v", "select", "Keep", _TEXT, "Select from here: w b by word, ) ( by sentence, } { by passage, any other move up to where it leads, \" the quotation, o the other end; c y * | act on it, esc ends it."),
    _c("copy", "y", "copy the words", "Keep", ("results", *_TEXT, "quotes", "briefing", "coverage"), "These words to the clipboard, character by character.", "copy"),
    _c("copy_cited", "Y", "copy with source", "Keep", ("results", *_TEXT, "quotes", "briefing", "coverage"), "These words and where they stand to the clipboard."),
    _c("pipe", "|", "pipe to a command", "Keep", _PLACES, "Give the text of this source, or what is selected or listed, to a command of yours."),
    _c("rule", "R", "put back, leave out", "Keep", _TEXT, "Put back the piece under the cursor that was left out; leave out a passage.", "put back"),
    _c("undo", "u", "undo", "Keep", _PLACES, "Take back the last thing you changed."),
    _c("redo", "^r", "redo", "Keep", _PLACES, "Do again what you took back."),
    # Briefing
    _c("item_down", "J", "item down", "Briefing", ("briefing",), "Move this item down."),
    _c("item_up", "K", "item up", "Briefing", ("briefing",), "Move this item up."),
    _c("note", "e", "note", "Briefing", ("briefing",), "Write or change the note to this item.", "note"),
    _c("edit", "E", "in your editor", "Briefing", ("briefing",), "The whole briefing in your editor; what you change there is taken over as one change."),
    _c("tags", "#", "tags", "Briefing", ("briefing",), "Words by which items that belong together are known, parted by blanks."),
    _c("join", "M", "join with the next", "Briefing", ("briefing",), "This item and the one below as one: stretches that adjoin or stand in one passage, two versions of one quotation."),
    _c("confirm", "=", "as it stands now", "Briefing", ("briefing",), "Take this item as it stands in its source, which has changed since it was clipped."),
    _c("heading", "H", "heading", "Briefing", ("briefing",), "A heading of your own above this item."),
    _c("title", "T", "title", "Briefing", ("briefing",), "The briefing's title."),
    _c("bottom_line", "B", "bottom line", "Briefing", ("briefing",), "What it comes to, in your words, at the head of the briefing."),
    _c("remove", "x", "remove", "Briefing", ("briefing",), "Take this item out.", "remove"),
    _c("verify", "V", "verify", "Briefing", _PLACES, "Check every quotation against the sources: in the briefing its own, elsewhere those of a file you name.", "verify"),
    _c("preview", "p", "preview", "Briefing", ("briefing",), "The briefing as it will look: enter on a quotation or a footnote opens its place; p again: the Markdown."),
    _c("open_briefing", "O", "open a briefing", "Briefing", ("briefing",), "A briefing that was written before, also one edited by hand: its items, notes and title are here again."),
    _c("form", "f", "parts, citations", "Briefing", ("briefing",), "Which parts it has, how statements stand, how it cites; or parts typed in the order you want.", "parts"),
    _c("write", "w", "write", "Briefing", ("briefing",), "Write the briefing as Markdown.", "write"),
    _c("write_as", "W", "write as", "Briefing", ("briefing",), "Write the briefing under a name you give: .md, or .html, .docx, .json, .csl.json, .bib."),
    # Check
    _c("next_problem", "n", "next problem", "Check", ("check",), "The next quotation that failed or cannot be settled; from the last, the first again.", "problem"),
    _c("previous_problem", "N", "problem before", "Check", ("check",), "The quotation before this that failed or cannot be settled."),
    _c("next_checked", "]", "next quotation", "Check", ("check",), "The next quotation of the text.", "quotation"),
    _c("previous_checked", "[", "quotation before", "Check", ("check",), "The quotation of the text before this."),
    _c("beside", "enter", "source beside", "Check", ("check",), "Show the source beside the text, at the words; again: open it there, q leads back.", "source"),
    _c("replace", "r", "the source's words", "Check", ("check",), "Put the source's words where the quotation parts from them; marks and markup stay.", "source's words"),
    _c("cite", "i", "cite", "Check", ("check",), "Cite behind the quotation where it stands, as this text cites: with a footnote, or in a bracket.", "cite"),
    _c("by_hand", "x", "checked by hand", "Check", ("check",), "Mark the quotation as checked by you, so that it is no problem any more; again: take that back.", "by hand"),
    _c("edit_text", "e", "edit the paragraph", "Check", ("check",), "Change the paragraph in place: ^s keeps it, esc leaves it as it was.", "edit"),
    _c("edit_file", "E", "edit the text", "Check", ("check",), "The whole text in your editor, at this line."),
    _c("write_text", "w", "write the text", "Check", ("check",), "Write the text back into its file; asks first if that was changed elsewhere.", "write"),
    _c("ledger", "e", "write the ledger", "Keep", ("quotes",), "The statements that are listed as a table for other programs: .csv, or .md."),
    _c("speaker", "a", "correct the speaker", "Keep", ("read", "compare", "quotes"), "Say who spoke this quotation; empty for nobody."),
    _c("merge", "M", "merge or split speakers", "Keep", (*_TEXT, "quotes"), "Say that this speaker is the same as another one, or that two are taken for one."),
    # Screens
    _c("read", "F3, g r", "read", "Screens", VIEWS, "The text of one source."),
    _c("compare", "F4, g c", "compare", "Screens", VIEWS, "Two to four sources side by side.", "compare"),
    _c("quotes", "F5, g q", "quotes", "Screens", VIEWS, "Every statement and the sources that print it.", "quotations"),
    _c("briefing", "F6, g b", "briefing", "Screens", VIEWS, "What you put aside, and the document made of it."),
    _c("coverage", "g m", "coverage", "Screens", _OUTSIDE, "Statements against sources: who has what, and who has not."),
    _c("timeline", "g t", "timeline", "Screens", _OUTSIDE, "The sources in the order of their dates, stated, inferred or not known."),
    _c("sources", "0", "source list", "Screens", _PLACES, "The list of sources; beside a text, shows or hides it."),
    _c("source_n", "1, 2, 3, 4, 5, 6, 7, 8, 9", "source 1 to 9", "Screens", _PLACES, "The source of that number: in the list the cursor goes to it, elsewhere it is opened."),
    _c("original", "o", "original file", "Screens", ("sources", *_TEXT), "The file itself in your editor, at this line.", "original"),
    _c("browse", "U", "in the browser", "Screens", ("sources", "results", *_TEXT), "Open the address of this source in your browser, after showing the whole of it.", "browser"),
    _c("reread", "", "read again", "Screens", _PLACES, "Read again what has changed of the pack since it was opened; with --watch, or watch = true in settings.toml, that is done by itself."),
    _c("welcome", "g w", "first steps", "Screens", _PLACES, "What this is, and the keys to begin with, under the list of sources.", "welcome"),
    _c("help", "?, F1", "help", "Screens", VIEWS, "The keys that work here; again: all of them.", "help"),
    _c("command_line", ":", "command line", "Screens", _OUTSIDE, "A command by its name, with words for it: theme paper, 12, R, write name.md; tab completes."),
    _c("palette", "^p", "all commands", "Screens", VIEWS, "Type letters of a command's name, enter does it."),
    _c("back", "q", "back", "Screens", _OUTSIDE, "Back to where you came from; on the first screen, quit. Nothing is lost.", "close"),
    _c("leave", "esc", "leave", "Screens", VIEWS, "Leave the field, end the selection, put out the hits."),
    _c("quit", "^q", "quit", "Screens", VIEWS, "Quit at once; everything you kept is safe."),
    _c("suspend", "^z", "to the shell", "Screens", VIEWS, "Back to the shell, where fg goes on with this; what you kept is on the disk."),
    _c("theme", "^t", "theme", "Screens", _PLACES, "The next theme."),
    # the field
    _c("hit_down", "down", "next passage", "Field", ("search",), "The next passage, without leaving the field.", "move"),
    _c("hit_up", "up", "passage before", "Field", ("search",), "The passage before, without leaving the field."),
    _c("hits_down", "pagedown", "five passages on", "Field", ("search",), "Five passages on, without leaving the field."),
    _c("hits_up", "pageup", "five passages back", "Field", ("search",), "Five passages back, without leaving the field."),
    _c("open_hit", "enter", "open at the hit", "Field", ("search",), "Open the source at this passage.", "open at hit"),
    _c("to_hits", "tab", "to the hits", "Field", ("search",), "From the field to the hits below it.", "to the hits"),
    _c("scope", "^t", "scope", "Field", ("search",), "All text, quotations only, headlines only.", "scope"),
    _c("ranking", "^o", "order", "Field", ("search",), "Best first, newest first, by source.", "order"),
    _c("history", "^r", "earlier searches", "Field", ("search",), "The searches before this one, to choose one by some of its letters; in an empty field also up and down."),
    _c("clear", "^u", "clear", "Field", ("search",), "Empty the field.", "clear"),
    _c("to_field", "tab", "to the field", "Field", ("results",), "Back to the search field.", "field"),
)  # fmt: skip

EVERYWHERE = ("search", "read", "compare", "quotes", "briefing", "help", "palette", "quit")
"""Commands whose ^ and F keys work in every field and over every card, too."""

FOOT: Mapping[str, tuple[str, ...]] = {
    "sources": ("open", "align", "search_here", "quotes", "card", "help"),
    "search": ("hit_down", "open_hit", "to_hits", "scope", "clear", "leave"),
    "results": ("open", "facets", "fold", "clip", "to_field", "help"),
    "read": ("next_quote", "align", "clip", "find", "removed", "help"),
    "compare": ("next_shared", "next_only", "next_difference", "align", "clip", "help"),
    "quotes": ("versions", "open", "narrow", "spread", "facet", "help"),
    "briefing": ("verify", "open", "note", "item_down", "write", "help"),
    "coverage": ("open", "next_column", "next_version", "next_gap", "clip", "help"),
    "timeline": ("open", "coverage", "search_here", "help"),
    "check": ("next_problem", "beside", "replace", "cite", "by_hand", "help"),
    "help": ("open", "filter", "help", "back"),
}
"""Of each view the commands that its foot line shows; at most six."""

FOOT_WHILE: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("sources", "marked"): ("align", "open", "choose", "search_here", "help"),
    ("search", "empty"): ("history", "scope", "leave", "help"),
    ("search", "nothing"): ("history", "scope", "clear", "leave", "help"),
    ("search", "meant"): ("open_hit", "history", "scope", "clear", "leave"),
    ("read", "lit"): ("next_hit", "leave", "search", "align", "clip", "help"),
    ("compare", "lit"): ("next_hit", "leave", "search", "align", "clip", "help"),
    ("read", "removed"): ("removed", "next_passage", "rule", "undo", "card", "help"),
    ("compare", "removed"): ("removed", "next_passage", "rule", "align", "card", "help"),
    ("read", "run"): ("unroll", "next_passage", "rule", "removed", "undo", "help"),
    ("compare", "run"): ("unroll", "next_passage", "rule", "removed", "align", "help"),
    ("read", "garbled"): ("next_quote", "align", "clip", "repair", "removed", "help"),
    ("compare", "garbled"): ("next_shared", "next_only", "next_difference", "align", "repair", "help"),
    ("read", "selection"): ("clip", "clip_note", "copy", "search_this", "leave", "help"),
    ("compare", "selection"): ("clip", "clip_note", "copy", "search_this", "leave", "help"),
    ("quotes", "narrowed"): ("leave", "versions", "open", "narrow", "clip", "help"),
    ("check", "fine"): ("next_problem", "next_checked", "beside", "edit_text", "write_text", "help"),
    ("check", "unsaved"): ("write_text", "next_checked", "beside", "edit_text", "undo", "help"),
    ("check", "fixed"): ("next_problem", "next_checked", "beside", "back", "help"),
    ("briefing", "nothing"): ("read", "quotes", "search", "help"),
}
"""What it shows instead in a state of the view: two sources marked, hits lit, removed text shown, words selected ..."""

PREFIXES = {"m": "a letter marks this place", "'": "to the place marked"}
"""Keys that want a letter after them, with what the foot says meanwhile."""

NAMES = {"escape": "esc", "enter": "enter", "tab": "tab", "space": "space", "question_mark": "?", "slash": "/"}
"""What a person calls some keys, by the terminal's names of them."""
_NAMED = frozenset(
    {"up", "down", "left", "right", "home", "end", "pageup", "pagedown", "backspace", "delete", "insert"}
)
_TWINS = {"^h": "backspace", "^i": "tab", "^m": "enter", "^[": "esc"}
"""Keys that a terminal cannot tell from others."""


def spoken(key: str, character: str | None) -> str:
    """A key as a person writes it, from the terminal's name of it and the character it types, if any."""
    if key in NAMES:
        return NAMES[key]
    if character is not None and character.isprintable() and len(character) == 1:
        return character
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+")
    if key[:1] == "f" and key[1:].isdigit():
        return key.upper()
    return key


def is_key(key: str) -> bool:
    """Whether a terminal may report a key that `spoken` writes so."""
    if len(key) == 1:
        return key.isprintable() and key != " "
    plain = key.removeprefix("shift+")
    if plain in _NAMED or plain in NAMES.values():
        return True
    if key[0] == "^":
        return plain[1:] in _NAMED or (len(key) == 2 and key[1] in "abcdefghijklmnopqrstuvwxyz[]\\_@")
    return key[0] == "F" and key[1:].isdecimal() and 1 <= int(key[1:]) <= 24


def types(key: str) -> bool:
    """Whether a key writes a character where one types."""
    first = key.partition(" ")[0]
    return len(first) == 1 or first == "space"


class Keymap:
    """Which command a key means in which view.

    Args:
        changed: The user's own keys: command ids with the keys that take the place of the default ones.
    """

    def __init__(self, changed: Mapping[str, Sequence[str]] | None = None) -> None:
        changed = changed or {}
        self.commands: tuple[Command, ...] = tuple(
            replace(c, keys=tuple(changed[c.id])) if c.id in changed else c for c in COMMANDS
        )
        self.faults: tuple[tuple[str, str], ...] = tuple(_faults(self.commands, changed))
        """What is wrong with the user's keys: the id of the command that was given them, and a line."""
        self.problems: tuple[str, ...] = tuple(line for _, line in self.faults)
        self._by_id = {c.id: c for c in self.commands}
        self._by_key = {(v, k): c for c in reversed(self.commands) for v in c.views for k in c.keys}
        self._following: dict[tuple[str, str], dict[str, Command]] = {}
        for (view, key), command in reversed(self._by_key.items()):
            first, _, second = key.partition(" ")
            if second:
                self._following.setdefault((view, first), {})[second] = command

    def find(self, view: str, key: str) -> Command | None:
        """The command that `key` means in `view`."""
        return self._by_key.get((view, key))

    def following(self, view: str, key: str) -> Mapping[str, Command]:
        """The keys that lead on in `view` once `key` is pressed, with what each then means."""
        return self._following.get((view, key), {}) if self.find(view, key) is None else {}

    def command(self, id: str) -> Command:  # noqa: A002 (the word the settings use)
        """The command of that id; KeyError if there is none."""
        return self._by_id[id]

    def foot(self, view: str, state: str = "") -> list[Command]:
        """The commands that the foot line of `view` shows in a state of it, the most used first: those that have a key."""
        names = FOOT_WHILE.get((view, state)) or FOOT[view]
        return [command for command in map(self.command, names) if command.keys]

    def elsewhere(self, key: str) -> Command | None:
        """A command that a key means in some view."""
        return next((c for c in self.commands if key in c.keys), None)

    def of(self, view: str | None) -> list[Command]:
        """The commands of a view, or all of them."""
        return [c for c in self.commands if view is None or view in c.views]


def _faults(commands: Iterable[Command], changed: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, str]]:
    known = {c.id for c in COMMANDS}
    for name in changed:
        if name not in known:
            near = get_close_matches(name, known, 1, 0.7)
            yield name, f"no command is called {name!r}{f', did you mean {near[0]}?' if near else ''}"
    taken: dict[tuple[str, str], str] = {}
    for c in commands:
        for key in c.keys if c.id in changed else ():
            yield from ((c.id, fault) for fault in _unusable(c, key))
        for view in c.views:
            for key in c.keys:
                other = taken.setdefault((view, key), c.id)
                if other != c.id:
                    told = c.id if c.id in changed else other
                    yield told, f"{key} means both {other} and {c.id} in {view}: {other} has it"
    for (view, key), name in taken.items():
        first = key.partition(" ")[0]
        if first != key and (view, first) in taken:
            other = taken[view, first]
            told = other if other in changed else name
            yield told, f"{first} means both {other} and the beginning of {name} in {view}: {other} has it"


def _unusable(command: Command, key: str) -> Iterable[str]:
    """Why a key that the user gave to a command never comes."""
    parts = key.split(" ")
    wrong = next((part for part in parts if not is_key(part)), None)
    if wrong is not None or len(parts) > 2:
        yield f"{command.id}: {wrong or key!r} is no key: keys are written j, ^f, F4, space, g g"
    elif twin := next((part for part in parts if part in _TWINS), None):
        yield f"{command.id}: a terminal does not tell {twin} from {_TWINS[twin]}: give it another key"
    elif set(command.views) == {"search"} and types(key):
        yield f"{command.id}: {key} types a character in the field: give it a key such as ^x"


FARTHEST = 6
"""The nearness of a command that only its sentence tells of."""


def nearness(command: Command, typed: str) -> int | None:
    """How near a command is to the words typed, 0 nearest: its key, its name, the beginnings of words, letters in order.

    None where a word typed is nowhere in it: neither in its title, its id, its keys nor its sentence.
    """
    near = 0
    for word in typed.split():
        found = 0 if word in command.keys else _near(command, word.casefold())
        if found is None:
            return None
        near += found
    return near


def _near(command: Command, word: str) -> int | None:
    names = [command.title.casefold(), command.id.replace("_", " ")]
    parts = [part for name in names for part in name.split()]
    if word in names or command.id == word:
        return 0
    if any(name.startswith(word) for name in names):
        return 1
    if any(part.startswith(word) for part in parts):
        return 2
    if any(word == "".join(part[0] for part in name.split()) for name in names):
        return 3
    if any(word in name for name in names):
        return 4
    if len(word) > 2 and any(_in_order(word, name) for name in names):
        return 5
    return FARTHEST if word in command.help.casefold() else None


def _in_order(letters: str, name: str) -> bool:
    """Whether the letters stand in a name in this order, the first of them first."""
    rest = iter(name)
    return name[:1] == letters[:1] and all(letter in rest for letter in letters)


def table(keymap: Keymap | None = None) -> str:
    """Every command as a Markdown table: keys, what it does, where it works."""
    rows = ["| keys | does | where |", "| --- | --- | --- |"]
    for c in (keymap or Keymap()).commands:
        keys = " ".join(f"`{k.replace('|', chr(92) + '|')}`" for k in c.keys or (f":{c.id}",))
        where = "everywhere" if set(_OUTSIDE) <= set(c.views) else ", ".join(c.views)
        rows.append(f"| {keys} | {c.help} | {where} |")
    return "\n".join(rows)
