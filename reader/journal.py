"""What the user made of a pack, kept on the disk from the moment it is made.

The work of one pack lives in a folder of its own: a file of JSON lines for each running reader, a snapshot of what dead
readers left, and `pack.json`, which tells where the pack was and what it held. Each line sets one entry (a clip, a title,
a place ...) at one moment; of two lines for one entry the later holds. So files may be read in any order, twice, or torn at
their ends, and two open readers never write to the same file:

    pack.json           {"format": 1, "path": ..., "sources": [sha256 ...], "asked": false}
    PID-RANDOM.jsonl    {"format": 1}, then {"t": moment, "i": reader, "k": [kind, name], "v": value, null for removed}
    snapshot.jsonl      the same, for each entry only the latest line
    earlier/N.jsonl     the same, as it was when a reader was opened: the last ten that differ (`earlier`)

A moment is the wall clock in milliseconds, pushed on where needed so that it is later than all this reader has seen; of
equal moments the reader's name decides. A clip that was changed also tells when each of its parts was set (`"set": {"note":
[moment, reader]}`), so that two readers who say something else of it do not take it from each other. A running reader holds a
lock on its file; a file without one is from a dead reader.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import NamedTuple

import platformdirs

from index import ownership
from index.model import Clip, Ruling, Span
from reader import disk, earlier

FORMAT = 1
LITTER = (4, 256_000)
"""From so many files of dead readers, or so many bytes in them, a snapshot takes their place."""

SNAPSHOT = "snapshot.jsonl"
OPENED = "opened"
"""The file beside the work whose being there says that twosource was opened before."""
PATIENT = frozenset({"place", "session"})
"""Kinds of entries that may come to the disk a little later."""

Key = tuple[str, str]
Stamp = tuple[int, str]
Entries = dict[Key, tuple[Stamp, object]]
"""What is known of each entry: when and by which reader it was last set, and its value in JSON; None for removed."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Who spoke a quotation, as the user says, and where it stands: enough to find it in a source that has changed."""

    name: str
    """Empty for nobody."""
    source: str
    sha256: str
    """Of the source's bytes when it was put right."""
    span: Span
    text: str
    """The words of the quotation; empty in corrections that were made before they were kept."""


class ByHand(NamedTuple):
    """A quotation of some text that the user checked by hand: its words and what stands around it, blanks evened."""

    words: str
    before: str
    after: str


class Called(NamedTuple):
    """A speaker as the sources have it: everywhere, where it is spelt in one way, or in one source."""

    name: str
    """What the pack calls the speaker."""
    spelling: str = ""
    """On one line; empty for all spellings."""
    source: str = ""
    """The source's path; empty for all sources."""


class Section(NamedTuple):
    """A section of the briefing in the user's own words."""

    heading: str
    """Empty for lines that belong under no heading: footnotes of the user's own."""
    text: str
    """In Markdown, as it stands in the file."""
    after: str
    """The part that it comes after; empty: after all of them."""


@dataclass(frozen=True, slots=True)
class Work:
    """What the user made of one pack. Two works with the same content are equal."""

    title: str = ""
    """Of the briefing."""
    bottom: str = ""
    """The bottom line of the briefing, in the user's words."""
    clips: tuple[Clip, ...] = ()
    """In the order of the briefing, each with an id of its own."""
    sections: tuple[Section, ...] = ()
    """Of the briefing, in the user's own words."""
    form: str = ""
    """How the briefing is made, as its last line tells it; empty where the settings say so."""
    speakers: Mapping[str, Correction] = field(default_factory=dict)
    """Who spoke a quotation, by its fingerprint `sha256:start-stop`."""
    names: Mapping[Called, str] = field(default_factory=dict)
    """What a speaker is called: two of one name are one speaker."""
    rulings: Mapping[str, Ruling] = field(default_factory=dict)
    """Which pieces are put back and left out, by their fingerprints `sha256:start-stop`."""
    by_hand: Mapping[str, ByHand] = field(default_factory=dict)
    """The quotations of texts that were checked by hand, by their fingerprints."""
    marks: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """A letter to the source's path and an offset in its text."""
    places: Mapping[str, int] = field(default_factory=dict)
    """A source's path to the offset of the cursor in it."""
    session: Mapping[str, object] = field(default_factory=dict)
    """What was open and how it looked, as JSON values: lists, no tuples."""
    file: str = ""
    """Where the briefing was last written; empty for nowhere yet."""
    seen: str = ""
    """The name under which the text of that file is kept (`written.keep`), as it was last written or taken over."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Work on a pack elsewhere that has sources in common with this one."""

    path: str
    """Where that pack was when it was last open."""
    common: int
    """The number of sources that are byte for byte in both."""
    gone: bool
    """Whether nothing stands at that path any more, so that the pack was moved rather than copied."""
    folder: Path


