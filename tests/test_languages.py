"""The language of a text, from its small words or its script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import languages

TEXTS = {
    "en": "The ship was late, and nobody on the quay knew when it would be in or who was on board.",
    "de": "Das Schiff kam zu spät, und niemand auf dem Kai wusste, wann es da sein würde oder wer an Bord war.",
    "fr": "Le navire était en retard et personne sur le quai ne savait quand il arriverait ni qui était à bord.",
    "es": "El barco llegó tarde y nadie en el muelle sabía cuándo iba a llegar ni quién estaba a bordo.",
    "it": "La nave era in ritardo e nessuno sul molo sapeva quando sarebbe arrivata né chi era a bordo della nave.",
    "pt": "O navio estava atrasado e ninguém no cais sabia quando ele ia chegar nem quem não estava a bordo.",
    "nl": "Het schip was te laat en niemand op de kade wist wanneer het er zou zijn of wie er aan boord was.",
    "sv": "Fartyget var sent och ingen på kajen visste när det skulle komma eller vem som var ombord på det.",
    "pl": "Statek był spóźniony i nikt na nabrzeżu nie wiedział, kiedy się pojawi, ani że jest to za późno.",
    "tr": "Gemi çok geç kaldı ve bir kişi bile bu geminin ne zaman gelecek olduğunu daha sonra da bilmedi.",
    "ca": "El vaixell va arribar tard i ningú al moll no sabia quan arribaria ni qui hi havia a bord del vaixell.",
    "gl": "O barco chegou tarde e ninguén no peirao sabía cando ía chegar nin quen estaba a bordo do barco na noite.",
    "ro": "Vaporul a întârziat și nimeni de pe chei nu știa când va sosi sau cine este la bordul lui din port.",
    "da": "Skibet kom for sent, og ingen på kajen vidste, hvornår det ville være der, eller hvem der var om bord.",
    "no": "Skipet var forsinket, og ingen på kaia visste når det ble ventet eller hvem som var med for å seile.",
    "cs": "Loď měla zpoždění a nikdo na nábřeží nevěděl, kdy bude v přístavu ani kdo je na její palubě, která se již blíží.",
    "fi": "Laiva oli myöhässä, eikä kukaan laiturilla ole kuullut, milloin se on satamassa tai että ketä on mukana kun se tulee.",
    "hu": "A hajó késett, és a rakparton senki sem tudta, hogy mikor ér ide, vagy hogy ki van már a fedélzeten.",
    "id": "Kapal itu terlambat dan tidak ada yang tahu di dermaga kapan akan tiba atau siapa yang ada di kapal itu.",
    "ru": "Корабль опоздал, и никто на причале не знал, когда он придёт и кто на борту.",
    "uk": "Корабель запізнився, і ніхто на пристані не знав, коли він прийде і хто на борту.",
    "el": "Το πλοίο άργησε και κανείς στην προβλήτα δεν ήξερε πότε θα έρθει.",
    "he": "הספינה איחרה ואיש על הרציף לא ידע מתי תגיע.",
    "ar": "تأخرت السفينة ولم يعرف أحد على الرصيف متى ستصل.",
    "ja": "船は遅れ、埠頭の誰もいつ着くのか知らなかった。",
    "ko": "배는 늦었고 부두에 있는 아무도 언제 도착할지 몰랐다.",
    "zh": "船晚点了，码头上没有人知道它什么时候到。",
}


@pytest.mark.parametrize("language", TEXTS)
def test_one_sentence_tells_the_language(language: str) -> None:
    """A sentence of some twenty words is enough."""
    assert languages.of(TEXTS[language]) == language


def test_every_language_that_is_told_has_a_name() -> None:
    """In English, for people to choose by."""
    assert set(languages.NAMES) == set(TEXTS)


@pytest.mark.parametrize("text", ["", "12 345 67", "Lervik Tarnholm Ostenborg Skarn", "bridge_01.jpg", "???"])
def test_no_language_is_guessed_from_names_and_figures(text: str) -> None:
    """Where no small word speaks for a language, none is named."""
    assert languages.of(text) is None


def test_a_foreign_name_does_not_turn_the_language() -> None:
    """Some words of another script or language inside a text leave it what it is."""
    assert languages.of(TEXTS["en"] + " She said «навсегда» and „die Brücke“.") == "en"


SHORT = {
    "en": "The port will stay shut until the ice has gone, the harbour master said.",
    "de": "Der Hafen bleibt geschlossen, bis das Eis weg ist, sagte die Kapitänin.",
    "fr": "Le port restera fermé jusqu'à demain, a dit la capitaine.",
    "es": "El puerto seguirá cerrado hasta mañana, dijo la capitana.",
}
OTHERS = [
    "Il porto resterà chiuso fino a domani, ha detto la capitana. Non è la prima volta che il ghiaccio blocca le navi.",
    "O porto vai ficar fechado até amanhã, disse a capitã. Não é a primeira vez que o gelo bloqueia os navios.",
    "De haven blijft tot morgen gesloten, zei de havenmeester. Het is niet de eerste keer dat het ijs dit doet.",
    "Port pozostanie zamknięty do jutra, powiedziała kapitan. To nie jest pierwszy raz, kiedy lód zatrzymał statki.",
    "Liman yarına kadar kapalı kalacak, dedi kaptan. Bu buzun gemileri ilk kez durdurması değil ve çok sürecek.",
    "De Hafe bleift bis muer zou, sot d'Hafemeeschterin. Et ass net déi éischte Kéier datt d'Äis d'Schëffer ophält.",
]


@pytest.mark.parametrize("language", SHORT)
def test_a_short_sentence_tells_a_language_with_a_lexicon(language: str) -> None:
    """Ten words are enough for a language in which speakers are named."""
    assert languages.of(SHORT[language]) == language


@pytest.mark.parametrize("text", OTHERS)
def test_another_language_is_not_taken_for_one_with_a_lexicon(text: str) -> None:
    """Italian is no Spanish, Dutch no German: nobody is named by the wrong grammar."""
    assert languages.of(text) not in SHORT


def test_some_sentences_of_another_language_leave_it_what_it_is() -> None:
    """A French article with an English statement in it stays French."""
    mixed = f"{TEXTS['fr']} {SHORT['fr']} {TEXTS['fr']} « {TEXTS['en']} »"
    assert languages.of(mixed) == "fr"


def test_tables_of_names_between_sentences_have_their_language() -> None:
    """Results and figures do not drown the sentences around them."""
    table = " ".join(f"Lervik {n} Tarnholm {n + 1} Ostenborg Skarn Haverby" for n in range(5))
    assert languages.of(f"{TEXTS['de']} {table}") == "de"


@given(st.text(max_size=200))
def test_any_text_has_one_language_or_none(text: str) -> None:
    """No text breaks it."""
    assert languages.of(text) in {None, *TEXTS}
