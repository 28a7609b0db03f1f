"""Who said what: what the user puts right holds, is found again, and can be taken back."""

from __future__ import annotations

import string
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.model import Article, Quote, Span, Speaker
from index.pack import Pack
from reader import people
from reader.journal import Called, Work
from reader.shown import Choice, Option
from tests.test_desk import a_pack

TEXT = "Head\n\n“We stay here,” said Ann Holt.\n\n“We go now,” said Mrs Holt.\n\n“Who knows,” she said."


def spelt(pack: Pack, *mentions: str) -> Pack:
    """The pack with the speakers' names spelt in other ways, quotation by quotation."""
    given_ = iter(mentions)

    def mentioned(quote: Quote) -> Quote:
        assert quote.speaker is not None
        return replace(quote, speaker=replace(quote.speaker, mention=next(given_)))

    articles = tuple(replace(a, quotes=tuple(map(mentioned, a.quotes))) for a in pack.articles)
    return replace(pack, articles=articles)


def holts() -> Pack:
    quoted = [("We stay here", "Ann Holt", 1.0), ("We go now", "Ann Holt", 1.0), ("Who knows", "Ann Holt", 0.6)]
    return spelt(a_pack(("A", TEXT, quoted), ("B", TEXT, quoted)), *("Ann Holt", "Mrs Holt", "she") * 2)


def names(pack: Pack, work: Work) -> list[str]:
    who = people.of(pack, work).who
    return [who(q).name for q in pack.quotes]


def changed(pack: Pack, before: str, after: str) -> Pack:
    """The first source with other words, as it would be read then: spans where the words are, another fingerprint."""
    one = pack.articles[0]
    text = one.text.replace(before, after)
    moved = []
    for quote in one.quotes:
        words = quote.span.of(one.text)
        if words in text:
            start = text.index(words)
            moved.append(replace(quote, span=Span(start, start + len(words))))
    passages, at = [], 0
    for passage, paragraph in zip(one.passages, text.split("\n\n"), strict=True):
        passages.append(replace(passage, span=Span(at, at + len(paragraph))))
        at += len(paragraph) + 2
    source = replace(one.source, sha256="f" * 64)
    article = replace(one, source=source, text=text, quotes=tuple(moved), passages=tuple(passages))
    return replace(pack, articles=(article, *pack.articles[1:]))


def put_right(pack: Pack, quote: int, name: str, work: Work | None = None) -> Work:
    q = pack.quotes[quote]
    return people.put_right(work or Work(), pack.by_path[q.source], q, name)


def test_one_quotation_put_right_leaves_the_others() -> None:
    """The name is certain and shown as given by hand, for this quotation and no other."""
    pack = holts()
    who = people.of(pack, put_right(pack, 2, " Bo Holt ")).who
    assert who(pack.quotes[2]) == ("Bo Holt", True, True)
    assert who(pack.quotes[1]) == ("Ann Holt", True, False)
    assert who(pack.quotes[5]) == ("Ann Holt", False, False)


def test_a_correction_is_found_again_in_a_changed_source() -> None:
    """Words that moved keep the speaker given to them; where they are gone, or stand twice, nothing is guessed."""
    pack = holts()
    work = put_right(pack, 1, "Bo Holt")
    assert names(changed(pack, "Head", "A longer head"), work)[1] == "Bo Holt"
    assert names(changed(pack, "We go now", "We go soon"), work).count("Bo Holt") == 0
    twice = changed(changed(pack, "Head", "A longer head"), "“Who knows", "“We go now. Who knows")
    assert names(twice, work).count("Bo Holt") == 0


def test_a_correction_holds_where_the_quotation_is_cut_a_little_differently() -> None:
    """A later version may count the comma to a quotation: four fifths in common are the same one, less are not."""
    pack = holts()
    work = put_right(pack, 0, "Bo Holt")
    one = pack.articles[0]
    longer = replace(one.quotes[0], span=Span(one.quotes[0].span.start, one.quotes[0].span.stop + 1))
    shorter = replace(one.quotes[0], span=Span(one.quotes[0].span.start, one.quotes[0].span.start + 7))
    for quote, name in ((longer, "Bo Holt"), (shorter, "Ann Holt")):
        there = replace(pack, articles=(replace(one, quotes=(quote, *one.quotes[1:])), pack.articles[1]))
        assert names(there, work)[0] == name


def test_a_speaker_made_one_with_another_is_that_one_everywhere() -> None:
    """All quotations of the one get the name of the other; whether they are certain stays as it was."""
    pack = holts()
    work = people.named(Work(), Called("Ann Holt"), "Bo Dahl")
    who = people.of(pack, work).who
    assert names(pack, work) == ["Bo Dahl"] * 6
    assert [who(q).certain for q in pack.quotes] == [True, True, False] * 2
    assert all(who(q).by_hand for q in pack.quotes)
    assert list(people.of(pack, work).tags) == ["Bo Dahl"]
    (called,) = people.of(pack, work).given("Bo Dahl")
    assert people.forgotten(work, called) == Work()


def test_names_given_by_hand_are_made_one_too() -> None:
    """A name that was given to one quotation goes with its speaker when that is made one with another."""
    pack = holts()
    work = people.named(put_right(pack, 0, "Bo"), Called("Bo"), "Bo Dahl")
    assert names(pack, work)[0] == "Bo Dahl"


