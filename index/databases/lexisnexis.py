"""LexisNexis as it was written until about 2019 (`1 of 10 DOCUMENTS`), and Nexis Uni and Lexis+ (`End of Document`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.databases.card import RIGHTS, Card
from index.databases.fields import Field, fields, has_label_in_capitals, labels, tail
from index.databases.record import Line, Record
from index.masthead.dates import MONTH, find_date
from index.model import Span

ORIGIN = "LexisNexis"
LABELS = labels(
    {
        "headline": "headline,titre,titel,überschrift,schlagzeile,kop,titular,título,titolo,title",
        "authors": "byline,auteur,auteurs,autor,autoren,autorin,autore,autores,verfasser,author,authors,signature",
        "section": "section,rubrique,rubrik,ressort,sección,seccion,sezione,secção,sectie,page,pages,seite,edition,ausgabe,édition",
        "length": "length,longueur,länge,laenge,longitud,lengte,lunghezza,comprimento,tamanho,extensión",
        "dateline": "dateline,datumszeile,ortsmarke,lieu",
        "standfirst": "highlight,highlights,encart,insert,vorspann,teaser,chapeau,untertitel,subtitle,unterzeile",
        "body": "body,text,texte,corps,volltext,haupttext,texte intégral,cuerpo,texto,tekst,corpo,testo,hauptteil",
        "loaded": "load-date,date-chargement,update,ladedatum,date de chargement,fecha-carga,fecha de carga,data-caricamento,laaddatum",
        "language": "language,langue,sprache,idioma,taal,lingua,publication-type,type-publication,publikationstyp,type de publication",
        "note": "correction,corrections,notes,note,graphic,graphique,grafik,gráfico,grafiek,chart,table,foto,photo,bild,illustration,korrektur",
        "other": (
            "publikationsart,medientyp,pub-type,tipo-publicación,document-type,type,journal-code,journal code,code-revue,zeitschriftencode,pub-code,acc-no,doc-no"
            ",subject,subjects,sujet,thema,schlagwörter,organization,organisation,organisme,company,société,societe,firma,unternehmen,empresa,ticker,symbole-boursier"
            ",industry,secteur-activite,secteur-activité,branche,geographic,localisation-geo,localisation-géo,geo-localization,geographie,state,city,country,person"
            ",personne,personen,correction-date,url,name,distribution,category,series,show,segment,anchor,anchors,host,guest,guests,keyword,keywords,slug,volume,issue"
            ",issn,isbn,classification,enhancement,supplement,sub-section,column,publication,source"
        ),
    },
    {
        "body": "body,text,texte,volltext,haupttext,corps,texte intégral,cuerpo,texto,tekst,corpo,testo,hauptteil",
        "note": "graphic,grafik,graphique,notes,correction",
        "language": "classification,klassifizierung,klassifikation,clasificación",
    },
)
_OF = r"\d[\d.,]{0,8} (?:of|de|von|van|di) \d[\d.,]{0,8}"
_COUNT = re.compile(
    rf"(?:FOCUS - )?{_OF} (?:DOCUMENT\w{{0,3}}|DOKUMENT\w{{0,3}})|(?:Docum|Dokum|DOCUM|DOKUM)\w{{3,4}} {_OF}"
)
_END = re.compile(
    r"(?i:End of Document|Ende des Dokument(?:e?s)?|Fin du document|Fin del? documento|Einde van (?:het )?document|Fine del documento|Fim do documento)"
)
_EDITION = re.compile(
    r"\b(?:edition|\w{0,20}ausgabe|\w{0,20}auflage|édition|editie|edición|edizione|edição|correction appended)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(rf"[ ]*([^\d(/\n]{{2,60}}?)(?=,? (?:{MONTH})\b|[ ,]*[\d(/\n]|$)", re.IGNORECASE)
_PAGE = re.compile(r"(?:Page|Seite|Página|Pagina) \d+ (?:of|de|sur|von|di|van) \d+")
_HEADER = frozenset(("headline", "authors", "section", "length", "dateline", "standfirst", "other", "language"))
_FIRST = frozenset(("authors", "section", "length", "dateline", "standfirst", "body"))
"""One of these is the first label under publication and date."""
_SURE = frozenset(("loaded", "language", "length"))
_HEAD = 14  # fields in which the header of an article begins
_NEAR = 4  # fields without a label that may stand among those behind the body: a correction, a caption
_SHORT = 14  # words of a line that is a name or a date, and of a stray line between two labels


def records(lines: Sequence[Line], text: str) -> list[Record]:
    """The articles of an export, in its order."""
    return [
        _ended(lines[a:b], text, first=n == 0) if ends else _counted(lines[a:b], text)
        for n, (a, b, ends) in enumerate(_spans(lines))
    ]


def _spans(lines: Sequence[Line]) -> list[tuple[int, int, bool]]:
    """The first line of each article and the line behind its last, and whether it is ended rather than counted."""
    counted = [n for n, line in enumerate(lines) if len(line.text) < 60 and _COUNT.fullmatch(line.text)]
    starts = [a for a, b in pairwise([*counted, len(lines)]) if not _SURE.isdisjoint(_roles(lines[a:b]))]
    if starts:
        return [(a, b, False) for a, b in pairwise([*starts, len(lines)])]
    ends = [n + 1 for n, line in enumerate(lines) if len(line.text) < 60 and _END.fullmatch(line.text)]
    return [(a, b, True) for a, b in pairwise([0, *ends]) if len(_roles(lines[a:b]) & {"length", "body", "loaded"}) > 1]


def _roles(lines: Sequence[Line]) -> set[str]:
    """What the labels in these lines stand for; nothing where there is but one."""
    roles = [known[1] for line in lines if (known := LABELS.find(line.text))]
    return set(roles) if len(roles) > 1 else set()


def _counted(lines: Sequence[Line], text: str) -> Record:
    """An article whose first line counts it: publication, date, headline, fields, text, fields."""
    card = Card(text, ORIGIN)
    card.drop(lines[0].span, "counts the articles of the export")
    held = fields(_parted(lines[1:], text), LABELS)
    end = tail(held, _is_behind, has_label_in_capitals, _NEAR)
    body = _body(held[:end], text)
    _header(card, held[:body])
    _finish(card, held[body:end], held[end:])
    return card.record(lines[0].span.start, lines[-1].span.stop)


def _parted(lines: Sequence[Line], text: str) -> Sequence[Line]:
    """The lines; where the empty ones between publication, date and headline are gone, as if they were there."""
    if not lines or lines[0].apart:
        return lines
    date = next((n for n, line in enumerate(lines[:_HEAD]) if find_date(text, *line.span)), -1)
    return [line._replace(apart=line.apart or n <= date + 1) for n, line in enumerate(lines)]


def _ended(lines: Sequence[Line], text: str, *, first: bool) -> Record:
    """An article whose last line ends it: headline, publication, date, fields, `Body`, text, fields.

    Before the `first` one there may be a list of all.
    """
    card = Card(text, ORIGIN)
    together = {line.span.start for line in lines if not line.apart}
    tight = 2 * len(together) > len(lines)
    labelled = next((n for n, line in enumerate(lines) if (known := LABELS.find(line.text)) and known[1] in _FIRST), 0)
    held = fields([line._replace(apart=line.apart or tight or n < labelled) for n, line in enumerate(lines)], LABELS)
    end = tail(held, _is_behind, has_label_in_capitals, _NEAR)
    label = next((n for n, field in enumerate(held[:end]) if field.role in _FIRST), end)
    dates = [n for n, field in enumerate(held[:label]) if not field.role and _is_date(field, text)]
    date = dates[-1] if dates else label
    above = [n for n, field in enumerate(held[:date]) if not _PAGE.fullmatch(field.lines[0].text)]
    begin = above[max(-2, -len(above)) if first else 0] if above else date
    while first and begin and not tight and held[begin].span.start in together:
        begin -= 1
    body = begin + _body(held[begin:end], text)
    if len(above) > 1:
        card.head(Span(held[begin].span.start, held[above[-2]].span.stop))
    _header(card, held[above[-1] if above else date : body])
    _finish(card, held[body:end], held[end:])
    return card.record(held[begin].span.start, lines[-1].span.stop)


def _is_date(field: Field, text: str) -> bool:
    """A short line, or a few, with a date and no words of rights."""
    line = field.lines[0]
    return (
        len(field.lines) <= 3
        and len(line.text.split()) <= _SHORT
        and not RIGHTS.match(line.text)
        and find_date(text, *line.span) is not None
    )


def _is_behind(field: Field, adjacent: bool) -> bool:
    """The field stands behind the text, whatever is below it: what may be a line of the text does not say so."""
    if field.role in ("loaded", "language") or _END.fullmatch(field.lines[0].text):
        return True
    if field.role in ("note", "other"):
        return field.label.isupper() or field.is_heading
    return not field.role and adjacent and field.words <= 40 and RIGHTS.match(field.lines[0].text) is not None


def _body(held: Sequence[Field], text: str) -> int:
    """The number of the field the text begins with: behind `BODY:`, else behind the labels at the head."""
    heading = next((n for n, field in enumerate(held[: 2 * _HEAD]) if field.role == "body"), None)
    if heading is not None:
        return heading
    first = next((n for n, field in enumerate(held[:_HEAD]) if field.role in _HEADER), None)
    if first is None:
        date = next((n for n, field in enumerate(held[:_HEAD]) if _is_date(field, text)), -1)
        return min(len(held), date + 2)
    while first < len(held) and (
        _is_header(held[first])
        or (first + 1 < len(held) and held[first].words <= _SHORT and _is_header(held[first + 1]))
    ):
        first += 1
    return first


def _is_header(field: Field) -> bool:
    """The label stands before a text; one that may begin a line of the text does so only in capitals."""
    return field.role in _HEADER and (field.label.isupper() or field.role not in ("other", "language", "headline"))


def _header(card: Card, held: Sequence[Field]) -> None:
    """What the fields before the text say; none of them is text but the headline and the standfirst."""
    titled = any(field.role == "headline" and field.value is not None for field in held)
    for n, field in enumerate(held):
        if not field.role:
            below = held[n - 1] if n else None
            if below is None or below.role != "standfirst" or below.value is not None:
                _unlabelled(card, field, titled=titled, last=n + 1 == len(held) or bool(held[n + 1].role))
        elif field.role in ("headline", "standfirst"):
            card.drop_key(field)
            if field.role == "headline":
                card.head(field.value)
        else:
            card.drop_field(field)
            if field.role == "authors":
                card.people(field.value)
            elif (
                field.role == "dateline"
                and field.value is not None
                and (place := _PLACE.match(card.text, *field.value))
            ):
                card.state("dateline", Span(*place.span(1)))


def _unlabelled(card: Card, field: Field, *, titled: bool, last: bool) -> None:
    """Publication, date and edition line by line, then the headline, where no label says it (`titled`).

    The headline is the `last` field before one with a label; before it, others may be the edition.
    """
    rights = RIGHTS.match(field.lines[0].text) is not None
    if "date" in card.stated and not rights:
        if card.headline is None and not last and field.words <= _SHORT and _EDITION.search(field.lines[0].text):
            card.drop(field.span, "the edition")
        elif card.headline is None and not titled:
            card.head(field.span)
        elif field.words <= _SHORT:
            card.drop_field(field)
        return
    for line in field.lines:
        if RIGHTS.match(line.text):
            card.drop(line.span, "a copyright line")
        elif "date" not in card.stated and len(line.text.split()) <= _SHORT and card.date(line.span):
            card.drop(line.span, "the date of publication")
        elif "publisher" not in card.stated:
            card.state("publisher", line.span)
            card.drop(line.span, "the publication")
        else:
            card.drop(line.span, "the edition")


def _finish(card: Card, body: Sequence[Field], behind: Sequence[Field]) -> None:
    """What the database has among and behind the text."""
    if body and body[0].role == "body":
        card.drop_key(body[0])
    for field in body:
        for line in field.lines:
            if _PAGE.fullmatch(line.text):
                card.drop(line.span, "the number of a page")
    card.drop_all(behind)
    for field in behind:
        if field.role == "loaded":
            card.date(field.value, loaded=True)
