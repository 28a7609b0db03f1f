"""What helps one to learn the keys, and to have them as one wants them: the two lines of the foot, help, one's own keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from reader import comparing
from reader.desk import Desk
from reader.keys import COMMANDS, VIEWS, Keymap
from reader.panes.frame import Field
from reader.panes.help import HelpSheet
from reader.settings import Settings
from tests.conftest import FOREIGN_POLICY, LERVIK, REUTERS, SEEDS
from tests.hands import Reader, reading
from tests.test_app import BRIEFING, FIELD, RESULTS, Typed, begin_again, hands_on

# --- a key that waits for another one ---


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(
    "lead", [("F3",), ("F4",), ("F5",), BRIEFING, ()], ids=lambda keys: keys[-1] if keys else "first"
)
async def test_after_g_the_foot_shows_whole_what_may_follow(lead: Sequence[str], columns: int, library: Path) -> None:
    """Both lines of the foot become the choice: each key that leads on, with the words of its command, none cut."""
    async with reading(SEEDS, (columns, 24)) as reader:
        await hands_on(reader, (*lead, "g"))
        said = f"{reader.status}\n{reader.foot}"
        assert said.startswith("g  then")
        assert "…" not in said
        for key, command in reader.screen.keymap.following(reader.view, "g").items():
            assert f"{key} {command.short or command.title}" in said


async def test_marks_are_shown_where_one_is_asked_for(library: Path) -> None:
    """M says what it waits for, ' the letters there are and the passage each stands for."""
    async with reading(SEEDS, (80, 24)) as reader:
        await reader.press("F3", "]", "m")
        assert "a letter marks this place" in reader.status
        await reader.press("a", "G", "m", "b", "'")
        assert "a R¶5" in reader.status
        assert "b R¶16" in reader.status


@pytest.mark.parametrize("prefix", ["g", "m", "'"])
async def test_a_key_that_leads_nowhere_is_said(prefix: str, library: Path) -> None:
    """Esc and a key that may not follow leave the choice, do nothing else, and say so."""
    async with reading(SEEDS) as reader:
        await reader.press("F3")
        before = reader.desk
        for key in ("esc", "F9", "?" if prefix != "'" else "z"):
            await reader.press(prefix, key)
            assert not reader.screen.shown.prefix
            assert reader.desk.said, key
            assert (reader.desk.view, reader.desk.places, reader.desk.work) == (before.view, before.places, before.work)
            assert "help" in reader.foot


# --- the foot ---

STATES: dict[str, tuple[Sequence[str], str]] = {
    "two sources marked": (("space", "j", "space"), "= beside"),
    "nothing searched": (("F2",), "^r earlier searches"),
    "nothing found": (("F2", Typed("zzzzqqq")), "^r earlier searches"),
    "hits lit": ((*FIELD, "enter"), "n N hit"),
    "hits lit in two texts": ((*FIELD, "enter", "F4"), "n N hit"),
    "removed text": (("j", "F3", "r"), "} next"),
    "words selected": (("F3", "]", "v"), "c clip"),
    "ledger narrowed": (("F5", "f"), "esc leave"),
    "nothing put aside": (("F6",), "F3"),
    "a line typed": ((*BRIEFING, "T"), "enter keep"),
    "lines typed": ((*BRIEFING, "e"), "^s keep"),
    "a choice": (("F3", "]", "M"), "up down move"),
    "a card": (("F3", "i"), "q close"),
}


@pytest.mark.parametrize("state", STATES)
async def test_the_foot_names_what_matters_now(state: str, library: Path) -> None:
    """In the midst of something the foot shows its keys, at most six, the way out or the help among them."""
    keys, said = STATES[state]
    async with reading(SEEDS, (80, 24)) as reader:
        await hands_on(reader, keys)
        assert said in reader.foot
        assert "help" in reader.foot or "esc leave" in reader.foot
        assert len(reader.foot.split("   ")) <= 6
        assert "…" not in reader.foot


@pytest.mark.parametrize("columns", [40, 80, 200])
async def test_the_foot_fits_and_ends_with_the_help(columns: int, library: Path) -> None:
    """However narrow the window, the keys that are shown are whole, and the last one leads on or out."""
    for lead in ((), ("F3",), ("F4",), ("F5",), RESULTS):
        async with reading(SEEDS, (columns, 24)) as reader:
            await hands_on(reader, lead)
            assert reader.foot.endswith("? help")
            assert len(reader.foot) < columns


# --- one's own keys ---


