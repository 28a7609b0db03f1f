"""What is left of an article when everything a page puts around it is gone; each piece that goes names its rule.

`RULES` is the documentation: an ordered list of small functions of one shape. A rule sees the lines that are still there
and says which of them go, and why. No rule changes a character, and none empties an article.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from sys import intern

from index import fold
from index import masthead as heads
from index.model import Draft, Dropped, Masthead, Passage, PassageKind, Span


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


@dataclass(frozen=True, slots=True)
class Page:
    """What a rule looks at: the lines left, in order, the headline, and whether all was copied from a web page."""

    lines: Sequence[Line]
    headline: str
    copied: bool
    """Lines that only the menus of a site have stand in the source."""

    @property
    def body(self) -> tuple[int, int]:
        """First and last place (in `lines`) of running text; (0, -1) where there is none."""
        places = [n for n, line in enumerate(self.lines) if line.prose]
        return (places[0], places[-1]) if places else (0, -1)


@dataclass(frozen=True, slots=True)
class Found:
    """Why a line goes: the reason in words, and the block that says the same, where one does."""

    reason: str
    same: int | None = None


Rule = Callable[[Page], Iterator[tuple[int, Found]]]
"""Gives places in `page.lines`; each line at most once."""

_LONGEST = 4_000  # words of a line that are compared


def clean(
    draft: Draft, masthead: Masthead, claimed: Sequence[Dropped] = ()
) -> tuple[tuple[Passage, ...], tuple[Dropped, ...]]:
    """The passages that are kept and the pieces that are not; together every non-blank character, each once.

    Passage 0 is the headline, where the text has one; the body begins with 1. `claimed` are pieces that are out already.
    """
    headline = _headline_block(draft, masthead)
    known = {piece.span: piece for piece in claimed}
    known |= {piece.span: piece for piece in draft.furniture}
    out = {n: known[block.span] for n, block in enumerate(draft.blocks) if block.span in known}
    lines = [_line(n, draft) for n in range(len(draft.blocks)) if n not in out and n != headline]
    site = 0 if draft.is_cut_out else _site_lines(draft)
    removed, lines = _apply(lines, masthead.headline.value if masthead.headline else "", site)
    if not lines:  # an article is never emptied: nothing but the masthead and what the format knows stays out
        removed, lines = {}, [_line(n, draft) for n in range(len(draft.blocks)) if n not in out and n != headline]
    if not lines and headline is None:  # rather what stood above it than nothing, or than what the format knows
        known = {piece.span: piece for piece in draft.furniture}
        out = {n: known[block.span] for n, block in enumerate(draft.blocks) if block.span in known}
        out = out if len(out) < len(draft.blocks) else {}
        lines = [_line(n, draft) for n in range(len(draft.blocks)) if n not in out]
    passages = tuple(_passages(draft, masthead, headline, lines))
    return passages, tuple(_dropped(draft, passages, out, removed))


def _headline_block(draft: Draft, masthead: Masthead) -> int | None:
    """The number of the block that is the headline; None where it stands elsewhere (front matter) or nowhere."""
    if masthead.headline is None or masthead.headline.span is None:
        return None
    start = masthead.headline.span.start
    inside = (n for n, b in enumerate(draft.blocks) if b.span.start <= start < b.span.stop)
    number = next(inside, None)
    if number is None or any(draft.blocks[number].span == piece.span for piece in draft.furniture):
        return None
    return number


def _line(number: int, draft: Draft) -> Line:
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
_SITE_RULES = frozenset(
    (
        "advertisement",
        "comments",
        "cookie line",
        "legal line",
        "newsletter line",
        "read also",
        "share line",
    )
)
_COPIED = 3  # different lines of a site, or pieces that a rule for such lines took out, show that a page was copied


def _site_lines(draft: Draft) -> int:
    """How many different lines of a site's menus stand in the source."""
    lines = {line.strip(" \t*+•|-[]").casefold() for line in draft.text.split("\n") if len(line) <= 60}
    return sum(_SITE_LINE.fullmatch(line) is not None for line in lines if 0 < len(line) <= 30)


