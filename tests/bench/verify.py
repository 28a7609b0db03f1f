"""Quotations against a pack: none that is wrong may pass, few that are true may be refused, and all of it soon.

Mutants and true quotations stand in briefings and prose, in every kind of marks, with right and wrong sources and speakers.
"""

from __future__ import annotations

import os
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from index import engine, pack, verify
from index.fold import in_one_line
from index.model import CERTAIN, Article
from tests.bench import mutants
from tests.bench.mutants import DRESSES, KINDS, Others, Said, Texts
from tests.bench.press import Press

SEED = int(os.environ.get("BENCH_SEED", "20081128"))
MUTANTS = 600
"""Mutants of each kind and pack that are tried for; not all can be made."""
CLAIMS = 700
"""Wrong sources, and wrong speakers, of each pack."""
TRUE = 3_000
"""True quotations of each pack."""
SPEED = 200
SIZES = ((300, 1.0, 0.2), (10_000, 5.0, 1.0))
"""Articles, and the seconds for `SPEED` quotations: floor and goal."""
PASSED = ("exact", "typography", "elision")
ROOT = Path(__file__).parent.parent
_MARKS = re.compile("[\"“”„«»「」]|(?<!\\w)['‘]|['’](?!\\w)")
_MARKED = (
    ("“", "”"),
    ('"', '"'),
    ("«", "»"),
    ("„", "“"),
    ("»", "«"),
    ("‘", "’"),
    ("「", "」"),
    ("« ", " »"),
    ("``", "''"),
)
_ESCAPED = re.compile(r"([\\`*_\[\]<>|#~&])")

SPEAKING = (
    "{w} said: {q}", "{q}, said {w}.", "{q}, {w} said.", "According to {w}, {q}.", "{q}, according to {w}.",
    "{w} told reporters that {q}.", "{w} said on Monday that {q}.", "{q}, {w} told the committee.",
    "As {w} put it, {q}.", "In the words of {w}, {q}.", "**{w}**: {q}", "- **{w}:** {q}", "{w} is quoted as saying: {q}",
    "It was {w} who said {q}.", "{q} — {w}", "{q} ({w})", "{w}, who had arrived by train, said {q}.",
    "{q}, explained {w}, who had arrived by train.", "{w} warned: {q}", "Asked about it, {w} replied: {q}",
    "{q}, {w} added on the way out.", "{q}, added {w}.", "{w} insisted that {q}, and left.", "{w} wrote that {q}.",
    "On the quay {w} told Anna Nobody: {q}", "| Speaker | Words |\n| --- | --- |\n| {w} | {q} |",
    "| Words | Speaker |\n| --- | --- |\n| {q} | {w} |", "### {w}\n\n- {q}", "So sagte {w}: {q}", "{q}, sagte {w}.",
    "{q}, erklärte {w} am Montag.", "Laut {w} {q}.", "{q}, a déclaré {w}.", "Selon {w}, {q}.", "{w} a affirmé : {q}",
    "{q}, dijo {w}.", "Según {w}, {q}.", "{w} dijo: {q}",
)  # fmt: skip
"""Who is said to have said it, in words."""
NEARBY = (
    "He said {q}, and {w} left the room.", "The report quotes him: {q}. {w} said nothing.",
    "He said {q} before {w} said that the meeting was over.", "{q}, he said, while {w} told reporters nothing.",
    "It says {q}; {w} said nothing.", "{q}. Later, {w} said that it was over.", "{q}, he told {w}.",
    "After {w} had spoken, the others said {q}.", "He told {w} that {q}.", "{q}, they said to {w}.",
    "When {w} asked, they said {q}.", "{w} left. They said {q}.", "{q}, according to a friend of {w}.",
    "{q}, which {w} denied.", "He said of {w} that {q}.", "{q}, as they said when {w} declared the meeting open.",
    "{q} – whereas {w} said nothing.", "{q}, they said; {w} said no more.", "{w} heard them say {q}.",
    "A spokesman for {w} said {q}.", "{q}, a spokeswoman for {w} said.", "{q}, said an aide to {w}.",
    "They told {w}: {q}", "Unlike {w}, they said {q}.", "{q}, sagte er, und {w} ging.", "{q}, a-t-il dit à {w}.",
)  # fmt: skip
"""Somebody who is named nearby, and said nothing of it."""
CITING = (
    "{q} [{key}].", "{q} [{path}].", "{q} ([report]({path})).", "The [report]({path}) says {q}.", "[{q}]({path})",
    "{q}.[^1]\n\n[^1]: {path}", "{q}[^n].\n\n[^n]: {key}: {path}, ¶3", "{q} [1].\n\n## Sources\n\n1. {path}",
    "{q} 【1】.\n\n## Sources\n\n1. {path}", "{q} ({path}).", "{q} [{key}, ¶3].", "{q} ({path}, p. 2).",
    "- {q} — [{path}]({path})", "| Quotation | Source |\n| --- | --- |\n| {q} | {path} |",
)  # fmt: skip
"""Where it is said to stand, by key or path."""
PUBLISHED = (
    "{q} ({p}).", "According to {p}, {q}.", "{p} reported: {q}", "{q}, {p} reported.", "{q}, reported {p}.",
    "{p} says that {q}.", "{q}.[^1]\n\n[^1]: {p}, page 3.", "{q} ({p}, 2008).", "{p}: {q}", "As {p} wrote, {q}.",
    "He told {p} that {q}.", "{q}, he told {p}.", "In an interview with {p} he said {q}.", "Laut {p} {q}.",
    "{q}, berichtet {p}.", "Selon {p}, {q}.", "{q} [{p}].", "{q}, she told {p} on Monday.",
)  # fmt: skip
"""By whom it is said to be printed."""
_DOCUMENTS = frozenset(("declaration", "statement", "report", "memorandum", "letter", "note", "log"))
LEADS = (
    "",
    "It rained on Monday.\n\n",
    "# What we know\n\nNobody was hurt. ",
    "- It rained.\n\n",
    "The port was shut, ‘for now’.\n\n",
)
TRAILS = ("", "\n\nIt rained again on Tuesday.", "\n\n## Next\n\nNothing was decided.", " It rained.")