async def test_ones_own_keys_are_shown_and_obeyed(library: Path) -> None:
    """A key of settings.toml does its command, and stands in the foot, in the help and among the keys after g."""
    own = Settings(keys={"zen": ("g z",), "clip": ("F8",), "next_quote": (), "previous_quote": ()})
    async with reading(SEEDS, (80, 24), own) as reader:
        await reader.press("F3")
        assert "F8 clip" in reader.foot
        assert "quotation" not in reader.foot
        await reader.press("]")
        assert reader.desk.place.quote is None
        await reader.press("}", "}", "}", "}", "}", "F8")
        assert len(reader.clips) == 1
        await reader.press("g")
        assert "z text al" in f"{reader.status} {reader.foot}"
        await reader.press("z")
        assert reader.desk.zen
        await reader.press("z", "?")
        assert not reader.clips[1:]
        await reader.press("/")
        await reader.type("clip")
        assert "clip" in reader.row("F8 ")


async def test_a_clash_of_keys_is_said_at_the_start(library: Path) -> None:
    """A key that would mean two things is told in the foot when the pack opens, with how many more there are."""
    async with reading(SEEDS, settings=Settings(keys={"zen": ("c",), "nothing": ("x",)})) as reader:
        assert reader.status.startswith("settings.toml: keys: no command is called 'nothing'")
        assert "more: twosource doctor" in reader.status


async def test_every_command_is_found_by_its_name_without_a_key(library: Path) -> None:
    """With no keys at all but those that call for commands, each is still listed in the help."""
    none = {c.id: () for c in COMMANDS if c.id not in ("help", "palette", "quit", "leave")}
    async with reading(LERVIK / "sources", settings=Settings(keys=none)) as reader:
        await reader.press("?", "?")
        assert len(reader.screen.shown.commands) == len(COMMANDS)


# --- commands by their names ---

LINES: dict[str, tuple[Sequence[str], str, Callable[[Reader, Desk], object]]] = {
    "a passage": (("F3",), "12", lambda r, _: r.desk.passage and r.desk.passage.n == 12),
    "a passage that is not there": (("F3",), "99", lambda r, d: "R has passages 1 to 16" in r.status and r.desk.places == d.places),
    "a source": (("F3",), "F", lambda r, _: r.desk.path == FOREIGN_POLICY and r.view == "read"),
    "a source from the ledger": (("F5",), "source F", lambda r, _: r.desk.path == FOREIGN_POLICY and r.view == "read"),
    "a passage of a source": (("F5",), "F 3", lambda r, _: (r.desk.path, r.desk.place.offset > 0, r.view) == (FOREIGN_POLICY, True, "read")),
    "two sources": ((), "compare F R", lambda r, _: r.desk.open == (FOREIGN_POLICY, REUTERS) and r.view == "compare"),
    "another one beside": (("F3",), "compare F", lambda r, _: r.desk.open == (REUTERS, FOREIGN_POLICY)),
    "a theme": ((), "theme paper", lambda r, _: r.app.theme == "paper"),
    "the next theme": ((), "theme", lambda r, _: r.app.theme == "paper"),
    "no theme": ((), "theme mauve", lambda r, _: r.app.theme == "night" and "no theme is called 'mauve'; there are night" in r.status),
    "a measure": (("F3",), "measure 72", lambda r, _: r.desk.measure == 72),
    "no measure": (("F3",), "measure 999", lambda r, _: r.desk.measure == 66 and "48 to 80" in r.status),
    "an order": ((), "sort date", lambda r, _: r.desk.orders["sources"] == "date"),
    "an order of the hits": (RESULTS, "sort source", lambda r, _: r.desk.ranking == "source"),
    "no order here": (("F3",), "sort date", lambda r, d: r.desk.orders == d.orders and "sort works in: search" in r.status),
    "a search": (("F3",), "search ossetia", lambda r, _: r.view == "search" and r.desk.query == "ossetia"),
    "one speaker's statements": (("F3",), "only who:medvedev", lambda r, _: r.view == "quotes" and r.desk.lens.words == "who:medvedev"),
    "the help on a command": (("F3",), "help clip", lambda r, _: r.view == "help" and [c.id for c in r.screen.shown.commands][:2] == ["clip", "clip_note"]),
    "a mark": (("F3", "]"), "mark x", lambda r, _: r.desk.work.marks["x"][0] == REUTERS),
    "to a mark": (("F3", "]", "m", "x", "g g"), "to_mark x", lambda r, _: r.desk.passage and r.desk.passage.n == 5),
    "a title": ((), "title After Dushanbe", lambda r, _: r.desk.work.title == "After Dushanbe" or "title works in: briefing" in r.status),
    "a note": (BRIEFING, "note why not", lambda r, _: r.desk.work.clips[0].note == "why not"),
    "who spoke": (("F3", "]"), "speaker Ada Noor", lambda r, _: "said by Ada Noor" in r.status),
    "who is the same": (("F3", "]"), "merge medv", lambda r, _: "SCO declaration is Dmitry Medvedev" in r.status),
    "a command": (("F3",), "next_quote", lambda r, _: r.desk.place.quote == "R5.1"),
    "a command by its beginning": (("F3",), "zen", lambda r, _: r.desk.zen),
    "a file": (BRIEFING, "w note.md", lambda r, _: Path("note.md").exists() and "written: note.md" in r.status),
    "no command": ((), "clpi", lambda r, _: "no command is called 'clpi'" in r.status),
    "several": (("F3",), "ne", lambda r, _: "ne begins several" in r.status),
    "nothing": ((), "", lambda r, d: r.desk.view == d.view and not r.desk.said),
}  # fmt: skip
"""Lines typed after a colon: what leads there, the line, what it does."""