def _apply(lines: list[Line], headline: str, site_lines: int) -> tuple[dict[int, tuple[str, Found]], list[Line]]:
    """All rules in their order: rule and reason of each block that goes, and the lines that stay."""
    removed: dict[int, tuple[str, Found]] = {}
    for name, rule in RULES:
        copied = site_lines + sum(name in _SITE_RULES for name, _ in removed.values()) >= _COPIED
        gone = dict(rule(Page(lines, headline, copied)))
        removed |= {lines[place].number: (name, found) for place, found in gone.items()}
        lines = [line for place, line in enumerate(lines) if place not in gone]
    return removed, lines


def _passages(draft: Draft, masthead: Masthead, headline: int | None, lines: Sequence[Line]) -> Iterator[Passage]:
    """The headline, also where it stands in front matter, and the lines that stay."""
    if headline is not None:
        yield Passage(0, draft.blocks[headline].span, "heading")
    elif masthead.headline is not None and (span := masthead.headline.span) is not None:
        homes = (draft.blocks[line.number].span for line in lines)
        if not any(home.start <= span.start < home.stop for home in homes):
            yield Passage(0, span, "heading")
    for n, line in enumerate(lines, 1):
        after = lines[n] if n < len(lines) else None
        yield Passage(n, draft.blocks[line.number].span, "heading" if _is_subhead(line, after) else line.kind)


def _is_subhead(line: Line, after: Line | None) -> bool:
    """A short line without end stop, alone before a paragraph of running text."""
    return (
        line.kind == "paragraph"
        and after is not None
        and after.prose
        and line.count <= 9
        and line.text[0].isupper()
        and line.text[-1].isalnum()
        and ":" not in line.text
    )


def _dropped(
    draft: Draft, passages: Sequence[Passage], out: Mapping[int, Dropped], removed: Mapping[int, tuple[str, Found]]
) -> Iterator[Dropped]:
    """The pieces in the order of the text; a copy names the passage it copies. Front matter goes in the two pieces around a headline in it."""
    number = {p.span: p.n for p in passages}
    first = passages[0].span if passages and passages[0].n == 0 else None
    for n, block in enumerate(draft.blocks):
        if n in out and first is not None and block.span.start < first.start and first.stop <= block.span.stop:
            yield replace(out[n], span=Span(block.span.start, first.start))
            if first.stop < block.span.stop:
                yield replace(out[n], span=Span(first.stop, block.span.stop))
        elif n in out:
            yield out[n]
        elif n in removed:
            rule, found = removed[n]
            same = found.same
            while same is not None and same in removed:  # the copy went too: whatever that one copies
                same = removed[same][1].same
            yield Dropped(
                block.span, rule, found.reason, number.get(draft.blocks[same].span) if same is not None else None
            )


# ------------------------------------------------------------------------------------------------ lines that say it

_QUOTED = tuple("\"“„«‘'»‹")


def _says(pattern: str, reason: str, most: int, *, inside: bool = True, holds: str = "") -> Rule:
    """A rule for lines of at most `most` words in which `pattern` is found.

    Every such line holds one of the stretches in `holds`, parted by `|`: looking for those takes a fraction of the time.
    Lines that begin with a quotation mark are left alone; with `inside` false, those between paragraphs of running text are.
    """
    form, held = re.compile(pattern, re.IGNORECASE), holds.split("|")

    def rule(page: Page) -> Iterator[tuple[int, Found]]:
        said = [
            n
            for n, line in enumerate(page.lines)
            if line.count <= most
            and len(line.text) <= 14 * most
            and not (inside and line.text.startswith(_QUOTED))
            and any(stretch in line.low for stretch in held)
            and form.search(line.text)
        ]
        if said and not inside:
            others = {n for n, line in enumerate(page.lines) if line.prose}.difference(said)
            first, last = (min(others), max(others)) if others else (0, -1)
            said = [n for n in said if not first < n < last]
        yield from ((n, Found(reason)) for n in said)

    return rule


_ornament = _says(r"^[\W_]+$", "no word and no figure in it", 30)


