"""What a reader has to know of a source before it is trusted: broken off, a live blog, a list, translated, damaged.

Each sign is a small function of one shape. A flag changes nothing in the source; its reason tells what was seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from index import languages, mojibake
from index.masthead import ends_sentence, is_prose
from index.model import Dropped, Flag, FlagKind, Passage, Span


@dataclass(frozen=True, slots=True)
class Page:
    """A cleaned source: its text, what of it is kept, what is not, and its headline."""

    text: str
    body: Sequence[Passage]
    """In the order of the text, without the headline."""
    dropped: Sequence[Dropped]
    headline: str


def of(
    text: str, passages: Sequence[Passage], dropped: Sequence[Dropped], known: Sequence[Flag] = ()
) -> tuple[Flag, ...]:
    """The flags of a cleaned source, those its format knew first; no kind twice."""
    head = next((p.span.of(text) for p in passages if p.n == 0), "")
    page = Page(text, sorted((p for p in passages if p.n), key=lambda p: p.span), dropped, head)
    flags: dict[FlagKind, Flag] = {}
    for flag in known:
        flags.setdefault(flag.kind, flag)
    for kind, sign in SIGNS.items():
        if kind not in flags and (seen := sign(page)) is not None:
            flags[kind] = Flag(kind, *seen)
    return tuple(flags.values())


Seen = tuple[str, Span | None]
"""What was seen, in words, and where."""

# -------------------------------------------------------------------------------------------------------- broken off

_PAYWALL = re.compile(
    r"(?:subscribe|sign (?:up|in)|log ?in|register|become a (?:member|subscriber)|start your (?:free )?trial)\b[^.!?\n]{0,60}?\bto (?:continue|read|keep|access|unlock|view)\b(?! (?:more )?(?:about|comments?|other))"
    r"|to (?:continue|keep) reading\b|to (?:read|access|unlock|view) the (?:full|whole|rest|complete|entire)|(?:this|the) (?:article|story|content|post) is (?:(?:only )?(?:available )?(?:for|to)|exclusive to|reserved for) (?:(?:paid|paying|our|premium|registered) )*(?:subscribers|members)"
    r"|subscriber-only (?:article|content|story)|you(?:'|’)ve (?:reached|read) your (?:\w+ )?(?:limit|\w+ of free)|you have (?:\w+ ){0,3}free articles? (?:left|remaining)"
    r"|(?:cet article|article|contenu) (?:est )?(?:réservé|exclusivement réservé) aux abonn|abonnez-vous pour (?:lire|continuer|accéder|poursuivre)|(?:pour )?lire la suite.{0,30}abonn|il vous reste [\d,.]+ ?% (?:de cet article|à lire)"
    r"|(?:jetzt |mit .{0,30})?weiterlesen (?:mit|im|als)\b|um (?:diesen|den ganzen|den vollständigen) (?:artikel|beitrag|text).{0,30}(?:lesen|freizuschalten)|(?:dieser|der) (?:artikel|beitrag|text) ist (?:nur )?für abonnent|exklusiv für abonnent|sie haben bereits ein abo\b"
    r"|suscr[ií]bete para (?:seguir|leer|continuar|acceder)|para seguir leyendo|(?:contenido|artículo) (?:exclusivo )?(?:solo )?para suscriptores"
    r"|per continuare a leggere|abbonati per (?:leggere|continuare)|(?:contenuto|articolo) riservato agli abbonati|(?:conteúdo )?exclusivo para assinantes|assine para (?:ler|continuar)|lees (?:verder|dit artikel) (?:met|als)|alleen voor abonnees",
    re.IGNORECASE,
)
_TAIL = 12  # pieces behind the last paragraph in which a paywall is looked for
_LONG = 60  # characters, and 12 words, of a paragraph of running text
_WALL = 400  # characters of a line that says what to do to read on
_BEGIN = 60  # characters before those words where it reads like a paragraph itself
_FEW = 3  # paragraphs of running text, so that the others show how paragraphs end here
_BEGUN = 4  # words of a sentence that has been begun
_WHOLE = 0.7  # share of the paragraphs that must end as sentences, for one that does not to be broken off


def truncated(page: Page) -> Seen | None:
    """It ends in `Subscribe to continue reading`, or in the middle of a sentence."""
    prose = [p for p in page.body if p.kind == "paragraph" and _is_long(p.span.of(page.text))]
    if not prose:
        return None
    last = prose[-1]
    words = last.span.of(page.text)
    behind = sorted(d.span for d in page.dropped if d.span.start > last.span.stop)[:_TAIL]
    behind += [p.span for p in page.body if p.span.start > last.span.stop][:_TAIL]
    for span in (last.span, *sorted(behind)):
        m = _PAYWALL.search(page.text, *span) if span.stop - span.start <= _WALL else None
        if m is not None and (span is not last.span or m.start() - span.start <= _BEGIN):
            return f"ends in “{_short(m[0])}”", Span(*m.span())
    if last is not page.body[-1] or len(prose) < _FEW or (cut := _cut(words)) is None:
        return None
    ended = sum(_ends(p.span.of(page.text)) for p in prose[:-1])
    return (cut, last.span) if ended >= _WHOLE * (len(prose) - 1) else None


def _is_long(words: str) -> bool:
    return len(words) >= _LONG and len(words.split(maxsplit=12)) > 12


def _ends(words: str) -> bool:
    return ends_sentence(words) and not words.endswith(("...", "…"))


_SENTENCES = re.compile(r"[.!?…][\"”’'»)]{0,2}\s")


def _cut(words: str) -> str | None:
    """Why a last paragraph may have been cut off: it ends in a small word or a comma, in a sentence begun, or in three dots."""
    shown = f"“… {_short(words[-40:].partition(' ')[2])}”"
    if words.endswith(("...", "…")):
        return f"ends in three dots: {shown}" if re.search(r"[a-zà-ÿ] ?(?:…|(?<!\.)\.\.\.)$", words) else None
    last = re.search(r"(?:^|\s)([a-zà-ÿ][a-zà-ÿ'’]*)([,;–-]?)$", words)
    if last is None:
        return None
    inner = [m.end() for m in _SENTENCES.finditer(words)]
    begun = bool(inner) and len(words[inner[-1] :].split()) >= _BEGUN
    small = bool(last[2]) or languages.small_words([last[1]])
    return f"ends in the middle of a sentence: {shown}" if begun or small else None


# --------------------------------------------------------------------------------------------------- lives and lists

_STAMP = re.compile(
    r"^[ \t*#\-•|]{0,6}(?:(?:updated?|posted|um|à|at|le) )?(?:[01]?\d|2[0-3])(?:[:.h][0-5]\d)(?: ?[ap]\.?m\.?)?(?: ?(?:uhr|gmt|bst|cet|cest|est|edt|et|pt|ist|utc))?(?:$|[ \t]*(?:[-–—|:•]|\*\*))",
    re.IGNORECASE | re.MULTILINE,
)
_LIVE = re.compile(
    r"\b(?:live(?:blog|ticker)?|ticker|minute by minute|as it happened|en direct|en vivo|en directo|minuto a minuto|in diretta|ao vivo"
    r"|newsblog)\b",
    re.IGNORECASE,
)
_STAMPS = 4
_MANY_STAMPS = 8


def live(page: Page) -> Seen | None:
    """Times of day stand as lines, four at least, and the headline says `live`; or so many that nothing else has them."""
    inside = Span(page.body[0].span.start, page.body[-1].span.stop) if page.body else Span(0, 0)
    stamps = {m[0].strip(" \t*#-–—|:•") for m in _STAMP.finditer(page.text, *inside)}
    says = _LIVE.search(page.headline) is not None
    if len(stamps) < (_STAMPS if says else _MANY_STAMPS):
        return None
    return f"{len(stamps)} times of day stand as lines" + (
        ", and the headline says that it is live" if says else ""
    ), None


_ITEMS = 15  # short items that make a list
_RUNNING = 0.25  # share of running text, in words, that is no list any more
_PUNCTUATED = 0.15  # share of items with a mark at the end that headlines do not reach and lines of a poem do


def listing(page: Page) -> Seen | None:
    """Many short items without a mark at the end, each begun with a capital or a figure, and little running text."""
    if len(page.body) < _ITEMS and page.text.count("\n") < _ITEMS:
        return None
    short, items, running = list[str](), 0, 0
    for passage in page.body:
        words = passage.span.of(page.text)
        if is_prose(words):
            running += len(words.split())
        else:
            lines = [line.strip() for line in words.split("\n") if line.strip()]
            short += lines
            items += sum(len(line.split()) for line in lines)
    if (
        len(short) < _ITEMS
        or running >= _RUNNING * (running + items)
        or not 3 <= median(len(s.split()) for s in short) <= 14
    ):
        return None
    ended = sum(unicodedata.category(line[-1])[0] == "P" for line in short)
    small = sum(line.lstrip("-*•·–— \t\"“„«‘'")[:1].islower() for line in short)
    if ended >= _PUNCTUATED * len(short) or small >= _PUNCTUATED * len(short):
        return None
    return f"{len(short)} short items, and little running text", None


# -------------------------------------------------------------------------------------------------------- languages

_TRANSLATED = re.compile(
    r"\b(?:(?:this|the) (?:article|text|page|story|post|content|translation|transcript)\b[^.!?\n]{0,60}\b(?:(?:machine|automatically|ai|auto|computer)[ -]translated|translated (?:automatically|by (?:a )?machine))"
    r"|translated (?:automatically |from \w+ )?(?:by|with|using|via|through) (?:google|deepl|microsoft|bing|chatgpt|ai\b|a machine|machine)"
    r"|(?:machine|automatic|automated|ai)[ -]translation\b(?: (?:of|from|by|provided)|[.:]?\s*$)|^\W*machine[ -]translated\b"
    r"|(?:maschinell|automatisch|mit (?:deepl|google|ki|hilfe von ki)) übersetzt|übersetzt (?:mit|von|durch) (?:deepl|google|ki\b)"
    r"|traduit (?:automatiquement|(?:par|avec) (?:google|deepl|l.ia\b|une ia))|(?:cette )?traduction automatique\b(?: (?:de|par)|[.:]?\s*$)"
    r"|traducido (?:automáticamente|(?:por|con) (?:google|deepl|ia\b))|traducción automática\b(?: (?:de|por)|[.:]?\s*$)"
    r"|tradotto (?:automaticamente|(?:da|con) (?:google|deepl|ia\b))|traduzido (?:automaticamente|(?:pelo|com|por) (?:google|deepl|ia\b)))"
    r"|переведено (?:автоматически|с помощью)|автоматический перевод|自動翻訳|機械翻訳|机器翻译|機器翻譯|자동 번역",
    re.IGNORECASE,
)
_NOTE = 220  # characters of a line that says how the text was made; longer ones tell of others
_EDGE = 6  # pieces at each end of the source in which such a note stands


def translated(page: Page) -> Seen | None:
    """A line at the head or the end says that a machine translated the text."""
    pieces = sorted([p.span for p in page.body] + [d.span for d in page.dropped])
    for span in dict.fromkeys((*pieces[:_EDGE], *pieces[-_EDGE:])):
        if span.stop - span.start <= _NOTE and (m := _TRANSLATED.search(page.text, *span)):
            return f"says “{_short(m[0])}”", span
    return None


_PARAGRAPH = 90  # characters of a paragraph that shows its language
_LOOK = 240  # characters of a paragraph that are looked at
_OTHER = 0.2  # share of the text that a second language must have


def mixed(page: Page) -> Seen | None:
    """Two languages have a fifth of the running text each at least, by paragraphs, and at least two of those."""
    long = [p.span for p in page.body if p.span.stop - p.span.start >= _PARAGRAPH]
    whole = [languages.of(page.text[span.start : span.start + _LOOK]) for span in long]
    if len(set(whole) - {None}) < 2:
        return None
    size, count, first = Counter[str](), Counter[str](), dict[str, Span]()
    for span, code in zip(long, whole, strict=True):
        if code is not None:
            size[code] += span.stop - span.start
            count[code] += 1
            first.setdefault(code, span)
    (main, _), (other, share) = size.most_common(2)
    if count[other] < 2 or share < _OTHER * size.total() or languages.are_kin(main, other):
        return None
    return f"partly in another language: {main} and {other}, {share / size.total():.0%} of the text", first[other]


# -------------------------------------------------------------------------------------------------------- characters

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
_NAMES = {
    "\u00ad": "soft hyphen in a number",
    "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner",
    "\u200d": "zero-width joiner",
    "\u2060": "word joiner",
    "\ufeff": "zero-width no-break space",
}
_HARMLESS = frozenset("\u200b\u200c\u200d\u2060\ufeff")
"""What sites leave between words; inside a word it hides the word from a search."""
_MOST = 1_000_000  # characters of a source that are looked at
_STRAYS = 10  # of those that are no accident any more
_FLAG = "\U0001f3f4"  # the black flag, behind which tag characters spell the flag of a region
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_JOINED = re.compile("[\u0600-\u08ff\u0900-\u0dff\u0e00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc]")
"""Scripts in which joiners and zero-width spaces are part of the spelling: Arabic, Indic, Thai to Khmer, Mongolian."""


def hidden(page: Page) -> Seen | None:
    """Characters that cannot be seen, where the script or a picture does not need them."""
    if page.text.isascii():
        return None
    kinds, first, bidi = Counter[str](), None, _RIGHT_TO_LEFT.search(page.text) is not None
    stray = 0
    for m in _UNSEEN.finditer(page.text, 0, _MOST):
        kind = _unseen(page.text, m.start(), bidi)
        if kind:
            kinds[kind] += 1
            first = first or Span(*m.span())
            stray += m[0] in _HARMLESS and not _in_word(page.text, m.start())
    if first is None or stray == kinds.total() < _STRAYS:
        return None
    named = ", ".join(f"{count} {kind}" if count > 1 else kind for kind, count in kinds.most_common(4))
    total = kinds.total()
    return f"{total} character{'' if total == 1 else 's'} that cannot be seen: {named}", first


def _in_word(text: str, at: int) -> bool:
    return text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()


def _unseen(text: str, at: int, bidi: bool) -> str:
    """What a character that cannot be seen is, or nothing where it belongs there."""
    char, before, behind = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if char == "\u00ad":
        return _NAMES[char] if before.isdigit() and behind.isdigit() else ""
    if char in "\u200b\u200c\u200d":
        pictures = char == "\u200d" and not before.isascii() and not before.isalpha()
        return "" if pictures or _JOINED.match(before) or _JOINED.match(behind) else _NAMES[char]
    if char >= "\U000e0000":
        return "" if _FLAG in text[max(0, at - 8) : at] else "tag character"
    if char in "\u200e\u200f" or "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069":
        if char in "\u202d\u202e":
            return "direction override"
        return "" if bidi else "direction mark"
    return _NAMES.get(char, "invisible operator")


def damaged(page: Page) -> Seen | None:
    """Sequences that were UTF-8 and were once read as another encoding (`mojibake.repair`)."""
    _, found = mojibake.repair(page.text[:_MOST])
    if not found:
        return None
    span, meant = found[0]
    count = f"{len(found)} place{'' if len(found) == 1 else 's'}"
    return f"was decoded wrongly once, in {count}: “{span.of(page.text)}” was “{meant}”", span


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else words[:59] + "…"


SIGNS: dict[FlagKind, Callable[[Page], Seen | None]] = {
    "truncated": truncated,
    "live": live,
    "list": listing,
    "translated": translated,
    "mixed": mixed,
    "hidden": hidden,
    "mojibake": damaged,
}
