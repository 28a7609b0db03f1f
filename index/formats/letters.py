"""The words of a mail, told from what stands around them: replies quoted, signatures, disclaimers, the feet of mailing lists.

A mail that forwards another is that other: its text is what was forwarded, its head the one that stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from index.formats import plain
from index.formats.letterhead import FIELD_OF, bare_subject, is_forward
from index.formats.stitched import moved
from index.model import Block, Dropped, Span

Label = tuple[str, str]
"""A rule and its reason."""

QUOTED: Label = ("quoted mail", "an earlier mail that is quoted")
ASKED: Label = ("quoted mail", "says whose mail is quoted")
COVER: Label = ("covering note", "written by who forwarded the mail")
HEAD: Label = ("mail header", "says who sent the mail, when and about what")
SIGNATURE: Label = ("signature", "stands under the line that begins a signature")
SIGNED: Label = ("signature", "stands under the closing of the mail")
ADVERT: Label = ("advertisement", "stands in one box with the name of a sponsor")
FOOT: Label = ("mail footer", "about the mail itself: how to read it, or to get no more of them")
DISCLAIMER: Label = ("disclaimer", "says who may read the mail")
ABOUT: Label = ("about the sender", "tells at the end what the sender is")
CONTACT: Label = ("press contact", "tells at the end whom to ask")
AFTER_END: Label = ("notes to editors", "stands after the mark that ends the release")


class Letter(NamedTuple):
    """The blocks of a mail's text, which of them are no part of what it says, and the head of the mail that it forwards."""

    blocks: tuple[Block, ...]
    furniture: tuple[Dropped, ...]
    head: Mapping[str, Span]
    """The values of the forwarded mail's head by field (`from`, `date`, `subject` ...); empty where none is forwarded."""


class _Parts(NamedTuple):
    blocks: list[Block]
    labels: dict[int, Label]
    """Of the blocks that are furniture, by number."""


# ----------------------------------------------------------------------------------------------------- lines that part mails

_DASHES = " \t>*_=—–-"
_MARKER = re.compile(
    r"(?:(?P<forward>begin forwarded message|forwarded (?:message|mail|by .{1,60})|(?:anfang der )?weitergeleitete[nr]? (?:nachricht|e-?mail)|(?:début du )?message (?:transféré|réexpédié)"
    r"|mensaje reenviado|messaggio inoltrato|inizio messaggio inoltrato|mensagem encaminhada|doorgestuurd bericht|vidarebefordrat meddelande|videresendt (?:melding|meddelelse))"
    r"|original message|original appointment|(?:ursprüngliche|original)[ -]?(?:nachricht|mail)|message d.origine|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht"
    r"|ursprungligt meddelande|opprinnelig melding|oprindelig meddelelse)[ :]*",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"[>* \t]{0,8}(?P<label>[^\W\d_]{1,14}(?:-[^\W\d_]{2,4})?)\*?[ \u00a0]?:\*?[ \t\u00a0]*(?P<value>[^\n]*)"
)
_WROTE = re.compile(
    r"(?:wrote|writes|schrieb|schreibt|a écrit|écrit|escribió|ha scritto|escreveu|schreef|skrev|kirjoitti|napisał(?:\(a\))?|пишет|писал\(?а?\)?)\b[^\n]{0,120}:$",
    re.IGNORECASE,
)
_ON = re.compile(r"(?:on|am|le|el|il|op|den|på|em|dnia|\d{1,4}[./-]\d)\b", re.IGNORECASE)
_DATED = re.compile(r"\d{1,2}[:.]\d\d|\b(?:19|20)\d\d\b|@")
_LONGEST_LINE = 400
_HEAD_LINES = 14
_RULE = re.compile(r"_{10,}[ \t]*")


def of_text(text: str, subject: str) -> Letter:
    """A mail as plain text, under its subject. Every non-blank character is in one block."""
    lines = [plain.trimmed(text, line) for line in plain.lines_of(text)]
    labels: list[Label | None] = [None] * len(lines)
    head = _inner_mails(text, lines, labels, subject)
    _quoted_lines(text, lines, labels)
    _signature(text, lines, labels)
    found = _Parts([], {})
    for label, first, last in _runs(labels):
        piece = Span(lines[first].start, lines[last].stop)
        if label is None:
            found.blocks.extend(Block(moved(b.span, piece.start), b.kind) for b in plain.blocks(piece.of(text)))
        else:
            for span in _paragraphs(lines[first : last + 1]):
                found.labels[len(found.blocks)] = label
                found.blocks.append(Block(span))
    return _letter(text, found, head)