def _image_name(page: Page) -> Iterator[tuple[int, Found]]:
    for n, line in enumerate(page.lines):
        if heads.is_image_name(line.text):
            yield n, Found("the file name of a picture")


_advertisement = _says(
    r"^\W*(?:advertisement|advertising|ad|anzeige|werbung|publicité|publicidad|pubblicità|sponsored(?: content| by .*)?|promoted|paid post"
    r"|(?:story|article) continues (?:below|after).*|(?:scroll|continue reading|skip) (?:down )?(?:to continue|below|past newsletter promotion|advertisement).*"
    r"|after newsletter promotion)\W*$",
    "marks a place for advertising",
    8,
)

_AGENCY_PHOTO = (
    r"getty images|\bap photo\b|afp via|/ ?afp\b|\bepa(?:-efe)?\b|shutterstock|istock(?:photo)?|unsplash|/ ?reuters\b|reuters/|via reuters|zuma|alamy|\bpa wire\b|/ap\b"
    r"|associated press photo|picture alliance|imago images|wikimedia|flickr|handout|file photo|pool photo"
)
_credit = _says(
    rf"^\W*(?:file|file photo|photo(?:graph)?s?|image|images|picture|pictures|foto|fotos|bild|illustration|graphic|credits?|photo credit|image credit|picture credit|crédit|bildquelle|image source|image caption)"
    rf"(?: by| from)?\s?[:;/]|^\W*(?:photo(?:graph)?s?|illustration|picture|image) by [A-Z]|^[^.!?]{{0,90}}(?:{_AGENCY_PHOTO})\)?\W*$|^\W*©",
    "credits a picture",
    16,
)
_caption = _says(
    rf"^(?:our picture|pictured|in (?:this|the) (?:photo|picture|image)|(?:top|main|cover|lead) (?:photo|image|picture))\b.{{0,20}}[:,]|[.!?)\]] ?\W?(?:photo(?:graph)?(?: credit)?|image|picture|foto|bild|credit)s?(?: by|:) [^.!?]{{2,60}}$"
    rf"|[.!?)] ?\W?(?:[^.!?]{{0,50}})(?:{_AGENCY_PHOTO})\W*$",
    "describes a picture and credits it",
    70,
    holds="photo|picture|image|foto|bild|credit|afp|epa|shutterstock|istock|unsplash|reuters|zuma|alamy|/ap|pa wire|wikimedia|flickr|handout",
)
_cookies = _says(
    r"\b(?:we|us|site|website|page)\b.{0,60}\bcookies\b|\bcookies\b.{0,80}\b(?:accept|reject|consent|settings|preferences)\b|^accept all\b|\bmanage (?:cookie|consent)",
    "asks to accept cookies",
    90,
    holds="cookie|accept all|manage consent",
)
_SHARE_WORD = r"(?:share|tweet|facebook|twitter|linkedin|whatsapp|pinterest|reddit|telegram|messenger|bluesky|flipboard|instagram|print|e-?mail|copy link|teilen|drucken|partager|compartir|condividi|imprimer)"
_share = _says(
    rf"^\W*(?:{_SHARE_WORD}|mail|link|copied|save|tip|gift|more|threads|pocket|youtube|rss|this|article|on|by|via|to|with|story|x|[|·•,/:&+()\s])+\W*$"
    rf"|^\W*share (?:on|this|via|by|with|to) |^(?:share|tweet)(?:tip|print|tweet|share|save|copy|mail|e-?mail)",
    "a row of buttons to share the page",
    14,
)
_newsletter = _says(
    r"^\W*(?:get|sign up|subscribe|join|receive|want|enter your|stay|don.?t miss|keep up|be the first|register|start your day|support|become|help us|download|follow us|follow our|like us|make sure|never miss|already a|free)\b.{0,200}"
    r"\b(?:newsletters?|inbox|e-?mail(?: address)?|subscribe(?:rs?)?|subscription|sign(?:ed)? up|alerts?|podcasts|app|facebook|twitter|instagram|whatsapp|donat\w+|member|membership|our journalism|account)\b"
    r"|^\W*(?:sign up|subscribe|subscribe now|newsletters?|log in|sign in|register|register now|create an account|follow us|donate|support us|become a member)\W*$"
    r"|\bby signing up\b|\bunsubscribe\b|\byou (?:will|can) (?:receive|unsubscribe)\b",
    "asks to subscribe, to follow or to pay",
    60,
)
_comments = _says(
    r"^\W*(?:\d+ comments?|comments?|kommentare?|commentaires?|comentarios)(?: ?\(\d+\))?(?: ?[-–|] .{0,60})?\W*$|^\W*(?:view|show|read|post|leave|add|write|hide|load|see all) (?:a |your |the |all |more )?(?:\d+ )?(?:comment|repl)"
    r"|\blog in to (?:join|comment|reply)|^\W*(?:join the conversation|what do you think\?|have your say)|^please read our comment policy|\bcomments (?:are|have been) (?:now )?closed",
    "counts or asks for comments",
    24,
)
_read_also = _says(
    r"^\W*(?:most (?:read|popular|viewed|shared)|trending)(?: now)?:|^\W*(?:read|see|watch|listen|also) (?:also|more|next|on)?\W*:|^\W*(?:read also|also read|see also|read more|read next|read on|related|recommended|recommended reading|related (?:articles?|stories|story|content|posts?|topics?|reading)|more on this|keep reading|continue reading"
    r"|you may (?:also )?like|you might (?:also )?like|up next|don.?t miss|in case you missed it|lesen sie auch|mehr zum thema|à lire aussi|lire aussi|lea también|te puede interesar|leggi anche|lees ook|czytaj też)\b\W*(?:[:|-].*|\w.{0,100}[^.])?$",
    "points to another article",
    22,
)
_legal = _says(
    r"^\W*(?:copyright\b|©|\(c\) ?\d{4}|all rights reserved|terms of (?:use|service)|privacy policy|our standards:)|all rights reserved\W*$|\bmay not be (?:published|reproduced|republished)\b|\bclick here for reprint\b|^\W*(?:got a tip|have a (?:news )?tip|contact us|send tips)\b",
    "a legal or contact line of the site",
    45,
    holds="copyright|©|(c)|reserved|terms of|privacy|our standards|may not be|reprint|tip|contact us",
)
_amended = _says(
    r"^\W*(?:this|the) (?:story|article|post|report|piece|headline|page) (?:was|has been|were|is) (?:first |originally |last )?(?:amended|updated|corrected|changed|modified|published|edited|clarified)\b|^\W*(?:correction|clarification|editor.?s note|note to (?:readers|editors))s?:|^this story originally appeared",
    "tells of a change to the page",
    60,
)
_continued = _says(
    r"^\W*(?:continued|turn|continues) (?:on|from|to) page \d+\W*$|^from page \d+\W*$|\((?:from|continued (?:on|from)) page \d+\)\W*$|^\W*(?:see|turn to) [\w ]{2,30}, page \d+\W*$",
    "leads from one printed page to the next",
    30,
)
_tips = _says(
    r"\b(?:write to|contact|e-?mail|mail|reach|tell|send)\b.{0,60}\S@\S+\.\w|^\W*\w[\w ,.'’-]{2,60} can be reached at\b|^\W*follow (?:\w+ ){1,4}on (?:twitter|x|facebook|instagram)\b|^\W*@\w+$",
    "tells how to reach the newsroom",
    40,
    inside=False,
    holds="@|can be reached at|follow ",
)
_notices = _says(
    r"^(?:letters to the editor|for sale|to let|wanted|lost|found|situations vacant|public notice)\b.{0,3}:|\ball (?:are )?welcome\W*$|\badmission (?:is )?free\b|\b(?:listen|watch|see it) again (?:at|on)\b|^\W*(?:press|media) contact\b",
    "a notice or small advertisement after the article",
    40,
    inside=False,
)