async def test_a_line_after_a_colon_does_what_it_says(library: Path) -> None:
    """A command's name or its beginning with words for it, a passage's number, a source's letter; what is none is said."""
    failed = []
    async with reading(SEEDS) as reader:
        start = reader.desk
        for name, (lead, line, done) in LINES.items():
            await begin_again(reader, start)
            await hands_on(reader, lead)
            before = reader.desk
            await reader.press(":")
            await reader.type(line)
            await reader.press("enter")
            for _ in range(40):
                if done(reader, before):
                    break
                await reader.pilot.pause(0.01)
            else:
                failed.append(f"{name}: {line}\n{reader.text()}")
    assert not failed, "\n\n".join(failed)


@pytest.mark.parametrize(("line", "written"), [("q", False), ("x", True), ("wq", True), ("quit", False)])
async def test_one_can_leave_as_in_vi(line: str, written: bool, library: Path) -> None:
    """Q just leaves, wq and x write the briefing before, and nothing asks."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, BRIEFING)
        await reader.press(":")
        await reader.type(line)
        await reader.press("enter")
        while not reader.ended:
            await reader.pilot.pause(0.01)
    assert reader.app.return_code == 0
    assert Path("seeds-briefing.md").exists() is written


async def test_without_clips_x_leaves_and_wq_says_so(library: Path) -> None:
    """There is nothing to write: wq stays and tells, x is done."""
    async with reading(SEEDS) as reader:
        await reader.press(":")
        await reader.type("wq")
        await reader.press("enter")
        assert "nothing is put aside" in reader.status
        await reader.press(":", "x", "enter")
    assert reader.app.return_code == 0


async def test_tab_completes_and_goes_round(library: Path) -> None:
    """Above the line stands what may follow; tab puts in one after the other, shift+tab goes back, and the letters typed come again."""
    async with reading(SEEDS, (80, 24)) as reader:
        await reader.press("F3", ":")
        field = reader.screen.query_one("#ask", Field)
        await reader.type("cl")
        assert "clip  clip_note" in reader.status
        for key, line in (
            ("tab", "clip"),
            ("tab", "clip_note"),
            ("shift+tab", "clip"),
            ("shift+tab", "clip_note"),
        ):
            await reader.press(key)
            assert field.value == line
        await reader.press("^u")
        await reader.type("th")
        await reader.press("tab")
        assert field.value == "theme "
        assert "night  paper  contrast  ansi" in reader.status
        await reader.press("tab", "tab", "enter")
        assert reader.app.theme == "paper"


async def test_earlier_lines_come_back_with_up(library: Path) -> None:
    """Up walks back through what was typed after a colon, in this session and the one before; down forward again to what was begun."""
    async with reading(SEEDS) as reader:
        for line in ("measure 60", "measure 72"):
            await reader.press(":")
            await reader.type(line)
            await reader.press("enter")
    async with reading(SEEDS) as reader:
        await reader.press(":", "m")
        field = reader.screen.query_one("#ask", Field)
        seen = []
        for key in ("up", "up", "up", "down", "down"):
            await reader.press(key)
            seen.append(field.value)
        assert seen == ["measure 72", "measure 60", "measure 60", "measure 72", "m"]


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("nq", "next_quote"),
        ("text al", "zen"),
        ("^d", "half_down"),
        ("theme", "theme"),
        ("quo ne", "next_quote"),
        ("srcd", "card"),
    ],
)
async def test_a_command_is_found_by_letters_of_its_name(typed: str, command: str, library: Path) -> None:
    """^p: initials, beginnings of words in any order, letters in order, or a key: the nearest stands first."""
    async with reading(SEEDS) as reader:
        await reader.press("F3", "^p")
        await reader.type(typed)
        assert reader.screen.shown.commands[0].id == command
        assert reader.row("▌").split()[1] == reader.screen.keymap.command(command).keys[0]


async def test_what_was_chosen_lately_stands_first(library: Path) -> None:
    """The palette begins with the commands chosen from it, the last one first; arrows go on from there."""
    async with reading(SEEDS) as reader:
        await reader.press("F3", "^p")
        await reader.type("outline")
        await reader.press("enter", "q", "^p")
        await reader.type("next quo")
        await reader.press("enter", "^p")
        assert [c.id for c in reader.screen.shown.commands][:2] == ["next_quote", "outline"]
        await reader.press("down", "enter")
        assert reader.screen.shown.over is not None


async def test_commands_that_do_not_work_here_come_last(library: Path) -> None:
    """Of equally near commands those of this view are first; one of another view says where it works."""
    async with reading(SEEDS) as reader:
        await reader.press("F5", "^p")
        await reader.type("fi")
        first = reader.screen.shown.commands[0]
        assert "quotes" in first.views
        await reader.press("^u")
        await reader.type("swap")
        await reader.press("enter")
        assert "swap sides works in: compare" in reader.status


# --- the first opening ---


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_the_first_opening_ever_says_what_this_is(size: tuple[int, int], library: Path) -> None:
    """Under the list, over none of it: what this is and eight keys; any key closes it and is obeyed, and it does not come again."""
    async with reading(SEEDS, size, first=True) as reader:
        rows = reader.text().split("\n")
        assert "Any key closes this and is obeyed" in reader.text()
        for words in ("enter  read", "^f     search", "F5     who", "?      the keys"):
            assert words in reader.text()
        above = rows[: next(n for n, row in enumerate(rows) if "The sources of one story" in row)]
        for article in reader.desk.pack.articles:
            assert sum(f" {article.key} " in row for row in above) >= 1
        await reader.press("j")
        assert reader.desk.path == FOREIGN_POLICY
        assert "Any key closes" not in reader.text()
    async with reading(SEEDS, size, first=True) as reader:
        assert "Any key closes" not in reader.text()
        for keys in (("g", "w"), (":", *"welcome", "enter")):
            await reader.press("F3", *keys)
            await reader.until(lambda: "Any key closes" in reader.text())
            assert reader.view == "sources"
            await reader.press("enter")
            assert reader.view == "read"


@pytest.mark.parametrize(("folder", "size"), [(LERVIK / "sources", (80, 24)), (SEEDS, (40, 12))])
async def test_without_room_for_it_the_first_steps_are_a_line(
    folder: Path, size: tuple[int, int], library: Path
) -> None:
    """Where the sources fill the window, nothing covers them: the foot says the first keys, until the next one."""
    async with reading(folder, size, first=True) as reader:
        assert reader.status.startswith("New here? enter reads")
        assert "Any key closes" not in reader.text()
        await reader.press("j")
        assert "New here" not in reader.status


async def test_the_card_says_ones_own_keys(library: Path) -> None:
    """A key that was given to a command stands in it."""
    async with reading(SEEDS, settings=Settings(keys={"clip": ("F8",)}), first=True) as reader:
        assert "F8     put a quotation aside" in reader.text()


async def test_the_card_goes_with_a_window_too_small_for_it(library: Path) -> None:
    """Made small, the window shows the sources; made large again, the card is there still."""
    async with reading(SEEDS, first=True) as reader:
        await reader.resize(60, 12)
        assert "Any key closes" not in reader.text()
        await reader.resize(100, 30)
        assert "Any key closes" in reader.text()


# --- what goes on beside the screen ---


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_long_work_is_told_where_it_covers_nothing(size: tuple[int, int], library: Path) -> None:
    """With counts: in the head line, and in the foot where there is none; two at once, and each goes when it is done."""
    async with reading(SEEDS, size) as reader:
        await reader.press("F3")
        screen, text = reader.screen, reader.text().split("\n")
        screen.say_busy("index", "indexing 12")
        screen.say_busy("align", "aligning 3 of 66")
        await reader.settle()
        line = reader.status if size[1] < 30 else reader.text().split("\n")[0]
        assert "indexing 12 · aligning 3 of 66" in line
        assert reader.text().split("\n")[1:-3] == text[1:-3]
        screen.say("said meanwhile")
        await reader.settle()
        assert "indexing" in reader.text()
        screen.say_busy("index", "")
        screen.say_busy("align", "")
        await reader.settle()
        assert "indexing" not in reader.text()
        assert "aligning" not in reader.text()


# --- the help ---


@pytest.mark.parametrize("width", [38, 80, 200])
@pytest.mark.parametrize("view", VIEWS)
def test_the_help_of_a_view_is_its_keymap(view: str, width: int) -> None:
    """Every command that a key means there stands in it with its title and its first key, and no other one does."""
    keymap = Keymap({"zen": ("g z",), "clip": ()})
    sheet = HelpSheet(keymap, view, "", width, 0)
    assert sheet.commands == keymap.of(view)
    assert {id(c) for c in sheet.commands} == {id(keymap.find(view, k)) for c in sheet.commands for k in c.keys} | {
        id(c) for c in sheet.commands if not c.keys
    }
    shown = ["".join(piece.text for piece in sheet.line(y, 0).pieces) for y in range(sheet.height)]
    for n, command in enumerate(sheet.commands):
        line = shown[sheet.line_of(n)]
        assert command.title[: width - 16] in line, command.id
        if command.keys and len(command.keys[0]) < 10:
            assert command.keys[0].replace(" ", "") in line, command.id


async def test_the_help_is_that_of_where_one_is(library: Path) -> None:
    """? shows the keys of the view in focus, again all of them; / narrows by letters, enter does the command."""
    async with reading(SEEDS) as reader:
        for key, view in (("F3", "read"), ("F4", "compare"), ("F5", "quotes"), ("F6", "briefing")):
            await reader.press(key, "?")
            assert [c.id for c in reader.screen.shown.commands] == [c.id for c in reader.screen.keymap.of(view)]
            await reader.press("q")
        await reader.press("F3", "?", "/")
        await reader.type("text alone")
        await reader.press("enter")
        await reader.until(lambda: reader.desk.zen)


async def test_what_is_left_with_esc_stands_there_again(library: Path) -> None:
    """A note left half typed is not kept, that is said, and its words stand in the line when it is asked for again."""
    async with reading(SEEDS) as reader:
        await reader.press("F3", "]", "C")
        await reader.type("half a note")
        await reader.press("esc")
        assert reader.clips == []
        assert "not kept" in reader.status
        await reader.press("C", "enter")
        assert reader.desk.work.clips[0].note == "half a note"
        await reader.press("]", "C")
        assert "half a note" not in reader.text()


async def test_a_key_of_another_view_says_where_it_works(library: Path) -> None:
    """A letter that means nothing here is no riddle."""
    async with reading(SEEDS) as reader:
        await reader.press("C")
        assert "clip with a note works in: results, read" in reader.status


async def test_reading_another_source_ends_the_comparison_before(library: Path) -> None:
    """F4 sets what is most akin beside the source that is read now, not what stood beside an earlier one."""
    async with reading(LERVIK / "sources") as reader:
        await reader.press("F4", "F3", "q", "q", "5", "F3")
        path = reader.desk.path
        await reader.press("F4")
        assert reader.desk.open[0] == path
        assert reader.desk.open[1] == comparing.best_partner(reader.desk)


async def test_a_phrase_is_one_hit(library: Path) -> None:
    """A phrase found is one stop for n and one in the count, however many words it has."""
    async with reading(SEEDS) as reader:
        await reader.press("F2")
        await reader.search('"peace and cooperation"')
        assert "2 hits" in reader.text()
        await reader.press("enter", "n")
        first = reader.desk.path
        await reader.press("n")
        assert reader.desk.path != first


async def test_the_last_search_is_not_lit_at_the_next_opening(library: Path) -> None:
    """Opened again, n does not run off with a search of another day; the field still has its words."""
    for _ in range(2):
        async with reading(SEEDS) as reader:
            await reader.press("F2")
            await reader.search("ossetia")
            await reader.press("enter", "F3", "^q")
    async with reading(SEEDS) as reader:
        await reader.settle()
        assert not reader.desk.lit
        await reader.press("F2")
        assert reader.desk.query == "ossetia"