def of_blocks(text: str, blocks: Sequence[Block], marks: Sequence[Label | None], subject: str) -> Letter:
    """A mail whose blocks are known from its markup, which may mark some of them as furniture.

    A block in which two mails meet is parted at the end of a line.
    """
    of = [(n, moved(line, b.span.start)) for n, b in enumerate(blocks) for line in plain.lines_of(b.span.of(text))]
    lines = [plain.trimmed(text, line) for _, line in of]
    labels: list[Label | None] = [None] * len(lines)
    head = _inner_mails(text, lines, labels, subject)
    for at, (n, _) in enumerate(of):
        if labels[at] is None and marks[n] is not None and not (head and marks[n] == QUOTED):
            labels[at] = marks[n]
            if marks[n] == QUOTED and at and labels[at - 1] is None:
                for asking in _asking(text, lines, labels, at):
                    labels[asking] = ASKED
    _signature(text, lines, labels)
    found = _Parts([], {})
    at = 0
    for n, block in enumerate(blocks):
        first = at
        while at < len(of) and of[at][0] == n:
            at += 1
        for label, start, stop in _runs(labels[first:at]):
            piece = plain.trimmed(text, Span(lines[first + start].start, lines[first + stop].stop))
            if piece.start == piece.stop:
                continue
            if label is not None:
                found.labels[len(found.blocks)] = label
            found.blocks.append(Block(piece, block.kind, block.where, block.linked))
    return _letter(text, found, head)


def _letter(text: str, found: _Parts, head: Mapping[str, Span]) -> Letter:
    """The letter with the furniture at its end told, and never without any text of its own."""
    for gives_way in ({QUOTED}, {COVER, SIGNATURE}, {ASKED, HEAD}):
        if len(found.labels) < len(found.blocks):
            break
        for n in [n for n, label in found.labels.items() if label in gives_way]:
            del found.labels[n]
    _feet(text, found)
    furniture = tuple(Dropped(found.blocks[n].span, *label) for n, label in sorted(found.labels.items()))
    return Letter(tuple(found.blocks), furniture, head)


def _runs(labels: Sequence[Label | None]) -> Iterator[tuple[Label | None, int, int]]:
    """Stretches of lines with one label, first and last line."""
    first = 0
    for n in range(1, len(labels) + 1):
        if n == len(labels) or labels[n] is not labels[first]:
            yield labels[first], first, n - 1
            first = n


def _paragraphs(lines: Sequence[Span]) -> Iterator[Span]:
    """The stretches of lines between blank ones."""
    start = stop = -1
    for line in lines:
        if line.start < line.stop:
            start, stop = (line.start if start < 0 else start), line.stop
        elif start >= 0:
            yield Span(start, stop)
            start = -1
    if start >= 0:
        yield Span(start, stop)


# ------------------------------------------------------------------------------------------------------- mails within a mail


def _inner_mails(text: str, lines: Sequence[Span], labels: list[Label | None], subject: str) -> dict[str, Span]:
    """Labels what stands around a forwarded mail, and mails that are quoted under their head; the forwarded mail's head.

    Below words of the mail's own a head alone begins a quoted mail only if that was about the same: a report may print mails.
    """
    head: dict[str, Span] = {}
    forward, about = is_forward(subject), _about(subject)
    at = begun = 0
    while (mail := _mail_begins(text, lines, at)) is not None:
        own = [n for n in range(begun, mail.first) if lines[n].start < lines[n].stop and not _is_quote(text, lines[n])]
        is_forwarded = not head and (forward or mail.is_forwarded)
        if own and not is_forwarded:
            theirs = mail.fields.get("subject")
            if mail.is_marked or theirs is None or _about(theirs.of(text)) == about:
                _label(labels, mail.first, len(lines), QUOTED)
                break
        else:
            _label(labels, begun, mail.first, COVER)
            _label(labels, mail.first, mail.after, HEAD)
            head, begun = mail.fields or head, mail.after
        at = mail.after
    return head


def _about(subject: str) -> list[str]:
    """The words of a subject that it keeps through replies."""
    whole = Span(0, len(subject))
    return bare_subject(subject, whole).of(subject).casefold().split()


class _Mail(NamedTuple):
    """Where a mail within the mail begins."""

    first: int
    """Its first line."""
    after: int
    """The line after its head."""
    is_marked: bool
    """A line above its head says that here a mail begins."""
    is_forwarded: bool
    """That line says that it was forwarded."""
    fields: dict[str, Span]
    """The values of its head."""