def test_a_speaker_is_parted_by_spelling_or_by_source() -> None:
    """Those spelt in one way, or those of one source, are somebody else; the others stay."""
    pack = holts()
    spelling = people.named(Work(), Called("Ann Holt", spelling="Mrs Holt"), "Eva Holt")
    assert names(pack, spelling) == ["Ann Holt", "Eva Holt", "Ann Holt"] * 2
    source = people.named(Work(), Called("Ann Holt", source="B"), "Eva Holt")
    assert names(pack, source) == ["Ann Holt"] * 3 + ["Eva Holt"] * 3


def test_a_spelling_is_a_name() -> None:
    """Pronouns and common nouns are no spelling of a name; an abbreviation in capitals is one."""
    said = a_pack(("A", "x", [("x", "Shanghai Cooperation Organization", 1.0)])).quotes[0]

    def of(mention: str, name: str) -> str:
        return people.spelling(replace(said, speaker=Speaker(mention, None, name, 1.0)))

    assert of("Mrs  Holt", "Ann Holt") == "Mrs Holt"
    assert of("SCO", "Shanghai Cooperation Organization") == "SCO"
    assert [of(m, "Ann Holt") for m in ("she", "She", "the minister", "The Minister", "I")] == [""] * 5


CALLS = st.sampled_from(["a", "b", "c", "d"])


@given(st.lists(st.tuples(CALLS, CALLS), max_size=8))
def test_whatever_is_made_one_with_whatever_every_name_ends(merges: list[tuple[str, str]]) -> None:
    """In any order of merging, also in circles, each speaker ends at one name, and the last one merged at the one named."""
    work, pack = Work(), Pack(holts().folder, "0", "pack", (), ())
    for one, other in merges:
        final = people.of(pack, work).final
        one, other = final(one), final(other)
        if one != other:
            work = people.named(work, Called(one), other)
            assert people.of(pack, work).final(one) == other
    found = {name: people.of(pack, work).final(name) for name in "abcd"}
    assert all(people.of(pack, work).final(name) == name for name in found.values())


def many(n: int) -> Pack:
    """A pack in which as many people speak, all of one initial."""
    spoken = [f"Al{string.ascii_lowercase[k // 26]}{string.ascii_lowercase[k % 26]}" for k in range(n)]
    text = "Head\n\n" + "\n\n".join(f"“Word {k}” {name}" for k, name in enumerate(spoken))
    return a_pack(("A", text, [(f"Word {k}”"[:-1], name, 1.0) for k, name in enumerate(spoken)]))


def test_sixty_speakers_have_sixty_letters() -> None:
    """Large letters, small ones, then figures; after them they repeat, and the name tells."""
    tags = people.of(many(60), Work()).tags
    assert len({tag.letter for tag in tags.values()}) == len(tags) == 60
    assert {tag.hue for tag in tags.values()} == set(range(1, 9))
    assert len({tag.letter for tag in people.of(many(80), Work()).tags.values()}) == 62


def test_letters_are_one_cell_wide() -> None:
    """A name in Chinese characters gets a letter that fits the gutter; one in Greek letters its own."""
    text = "Head\n\n“One” 習近平\n\n“Two” Ωμέγα"
    tags = people.of(a_pack(("A", text, [("One", "習近平", 1.0), ("Two", "Ωμέγα", 1.0)])), Work()).tags
    assert [tag.letter for tag in tags.values()] == ["A", "Ω"]


def test_who_is_certain_has_the_first_choice_of_letters() -> None:
    """A name that is only a candidate takes no letter from one that is certain, wherever it stands."""
    text = "Head\n\n“One” Ames\n\n“Two” Abel"
    tags = people.of(a_pack(("A", text, [("One", "Ames", 0.5), ("Two", "Abel", 1.0)])), Work()).tags
    assert (tags["Abel"].letter, tags["Ames"].letter) == ("A", "M")


def article_with_reported(pack: Pack) -> Article:
    one = pack.articles[0]
    said = replace(one.quotes[0], id="A1.i1", type="indirect", speaker=Speaker("Zoe", None, "Zoe", 1.0))
    return replace(one, indirect=(said,))


def test_reported_speech_changes_no_letter() -> None:
    """Who is quoted nowhere but without marks has a letter behind all others: switching it on recolours nothing."""
    pack = holts()
    told = replace(pack, articles=(article_with_reported(pack), *pack.articles[1:]))
    before, after = people.of(pack, Work()).tags, people.of(told, Work()).tags
    assert {name: after[name] for name in before} == before
    assert list(after) == [*before, "Zoe"]


def test_persons_stand_before_bodies_among_the_names_found() -> None:
    """What begins a person's name or is the whole surname comes before bodies and documents; accents and case are looked past."""
    names = ("Okafor's office", "Ministry of Okafor", "Daniel Okafor", "Aksel Rønning", "Okafor Lie")
    options = tuple(Option(name, (), print, people.is_person(name)) for name in names)

    def found(typed: str) -> list[str]:
        return [o.name for o in Choice("", options, typed).found]

    assert found("okafor") == ["Daniel Okafor", "Okafor Lie", "Okafor's office", "Ministry of Okafor"]
    assert found("OKA")[:2] == ["Okafor Lie", "Daniel Okafor"]
    assert found("ronning") == found("RØNN") == found("aksel rönning") == ["Aksel Rønning"]
    assert found("") == list(names)