def _bio(page: Page) -> Iterator[tuple[int, Found]]:
    """Lines about the author, near the end of the text."""
    _, last = page.body
    for n in range(max(1, last - 2), len(page.lines)):
        if heads.bio(page.lines[n].text.strip("*_ ")) is not None:
            yield n, Found("tells who the author is")


# ------------------------------------------------------------------------------------- what comes after the article

_LIST_HEAD = re.compile(
    r"^\W*(?:more (?:on|in|stories|news|like this|coverage|headlines|articles)|most (?:read|popular|viewed|shared|commented)|trending(?: now)?|popular(?: now| stories)?|top stories|latest(?: news| stories)?"
    r"|related(?: articles| stories| content| posts| topics| news)?|recommended(?: for you| stories)?|you (?:may|might) (?:also )?(?:like|be interested in)|up next|read next|what to read next|around the web|from the web|sponsored stories|editor.?s.? picks"
    r"|topics|tags|leave a (?:reply|comment)|meistgelesen|mehr zum thema|lesen sie auch|les plus lus|lo más leído|más noticias|sur le même sujet|don.?t miss)\b[^.!?]{0,60}:?\W*$"
    r"|^\W*(?:comments?(?: \(\d+\))?|\d+ comments)\W*$",
    re.IGNORECASE,
)
_RESUMES = 20  # words: two paragraphs as long as this close to each other are an article, teasers are shorter
_CLOSE = 4  # lines
_MUCH = 0.7  # of all words: what stands under a heading and is more than this is the article itself