def _mail_begins(text: str, lines: Sequence[Span], at: int) -> _Mail | None:
    """The first mail within the mail that begins in line `at` or below."""
    for n in range(at, len(lines)):
        if lines[n].stop - lines[n].start > _LONGEST_LINE:
            continue
        words = lines[n].of(text)
        if (marker := _MARKER.fullmatch(words.strip(_DASHES))) and (words[0] in _DASHES or words[-1] in "-:_"):
            after, fields = _head(text, lines, n + 1)
            if fields or words[0] in _DASHES:
                return _Mail(n, after if fields else n + 1, True, marker["forward"] is not None, fields)
        elif (told := _field(text, lines[n])) is not None and told[0] == "from":
            after, fields = _head(text, lines, n)
            if fields:
                ruled = n > at and _RULE.fullmatch(lines[n - 1].of(text)) is not None
                return _Mail(n - ruled, after, ruled, False, fields)
    return None


def _field(text: str, line: Span) -> tuple[str, Span] | None:
    """The field of a line of a head, and where its value stands."""
    m = _LABELLED.match(text, *line) if line.stop - line.start <= 2_000 else None
    field = FIELD_OF.get(m["label"].casefold()) if m is not None else None
    if m is None or field is None:
        return None
    return field, plain.trimmed(text, Span(*m.span("value")))


def _head(text: str, lines: Sequence[Span], at: int) -> tuple[int, dict[str, Span]]:
    """The line after the head that begins at `at` or behind blank lines there, and its fields; none where there is no head.

    It names a sender first, and a day or a subject. Some programs put blank lines between its lines.
    """
    fields: dict[str, Span] = {}
    while at < len(lines) and lines[at].start == lines[at].stop:
        at += 1
    last = at
    for n in range(at, min(len(lines), at + _HEAD_LINES)):
        if (told := _field(text, lines[n])) is not None:
            fields.setdefault(*told)
            last = n + 1
        elif "from" not in fields or (lines[n].start < lines[n].stop and "@" not in lines[n].of(text)):
            break
        elif lines[n].start < lines[n].stop:  # recipients go on in the next line
            last = n + 1
        elif "subject" in fields:
            break
    if "from" not in fields or not ("date" in fields or "subject" in fields) or len(fields) < 3:
        return at, {}
    return last, {field: value for field, value in fields.items() if value.start < value.stop}


def _label(labels: list[Label | None], start: int, stop: int, label: Label) -> None:
    for n in range(start, stop):
        if labels[n] is None:
            labels[n] = label


def _is_quote(text: str, line: Span) -> bool:
    return text.startswith(">", line.start)


def _quoted_lines(text: str, lines: Sequence[Span], labels: list[Label | None]) -> None:
    """Lines that begin with `>`, the blank ones between them, and the line or two that say who wrote them."""
    before: int | None = None
    for n, line in enumerate(lines):
        if labels[n] is not None or not _is_quote(text, line):
            continue
        labels[n] = QUOTED
        if before is not None and all(lines[m].start == lines[m].stop for m in range(before + 1, n)):
            _label(labels, before + 1, n, QUOTED)
        else:
            for m in _asking(text, lines, labels, n):
                labels[m] = ASKED
        before = n


def _asking(text: str, lines: Sequence[Span], labels: Sequence[Label | None], quote: int) -> range:
    """The lines `On Monday, 3 March 2025, Jane Roe wrote:` above a quoted mail, up to three of them."""
    last = quote - 1
    while last >= 0 and lines[last].start == lines[last].stop:
        last -= 1
    found = range(0)
    for first in range(last, max(-1, last - 3), -1):
        if labels[first] is not None or lines[first].start == lines[first].stop:
            break
        if _asks(text[lines[first].start : lines[last].stop]) and (not found or _ON.match(text, lines[first].start)):
            found = range(first, last + 1)
    return found


def _asks(words: str) -> bool:
    """The words say who wrote what follows, and when or from where."""
    if len(words) > _LONGEST_LINE:
        return False
    line = " ".join(words.split())
    return _WROTE.search(line) is not None and _DATED.search(line) is not None


_MOST_SIGNED = 40  # lines of a signature
_SENTENCE = 25  # words of a line that goes on with the mail: the blank behind `--` that tells is lost on many ways


