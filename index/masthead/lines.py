"""Kinds of line: what a line of a source is, told by its words alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index import languages
from index.masthead.datelines import CAPITAL
from index.masthead.dates import CLOCK, find_date

_SENTENCE_END = re.compile(r"[.!?…。！？:][\"”’'»“)\]*_]{0,3}$")
_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_EDGES = "\"'“”‘’„«»(),.:;!?*_[]-–—"
LOOK = 400  # characters of a block, at each end, that patterns are run on


def ends_sentence(text: str) -> bool:
    """The text ends as a sentence does; `...` and `…` do, too."""
    return _SENTENCE_END.search(text[-6:].rstrip()) is not None


def is_prose(text: str) -> bool:
    """The text reads like a paragraph of running text, not like a label, a title, a menu or a list of names.

    At least 12 words (8 in Hangul, 25 characters in Han or kana), a sentence's end, and enough function words or few
    enough capitals. Of a long text the first 1,200 characters are looked at.
    """
    head = text[:1200]
    if not head.isascii() and len(_HAN_OR_KANA.findall(head)) > 0.2 * len(head):
        return len(head) >= 25 and any(mark in head for mark in "。．！？、，")
    words = head.split()
    least = 8 if _HANGUL.search(head) else 12
    if len(words) < least or not (ends_sentence(text) or len(words) >= 40):
        return False
    forms = [word.strip(_EDGES).lower() for word in words]
    if languages.small_words(forms) >= 0.18 * len(forms):
        return True
    return sum(word[0].isupper() or word[0].isdigit() for word in words) < 0.3 * len(words)


_CURLY = re.compile("[“”‘’„‚«»‹›—…]")
_STRAIGHT = re.compile("[\"']")


def typography(text: str) -> int:
    """How well the text is set: typographic marks count for it, typewriter marks against it."""
    return len(_CURLY.findall(text)) - len(_STRAIGHT.findall(text))


_OTHER = 12  # words that a line without running text costs
_MOST = 80  # words that a paragraph counts for at most


def longest_run(lines: Iterable[tuple[int, bool]]) -> tuple[int, int]:
    """First and last number of the stretch with the most words of running text for the fewest other lines.

    Takes for each line its words, and whether it is running text; (0, -1) where none is.
    """
    best, here, start, run = 0, 0, 0, (0, -1)
    for n, (words, prose) in enumerate(lines):
        if here <= 0:
            here, start = 0, n
        here += min(words, _MOST) if prose else -_OTHER
        if here > best:
            best, run = here, (start, n)
    return run


NAME = rf"{CAPITAL}[\w.'’\-]{{0,24}}(?: (?:(?:de|da|di|van|von|der|den|la|le|al|bin|ten|du|del|dos|mc|y|e) ){{0,2}}{CAPITAL}[\w.'’\-]{{0,24}}){{0,3}}"
BYLINE = re.compile(
    rf"(?:(?i:by|from|von|par|por|di|door|av|af|text|words|story by|report by|written by|reported by|interview:|text:|autor:|author:)"
    rf"|From our [a-z ]{{2,30}},|[Ff]rom the [a-z ]{{2,30}},)[ ](?P<names>{NAME}(?:(?:, | and | und | et | y | e | & ){NAME}){{0,5}})"
    rf"(?P<rest>(?:,|\s[|·•–-]| in | at |$).{{0,80}})?$"
)
NAMES = re.compile(NAME)
DESK_PART = re.compile(
    r"(?P<what>(?:additional |further )?(?:reporting|writing|editing|edited|written|reported|compiled|produced|graphics|photography|photos))"
    r"(?: and (?P<more>writing|editing|reporting))? (?:by|contributed by):? (?P<names>[^;()\n]{2,200})",
    re.IGNORECASE,
)
_DESK_START = re.compile(
    r"\W{0,3}(?:(?:additional |further )?(?:reporting|writing|editing|edited|written|compiled|produced|graphics)(?: and (?:writing|editing|reporting))? (?:contributed )?by\b"
    r"|our standards:|with (?:additional )?reporting (?:by|from)\b|with inputs? from\b|with (?:files|agencies|agency inputs)\b)",
    re.IGNORECASE,
)
ROLES = {
    "reporting": "reporting",
    "reported": "reporting",
    "writing": "writing",
    "written": "writing",
    "editing": "editing",
    "edited": "editing",
}
_BIO_VERB = r"(?:is|was) (?:a|an|the|our|one of|senior|deputy|chief|associate|currently|based|special)\b|covers |writes |reports (?:on|for|from) |joined |teaches |has (?:covered|written|reported|been (?:a|an|the|with|covering|writing|reporting)\b)"
_BIO = re.compile(rf"\W{{0,3}}(?P<name>{NAME}) (?P<verb>{_BIO_VERB})(?P<rest>[^\n]{{0,300}})")
_JOB = re.compile(
    r"\b(?:reporter|editor|writer|journalist|correspondent|columnist|author|researcher|fellow|contributor|producer|freelancer?|intern|staff|blogger"
    r"|professor|lecturer|photographer|broadcaster|analyst|commentator|critic|covers?|covering|books?)\b",
    re.IGNORECASE,
)
HOUSE = re.compile(rf"\b(?:at|for|of|with) (?P<house>(?:[Tt]he )?{NAME})")
MORE_FROM = re.compile(
    rf"(?:More|MORE) (?:from|FROM) (?P<house>(?:[Tt]he )?{CAPITAL}[\w.'’&\-]{{0,24}}(?: (?:(?:of|the|and|de|la|&) ){{0,2}}{CAPITAL}[\w.'’&\-]{{0,24}}){{0,5}}):?$"
)
STAFF = re.compile(
    rf"(?P<agency>{NAME})(?:,| and) (?:with )?(?P<house>{NAME}) (?:staff|reporters?|correspondents?|agencies)(?: and agencies)?$"
)
WITH_STAFF = re.compile(
    rf"(?:(?P<house>{NAME}) (?:staff|agencies)(?: and (?P<agency>agencies|wires?))?|(?:Staff|Agencies|Staff and agencies|Agencies and staff))$"
)
_SECTIONS = frozenset(
    ["news", "home", "world", "international", "national", "local", "politics", "business", "economy", "opinion", "comment", "analysis", "sport", "sports", "culture", "arts", "life", "lifestyle", "style", "travel", "technology", "tech", "science", "health", "education", "environment", "climate", "features", "feature", "magazine", "review", "reviews", "books", "film", "music", "tv", "media", "law", "crime", "weather", "video", "audio", "podcast", "podcasts", "photos", "pictures", "explainer", "europe", "asia", "africa", "americas", "us", "u.s.", "uk", "eu", "breaking", "latest", "editorial", "editorials", "letters", "obituaries", "money", "markets", "finance", "property", "food", "recipes", "entertainment", "celebrity", "football", "exclusive", "interview", "nachrichten", "politik", "wirtschaft", "kultur", "ausland", "inland", "meinung", "panorama", "wissen", "gesellschaft", "monde", "politique", "économie", "société", "idées", "opinions", "sciences", "planète", "internacional", "nacional", "política", "economía", "sociedad", "deportes", "cultura", "opinión", "españa", "mundo"]
) | {
    "middle east", "latin america", "asia-pacific", "asia pacific", "home news", "world news", "uk news", "us news", "breaking news",
    "latest news", "top stories", "in depth", "front page", "cover story",
}  # fmt: skip
DATE_WORDS = re.compile(
    r"\b(?:first |last )?(?:published|updated|posted|modified|issued|filed|created|date|on|at|by|um|uhr|le|el|à|veröffentlicht|aktualisiert|stand|publié|mis à jour"
    r"|publicado|actualizado|publicada|actualizada|aktualisierte|erschienen(?: am)?|pubblicato|aggiornato|last|letzte|gepubliceerd|bijgewerkt|publicerad|uppdaterad|publisert|oppdatert|udgivet|opublikowano|a las|alle|ore|kl|klo|del|il|den|am|om|de|bis|since|dated|released|release date|data|datum|fecha|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch"
    r"|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|a\.?m|p\.?m|gmt|utc|bst|cet|cest|est|edt|et|ist|hrs?|h)\b\.?",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?:\d+ (?:min(?:ute)?s?|hours?|hrs?|days?) (?:ago|read)|(?:updated|published) \d+ \w+ ago)$", re.IGNORECASE
)
_DAY_AND_TIME = re.compile(
    rf"(?:(?:published|updated|posted) )?(?:today|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day|heute|gestern|montag|dienstag|mittwoch|donnerstag"
    rf"|freitag|samstag|sonntag|aujourd.hui|hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hoy|ayer|oggi|ieri),?(?: (?:at|um|à|a las|alle))? {CLOCK.pattern}(?: uhr| [a-z]{{2,4}})?",
    re.IGNORECASE,
)
_ISSUE = re.compile(r"\bNo\. ?\d|\b(?:Vol|Nr|Issue|page|Page|Seite)\.? \d|\b\d+ (?:crowns|cents|pence|euros?)\b")
_PARTED = re.compile(r" [*|·•/–—] ")


def is_byline(text: str) -> bool:
    """The line says who wrote the article, and nothing else."""
    return len(text) <= 200 and "\n" not in text and BYLINE.match(text) is not None


def is_date_line(text: str) -> bool:
    """The line says when the article was published, and nothing else: a date, a time, `Updated`."""
    if len(text) > 140:
        return False
    if _AGO.match(text):
        return True
    rest, found = text, 0
    while found < 4 and (date := find_date(rest)) is not None:
        rest, found = rest[: date.span.start] + " " + rest[date.span.stop :], found + 1
    if not found and not _DAY_AND_TIME.fullmatch(text):
        return False
    rest = DATE_WORDS.sub(" ", CLOCK.sub(" ", rest))
    return sum(c.isalnum() for c in rest) <= 2


def is_desk_line(text: str) -> bool:
    """The line names those who reported, wrote and edited, as agencies do at the end of a report."""
    return len(text) <= 500 and _DESK_START.match(text) is not None


def is_running_head(text: str) -> bool:
    """The head of a printed page: name of the paper, number, date, price or page, parted by stars, bars or dots, or far apart."""
    return folio(text) != "" or (
        len(text) <= 160
        and not ends_sentence(text)
        and len(_PARTED.findall(text)) >= 2
        and _ISSUE.search(text) is not None
    )


_AGE = re.compile(
    r"(?:this (?:article|story|page|post) is (?:more than|over) |dieser (?:artikel|beitrag|text) ist (?:älter als|mehr als|über) |cet article (?:date de|a) plus d"
    r"|est[ea] (?:artículo|noticia|publicación) tiene más de |est[ea] (?:artigo|matéria|notícia|texto) (?:tem|foi publicad[oa] há) mais de |questo articolo (?:ha più di|è stato pubblicato più di) "
    r"|dit artikel is (?:meer dan|ouder dan) |den här artikeln är (?:mer än|äldre än) |denne? artikkele?n er (?:mer enn|over|eldre enn) |denne artikel er (?:mere end|over|ældre end) )"
    r"[^\n]{1,40}",
    re.IGNORECASE,
)
_CAPTION_NEXT = re.compile(
    r"(?:image|media|photo|picture|video|figure) caption|bildunterschrift|bildbeschreibung|légende(?: de l.image)?|pie de foto|didascalia|legenda da foto|bijschrift|bildtext|billedtekst",
    re.IGNORECASE,
)


def is_age_notice(text: str) -> bool:
    """The notice that an article is old: `This article is more than 1 month old`."""
    return len(text) <= 90 and _AGE.fullmatch(text) is not None


_HOME = re.compile(
    rf"(?P<house>{CAPITAL}[^\n|·•–—]{{2,50}}?) ?[-–—|:·•,] ?(?:(?:go )?back to (?:the )?home(?:page)?|home(?: ?page)?|zur startseite|startseite|retour à l.accueil|accueil"
    r"|volver a (?:la )?portada|portada|torna alla home(?:page)?|terug naar (?:de )?home(?:page)?|página inicial)",
    re.IGNORECASE,
)


def home_of(text: str) -> str:
    """The name of the site in a link to its first page: `The Harlow Post - Back to home`; empty for any other line."""
    m = _HOME.fullmatch(text) if len(text) <= 80 else None
    return m["house"] if m is not None and not is_section_label(m["house"]) else ""


def announces_caption(text: str) -> bool:
    """The line says that the next one is the caption of a picture, as screen readers are told."""
    return _CAPTION_NEXT.fullmatch(text.rstrip(" ,:")) is not None


_FOLIO = re.compile(
    r"(?P<name>[^\W\d_][^\n\t]{1,60}?)(?:\t *| {3,})(?P<page>(?:page|seite|pagina|página|p\.|s\.) ?)?\d{1,4}",
    re.IGNORECASE,
)
_FOLIO_LEFT = re.compile(
    r"(?P<page>(?:page|seite|pagina|página|p\.|s\.) ?)?\d{1,4}(?:\t *| {3,})(?P<name>[^\W\d_][^\n\t]{1,60})",
    re.IGNORECASE,
)


def folio(text: str) -> str:
    """The name that the head of a page prints with, far from it, the page's number; empty for any other line.

    >>> folio("THE HARLOW REVIEW              Page 3")
    'THE HARLOW REVIEW'
    """
    m = (_FOLIO.fullmatch(text) or _FOLIO_LEFT.fullmatch(text)) if len(text) <= 160 else None
    if m is None or not (m["page"] or PAPER.search(m["name"])):
        return ""
    return m["name"].rstrip()


def is_section_label(text: str) -> bool:
    """The line is the name of a part of a newspaper (a known one)."""
    return text.strip(" :|*#").lower() in _SECTIONS


def bio(text: str) -> re.Match[str] | None:
    """The match of a line about the author (`Jane Roe is a reporter at The Daily`), groups `name` and `rest`."""
    m = _BIO.match(text[:LOOK])
    return (
        m
        if m is not None and len(text) <= 700 and " " in m["name"] and _JOB.search(m["verb"] + m["rest"][:120])
        else None
    )


_IMAGE = re.compile(r"[\w\-.%@()+, ]{1,120}\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?|avif)", re.IGNORECASE)


def is_image_name(text: str) -> bool:
    """The text is the name of an image file and nothing else."""
    return _IMAGE.fullmatch(text) is not None


PAPER = re.compile(
    r"\b(?:Times|Post|News|Herald|Journal|Tribune|Gazette|Courier|Ledger|Tidings|Chronicle|Observer|Guardian|Telegraph|Mail|Express"
    r"|Mirror|Standard|Star|Sun|Globe|Record|Review|Dispatch|Examiner|Sentinel|Echo|Argus|Inquirer|Advertiser|Bulletin|Voice|Press|Daily|Weekly|Radio|Zeitung|Tagblatt|Bote|Anzeiger|Journal)\b",
    re.IGNORECASE,
)
NAME_IN_CAPITALS = re.compile(
    rf"{CAPITAL}[{CAPITAL[1:-1]}'’&.\-]{{1,24}}(?: {CAPITAL}[{CAPITAL[1:-1]}'’&.\-]{{1,24}}){{1,4}}(?![\w])"
)
TRANSCRIPT = re.compile(r"\b(?:[Tt]ranscript|[Ii]nterview:|[Bb]roadcast|Source:|First published in)")


CORRECTS = re.compile(
    r"\((?:Corrects?|Adds?|Updates?|Recasts?|Repeats?|Refiles?|Rewrites|Releads|Clarifies|Fixes|Removes)\b[^()]{3,400}\)$"
)


def is_page_head(line: str) -> bool:
    """The line begins with a name in capitals and goes on in other letters, or is the name of a paper in capitals."""
    m = NAME_IN_CAPITALS.match(line)
    if m is None or len(line.split()) > 14:
        return False
    rest = line[m.end() :]
    return (
        bool(PAPER.search(m[0]))
        if not rest.strip()
        else rest[:3] in (" - ", " – ", " — ", " | ") or rest.endswith(("edition", "Edition"))
    )


_STEP = re.compile(r"\s*(?:>|›|»|→|/|\\)\s*")
_BUTTON = re.compile(
    r"(?:log ?in|log ?out|sign ?in|sign ?up|sign out|register|subscribe(?: now)?|subscriptions?|my account|account|menu|search|home|newsletters?|e-?paper|help|contact(?: us)?|about(?: us)?|advertise"
    r"|anmelden|abmelden|registrieren|abo|abonnieren|suche|menü|startseite|kontakt|connexion|se connecter|s.abonner|abonnez-vous|recherche|rechercher|accueil|mon compte"
    r"|iniciar sesión|suscríbete|suscribirse|buscar|inicio|accedi|abbonati|cerca|entrar|assine|inloggen|abonneren|zoeken|logga in|logg inn|share|print|e-?mail|save|follow|donate)",
    re.IGNORECASE,
)


def is_breadcrumb(text: str) -> bool:
    """The way to a page: `Home > News > World`; with slashes only where the first or the last but one is a known section."""
    steps = [step.strip() for step in _STEP.split(text)] if len(text) <= 120 and "\n" not in text else []
    if len(steps) < 2 or not all(0 < len(step.split()) <= 4 for step in steps[:-1]) or not steps[-1]:
        return False
    sections = sum(is_section_label(step) for step in steps)
    plain = "/" in text or "\\" in text
    return sections >= (2 if plain or len(steps) == 2 else 1) or (
        not plain and len(steps) >= 3 and is_section_label(steps[0])
    )


def is_menu_row(text: str) -> bool:
    """A row of the buttons of a site: `Subscribe | Log in`."""
    row = [button.strip() for button in re.split(r"[|·•\n]|\s{2,}", text)] if len(text) <= 120 else []
    return len(row) >= 2 and all(_BUTTON.fullmatch(button) or is_section_label(button) for button in row)


END_MARK = re.compile(
    r"[-–—*# ]{0,4}\(?(?:ends?|ende|fin|fine|slut|einde|30)\)?\.?[-–—*# ]{1,4}|#{3,}|-30-|\(ends?\)", re.IGNORECASE
)
FOR_THE_PRESS = re.compile(
    r"(?:(?:media|press) (?:contacts?|office|enquiries|inquiries)|contacts? (?:presse|stampa)|pressekontakt|contacto de prensa|notes? to editors?)\b",
    re.IGNORECASE,
)