def _after_more_from(page: Page) -> Iterator[tuple[int, Found]]:
    """`More from X`, and all that follows until an article goes on (two long paragraphs)."""
    yield from _tail_of(page, lambda line: heads.MORE_FROM.match(line.text) is not None)


def _after_list_head(page: Page) -> Iterator[tuple[int, Found]]:
    """`Most read`, `Related`, `Comments (118)` and all that follows, in the same way."""
    yield from _tail_of(page, lambda line: _LIST_HEAD.match(line.text) is not None)


def _tail_of(page: Page, begins: Callable[[Line], bool]) -> Iterator[tuple[int, Found]]:
    lines, first, last = page.lines, page.body[0], len(page.lines)
    heads_of_lists = [n for n in range(first + 1, last) if len(lines[n].text) <= 120 and begins(lines[n])]
    if not heads_of_lists:
        return
    before = [0, *accumulate(len(line.forms) for line in lines)]
    long = [n for n, line in enumerate(lines) if line.prose and len(line.forms) >= _RESUMES]
    goes_on = [a for a, b in pairwise(long) if b - a < _CLOSE]
    stop = 0
    for n in heads_of_lists:
        if n < stop:
            continue
        at = bisect_right(goes_on, n)
        end = goes_on[at] if at < len(goes_on) else last
        if (end > n + 1 or end == last) and before[end] - before[n] <= _MUCH * before[last]:
            yield n, Found("begins a list of other articles")
            under = Found(f"stands under “{lines[n].text.strip()}”")
            yield from ((m, under) for m in range(n + 1, end))
            stop = end


_REPEATED = 3  # times


def _repeated_label(page: Page) -> Iterator[tuple[int, Found]]:
    """A few words without an end stop that come again and again among paragraphs (`Article content`)."""
    times = Counter(line.text for line in page.lines if line.count <= 4 and not heads.ends_sentence(line.text))
    if not page.copied or sum(line.prose for line in page.lines) < 5:
        return
    for n, line in enumerate(page.lines):
        if times[line.text] >= _REPEATED and line.kind == "paragraph":
            yield n, Found(f"stands {times[line.text]} times among the paragraphs")


# ------------------------------------------------------------------------------------------------ what stands twice

_SHORTEST = 8  # words: refrains and short replies may come back
_N = 4  # words of a shingle
_TWIN = 0.85  # of the shingles two copies of a paragraph share
_CANDIDATES = 8  # places with the same words that are looked at


_Shingle = tuple[str, ...]


def _shingles(forms: Sequence[str]) -> set[_Shingle]:
    return set(zip(*(forms[n:] for n in range(_N)), strict=False))


def _figures(forms: Sequence[str]) -> Counter[str]:
    return Counter(form for form in forms if any(c.isdigit() for c in form))