def _signature(text: str, lines: Sequence[Span], labels: list[Label | None]) -> None:
    """What stands under the last line `-- ` (RFC 3676, 4.3) of the mail, and of each stretch above a quoted mail."""
    stop, signed = len(lines), 0
    for n in range(len(lines) - 1, -1, -1):
        if labels[n] is not None:
            stop, signed = n, 0
            continue
        signed += lines[n].start < lines[n].stop
        begins = (
            lines[n].of(text) == "--" and signed <= _MOST_SIGNED and (stop == len(lines) or labels[stop] != SIGNATURE)
        )
        if begins and not any(len(line.of(text).split()) >= _SENTENCE for line in lines[n + 1 : stop]):
            _label(labels, n, stop, SIGNATURE)
            stop, signed = n, 0


# ------------------------------------------------------------------------------------------------------ what stands at the end

_FOOT = re.compile(
    r"\bunsubscribe\b|\babbestellen\b|\babmelden\b|désabonne|désinscri|\bdarse de baja\b|cancelar (?:la|tu|su) suscripción|\bdisiscri|cancella(?:ti|re) l.iscrizione|\bafmelden\b|avregistrera|\bavmelde?\b"
    r"|\bopt[ -]?out\b|\b(?:manage|update|change) (?:your |my )?(?:e-?mail |subscription |newsletter )?(?:preferences|settings|subscriptions?)\b"
    r"|\byou (?:are receiving|receive|received|get|are getting) this (?:e-?mail|mail|message|newsletter)\b|\bthis (?:e-?mail|message|newsletter) was sent (?:to|by)\b"
    r"|\bsie (?:erhalten|bekommen) diese[ns]?\b|\bvous recevez (?:ce|cet|cette)\b|\b(?:usted )?recibe este\b|\bricevi questa\b|\bje ontvangt deze\b"
    r"|\b(?:view|read|see|open)\b.{0,40}\b(?:in|on) (?:your|a|the) (?:web ?)?browser\b|\bview (?:it |this e-?mail |this message )?online\b|\bim browser (?:ansehen|anzeigen|öffnen|lesen)\b"
    r"|\b(?:voir|lire|consulter)\b.{0,40}\b(?:en ligne|navigateur)\b|\bversión (?:web|en línea)\b|\bversion en ligne\b|\bonline-?version\b"
    r"|^\W*(?:sent from my\b|get outlook for\b|von meinem .{2,20} gesendet|envoyé de(?:puis)? mon\b|enviado desde mi\b|inviato da(?:l mio)?\b)"
    r"|\bforward (?:this )?(?:e-?mail |mail |message |newsletter )?to a friend\b|\badd us to your address book\b|\b(?:before|consider).{0,40}\bprint(?:ing)? this (?:e-?mail|mail|message)\b"
    r"|/(?:mailman/)?listinfo/|\bmailing list$",
    re.IGNORECASE,
)
_FOOT_WORDS = 40
_TOP = 3  # blocks in which a line may ask to look at the mail elsewhere
_SHORT = 25  # words: lines under a foot that belong to it are no longer
_SECRET = (
    "confidential",
    "privileged",
    "vertraulich",
    "confidentiel",
    "confidencial",
    "riservat",
    "vertrouwelijk",
    "konfidensiell",
)
_READER = (
    "intended",
    "recipient",
    "addressee",
    "empfänger",
    "adressat",
    "destinataire",
    "destinatari",
    "geadresseerde",
    "mottaker",
)
_A_MAIL = ("e-mail", "email", "mail", "message", "nachricht", "courriel", "mensaje", "messaggio", "bericht")
_END_MARK = re.compile(
    r"\W*(?:ends?|ende|fin|fine|slutt?)\W*|\W{0,3}-\W?30\W?-\W{0,3}|\W{0,3}#\W?#\W?#\W{0,5}", re.IGNORECASE
)
_ABOUT = re.compile(
    r"(?:about|über|à propos d[eu’']s?|qui est|acerca de|sobre|informazioni su|om|over)\b ?(?P<who>[^\n:.!?]{2,90})(?P<end>:|\n|$)",
    re.IGNORECASE,
)
_CONTACT_HEAD = re.compile(
    r"\W*(?:for )?(?:(?:press|media|more|further|additional) )?(?:contacts?|enquiries|inquiries|information|details|queries)\b|\W*(?:press|media|news) (?:office|contact|enquiries|inquiries)\b"
    r"|\W*notes? (?:to|for) (?:the )?editors?\b|\W*(?:pressekontakt|presse-?kontakt|medienkontakt|rückfragen|kontakt|ansprechpartner|contacts? (?:presse|médias?)|renseignements|contacto (?:de prensa)?|contatti)\b",
    re.IGNORECASE,
)
_REACHED = re.compile(r"\S@\S+\.\w|\+?\(?\d[\d ()/.-]{6,}\d|https?://|www\.")
_LABEL_WORDS = 9


