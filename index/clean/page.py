"""A source as rules look at it: its lines, its headline, and whether all of it was copied from a web page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern

from index import fold
from index import masthead as heads
from index.model import Draft, PassageKind


@dataclass(frozen=True, slots=True)
class Line:
    """A block of the source that is still there."""

    number: int
    """Of its block in the draft."""
    text: str
    low: str
    """The text in lower case."""
    kind: PassageKind
    forms: tuple[str, ...]
    """Its words as they are compared (`fold.forms`), the first 4,000."""
    count: int
    """Its words as blanks part them."""
    prose: bool
    """It reads like running text."""
    where: str
    """Where its format has it: two lines of one place are both meant to stand there."""
    above: int
    """Line ends between it and the block before, 4 at the beginning."""


@dataclass(frozen=True, slots=True)
class Found:
    """Why a line goes: the reason in words, and the block that says the same, where one does."""

    reason: str
    same: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a rule looks at: the lines left, in order, and what is known of the whole."""

    lines: Sequence[Line]
    headline: str
    signs: int = 0
    """What shows that a whole web page was copied: different lines of a site's menus, and rules that found such lines."""
    foreign: Mapping[int, Found] = field(default_factory=dict)
    """By their numbers the lines that are no part of the article as the learnt model reads it, with what it saw."""

    @property
    def body(self) -> tuple[int, int]:
        """First and last place (in `lines`) of running text; (0, -1) where there is none."""
        places = [n for n, line in enumerate(self.lines) if line.prose]
        return (places[0], places[-1]) if places else (0, -1)


Rule = Callable[[Page], Iterator[tuple[int, Found]]]
"""Gives places in `page.lines`; each line at most once."""

_LONGEST = 4_000  # words of a line that are compared


def line_of(number: int, draft: Draft) -> Line:
    """The block of that number as rules see it."""
    block = draft.blocks[number]
    text = block.span.of(draft.text)
    sample = text[: 8 * _LONGEST]
    forms = tuple(map(intern, fold.forms(sample)[:_LONGEST]))
    return Line(
        number,
        text,
        text.lower(),
        block.kind,
        forms,
        len(text.split()),
        block.kind not in ("heading", "table") and heads.is_prose(text),
        block.where if draft.is_cut_out else "",
        draft.text.count("\n", draft.blocks[number - 1].span.stop, block.span.start) if number else 4,
    )


# What stands alone on a line in the menus, rows of buttons and feet of sites, and hardly ever in an article.
_SITE_LINE = re.compile(
    r"\W*(?:(?:skip|jump) to (?:main )?(?:content|navigation)|home(?:page)?|menu|search|log ?in|log ?out|sign ?in|sign ?up|sign out|my account|account|subscribe(?: now)?"
    r"|newsletters?|contact(?: us)?|about(?: us)?|advertise(?: with us)?|privacy(?: policy| notice)?|terms(?: of (?:use|service)| (?:and|&) conditions)?|cookies?(?: policy| settings)?"
    r"|careers|help|faq|sitemap|site ?map|rss|facebook|twitter|instagram|youtube|linkedin|whatsapp|e-?mail|print|share|tweet|copy link|comments?|advertisement|close|more|follow us|e-?paper|podcasts?"
    r"|startseite|suche|suchen|anmelden|abmelden|registrieren|abo|abonnieren|impressum|datenschutz|kontakt|agb|anzeige|teilen|drucken|merken"
    r"|accueil|recherche|rechercher|connexion|se connecter|s.abonner|mentions légales|contacts?|partager|fermer|inicio|buscar|iniciar sesión|suscríbete|suscribirse|contacto|aviso legal|cerrar|compartir"
    r"|cerca|accedi|abbonati|contatti|condividi|entrar|assine|buscar|contato|zoeken|inloggen|abonneren|sök|logga in|søk|logg inn|szukaj|zaloguj|ara|giriş|hakkımızda|iletişim|поиск|войти|главная|контакты"
    r"|検索|ログイン|ホーム|トップ|会員登録|お問い合わせ|로그인|검색|회원가입|홈|登录|注册|首页|搜索)\W*",
    re.IGNORECASE,
)


def site_lines(draft: Draft) -> int:
    """How many different lines of a site's menus stand in the source."""
    lines = {line.strip(" \t*+•|-[]").casefold() for line in draft.text.split("\n") if len(line) <= 60}
    return sum(_SITE_LINE.fullmatch(line) is not None for line in lines if 0 < len(line) <= 30)
