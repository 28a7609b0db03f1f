"""What is asked of the ledger and of speakers: words to filter by, who is meant, who is the same as whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from index.model import Article, Quote
from reader import aside, comparing, people, sifting
from reader import desk as moves
from reader.desk import Desk
from reader.journal import Called
from reader.over import Over
from reader.paint import Piece, cut
from reader.panes.ledger import speaker_pieces
from reader.panes.slug import headline_of, many, publisher_of
from reader.shown import Option


class Naming(Over):
    """Asks for names; what becomes of them are moves."""

    # --- sources side by side ---

    def do_other_source(self) -> None:
        """Which other source is to stand in this pane."""
        self._choose_source("Another source here", comparing.shown_here)

    def do_add(self) -> None:
        """Which source is to stand beside those that do."""
        if len(self.desk.open) == moves.PANES:
            self.say(f"there are {moves.PANES} sources side by side: X drops one")
        else:
            self._choose_source("One source more", comparing.added)

    def _choose_source(self, title: str, done: Callable[[Desk, str], Desk]) -> None:
        desk = self.desk

        def choice(article: Article) -> Option:
            key, publisher = article.key.rjust(4), cut(publisher_of(article), 22)
            shown = (Piece(f"{key} ", "bright bold"), Piece(f"{publisher}  "), Piece(headline_of(article), "dim"))
            name = f"{article.key} {publisher_of(article)} {headline_of(article)} {article.path}"
            return Option(name, shown, lambda: self.show_desk(done(self.desk, article.path)))

        options = [choice(article) for article in comparing.kin(desk)]
        if options:
            self.choose(title, "source", options)
        else:
            self.say("no other source to show")

    # --- the ledger ---

    def do_narrow(self) -> None:
        """Filter the ledger while one types; esc leaves it as it was."""
        before = self.desk

        def typed(text: str) -> None:
            if self.shown.question is not None:
                self.show_desk(sifting.narrowed(self.desk, replace(self.desk.lens, words=text)))
            else:  # left
                self.show_desk(sifting.narrowed(self.desk, before.lens))

        def answered(text: str) -> None:
            self.show_desk(sifting.narrowed(self.desk, replace(self.desk.lens, words=text.strip())))

        self.ask("/", before.lens.words, answered, typed, "keep")

    def do_speakers(self) -> None:
        """Every speaker of what the ledger shows, to narrow it to one."""
        desk = self.desk
        every = replace(desk, lens=replace(desk.lens, speaker=None))

        def only(name: str | None) -> Callable[[], None]:
            return lambda: self.show_desk(sifting.narrowed(self.desk, replace(self.desk.lens, speaker=name)))

        counts = moves.sifted(every).speakers
        if not counts:
            self.say("nobody says anything here")
            return
        options = [self._option(desk, name, str(n), only(name)) for name, n in counts.items()]
        if desk.lens.speaker is not None:
            options.insert(0, Option("all speakers", (Piece("  all speakers", "bright"),), only(None)))
        self.choose("Whose statements", "speaker", options)

    def _option(self, desk: Desk, name: str, said: str, chosen: Callable[[], None]) -> Option:
        width = min(self.over_width - 12, 48)
        pieces = speaker_pieces(moves.tags(desk), name, width)
        used = 2 + len(pieces[-1].text)
        count = Piece(said.rjust(max(width + 8 - used, 1)), "dim")
        return Option(name or "nobody named", (Piece(" "), *pieces, count), chosen, people.is_person(name))

    # --- one quotation ---

    def _meant(self) -> list[Quote]:
        """The quotations that a name is given to: all parts of one utterance; in the ledger the statement under the cursor.

        Of a statement it is every version, or the one in the source whose column is chosen.
        """
        desk = self.desk
        if desk.view == "quotes":
            statement = moves.current(desk)
            if statement is None:
                return []
            return list(statement.quotes if desk.column is None else moves.version_here(desk))
        passage, article = desk.passage, desk.article
        if article is None or passage is None:
            return []
        shown = moves.quotes_of(desk, article)
        quote = desk.quote or next((q for q in shown if q.passage == passage.n and "nested" not in q.flags), None)
        parts = [q for q in shown if quote and q.group == quote.group and "nested" not in q.flags]
        return parts or ([quote] if quote else [])

    def do_speaker(self) -> None:
        """Who spoke the quotation under the cursor: one of the pack's speakers, or any name."""
        quotes = self._meant()
        if not quotes:
            self.say("no quotation here")
            return
        name = moves.speaker_of(self.desk, quotes[0]).name

        def said_by(name: str) -> None:
            self.show_desk(aside.corrected(self.desk, quotes, name))

        self.ask("said by", name, said_by, names=moves.tags(self.desk), chosen=True)

    # --- all over the pack ---

    def do_merge(self) -> None:
        """Make the speaker under the cursor one with another one, or part what was taken for one."""
        desk, quotes = self.desk, self._meant()
        name = moves.speaker_of(desk, quotes[0]).name if quotes else ""
        if not name:
            self.say("no quotation here" if not quotes else "nobody is named here: a says who spoke")
            return
        mine = _of_speaker(desk, name)

        def named(one: str, other: str, quoted: int) -> None:
            work = people.named(self.desk.work, Called(one), other)
            said = f"{one} is {other.strip()}: {many(quoted, 'quotation')} · u takes it back, later M, split"
            self.show_desk(aside.changed(self.desk, work, said))

        def one_with(other: str) -> None:
            named(name, other, len(mine))

        def one_of(known: str) -> None:
            """The two are one, called by the name that says more: Ilona Vasek, not Minister."""
            if len(known.split()) < len(name.split()):
                named(known, name, counts[known])
            else:
                one_with(known)

        counts = Counter(moves.speaker_of(desk, q).name for a in desk.pack.articles for q in a.quotes)
        others = [known for known in moves.tags(desk) if known != name]
        options = list(self._parted(desk, quotes, name, mine))
        for known in sorted(others, key=lambda n: -counts[n]):
            options.append(self._option(desk, known, str(counts[known]), partial(one_of, known)))

        def typed(text: str) -> None:
            if text.strip() and text.strip() != name:
                one_with(text)
            else:
                self.say("nothing is changed: type a name, or go down to one")

        self.choose(f"{name} is the same as …", "same as", options, typed)

    def _parted(self, desk: Desk, quotes: list[Quote], name: str, mine: list[Quote]) -> Iterable[Option]:
        """The ways to part a speaker in two that leave something of it."""
        for called in people.of(desk.pack, desk.work).given(name):
            said = called.name + (f" as “{called.spelling}”" if called.spelling else "")
            said += f" in {desk.pack.by_path[called.source].key}" if called.source in desk.pack.by_path else ""

            def own_again(called: Called = called) -> None:
                work = people.forgotten(self.desk.work, called)
                self.show_desk(aside.changed(self.desk, work, f"{called.name} is somebody else than {name}"))

            yield _split(f"{said} is somebody else again", own_again)
        quote = quotes[0]
        if quote.speaker is None or len(mine) <= len(quotes):
            return
        there, spelt = desk.pack.by_path[quote.source], people.spelling(quote)
        base = quote.speaker.name
        ways = [
            (
                Called(base, spelling=spelt),
                f"those spelt “{spelt}”",
                [q for q in mine if people.spelling(q) == spelt],
                spelt,
            ),
            (
                Called(base, source=quote.source),
                f"those in {there.key}",
                [q for q in mine if q.source == quote.source],
                "",
            ),
        ]
        for called, said, parted, offered in ways:
            if (called.spelling or called.source) and 0 < len(parted) < len(mine):
                yield _split(
                    f"{said} are somebody else: {many(len(parted), 'quotation')}", self._renamer(called, offered)
                )
        yield _split("this one is somebody else", self.do_speaker)

    def _renamer(self, called: Called, offered: str) -> Callable[[], None]:
        def named(name: str) -> None:
            if name.strip():
                work = people.named(self.desk.work, called, name)
                self.show_desk(aside.changed(self.desk, work, f"those are {name.strip()}"))

        offered = offered if offered != called.name else ""
        return lambda: self.ask("who are", offered, named, names=moves.tags(self.desk))


def _of_speaker(desk: Desk, name: str) -> list[Quote]:
    who = people.of(desk.pack, desk.work).who
    return [q for a in desk.pack.articles for q in (*a.quotes, *a.indirect) if who(q).name == name]


def _split(said: str, chosen: Callable[[], None]) -> Option:
    return Option(said, (Piece("  "), Piece("split ", "dim"), Piece(said, "bright")), chosen)