class Placed(NamedTuple):
    """A text to check, and where in it the quotation stands."""

    text: str
    start: int
    stop: int
    format: verify.Format


class World:
    """A pack, and what is needed to make texts from it."""

    def __init__(self, name: str, articles: Sequence[Article], seed: int) -> None:
        self.name, self.articles = name, articles
        self.texts = Texts(articles)
        self.draw = random.Random(f"{seed} {name}")
        self.said = [
            Said(a, q, in_one_line(q.span.of(a.text)))
            for a in articles
            for q in a.quotes
            if q.type != "indirect" and len(q.span.of(a.text).split()) > 3
        ]
        self.said += [
            Said(a, None, in_one_line(s))
            for a in articles[:: max(1, len(articles) // 20)]
            for p in a.passages
            for s in re.findall(r"(?:(?<=[.!?] )|(?<=\n)|^)[A-Z][^.!?\n]{25,400}[.!?](?=\s|$)", p.span.of(a.text))
        ]
        self.said = [s for s in self.said if not _MARKS.search(s.words)]
        persons = {q.speaker.name for a in articles for q in a.quotes if q.speaker and q.speaker.certainty >= CERTAIN}
        self.persons = sorted(p for p in persons if len(p.split()) == 2 and p.istitle())
        names = {m for a in articles for m in re.findall(r"(?<=[a-z] )[A-ZÀ-Þ]\w{3,}", a.text)}
        self.others = Others(self.said, sorted(names | {w for p in self.persons for w in p.split()}))
        self.surnames = Counter(p.split()[-1] for p in persons)
        self.publishers: dict[str, set[str]] = defaultdict(set)
        for a in articles:
            for fact in (a.masthead.publisher, a.masthead.agency):
                if fact is not None:
                    self.publishers[fact.value].add(a.path)

    def speakers(self, words: str) -> set[str] | None:
        """Who says these words, wherever the pack has them; None where that is not certain everywhere."""
        wanted, found, where = mutants.plain(words).strip(" ,.'").lower(), set[str](), set[str]()
        for a in self.articles:
            if a.path in (having := self._having(words)):
                for q in a.quotes:
                    if wanted in mutants.plain(q.span.of(a.text)).lower():
                        if q.speaker is None or q.speaker.certainty < CERTAIN:
                            return None
                        found.add(q.speaker.name)
                        where.add(a.path)
        return found if found and where == having else None

    def _having(self, words: str) -> set[str]:
        key = f"_having {words}"
        if key not in self.__dict__:
            self.__dict__[key] = self.texts.printing(words)
        having: set[str] = self.__dict__[key]
        return having

    def mention(self, person: str) -> str:
        """A person as a text names them: in full, with a title, by a surname that nobody shares."""
        last = person.split()[-1]
        if self.surnames[last] > 1:
            return person
        return self.draw.choice((person, last, f"Mr {last}", f"President {person}", f"Dr. {last}"))


def real() -> Iterator[World]:
    """The seeds and the pack of the tests, read anew."""
    with tempfile.TemporaryDirectory() as home:
        for name in ("CACHE", "STATE", "CONFIG", "DATA"):
            os.environ[f"XDG_{name}_HOME"] = f"{home}/{name}"
        for name, folder in (("seeds", ROOT.parent / "seeds"), ("lervik", ROOT / "packs" / "lervik" / "sources")):
            yield World(name, pack.open_pack(folder).articles, SEED)


# texts around a quotation


def place(world: World, words: str, frame: str = "", **told: str) -> Placed:
    """A quotation in a text: in marks of some kind, or as a block where no frame is wanted; as Markdown, web page or text."""
    draw = world.draw
    words = " ".join(words.split()) if frame[:1] == "|" else words
    kind: verify.Format = draw.choice(("md", "md", "html", "txt"))
    if kind != "md" and re.search(r"\n|\*\*|\[\{q\}\]|\]\(", frame):
        kind = "md"
    lead, trail = draw.choice(LEADS), draw.choice(TRAILS)
    if frame[:1] in tuple("|#-*"):
        lead = lead.partition("Nobody")[0]
    if frame[-1:] not in (".", "q", ""):
        trail = trail.removesuffix(" It rained.")
    if not frame and draw.random() < 0.4:
        shown = _shown(words, kind)
        inner = {
            "md": "> " + shown.replace("\n", "\n> "),
            "txt": "> " + shown.replace("\n", "\n> "),
            "html": f"<blockquote>{shown}</blockquote>",
        }[kind]
        return _put(kind, "He wrote:\n\n", inner, "\n\nIt rained.", shown)
    opened, closed = draw.choice(_MARKED)
    if opened == "``" and kind == "md":
        opened, closed = "“", "”"
    if opened == "‘" and re.search("['’]", words):
        opened, closed = "“", "”"
    shown = opened + _shown(words, kind) + closed
    text = frame or draw.choice(("They spoke of {q} there.", "It says: {q}", "What is meant by {q}?", "- {q}", "{q}"))
    comma = re.search(r"\{q\},", text)
    if comma and draw.random() < 0.5:  # the comma within the marks
        text = text.replace("{q},", "{q}")
        shown = opened + _shown(words.rstrip(",."), kind) + "," + closed
    before, after = text.split("{q}")
    return _put(kind, lead + _filled(before, told), shown, _filled(after, told) + trail, shown)


def _filled(text: str, told: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: told[m[1]], text)


def _shown(words: str, kind: verify.Format) -> str:
    if kind == "md":
        return _ESCAPED.sub(r"\\\1", words)
    return words.replace("&", "&amp;").replace("<", "&lt;") if kind == "html" else words


def _put(kind: verify.Format, before: str, inner: str, after: str, shown: str) -> Placed:
    if kind == "html":
        before, after = (re.sub(r"\n\n(?=.)", "</p><p>", part) for part in (before, after))
        before = f"<p>{before}"
    start = len(before) + inner.index(shown[:1])
    return Placed(before + inner + after, start, start + len(inner), kind)


# what is measured


def judged(world: World, checker: verify.Checker, placed: Placed) -> list[verify.Verdict]:
    """The verdicts on what stands in the place of the quotation."""
    found = verify.check(placed.text, checker, placed.format)
    return [v for v in found if v.span.start < placed.stop and placed.start < v.span.stop]


class Tally(NamedTuple):
    """How many were tried of each kind, and which of them went wrong."""

    tried: Counter[str]
    wrong: dict[str, list[tuple[str, Sequence[verify.Verdict]]]]

    def take(self, kind: str, text: str, verdicts: Sequence[verify.Verdict], is_wrong: bool) -> None:
        self.tried[kind] += 1
        if is_wrong:
            self.wrong[kind].append((text, verdicts))

    def table(self, told: str, floor: str) -> None:
        total, wrong = sum(self.tried.values()), sum(map(len, self.wrong.values()))
        share = f" ({wrong / max(1, total):.2%})"
        print(f"  {told}: {wrong} of {total:,}{share}; {floor}")
        for kind in sorted(self.tried):
            print(f"    {kind:<22}{len(self.wrong[kind]):>6} of {self.tried[kind]:,}")
        for kind in self.wrong if os.environ.get("BENCH_SHOW") else ():
            by_frame = Counter(text.partition("\0")[0] for text, _ in self.wrong[kind])
            for frame, count in by_frame.most_common():
                print(f"      {kind} {count} {frame if len(frame) < 90 else ''}")
                shown = [case for case in self.wrong[kind] if case[0].partition("\0")[0] == frame]
                for text, verdicts in shown[: int(os.environ["BENCH_SHOW"])]:
                    print(f"          {text.partition(chr(0))[2] or text!r}")
                    for v in verdicts:
                        print(f"          > {v.status} {v.plain!r} {v.cited} {v.found} near {v.nearest}")


def _tally() -> Tally:
    return Tally(Counter(), defaultdict(list))


def wrong_words(world: World, checker: verify.Checker, tally: Tally) -> None:
    """Mutants of the words themselves, told of the right speaker and source or of none."""
    seen = set[str]()
    for n, kind in enumerate(KINDS):
        fit = [s for s in world.said if kind is not mutants.number or any(map(str.isdigit, s.words))]
        for _ in range(MUTANTS):
            said = world.draw.choice(fit)
            made = mutants.mutant(said, n, world.draw, world.others, world.texts)
            if made is None or made in seen or _MARKS.search(made) or len(re.findall(r"\w+", made)) < 3:
                continue
            seen.add(made)
            placed = _told_rightly(world, said, made) if world.draw.random() < 0.5 else place(world, made)
            found = judged(world, checker, placed)
            tally.take(kind.__name__, placed.text, found, bool(found) and all(v.status in PASSED for v in found))
            if not found:
                tally.take("not seen", placed.text, found, False)


def _told_rightly(world: World, said: Said, words: str) -> Placed:
    draw = world.draw
    if draw.random() < 0.5:
        frame = draw.choice(CITING)
        return place(world, words, frame, key=said.article.key, path=said.article.path)
    if said.quote and said.quote.speaker and said.quote.speaker.name in world.persons:
        return place(world, words, draw.choice(SPEAKING), w=world.mention(said.quote.speaker.name))
    return place(world, words, draw.choice(("He said that {q}.", "{q}, she said.")))


def wrong_claims(world: World, checker: verify.Checker, tally: Tally) -> None:
    """True words, told of a source that does not have them, or of somebody who did not say them."""
    draw = world.draw
    for _ in range(CLAIMS):
        said = draw.choice(world.said)
        having = world.texts.printing(said.words)
        lacking = [a for a in world.articles if a.path not in having]
        if lacking:
            a = draw.choice(lacking)
            placed = place(world, said.words, frame := draw.choice(CITING), key=a.key, path=a.path)
            _take_wrong(world, checker, tally, "source", frame, placed)
        named = "\n".join(f"{a.text} {a.path}" for a in world.articles if a.path in having)
        telling = {p: [w.lower() for w in p.split() if len(w) > 4] for p in world.publishers}
        lacking_papers = [
            p
            for p, paths in world.publishers.items()
            if not paths & having and p not in named and not any(w in named.lower() for w in telling[p] if " " in p)
        ]
        if lacking_papers:
            p = draw.choice(lacking_papers)
            placed = place(world, said.words, frame := draw.choice(PUBLISHED), p=p)
            _take_wrong(world, checker, tally, "publisher in words", frame, placed)
    quoted = [s for s in world.said if s.quote]
    for _ in range(CLAIMS):
        said = draw.choice(quoted)
        true = world.speakers(said.words)
        others = [p for p in world.persons if true and not set(p.split()) & {w for t in true for w in t.split()}]
        if true and others and not any(_is_role(t) for t in true):
            who = world.mention(draw.choice(others))
            placed = place(world, said.words, frame := draw.choice(SPEAKING), w=who)
            _take_wrong(world, checker, tally, "speaker", frame, placed)


def _is_role(name: str) -> bool:
    """Whether somebody is known by what they are alone: it cannot be told who that is not."""
    head = re.split(" (?:of|for|from) ", name)[0].split()[-1]
    return " " not in name or (head[:1].islower() and head not in _DOCUMENTS)


def _take_wrong(world: World, checker: verify.Checker, tally: Tally, kind: str, frame: str, placed: Placed) -> None:
    found = judged(world, checker, placed)
    passed = bool(found) and all(v.status in PASSED for v in found)
    tally.take(kind, f"{frame}\0{placed.text}", found, passed)


def true_quotations(world: World, checker: verify.Checker, tally: Tally) -> None:
    """True words in other dress, told of nobody, of the right speaker or source, or with somebody named nearby."""
    draw = world.draw
    for n in range(TRUE):
        said = draw.choice(world.said)
        dress = DRESSES[n % len(DRESSES)]
        words = dress(said.words, draw)
        true = world.speakers(said.words) if said.quote else None
        kind = draw.choice(("bare", "speaker", "nearby", "source", "publisher"))
        papers = [f.value for f in (said.article.masthead.publisher, said.article.masthead.agency) if f]
        if kind == "speaker" and true and len(true) == 1 and (who := next(iter(true))) in world.persons:
            placed = place(world, words, frame := draw.choice(SPEAKING), w=world.mention(who))
        elif kind == "nearby":
            placed = place(world, words, frame := draw.choice(NEARBY), w=world.mention(draw.choice(world.persons)))
        elif kind == "source":
            placed = place(world, words, frame := draw.choice(CITING), key=said.article.key, path=said.article.path)
        elif kind == "publisher" and papers:
            placed = place(world, words, frame := draw.choice(PUBLISHED), p=draw.choice(papers))
        else:
            kind, frame = "bare", ""
            placed = place(world, words)
        found = judged(world, checker, placed)
        refused = not found or any(v.status not in (*PASSED, "ambiguous") for v in found)
        tally.take(kind, f"{frame}\0{placed.text}", found, refused)


# speed


def text_of(articles: Sequence[Article], seed: int) -> str:
    """A briefing of `SPEED` quotations of these articles: exact, altered and found nowhere, with their sources."""
    draw, press = random.Random(seed), Press(seed + 1)
    paragraphs, notes = [], []
    for n in range(SPEED):
        a = draw.choice(articles)
        q = draw.choice(a.quotes)
        words = in_one_line(q.span.of(a.text)).split()
        if n % 3 == 1:
            words[draw.randrange(len(words))] = "anders"
        elif n % 3 == 2:
            other = press.article(n)
            words = other.quotes[0].span.of(other.text).split()
        who = q.speaker.name if q.speaker else "he"
        paragraphs.append(
            f"“{' '.join(words)}” said {who}.[^{n}]" if n % 2 else f"> {' '.join(words)}\n>\n> — {who} [^{n}]"
        )
        notes.append(f"[^{n}]: {a.key}: {a.path}")
    return "# Briefing\n\n" + "\n\n".join((*paragraphs, *notes)) + "\n"


def _seconds(work: Callable[[], object]) -> float:
    """CPU seconds: what the machine does beside it does not count."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _check(text: str, articles: Sequence[Article], searcher: engine.Searcher | None = None) -> None:
    verify.check(text, verify.Checker(articles, searcher))


def speed() -> None:
    everything = list(Press(SEED).articles(SIZES[-1][0]))
    verify.check("> warm up the parser", everything[:1])
    for size, floor, goal in SIZES:
        articles = everything[:size]
        text = text_of(articles, SEED)
        with tempfile.TemporaryDirectory() as folder:
            engine.build(Path(folder), articles)
            searcher = engine.Searcher(articles, Path(folder))
            try:
                taken = min(_seconds(partial(_check, text, articles, searcher)) for _ in range(3))
            finally:
                searcher.close()
        without = _seconds(partial(_check, text, articles))
        met = "goal" if taken <= goal else "floor" if taken <= floor else "NO"
        print(
            f"  {SPEED} quotations, {size:,} articles, index ready: {taken:.2f} s (floor {floor:g}, goal {goal:g}: {met}); without an index {without:.2f} s"
        )


def main() -> None:
    print(f"  seed {SEED}")
    wrong, claimed, refused = _tally(), _tally(), _tally()
    for world in (*real(), World("press", list(Press(SEED).articles(60)), SEED)):
        checker = verify.Checker(world.articles)
        wrong_words(world, checker, wrong)
        wrong_claims(world, checker, claimed)
        true_quotations(world, checker, refused)
    wrong.table("mutants that pass", "floor and goal 0")
    claimed.table("wrong sources and speakers that pass", "floor and goal 0")
    refused.table("true quotations refused", "floor 2 %, goal 0.2 %")
    if not os.environ.get("NO_SPEED"):
        speed()
