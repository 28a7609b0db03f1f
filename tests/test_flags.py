"""What a reader has to know of a source: found where it is, and nowhere else."""

from __future__ import annotations

import pytest

from index import flags, read
from index.model import Dropped, Flag, Passage, Span
from tests.conftest import LERVIK, SEEDS

NEWS = [
    "The council met on Monday and decided that the old bridge should be closed for the whole winter.",
    "“We had no choice,” said the mayor after the meeting. “The engineers told us so, and we believed them.”",
    "The river had risen by two metres in a week, and nobody could say when it would fall again.",
]
GERMAN = [
    "Der Rat hat am Montag beschlossen, dass die alte Brücke für den ganzen Winter geschlossen wird.",
    "Der Fluss war in einer Woche um zwei Meter gestiegen, und niemand wusste, wann er wieder fällt.",
]


def of(paragraphs: list[str], headline: str = "A bridge closes", dropped: list[str] | None = None) -> dict[str, Flag]:
    """The flags of these paragraphs, and of pieces that were dropped behind them, by kind."""
    spans, text = [], ""
    for piece in (headline, *paragraphs, *(dropped or [])):
        spans.append(Span(len(text), len(text) + len(piece)))
        text += piece + "\n\n"
    kept = len(paragraphs) + 1
    passages = [Passage(n, span) for n, span in enumerate(spans[:kept])]
    out = [Dropped(span, "newsletter line", "") for span in spans[kept:]]
    found = flags.of(text, passages, out)
    assert all(flag.span is None or 0 <= flag.span.start < flag.span.stop <= len(text) for flag in found)
    return {flag.kind: flag for flag in found}


POEM = """The river goes by the town,
the river goes by the mill,
and where the river goes down
the water is never still;
It carries a boat or two,
a leaf and a bit of the sky,
and nobody knows what is true
of the water that passes by.
O river, what do you say
to the people who live on the shore?
I say what I said yesterday,
and tomorrow I say it once more.
The night is a bird on the wall,
the day is a bird on the wing,
and there is no river at all,
and there is no song to sing."""

SOUND = {
    "an article": NEWS,
    "an article that ends in a question": [*NEWS, "“Who is to pay for all of it, and when will the money come to us at last?”"],
    "an article that ends with an address": [*NEWS, "The whole report of the engineers can be read at https://example.org/report"],
    "an article that ends with an author": [*NEWS, "The mayor writes a column for this paper every other week. Translated by Jane Roe"],
    "an article about subscriptions": [*NEWS, "Readers have to subscribe to continue, said the publisher of the paper. " * 8],
    "an article about translation": ["The text was translated by Google, said the mayor, and nobody understood it. " * 4, *NEWS],
    "a poem": POEM.split("\n"),
    "a poem in one": [POEM],
    "a recipe": [*NEWS, "two eggs", "a pound of flour", "milk", "salt", "Bake it for an hour."],
    "a programme": [*NEWS, "19:00 – Doors open", "20:00 – The talk", "21:00 – Questions"],
    "a foreign quotation": [*NEWS, *NEWS, GERMAN[0]],
    "Portuguese": ["O conselho reuniu-se na segunda-feira em SÃO PAULO e decidiu fechar a ponte; a decisão não agradou."] * 3,
    "Persian": ["می‌خواهم کتاب‌ها را بخوانم و نمی‌دانم"],
    "Hebrew with marks": ["\u200fהמועצה החליטה (\u200eBridge\u200f) לסגור את הגשר"],
    "a family and a flag": ["They sent 👨\u200d👩\u200d👧 and 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f to us."],
    "hyphens for the printer": ["The coun\u00adcil de\u00adcided."],
    "one stray blank": ["The council \u200b decided."],
}  # fmt: skip


@pytest.mark.parametrize("paragraphs", SOUND.values(), ids=SOUND)
def test_a_sound_text_has_no_flag(paragraphs: list[str]) -> None:
    """Articles, poems, lists in articles, other languages: nothing is said of them."""
    assert of(paragraphs) == {}


@pytest.mark.parametrize(
    "file", sorted([*SEEDS.glob("*.txt"), *(LERVIK / "sources").glob("*.txt")]), ids=lambda f: f.name
)
def test_the_seeds_and_lervik_have_no_flag(file) -> None:
    """Eight sources as they came, without a flag."""
    assert read.article(file.read_bytes(), file.name).flags == ()