def _feet(text: str, found: _Parts) -> None:
    """Labels notices, disclaimers, what follows the mark that ends a press release, and who the sender is, at the end."""
    kept = [n for n in range(len(found.blocks)) if n not in found.labels]
    words = {n: found.blocks[n].span.of(text) for n in kept}
    foot = False
    for place, n in enumerate(kept):
        short = len(words[n]) <= 3_000 and len(words[n].split())
        late = 2 * place >= len(kept) - 1
        if short and short <= _FOOT_WORDS and (late or place < _TOP) and _FOOT.search(words[n]):
            found.labels[n], foot = FOOT, late
        elif late and _is_disclaimer(words[n]):
            found.labels[n] = DISCLAIMER
        elif foot and short and short <= _SHORT:
            found.labels[n] = FOOT
        else:
            foot = False
    kept = [n for n in kept if n not in found.labels]
    _signed(words, kept, found)
    kept = [n for n in kept if n not in found.labels]
    _after_end(words, kept, found)
    _sender(words, [n for n in kept if n not in found.labels], found)
    if len(found.labels) == len(found.blocks):  # nothing but feet: they are what it says
        for n in words:
            del found.labels[n]


_CLOSING = re.compile(
    r"\W*(?:(?:with )?(?:(?:kind|best|warm|many)(?:est)? )?(?:regards|wishes|thanks)|all the best|yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?"
    r"|(?:mit )?(?:freundlichen|besten|herzlichen|vielen|schönen) (?:grüßen?|gruß|grüssen?|dank)|(?:(?:bien )?cordialement|(?:sincères )?salutations|bien à vous)"
    r"|(?:un )?(?:cordial saludo|saludos(?: cordiales)?)|cordiali saluti|met vriendelijke groet(?:en)?|med vänliga hälsningar|(?:med )?vennlig hilsen|med venlig hilsen"
    r"|atenciosamente|z poważaniem)\W*",
    re.IGNORECASE,
)
_SIGNED_LINES, _SIGNED_WORDS = 6, 8


def _signed(words: Mapping[int, str], kept: Sequence[int], found: _Parts) -> None:
    """Short lines without a stop under the closing of the mail, at its end."""
    for n in range(len(kept) - 1, max(0, len(kept) - 2 - _SIGNED_LINES), -1):
        text = words[kept[n]]
        if _CLOSING.fullmatch(text):
            found.labels.update(dict.fromkeys(kept[n + 1 :], SIGNED))
            return
        if len(text) > 200 or len(text.split()) > _SIGNED_WORDS or text[-1] in '.!?”"':
            return


def _is_disclaimer(words: str) -> bool:
    low = words[:3_000].casefold()
    return all(any(word in low for word in some) for some in (_SECRET, _READER, _A_MAIL))


def _after_end(words: Mapping[int, str], kept: Sequence[int], found: _Parts) -> None:
    """What follows `- ENDS -` or `###` in the second half of a release."""
    for place in range(max(1, len(kept) // 2), len(kept)):
        mark = words[kept[place]]
        if len(mark) <= 20 and _END_MARK.fullmatch(mark):
            found.labels.update(dict.fromkeys(kept[place:], AFTER_END))
            return


def _sender(words: Mapping[int, str], kept: list[int], found: _Parts) -> None:
    """Paragraphs about the sender and whom to ask, from the last one up to the first that is neither."""
    while len(kept) > 2:
        if (label := _of_sender(words[kept[-1]])) is not None:
            found.labels[kept.pop()] = label
            continue
        heads = (m for m in (2, 3, 4) if m < len(kept) - 1 and _is_label(words[kept[-m]]))
        if (head := next(heads, None)) is None or (label := _of_sender(words[kept[-head]])) is None:
            return
        found.labels.update(dict.fromkeys(kept[-head:], label))
        del kept[-head:]


def _is_label(words: str) -> bool:
    """A few words without a stop, as they stand above a paragraph."""
    return len(words) <= 120 and len(words.split()) <= _LABEL_WORDS and words[-1] not in ".!?"


def _of_sender(words: str) -> Label | None:
    if (
        (m := _ABOUT.match(words)) is not None
        and len(m["who"].split()) <= _LABEL_WORDS
        and m["who"].lstrip()[:1].isupper()
    ):
        return ABOUT
    if _CONTACT_HEAD.match(words) and len(words.split()) <= _FOOT_WORDS:
        return CONTACT if _REACHED.search(words) or len(words.split()) <= _LABEL_WORDS else None
    return None