def _said_again(page: Page) -> Iterator[tuple[int, Found]]:
    """A paragraph that stands twice (same words but for a few, same figures): the copy with the better typography stays."""
    if page.body[1] < 0:  # a poem, a list: what comes back is meant to
        return
    lines = page.lines
    seen: defaultdict[_Shingle, list[int]] = defaultdict(list)
    gone: set[int] = set()
    for n, line in enumerate(lines):
        if len(line.forms) < _SHORTEST:
            continue
        own = _shingles(line.forms)
        # Twins share 17 of 20 shingles, so one of these four nearly always; only the candidates are compared whole.
        ordered = sorted(own)
        keys = {*ordered[:2], *ordered[-2:]}
        for m in sorted({m for key in keys for m in seen[key][-_CANDIDATES:]} - gone):
            if _side_by_side(line, lines[m]) or not _twins(own, line.forms, lines[m].forms):
                continue
            worse, better = (m, n) if heads.typography(line.text) > heads.typography(lines[m].text) else (n, m)
            gone.add(worse)
            yield (
                worse,
                Found("the same paragraph stands " + ("below" if better > worse else "above"), lines[better].number),
            )
            if worse == n:
                break
        if n not in gone:
            for key in keys:
                seen[key].append(n)


def _side_by_side(line: Line, other: Line) -> bool:
    """Both are paragraphs of the very same place of a page, where a copy would be set apart: what is asked again, a refrain."""
    return bool(line.where) and line.where == other.where


def _twins(own: set[_Shingle], forms: Sequence[str], other: Sequence[str]) -> bool:
    theirs = _shingles(other)
    return len(own & theirs) >= _TWIN * max(len(own), len(theirs)) and _figures(forms) == _figures(other)


@dataclass(frozen=True, slots=True)
class _Stream:
    """The words of several lines, one after the other, and the place in the page of the line each one stands in."""

    words: Sequence[str]
    owner: Sequence[int]

    def places(self, wanted: set[_Shingle]) -> Mapping[_Shingle, Sequence[int]]:
        """Where each of the shingles stands, the first places of many."""
        first = {shingle[0] for shingle in wanted}
        found: defaultdict[_Shingle, list[int]] = defaultdict(list)
        for at, word in enumerate(self.words):
            if word in first:
                shingle = tuple(self.words[at : at + _N])
                if shingle in wanted and len(found[shingle]) < _CANDIDATES:
                    found[shingle].append(at)
        return found

    def holds(self, forms: Sequence[str], at: int) -> bool:
        """The words stand there, in this order."""
        return list(forms) == self.words[at : at + len(forms)]


def _stream(page: Page, places: Sequence[int]) -> _Stream:
    words = [form for n in places for form in page.lines[n].forms]
    return _Stream(words, [n for n in places for _ in page.lines[n].forms])


_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\W{0,3}$")
_CREDIT = 14  # words that may be glued before a teaser


def _teaser(page: Page) -> Iterator[tuple[int, Found]]:
    """A copy of the article's words that breaks off in `...`, a photo credit glued before it or not."""
    cut = {n for n, line in enumerate(page.lines) if _CUT.search(line.text[-12:])}
    tails = {
        n: [forms[skip:] for skip in range(min(_CREDIT, len(forms) - _SHORTEST) + 1)]
        for n in cut
        if (forms := page.lines[n].forms)
    }
    if not any(tails.values()):
        return
    stream = _stream(page, [n for n in range(len(page.lines)) if n not in cut])
    places = stream.places({tuple(tail[:_N]) for own in tails.values() for tail in own})
    for n, own in sorted(tails.items()):
        # the last word may be cut, too
        hits = ((at, tail) for tail in own for at in places.get(tuple(tail[:_N]), ()) if stream.holds(tail[:-1], at))
        if (hit := next(hits, None)) is not None:
            at, tail = hit
            owners = stream.owner[at : at + len(tail)]
            whose = next((m for m in owners if page.lines[m].prose), owners[0])
            yield n, Found("words of the article, broken off", page.lines[whose].number)


