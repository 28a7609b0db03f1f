"""ProQuest: articles between lines of underscores, `Title:` ... `Full text:` ... `ProQuest document ID:`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.databases.card import Card
from index.databases.fields import Field, fields, has_label, labels, tail
from index.databases.record import Line, Record
from index.model import Span

ORIGIN = "ProQuest"
LABELS = labels(
    {
        "headline": "title,titre,titel,título,titolo",
        "authors": "author,authors,auteur,auteurs,autor,autoren,autore,autores,verfasser",
        "publisher": (
            "publication title,titre de la publication,titel der publikation,publikationstitel,titel der veröffentlichung,título de publicación"
            ",título de la publicación,titolo pubblicazione,título da publicação"
        ),
        "date": (
            "publication date,date de publication,publikationsdatum,datum der publikation,datum der veröffentlichung,veröffentlichungsdatum,erscheinungsdatum"
            ",fecha de publicación,data di pubblicazione,data de publicação"
        ),
        "info": "publication info,informations sur la publication,publikationsinformationen,angaben zur publikation,información de publicación",
        "body": "full text,texte intégral,texte complet,volltext,texto completo,testo completo",
        "abstract": "abstract,résumé,zusammenfassung,resumen,riassunto,resumo",
        "id": (
            "proquest document id,identifiant de document proquest,id de document proquest,id du document proquest,identificateur du document proquest,proquest-dokument-id"
            ",proquest dokument-id,proquest-dokumentennummer,id del documento de proquest,id documento proquest,id do documento proquest"
        ),
        "credit": "credit,crédit,crédito",
        "other": (
            "links,liens,enlaces,subject,sujet,thema,fach,materia,location,lieu,ort,lugar,people,personnes,personen,personas,company / organization,company,société / organisation"
            ",entreprise / organisation,firma/organisation,unternehmen/organisation,empresa / organización,classification,identifier / keyword,identifiant / mot-clé"
            ",identifikator / schlüsselwort,identificador / palabra clave,volume,issue,pages,page,first page,première page,erste seite,seiten,páginas,primera página"
            ",number of pages,publication year,année de publication,erscheinungsjahr,publikationsjahr,año de publicación,year,année,jahr,año,section,rubrique,teil,sección,publisher"
            ",éditeur,herausgeber,verlag,editorial,place of publication,lieu de publication,verlagsort,erscheinungsort,lugar de publicación,country of publication,pays de publication"
            ",land der publikation,erscheinungsland,país de publicación,publication subject,sujet de la publication,thema der publikation,materia de publicación,journal subject"
            ",issn,e-issn,isbn,source type,type de source,quellentyp,tipo de fuente,language of publication,langue de publication,sprache der publikation,publikationssprache"
            ",idioma de la publicación,idioma de publicación,document type,type de document,dokumententyp,dokumenttyp,tipo de documento,document feature,accession number,document url"
            ",url du document,url de document,dokument-url,url del documento,copyright,copyright notice,last updated,dernière mise à jour,letzte aktualisierung,zuletzt aktualisiert"
            ",última actualización,database,base de données,datenbank,base de datos,dateline,column,supplement,edition,illustration,caption,correspondence author,contact,email"
            ",subtitle,alternate title,document status,publication frequency,notes,source,source attribution,stock ticker,duns number,naics,company name,business sector"
        ),
    },
    {
        "other": "proquest document link,lien vers le document proquest,link zum proquest-dokument,enlace al documento de proquest"
    },
)
_RULE = re.compile(r"_{20,}")
_COUNT = re.compile(r"(?:Document|Dokument|Documento) \d{1,5} (?:of|de|sur|von|di) \d{1,5}")
_EDITION = re.compile(r"[,;] [^,;]{0,40}\b(?:edition|ausgabe|édition|edición)\b.*", re.IGNORECASE)
_BEHIND = frozenset(("headline", "credit", "publisher", "date", "info", "id", "other", "abstract", "authors"))


def records(lines: Sequence[Line], text: str) -> list[Record]:
    """The articles of an export, in its order; none where no part between two rules has ProQuest's labels."""
    rules = [n for n, line in enumerate(lines) if _RULE.fullmatch(line.text)]
    edges = [-1, *rules, len(lines)]
    return (
        [_record(lines[a + 1 : b], text) for a, b in pairwise(edges) if _is_article(lines[a + 1 : b])] if rules else []
    )


def _is_article(lines: Sequence[Line]) -> bool:
    """Three labels are there, of which one is the article's number, or its text and its publication."""
    roles = {known[1] for line in lines if (known := LABELS.find(line.text))}
    return len(roles) > 2 and ("id" in roles or roles >= {"body", "publisher"})


def _record(lines: Sequence[Line], text: str) -> Record:
    card = Card(text, ORIGIN)
    held = fields(lines, LABELS)
    body = next((n for n, field in enumerate(held) if field.role == "body"), None)
    if body is None:
        body = next((n for n, field in enumerate(held) if field.role == "abstract"), len(held))
    end = max(body + 1, tail(held, lambda field, _: field.role in _BEHIND, has_label, 0))
    _header(card, held[:body])
    if body < len(held):
        card.drop_key(held[body])
    for field in held[end:]:
        if field.role == "headline" and card.headline is None:
            card.drop_key(field)
            card.head(field.value)
        else:
            _state(card, field)
            card.drop_field(field)
    return card.record(lines[0].span.start, lines[-1].span.stop)


def _header(card: Card, held: Sequence[Field]) -> None:
    """The fields before the text: the first without a label is the headline."""
    for field in held:
        if not field.role and _COUNT.fullmatch(field.lines[0].text):
            card.drop(field.lines[0].span, "counts the articles of the export")
            rest = Span(field.lines[1].span.start, field.span.stop) if len(field.lines) > 1 else None
            card.head(rest)
        elif not field.role and card.headline is None:
            card.head(field.span)
        elif field.role == "headline" and card.headline is None:
            card.drop_key(field)
            card.head(field.value)
        else:
            _state(card, field)
            card.drop_field(field)


def _state(card: Card, field: Field) -> None:
    """What a field says of the article."""
    if field.value is None:
        return
    if field.role == "authors":
        card.people(field.value, inverted=True)
    elif field.role == "credit":
        card.people(field.value)
    elif field.role in ("publisher", "info"):
        words = field.value.of(card.text)
        name = _EDITION.sub("", re.split(r"[;\[\n]", words, maxsplit=1)[0]).rstrip(" ,")
        card.state("publisher", Span(field.value.start, field.value.start + len(name)) if name else None)
        if field.role == "info":
            card.date(field.value)
    elif field.role == "date":
        card.date(field.value)
