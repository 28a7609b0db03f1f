"""Rules for lines that say what they are: a picture's credit, a row of buttons, a notice of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index import masthead as heads
from index.clean.page import Found, Page, Rule

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


ornament = _says(r"^[\W_]+$", "no word and no figure in it", 30)


def image_name(page: Page) -> Iterator[tuple[int, Found]]:
    for n, line in enumerate(page.lines):
        if heads.is_image_name(line.text):
            yield n, Found("the file name of a picture")


advertisement = _says(
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
credit = _says(
    rf"^\W*(?:file|file photo|photo(?:graph)?s?|image|images|picture|pictures|foto|fotos|bild|illustration|graphic|credits?|photo credit|image credit|picture credit|crédit|bildquelle|image source|image caption)"
    rf"(?: by| from)?\s?[:;/]|^\W*(?:photo(?:graph)?s?|illustration|picture|image) by [A-Z]|^[^.!?]{{0,90}}(?:{_AGENCY_PHOTO})\)?\W*$|^\W*©",
    "credits a picture",
    16,
)
caption = _says(
    rf"^(?:our picture|pictured|in (?:this|the) (?:photo|picture|image)|(?:top|main|cover|lead) (?:photo|image|picture))\b.{{0,20}}[:,]|[.!?)\]] ?\W?(?:photo(?:graph)?(?: credit)?|image|picture|foto|bild|credit)s?(?: by|:) [^.!?]{{2,60}}$"
    rf"|[.!?)] ?\W?(?:[^.!?]{{0,50}})(?:{_AGENCY_PHOTO})\W*$",
    "describes a picture and credits it",
    70,
    holds="photo|picture|image|foto|bild|credit|afp|epa|shutterstock|istock|unsplash|reuters|zuma|alamy|/ap|pa wire|wikimedia|flickr|handout",
)
cookies = _says(
    r"\b(?:we|us|site|website|page)\b.{0,60}\bcookies\b|\bcookies\b.{0,80}\b(?:accept|reject|consent|settings|preferences)\b|^accept all\b|\bmanage (?:cookie|consent)",
    "asks to accept cookies",
    90,
    holds="cookie|accept all|manage consent",
)
_SHARE_WORD = r"(?:share|tweet|facebook|twitter|linkedin|whatsapp|pinterest|reddit|telegram|messenger|bluesky|flipboard|instagram|print|e-?mail|copy link|teilen|drucken|partager|compartir|condividi|imprimer)"
share = _says(
    rf"^\W*(?:{_SHARE_WORD}|mail|link|copied|save|tip|gift|more|threads|pocket|youtube|rss|this|article|on|by|via|to|with|story|x|[|·•,/:&+()\s])+\W*$"
    rf"|^\W*share (?:on|this|via|by|with|to) |^(?:share|tweet)(?:tip|print|tweet|share|save|copy|mail|e-?mail)",
    "a row of buttons to share the page",
    14,
)
newsletter = _says(
    r"^\W*(?:get|sign up|subscribe|join|receive|want|enter your|stay|don.?t miss|keep up|be the first|register|start your day|support|become|help us|download|follow us|follow our|like us|make sure|never miss|already a|free)\b.{0,200}"
    r"\b(?:newsletters?|inbox|e-?mail(?: address)?|subscribe(?:rs?)?|subscription|sign(?:ed)? up|alerts?|podcasts|app|facebook|twitter|instagram|whatsapp|donat\w+|member|membership|our journalism|account)\b"
    r"|^\W*(?:sign up|subscribe|subscribe now|newsletters?|log in|sign in|register|register now|create an account|follow us|donate|support us|become a member)\W*$"
    r"|\bby signing up\b|\bunsubscribe\b|\byou (?:will|can) (?:receive|unsubscribe)\b",
    "asks to subscribe, to follow or to pay",
    60,
)
comments = _says(
    r"^\W*(?:\d+ comments?|comments?|kommentare?|commentaires?|comentarios)(?: ?\(\d+\))?(?: ?[-–|] .{0,60})?\W*$|^\W*(?:view|show|read|post|leave|add|write|hide|load|see all) (?:a |your |the |all |more )?(?:\d+ )?(?:comment|repl)"
    r"|\blog in to (?:join|comment|reply)|^\W*(?:join the conversation|what do you think\?|have your say)|^please read our comment policy|\bcomments (?:are|have been) (?:now )?closed",
    "counts or asks for comments",
    24,
)
read_also = _says(
    r"^\W*(?:most (?:read|popular|viewed|shared)|trending)(?: now)?:|^\W*(?:read|see|watch|listen|also) (?:also|more|next|on)?\W*:|^\W*(?:read also|also read|see also|read more|read next|read on|related|recommended|recommended reading|related (?:articles?|stories|story|content|posts?|topics?|reading)|more on this|keep reading|continue reading"
    r"|you may (?:also )?like|you might (?:also )?like|up next|don.?t miss|in case you missed it|lesen sie auch|mehr zum thema|à lire aussi|lire aussi|lea también|te puede interesar|leggi anche|lees ook|czytaj też)\b\W*(?:[:|-].*|\w.{0,100}[^.])?$",
    "points to another article",
    22,
)
legal = _says(
    r"^\W*(?:copyright\b|©|\(c\) ?\d{4}|all rights reserved|terms of (?:use|service)|privacy policy|our standards:)|all rights reserved\W*$|\bmay not be (?:published|reproduced|republished)\b|\bclick here for reprint\b|^\W*(?:got a tip|have a (?:news )?tip|contact us|send tips)\b",
    "a legal or contact line of the site",
    45,
    holds="copyright|©|(c)|reserved|terms of|privacy|our standards|may not be|reprint|tip|contact us",
)
amended = _says(
    r"^\W*(?:this|the) (?:story|article|post|report|piece|headline|page) (?:was|has been|were|is) (?:first |originally |last )?(?:amended|updated|corrected|changed|modified|published|edited|clarified)\b|^\W*(?:correction|clarification|editor.?s note|note to (?:readers|editors))s?:|^this story originally appeared",
    "tells of a change to the page",
    60,
)
continued = _says(
    r"^\W*(?:continued|turn|continues) (?:on|from|to) page \d+\W*$|^from page \d+\W*$|\((?:from|continued (?:on|from)) page \d+\)\W*$|^\W*(?:see|turn to) [\w ]{2,30}, page \d+\W*$",
    "leads from one printed page to the next",
    30,
)
tips = _says(
    r"\b(?:write to|contact|e-?mail|mail|reach|tell|send)\b.{0,60}\S@\S+\.\w|^\W*\w[\w ,.'’-]{2,60} can be reached at\b|^\W*follow (?:\w+ ){1,4}on (?:twitter|x|facebook|instagram)\b|^\W*@\w+$",
    "tells how to reach the newsroom",
    40,
    inside=False,
    holds="@|can be reached at|follow ",
)
notices = _says(
    r"^(?:letters to the editor|for sale|to let|wanted|lost|found|situations vacant|public notice)\b.{0,3}:|\ball (?:are )?welcome\W*$|\badmission (?:is )?free\b|\b(?:listen|watch|see it) again (?:at|on)\b|^\W*(?:press|media) contact\b",
    "a notice or small advertisement after the article",
    40,
    inside=False,
)


def bio(page: Page) -> Iterator[tuple[int, Found]]:
    """Lines about the author, near the end of the text."""
    _, last = page.body
    for n in range(max(1, last - 2), len(page.lines)):
        if heads.bio(page.lines[n].text.strip("*_ ")) is not None:
            yield n, Found("tells who the author is")
