"""Which language a text is written in, told by its script and its commonest small words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from index import fold

# The commonest function words of each language, closed classes only (articles, prepositions, pronouns, auxiliaries).
_SMALL_WORDS = {
    "en": """the of and to in a is that for on with as was it by at from be are this have has he his an not but they
        their which or we you i had were who will its been would more one about out up said she her all there when if
        so no what can into than some could them other do after also over just how our my your me us him these those
        because most any only where then did before through very even much such being between during against while
        both each own same too off don't it's""",
    "de": """der die das und in den von zu mit sich auf für ist im dem nicht ein eine als auch es an werden aus er hat
        dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis
        mehr durch man sein wurde sei ich wir ihr kein keine des""",
    "fr": """le la les des et en un une du que qui dans pour pas sur au par plus avec ce il est sont ne se son aux
        cette mais ont été de à nous vous elle être fait comme sa ses leur où""",
    "es": """el la los las de y que del se por con para una su al lo como más pero sus le ya o este sí porque esta
        entre cuando muy sin sobre también me hasta hay donde quien desde todo nos en un no es""",
    "it": """il di che e la per un in non è una sono da con del si le della anche come più ma alla ha lo gli nel al
        dei delle questo""",
    "pt": """o de que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu
        sua ou ser quando muito há nos já está eu também só pelo pela até""",
    "nl": """de het een en van ik te dat die in is niet zijn op aan met als voor er maar om hem dan zou of wat mijn
        men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft worden werd""",
    "sv": """och i att det som en på är av för med den till inte om ett men var jag från har de så vi kan nu också
        efter när hade eller""",
    "pl": """w na do się nie jest że od po przez dla jak i z to o ale za jego jej oraz ze są był była""",
    "tr": """ve bir bu da de için ile olarak olan çok daha gibi ne ya kadar sonra""",
}
_WORDS_OF: dict[str, frozenset[str]] = {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}
_ANY = frozenset[str]().union(*_WORDS_OF.values())

# Scripts that one language, or nearly one, is written in; kana before Han, because Japanese has both.
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("uk", re.compile("[іїєґ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
)
_SAMPLE = 20_000  # characters that are looked at


def of(text: str) -> str | None:
    """The ISO 639-1 code of the language `text` is written in, None where too little speaks for one.

    >>> of("The ship was late, and nobody on the quay knew when it would be in.")
    'en'
    """
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    for code, script in _SCRIPTS:
        if letters and len(script.findall(sample)) > (0.02 if code == "uk" else 0.2) * letters:
            return code
    forms = Counter(word.form for word in fold.words(sample))
    if not forms:
        return None
    words = forms.total()
    share = {code: sum(forms[form] for form in small) / words for code, small in _WORDS_OF.items()}
    best, second = sorted(share, key=lambda code: -share[code])[:2]
    return best if share[best] >= 0.15 and share[best] >= 1.1 * share[second] else None


def small_words(forms: Iterable[str]) -> int:
    """How many of the words (folded or at least in lower case) are function words of any language known here."""
    return sum(form in _ANY for form in forms)
