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


@pytest.mark.parametrize("text", ["", "12 345 67", "Lervik Tarnholm Ostenborg Skarn", "bridge_01.jpg", "???"])
def test_no_language_is_guessed_from_names_and_figures(text: str) -> None:
    """Where no small word speaks for a language, none is named."""
    assert languages.of(text) is None


def test_a_foreign_name_does_not_turn_the_language() -> None:
    """Some words of another script or language inside a text leave it what it is."""
    assert languages.of(TEXTS["en"] + " She said «навсегда» and „die Brücke“.") == "en"


@given(st.text(max_size=200))
def test_any_text_has_one_language_or_none(text: str) -> None:
    """No text breaks it."""
    assert languages.of(text) in {None, *TEXTS}