@pytest.mark.parametrize(
    "last",
    [
        "Nobody knew when the river would fall again. The mayor said that she had asked the",
        "The engineers will meet again next week, and then the council, which has been waiting,",
        "The engineers will meet again next week. Then the council will decide on the old br…",
        "The engineers will meet again next week. Then the council will have to decide...",
    ],
)
def test_a_text_that_breaks_off(last: str) -> None:
    """The last paragraph ends in a small word, a comma, a sentence begun, or three dots, where others end with a stop."""
    found = of([*NEWS, last])
    assert set(found) == {"truncated"}
    assert found["truncated"].reason.startswith("ends in ")


@pytest.mark.parametrize(
    "wall",
    [
        "Subscribe to continue reading",
        "Already a subscriber? Log in to read the full story.",
        "This article is for subscribers only.",
        "Cet article est réservé aux abonnés.",
        "Il vous reste 72.5% de cet article à lire.",
        "Jetzt weiterlesen mit einem Probeabo",
        "Dieser Artikel ist nur für Abonnenten",
        "Suscríbete para seguir leyendo",
        "Per continuare a leggere abbonati",
        "Conteúdo exclusivo para assinantes",
    ],
)
def test_a_paywall(wall: str) -> None:
    """The words of a paywall behind the last paragraph, kept or dropped, are what it ends in."""
    assert set(of(NEWS, dropped=[wall])) == {"truncated"}
    assert set(of([*NEWS, wall])) == {"truncated"}


def test_a_live_blog() -> None:
    """Four times of day as lines under a headline that says so; without it eight."""
    stamped = [line for n in range(4) for line in (f"{9 + n}:15", NEWS[n % 3])]
    assert set(of(stamped, "Storm live: bridge closed")) == {"live"}
    assert of(stamped) == {}
    many = [f"{9 + n}h05 – {NEWS[n % 3]}" for n in range(9)]
    assert set(of(many, "La tempête")) == {"live"}


def test_a_list_page() -> None:
    """Twenty headlines and no running text."""
    found = of([f"Council of the town number {n} votes on bridge" for n in range(20)])
    assert set(found) == {"list"}
    assert found["list"].reason.startswith("20 short items")


@pytest.mark.parametrize(
    "note",
    [
        "This article was automatically translated from German.",
        "Translated by Google",
        "Machine translation",
        "Dieser Text wurde maschinell übersetzt.",
        "Traduit automatiquement de l’anglais",
        "Traducido automáticamente del inglés",
        "Translated from Norwegian with DeepL",
    ],
)
def test_a_translation_by_a_machine(note: str) -> None:
    """A line at the head or at the end says so."""
    assert set(of([note, *NEWS])) == {"translated"}
    assert set(of(NEWS, dropped=[note])) == {"translated"}


def test_two_languages() -> None:
    """Two paragraphs of six in another language."""
    found = of([*NEWS, *GERMAN, NEWS[0]])
    assert set(found) == {"mixed"}
    assert "en and de" in found["mixed"].reason


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("The min\u200bister said no.", "zero-width space"),
        ("It cost 1\u00ad000 crowns.", "soft hyphen in a number"),
        ("The file is \u202egpj.exe", "direction override"),
        ("Read this\U000e0041\U000e0042.", "2 tag character"),
        ("A \u200bb \u200bc " * 6, "12 zero-width space"),
    ],
)
def test_characters_that_cannot_be_seen(text: str, says: str) -> None:
    """Inside a word, in a number, turning the direction, spelling in tags, or many: counted and named."""
    assert says in of([text])["hidden"].reason


def test_a_text_decoded_wrongly() -> None:
    """With the count of places, and one of them as it was meant."""
    found = of(["The cafÃ© of the town is closed, and thatâ€™s it."])
    assert found["mojibake"].reason == "was decoded wrongly once, in 2 places: “Ã©” was “é”"


def test_what_the_format_knows_comes_first() -> None:
    """No kind twice, and the format's own word for it stays."""
    text = "The min\u200bister said no."
    known = (Flag("incomplete", "page 3 could not be read"), Flag("hidden", "white text"), Flag("hidden", "again"))
    assert flags.of(text, [Passage(1, Span(0, len(text)))], [], known) == known[:2]