class Busy(Exception):  # noqa: N818 (it says what the pack is)
    """Work that cannot be deleted because a running reader writes it. Its text is one line for a person."""


class _Newer(Exception):  # noqa: N818 (it never leaves this module)
    """A file that a later twosource wrote in a format unknown here."""


def state_folder() -> Path:
    """Where the user's work lives: one folder a pack."""
    return platformdirs.user_state_path("twosource") / "work"


def first_opening(folder: Path | None = None) -> bool:
    """Whether nothing was ever opened: no work on any pack is kept, and none was begun."""
    place = folder or state_folder()
    with suppress(OSError):
        return not (place.parent / OPENED).exists() and not any(place.iterdir())
    return True


def mark_opened(folder: Path | None = None) -> None:
    """From now on it is not the first opening. Where that cannot be kept, the next one is taken for the first again."""
    place = (folder or state_folder()).parent
    with suppress(OSError):
        disk.make_private(place)
        (place / OPENED).touch(mode=0o600)


def work_of(pack_id: str, folder: Path | None = None) -> Work:
    """The work on a pack as it stands on the disk; empty where there is none. Opens nothing for writing.

    Raises OSError where it is not the user's alone.
    """
    place = (folder or state_folder()) / pack_id
    if found := _not_ours(place):
        raise OSError(None, f"the folder of your clips {found[1]}", str(found[0]))
    entries, _ = _load(place)
    return _work(entries)[0]


def is_there(pack_id: str, folder: Path | None = None) -> bool:
    """Whether any work on a pack is kept."""
    return ((folder or state_folder()) / pack_id).is_dir()


def is_open(pack_id: str, folder: Path | None = None) -> bool:
    """Whether a running reader has the pack open. Raises OSError."""
    place = (folder or state_folder()) / pack_id
    return place.is_dir() and any(running(place, file.stem) for file in _readers(place))


def work_before(pack_id: str, back: int, folder: Path | None = None) -> Work | None:
    """The work on a pack as a reader found it that was opened then: 1 for the last that found other work than now, 2 for the one before.

    None where so many are not kept. Raises OSError.
    """
    place = (folder or state_folder()) / pack_id
    files = earlier.found(place)
    if files and _lasting(_load(place)[0]) == files[0].read_bytes():
        files = files[1:]
    return _work(_read([files[back - 1]], strict=False))[0] if 0 < back <= len(files) else None


def forget(pack_id: str, folder: Path | None = None) -> bool:
    """Delete the work on a pack; whether there was any. Raises Busy while a reader has the pack open, OSError."""
    place = (folder or state_folder()) / pack_id
    if not place.is_dir():
        return False
    with ExitStack() as locks:
        for file in _readers(place):
            if not locks.enter_context(disk.locked(file)):
                raise Busy(f"the pack is open in a reader, {place}: quit it first")
        shutil.rmtree(place)
    return True