_QUOTED_WORDS = 60  # words of a pull quote at most


def _pull_quote(page: Page) -> Iterator[tuple[int, Found]]:
    """A line whose words all stand, in this order, within one longer paragraph."""
    short = [n for n, line in enumerate(page.lines) if _SHORTEST <= len(line.forms) <= _QUOTED_WORDS]
    stream = _stream(page, range(len(page.lines)))
    places = stream.places({tuple(page.lines[n].forms[:_N]) for n in short})
    for n in short:
        forms = page.lines[n].forms
        for at in places.get(tuple(forms[:_N]), ()):
            whose = stream.owner[at]
            within = stream.owner[min(at + len(forms), len(stream.owner)) - 1] == whose
            if whose == n or _side_by_side(page.lines[n], page.lines[whose]):
                continue
            if within and len(page.lines[whose].forms) > len(forms) + 2 and stream.holds(forms, at):
                yield n, Found("words of a paragraph, set again", page.lines[whose].number)
                break


_SITE = re.compile(r"\s*[-–—|·•»:(].*|\W*", re.DOTALL)


def _headline_again(page: Page) -> Iterator[tuple[int, Found]]:
    """The headline once more, as some pages print it in their title: alone or with the name of the site."""
    headline = page.headline.casefold()
    if page.body[1] < 0 or len(headline.split()) < 3:
        return
    for n, line in enumerate(page.lines):
        text = line.text.casefold()
        if (
            not line.prose
            and len(text) <= len(headline) + 80
            and text.startswith(headline)
            and _SITE.fullmatch(text, len(headline))
        ):
            yield n, Found("the headline again")


# ---------------------------------------------------------------------------------------------- menus of a whole page

_LEAST = 0.15  # of all words: where less would stay, the source is something else than one article
_CROWD = 8  # lines without running text around the article that make a source the copy of a whole web page


def _around(page: Page) -> Iterator[tuple[int, Found]]:
    """Of a whole web page: everything before and after the run of running text, and stray labels within it.

    The run is the stretch with the most words of running text for the fewest other lines. A text with few other lines
    around it is no web page, and is left alone.
    """
    lines = page.lines
    if not page.copied:
        return
    first, last = heads.longest_run([(len(line.forms), line.prose) for line in lines])
    outside = [n for n in range(len(lines)) if not first <= n <= last]
    if sum(not lines[n].prose for n in outside) < _CROWD:
        return
    keep = sum(len(lines[n].forms) for n in range(first, last + 1) if lines[n].prose or _framed(lines, n, first, last))
    if keep < _LEAST * sum(len(line.forms) for line in lines):
        return
    for n in outside:
        yield n, Found("stands outside the article, among menus and lists")
    for n in range(first, last + 1):
        if not lines[n].prose and not _framed(lines, n, first, last):
            yield n, Found("a line without running text beside it")


def _framed(lines: Sequence[Line], n: int, first: int, last: int) -> bool:
    """Running text stands within two lines on both sides."""
    before = any(lines[m].prose for m in range(max(first, n - 2), n))
    return before and any(lines[m].prose for m in range(n + 1, min(last, n + 2) + 1))


RULES: tuple[tuple[str, Rule], ...] = (
    ("ornament", _ornament),
    ("image name", _image_name),
    ("continuation line", _continued),
    ("advertisement", _advertisement),
    ("cookie line", _cookies),
    ("more from", _after_more_from),
    ("list of articles", _after_list_head),
    ("teaser", _teaser),
    ("headline again", _headline_again),
    ("said again", _said_again),
    ("photo credit", _credit),
    ("photo caption", _caption),
    ("share line", _share),
    ("newsletter line", _newsletter),
    ("comments", _comments),
    ("read also", _read_also),
    ("legal line", _legal),
    ("correction note", _amended),
    ("bio", _bio),
    ("contact line", _tips),
    ("notice", _notices),
    ("pull quote", _pull_quote),
    ("repeated label", _repeated_label),
    ("page around", _around),
)
"""The rules by their names, in the order in which they look at an article."""
