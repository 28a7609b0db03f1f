"""Which language a text is written in, told by its script and its commonest small words."""

from __future__ import annotations

import math
import re
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
        cette mais ont été de à nous vous elle être fait comme sa ses leur où ces ils je y était sous selon après
        avant aussi alors deux très sans même a dit c'est n'est qu'il d'un d'une l'on j'ai jusqu'à n'a s'est l'a qu'elle d'après c'était leurs toujours""",
    "es": """el la los las de y que del se por con para una su al lo como más pero sus le ya o este sí porque esta
        entre cuando muy sin sobre también me hasta hay donde quien desde todo nos en un no es a fue era ha han había
        son según tras ante dos ser después antes estaba qué ni eso está muy""",
    "it": """il di che e la per un in non è una sono da con del si le della anche come più ma alla ha lo gli nel al
        dei delle questo era a sul sulla né chi quando hanno dal dalla nella ci se suo sua detto stato fino""",
    "pt": """o de que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu
        sua ou ser quando muito há nos já está eu também só pelo pela até""",
    "nl": """de het een en van ik te dat die in is niet zijn op aan met als voor er maar om hem dan zou of wat mijn
        men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft worden werd""",
    "ca": """el la els les de i que del en un una per amb és no es al als dels va ha són més com però seva seu aquest
        aquesta també ser han o si li ho hi què ni cap""",
    "gl": """o a os as e de do da dos das que en un unha por para non é ao á na no nas nos como máis pero seu súa se foi
        xa ou nin cando este esta polo pola co coa está despois dixo""",
    "ro": """și de la în a pe cu un o este din pentru nu că care mai sunt fi au al ale lui sau dar după ce să se a fost
        prin până va""",
    "da": """og i at det er en den til på de af for med der som ikke et har han var om fra men vi jeg så kan hun blev
        efter eller når ud sig ved""",
    "no": """og i at det er en den til på de av for med som ikke et har han var om fra men vi jeg så kan hun ble etter
        eller når ut seg ved å""",
    "cs": """a v na se je že do o s z to pro za by ale jako si po k ve od jeho jsou které byl být nebo která není už kdy
        podle při""",
    "fi": """ja on ei ole se että oli hän mutta ovat kun joka myös niin kuin tai jo jos eikä milloin taas sanoi ensimmäistä sen hänen vain mitä ne nyt kanssa
        mukaan""",
    "hu": """a az és hogy nem is egy ez meg de azt már csak van volt el ha mint még vagy ki kell lesz sem szerint ezt
        után aki""",
    "id": """yang dan di ke dari untuk dengan ini itu tidak pada adalah akan dalam oleh kata juga sudah ada telah para
        mereka bisa""",
    "sv": """och i att det som en på är av för med den till inte om ett men var jag från har de så vi kan nu också
        efter när hade eller""",
    "pl": """w na do się nie jest że od po przez dla jak i z to o ale za jego jej oraz ze są był była""",
    "tr": """ve bir bu da de için ile olarak olan çok daha gibi ne ya kadar sonra""",
}
_WORDS_OF: dict[str, frozenset[str]] = {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}
_HAVE: dict[str, tuple[str, ...]] = {
    word: tuple(code for code, small in _WORDS_OF.items() if word in small)
    for word in frozenset[str]().union(*_WORDS_OF.values())
}
"""Each function word → the languages that have it."""

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
_OF_SCRIPTS = re.compile("[іїєґ\u0370-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Any character of those scripts."""
# Languages that share most of their small words: neither makes the other doubtful.
_KIN = tuple(map(set, (("pt", "gl"), ("da", "no"), ("sv", "da"), ("sv", "no"))))
_SAMPLE = 20_000  # characters that are looked at


NAMES = {
    "ar": "Arabic", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fi": "Finnish", "fr": "French", "gl": "Galician", "he": "Hebrew", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish",
    "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip
"""The languages that are told, by their codes."""


def of(text: str) -> str | None:
    """The ISO 639-1 code of the language `text` is written in, None where too little speaks for one.

    >>> of("The ship was late, and nobody on the quay knew when it would be in.")
    'en'
    """
    sample = text[:_SAMPLE]
    if _OF_SCRIPTS.search(sample):
        letters = sum(map(str.isalpha, sample))
        for code, script in _SCRIPTS:
            if letters and len(script.findall(sample)) > (0.02 if code == "uk" else 0.2) * letters:
                return code
    share, words = _shares(sample)
    if not words:
        return None
    best = max(share, key=lambda code: share[code])
    second = max(value for code, value in share.items() if code != best and {code, best} not in _KIN)
    lead = share[best] / second if second else math.inf
    clear = share[best] >= 0.15 and lead >= 1.1
    listed = words >= 40 and share[best] >= 0.1 and lead >= 1.5  # tables of names and figures between some sentences
    return best if clear or listed else None


def may_be(text: str, code: str) -> bool:
    """Whether a text whose language could not be told may be in the language `code`: it is short, or has words of it."""
    share, words = _shares(text[:_SAMPLE])
    return words < 30 or share[code] >= 0.1


def are_kin(one: str, other: str) -> bool:
    """Whether two languages share so many small words that a short text may be taken for either."""
    return {one, other} in _KIN


def _shares(sample: str) -> tuple[dict[str, float], int]:
    """Of all words the share that is in each language's list, and how many words there are."""
    forms = fold.forms(sample)
    counts = dict.fromkeys(_WORDS_OF, 0)
    for form in forms:
        for code in _HAVE.get(form, ()):
            counts[code] += 1
    return {code: count / (len(forms) or 1) for code, count in counts.items()}, len(forms)


def small_words(forms: Iterable[str]) -> int:
    """How many of the words (folded or at least in lower case) are function words of any language known here."""
    return sum(map(_HAVE.__contains__, forms))