class Journal:
    """The work on one pack while a reader has it open.

    `record` takes each new state of the work and returns at once; a thread appends what changed to this reader's own file.
    Nothing here raises for the sake of a disk: `trouble` says when, and why, the work is only in memory.
    """

    def __init__(self, place: Path, path: str, sources: Iterable[str]) -> None:
        self.place = place
        """The folder that holds this pack's work; others may keep an autosaved briefing there."""
        self.me = f"{os.getpid()}-{os.urandom(4).hex()}"
        """This reader's name, which its files have."""
        self._entries, self._trouble = _load(place)
        self._new = not self._entries
        self._clock = max((stamp[0] for stamp, _ in self._entries.values()), default=0)
        self.work, self._uids = _work(self._entries)
        self._about = _about(place)
        self._about["path"] = path
        self._writer: disk.Writer | None = None
        if self._trouble is None:
            mine, found = place / f"{self.me}.jsonl", dict(self._entries)
            try:
                disk.make_private(place)
                self._writer = disk.Writer(mine, _line({"format": FORMAT}), first=lambda: _begin(place, mine, found))
            except OSError as error:
                self._trouble = _unkept(error, place)
        self.know(sources)

    @classmethod
    def open(cls, pack_id: str, path: str, sources: Iterable[str] = (), folder: Path | None = None) -> Journal:
        """The journal of the pack `pack_id`, which is at `path` and holds sources with these sha256.

        `folder` holds the work on all packs, by default `state_folder()`. The sources may be given later, to `know` or `moved`.
        """
        return cls((folder or state_folder()) / pack_id, path, sources)

    @property
    def trouble(self) -> str | None:
        """Why the work is not kept on the disk, in words for a person; None while it is."""
        return self._trouble or (self._writer.trouble if self._writer else None)

    def record(self, work: Work) -> None:
        """Keep `work` from now on; what differs from the last one goes to the disk.

        Clips, notes, titles and corrections are written and synced at once, places and the session within half a second,
        both beside the caller, who waits no longer than comparing the two works takes.
        """
        changed = self._changes(work)
        self.work = work
        lines = []
        for key, value in changed.items():
            stamp = (self._tick(), self.me)
            self._entries[key] = (stamp, value)
            lines.append(_entry(key, stamp, value))
        if lines and self._writer:
            self._writer.append(lines, urgent=any(kind not in PATIENT for kind, _ in changed))

    def moved(self, sources: Iterable[str] = ()) -> Candidate | None:
        """The work on a pack elsewhere that seems to be this one, for the user to be asked once; None when there is none.

        Only a pack that was never worked on has candidates: those that share half of the sources of the smaller of both;
        most in common first, then those whose pack is gone from its place. `take_over` or `decline` ends the asking.
        """
        self.know(sources)
        mine = frozenset(_strings(self._about.get("sources")))
        if not self._new or self._about.get("asked") or not mine:
            return None
        found = (_candidate(folder, mine) for folder in _others(self.place))
        return max((c for c in found if c), key=lambda c: (c.common, c.gone, c.path), default=None)

    def take_over(self, candidate: Candidate) -> Work:
        """A copy of that pack's work becomes this one's; the other stays as it is."""
        entries, _ = _load(candidate.folder)
        self.record(_work(entries)[0])
        self.decline()
        return self.work

    def decline(self) -> None:
        """Do not ask again about work elsewhere."""
        self._about["asked"] = True
        self.know(())

    def keep(self, files: Mapping[str, bytes | None]) -> None:
        """Keep small files of these names in the pack's folder, within half a second and in this order; None takes one away."""
        if self._writer:
            for name, data in files.items():
                self._writer.put(self.place / name, data)

    def flush(self, timeout: float = 5.0) -> bool:
        """Wait, at most `timeout` seconds, until all that was recorded is on the disk; whether it is."""
        return self._writer is not None and self._writer.flush(timeout)

    def close(self) -> None:
        """Write what is left and let go of the files. Nothing is kept on the disk after that."""
        if self._writer:
            self._writer.close()

    def _tick(self) -> int:
        self._clock = max(self._clock + 1, time.time_ns() // 1_000_000)
        return self._clock

    def know(self, sources: Iterable[str]) -> None:
        """The sha256 of the sources that the pack holds, by which it is known again elsewhere."""
        if held := sorted(set(sources)):
            self._about["sources"] = held
        if self._writer:
            self._writer.put(self.place / "pack.json", _line({"format": FORMAT, "asked": False} | self._about))

    def _changes(self, work: Work) -> dict[Key, object]:
        """The entries that make the last work this one, in an order that shows no clip twice if it breaks off."""
        old, new = _flat(self.work), _flat(work)
        changed: dict[Key, object] = {key: value for key, value in new.items() if key not in old or old[key] != value}
        changed |= dict.fromkeys(old.keys() - new.keys())
        if work.clips == self.work.clips:
            return changed
        before, after = _named(self.work.clips), _named(work.clips)
        for name, clip in after.items():
            if name not in before:
                self._uids[name] = f"{self._tick()}.{self.me}"
            if before.get(name) != clip:
                changed["clip", self._uids[name]] = self._told(before.get(name), clip)
        for name in before.keys() - after.keys():
            changed["clip", self._uids.pop(name)] = None
        order = [self._uids[name] for name in after]
        if order != _ordered(order, self._entries):
            changed["order", ""] = order
        return changed

    def _told(self, before: Clip | None, clip: Clip) -> dict[str, object]:
        """A clip as it is kept; of one that was there before with the moments at which its parts were set."""
        told: dict[str, object] = {part.name: getattr(clip, part.name) for part in fields(clip)}
        if before is not None:
            _, known = self._entries.get(("clip", self._uids[clip.id]), (None, None))
            stamp = (self._tick(), self.me)
            told["set"] = _moments(known) | {p: stamp for p in told if getattr(before, p) != told[p]}
        return told


# --- entries and the work they make ---------------------------------------------------------------------------------------


def _flat(work: Work) -> dict[Key, object]:
    """The work as entries, but for its clips."""
    flat: dict[Key, object] = {(one, ""): getattr(work, one) for one in ("title", "bottom", "form", "file", "seen")}
    flat |= _sections(work.sections)
    flat |= {("speaker", name): _correction(said) for name, said in work.speakers.items()}
    flat |= {("name", json.dumps(called)): name for called, name in work.names.items()}
    flat |= {("ruling", name): _ruling(said) for name, said in work.rulings.items()}
    flat |= {("hand", name): list(said) for name, said in work.by_hand.items()}
    flat |= {("mark", name): [path, at] for name, (path, at) in work.marks.items()}
    flat |= {("place", name): at for name, at in work.places.items()}
    flat |= {("session", name): value for name, value in work.session.items() if value is not None}
    return flat


def _work(entries: Entries) -> tuple[Work, dict[str, str]]:
    """The work that the entries make, and the key under which each of its clips is kept. What makes no sense is left out."""
    one: dict[str, str] = {}
    speakers: dict[str, Correction] = {}
    names: dict[Called, str] = {}
    rulings: dict[str, Ruling] = {}
    by_hand: dict[str, ByHand] = {}
    marks: dict[str, tuple[str, int]] = {}
    places: dict[str, int] = {}
    session: dict[str, object] = {}
    clips: dict[str, Clip] = {}
    sections: list[tuple[int, str, Section]] = []
    for (kind, name), (_, value) in entries.items():
        match kind, value:
            case _, None:
                pass
            case "title" | "bottom" | "form" | "file" | "seen", str():
                one[kind] = value
            case "section", [int(at), str(text), str(after)]:
                sections.append((at, name, Section(_headed(name), text, after)))
            case "speaker", _:
                if said := _corrected(name, value):
                    speakers[name] = said
            case "name", str():
                if called := _called(name):
                    names[called] = value
            case "ruling", _:
                if ruled := _ruled(name, value):
                    rulings[name] = ruled
            case "hand", [str(words), str(before), str(after)]:
                by_hand[name] = ByHand(words, before, after)
            case "mark", [str(path), int(at)]:
                marks[name] = (path, at)
            case "place", int():
                places[name] = value
            case "session", _:
                session[name] = value
            case "clip", _:
                if clip := _clip(value):
                    clips[name] = clip
            case _:
                pass
    order = _ordered(clips, entries)
    named = _named([clips[uid] for uid in order])
    return (
        Work(
            title=one.get("title", ""),
            bottom=one.get("bottom", ""),
            clips=tuple(_renamed(clip, name) for name, clip in named.items()),
            sections=tuple(section for _, _, section in sorted(sections)),
            form=one.get("form", ""),
            speakers=speakers,
            names=names,
            rulings=rulings,
            by_hand=by_hand,
            marks=marks,
            places=places,
            session=session,
            file=one.get("file", ""),
            seen=one.get("seen", ""),
        ),
        dict(zip(named, order, strict=True)),
    )


def _sections(sections: Iterable[Section]) -> dict[Key, object]:
    """An entry a section, under its heading and how many of that heading stand before it: its place, its text, what it is after."""
    before: Counter[str] = Counter()
    entries: dict[Key, object] = {}
    for at, section in enumerate(sections):
        entries["section", f"{before[section.heading]} {section.heading}"] = [at, section.text, section.after]
        before[section.heading] += 1
    return entries


def _headed(name: str) -> str:
    """The heading of the section that is kept under that name."""
    return name.partition(" ")[2]


def _correction(said: Correction) -> Mapping[str, object]:
    """As it is kept: what its fingerprint tells already is left out."""
    return {"name": said.name, "source": said.source, "text": said.text}


def _corrected(fingerprint: str, value: object) -> Correction | None:
    """A correction as it was kept; before its words were, it was the name alone."""
    known = _fingerprinted(fingerprint)
    match value:
        case str() if known:
            return Correction(value, "", *known, "")
        case {"name": str(name), "source": str(source), "text": str(text)} if known:
            return Correction(name, source, *known, text)
    return None


def _ruling(said: Ruling) -> Mapping[str, object]:
    """As it is kept: what its fingerprint tells already is left out."""
    return {"kept": said.kept, "source": said.source, "words": said.words}


def _ruled(fingerprint: str, value: object) -> Ruling | None:
    known = _fingerprinted(fingerprint)
    match value:
        case {"kept": bool(kept), "source": str(source), "words": str(words)} if known:
            return Ruling(kept, source, *known, words)
    return None


def _fingerprinted(fingerprint: str) -> tuple[str, Span] | None:
    """The sha256 and the span of `sha256:start-stop`."""
    sha256, _, span = fingerprint.partition(":")
    start, _, stop = span.partition("-")
    if not (start.isdecimal() and stop.isdecimal() and len(span) < 40):
        return None
    return sha256, Span(int(start), int(stop))


def _called(key: str) -> Called | None:
    try:
        match json.loads(key):
            case [str(name), str(spelling), str(source)]:
                return Called(name, spelling, source)
    except (ValueError, RecursionError):
        pass
    return None


def _clip(value: object) -> Clip | None:
    match value:
        case {
            "id": str(name),
            "source": str(source),
            "sha256": str(sha256),
            "passage": int(passage),
            "span": [int(start), int(stop)],
            "text": str(text),
            "kind": "quote" | "passage" | "selection" as kind,
            "note": str(note),
            "heading": str(heading),
        }:
            tags = value.get("tags") if isinstance(value, dict) else None  # of an older version: none
            return Clip(
                name, source, sha256, passage, Span(start, stop), text, kind, note, heading, tuple(_strings(tags))
            )
    return None


def _named(clips: Iterable[Clip]) -> dict[str, Clip]:
    """Each clip under its id; where two readers gave the same id to different clips, the later one's gets a count."""
    named: dict[str, Clip] = {}
    again: Counter[str] = Counter()
    for clip in clips:
        name = clip.id
        while name in named:
            again[clip.id] += 1
            name = f"{clip.id}-{again[clip.id] + 1}"
        named[name] = clip
    return named


def _renamed(clip: Clip, name: str) -> Clip:
    if clip.id == name:
        return clip
    return replace(clip, id=name)


def _ordered(uids: Iterable[str], entries: Entries) -> list[str]:
    """The clips' keys in the order the user gave them, then those that came later, oldest first."""
    _, order = entries.get(("order", ""), (None, None))
    known = {uid: n for n, uid in enumerate(_strings(order))}
    return sorted(uids, key=lambda uid: (known.get(uid, len(known)), _born(uid)))


def _born(uid: str) -> tuple[int, str]:
    moment, _, reader = uid.partition(".")
    return int(moment) if moment.isdecimal() else 0, reader


# --- files ----------------------------------------------------------------------------------------------------------------


def _load(place: Path) -> tuple[Entries, str | None]:
    """All that is known of a pack's work, and why no more may be written, if so."""
    if found := _not_ours(place):
        return {}, f"clips and notes are kept in memory only: {found[0]} {found[1]}"
    try:
        # The snapshot last: a file that vanishes before it is read is in the snapshot by then.
        return _read([*_readers(place), place / SNAPSHOT]), None
    except _Newer:
        return _read([*_readers(place), place / SNAPSHOT], strict=False), (
            f"nothing new is kept: a later version of twosource wrote the work on this pack, {place}: use that version"
        )
    except OSError as error:
        return {}, _unkept(error, place)


def _not_ours(place: Path) -> tuple[Path, str] | None:
    """The folder of a pack's work, or one that holds it, if it is not believed, and why not."""
    return next(((one, why) for one in (*place.parents[1::-1], place) if (why := ownership.fault(one))), None)


def running(place: Path, reader: str) -> bool:
    """Whether the reader of that name still has the pack open."""
    file = place / f"{reader}.jsonl"
    if not file.exists():
        return False
    with disk.locked(file) as free:
        return not free


def _unkept(error: OSError, place: Path) -> str:
    return f"clips and notes are kept in memory only: {disk.why(error)}, {place}"


def _read(files: Iterable[Path], strict: bool = True) -> Entries:
    """The entries of these files; later ones win. Torn lines are passed over. Raises _Newer if `strict`."""
    entries: Entries = {}
    for path in files:
        try:
            lines = path.read_bytes().decode(errors="replace").split("\n")
        except (FileNotFoundError, NotADirectoryError):
            continue
        for line in lines:
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                continue
            match record:
                case {"format": int(known)} if known > FORMAT:
                    if strict:
                        raise _Newer
                    break
                case {"t": int(moment), "k": [str(kind), str(name)], "v": value}:
                    stamp = (moment, str(record.get("i", path.stem)))
                    entry = (stamp, value)
                    entries[kind, name] = _later(entries[kind, name], entry) if (kind, name) in entries else entry
    return entries


def _later(one: tuple[Stamp, object], two: tuple[Stamp, object]) -> tuple[Stamp, object]:
    """The later of two lines for one entry; of a clip with those parts of the earlier one that were set later there."""
    (_, old), (stamp, new) = (one, two) if one[0] < two[0] else (two, one)
    if not (isinstance(old, dict) and isinstance(new, dict) and "set" in old and "set" in new):
        return stamp, new
    early, late = _moments(old), _moments(new)
    newer = {part: when for part, when in early.items() if part in old and when > late.get(part, (0, ""))}
    return stamp, new | {part: old[part] for part in newer} | {"set": late | newer}


def _moments(clip: object) -> dict[str, Stamp]:
    """When the parts of a clip were set, as far as its line tells."""
    told = clip.get("set") if isinstance(clip, dict) else None
    found: dict[str, Stamp] = {}
    for part, when in told.items() if isinstance(told, dict) else ():
        match when:
            case [int(moment), str(reader)]:
                found[part] = (moment, reader)
    return found


def _begin(place: Path, mine: Path, found: Entries) -> None:
    """What a reader does first with the files: the work as it found it is kept beside them. Raises OSError."""
    if _is_of_worth(_work(found)[0]):
        earlier.keep(place, _lasting(found))
    _compact(place, mine)


def _lasting(entries: Entries) -> bytes:
    """The lines of what is there, but for where the user was and what was open, in an order of their own."""
    lines = [_entry(k, stamp, v) for k, (stamp, v) in sorted(entries.items()) if k[0] not in PATIENT and v is not None]
    return _line({"format": FORMAT}) + b"".join(lines)


def _is_of_worth(work: Work) -> bool:
    """Whether there is anything in it that somebody would miss."""
    return bool(
        work.clips
        or work.title
        or work.bottom
        or work.sections
        or work.speakers
        or work.names
        or work.rulings
        or work.by_hand
        or work.marks
    )


def _compact(place: Path, mine: Path) -> None:
    """A snapshot takes the place of dead readers' files, once they are many. Raises OSError, nothing lost at any point."""
    with ExitStack() as locks:
        if not locks.enter_context(disk.locked(place / "lock", os.O_CREAT)):
            return
        dead = [file for file in _readers(place) if file != mine and locks.enter_context(disk.locked(file))]
        many, much = LITTER
        if len(dead) < many and sum(file.stat().st_size for file in dead) < much:
            return
        try:
            entries = _read([*dead, place / SNAPSHOT])
        except _Newer:
            return
        lines = [_entry(key, stamp, value) for key, (stamp, value) in entries.items()]
        disk.atomic_write(place / SNAPSHOT, _line({"format": FORMAT}) + b"".join(lines), mode=0o600)
        for file in dead:
            file.unlink()


def _readers(place: Path) -> list[Path]:
    """The files of readers, running and dead. Raises OSError."""
    try:
        names = os.listdir(place)
    except FileNotFoundError:
        return []
    return sorted(place / name for name in names if name.endswith(".jsonl") and name[0] != "." and name != SNAPSHOT)


def _about(place: Path) -> dict[str, object]:
    try:
        known = json.loads((place / "pack.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


def _others(place: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from (folder for folder in place.parent.iterdir() if folder != place)


def _candidate(folder: Path, mine: frozenset[str]) -> Candidate | None:
    about = _about(folder)
    theirs, path = frozenset(_strings(about.get("sources"))), about.get("path")
    common = len(mine & theirs)
    if not common or 2 * common < min(len(mine), len(theirs)) or not isinstance(path, str):
        return None
    entries, _ = _load(folder)
    if not _is_of_worth(_work(entries)[0]):
        return None
    return Candidate(path, common, not os.path.lexists(path), folder)


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _entry(key: Key, stamp: Stamp, value: object) -> bytes:
    return _line({"t": stamp[0], "i": stamp[1], "k": list(key), "v": value})


def _line(record: Mapping[str, object]) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"
