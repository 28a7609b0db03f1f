"""Where the user left the desk, kept with the work and put back when the pack is opened again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from index.pack import Pack
from reader import desk as moves
from reader.desk import MEASURES, MOST_REMEMBERED, Desk, Place, View
from reader.journal import Work
from reader.settings import Settings

LONGEST = 1_000
"""Characters of a line that is remembered."""


def left(desk: Desk) -> Work:
    """The user's work with where the desk was left."""
    session: dict[str, object] = {
        "view": _view_kept(desk),
        "checked": desk.file_checked,
        "open": list(desk.open),
        "focus": desk.focus,
        "measure": desk.measure,
        "query": desk.query,
        "ranking": desk.ranking,
        "listed": desk.listed,
        "reported": desk.reported,
        "history": {kind: list(said) for kind, said in desk.history.items()},
        "quotes": {path: place.quote for path, place in desk.places.items() if place.quote},
    }
    places = {**desk.work.places, **{path: place.offset for path, place in desk.places.items()}}
    return replace(desk.work, places=places, session=session)


def restored(pack: Pack, made: Work, settings: Settings) -> Desk:
    """The desk as the user left it, as far as the pack still has what was on it.

    What stands in the journal may be of another version, or of another pack: nothing of it is taken on trust.
    """
    session = made.session
    quotes = session.get("quotes")
    known: Mapping[object, object] = quotes if isinstance(quotes, dict) else {}
    places = {
        path: Place(offset, _still(pack, path, known.get(path)))
        for path, offset in made.places.items()
        if path in pack.by_path
    }
    measure, query, listed, focus = (session.get(name) for name in ("measure", "query", "listed", "focus"))
    stated = session.get("open")
    panes = tuple(path for path in stated if path in pack.by_path)[: moves.PANES] if isinstance(stated, list) else ()
    desk = Desk(
        pack,
        made,
        open=panes or tuple(a.path for a in pack.articles[:1]),
        places=places,
        measure=measure if isinstance(measure, int) and MEASURES[0] <= measure <= MEASURES[1] else settings.measure,
        query=query if isinstance(query, str) else "",
        ranking=next((order for order in moves.RANKINGS if order == session.get("ranking")), moves.RANKINGS[0]),
        listed=listed if isinstance(listed, bool) else None,
        reported=session.get("reported") is True,
        history=_history(session.get("history")),
    )
    if isinstance(focus, int) and 0 <= focus < len(desk.open):
        desk = replace(desk, focus=focus)
    checked = session.get("checked")
    if isinstance(checked, str) and len(checked) <= LONGEST:
        desk = replace(desk, file_checked=checked)
    for view in get_args(View):
        if view == "check":
            continue  # nothing is checked before somebody asks for it
        if view == session.get("view") and view != "search" and (view != "compare" or len(desk.open) > 1) and desk.open:
            desk = moves.went(desk, view)
    return desk


def _view_kept(desk: Desk) -> View:
    """The view that is opened next time: for a text that was checked, the one before."""
    return desk.view if desk.view != "check" else next((v for v in reversed(desk.trail) if v != "check"), "sources")


def is_there(pack: Pack, made: Work) -> bool:
    """Whether a pack, or what is read of it, has all the sources that stood open."""
    stated = made.session.get("open")
    return isinstance(stated, list) and all(path in pack.by_path for path in stated)


def _history(kept: object) -> dict[str, tuple[str, ...]]:
    """What was typed before, as far as it is text and of a size that somebody types."""
    if not isinstance(kept, dict):
        return {}
    said = {
        kind: [s for s in lines if isinstance(s, str) and len(s) <= LONGEST]
        for kind, lines in kept.items()
        if isinstance(lines, list)
    }
    return {kind: tuple(dict.fromkeys(lines))[:MOST_REMEMBERED] for kind, lines in said.items()}


def _still(pack: Pack, path: str, quote: object) -> str | None:
    return next((q.id for q in (*pack.by_path[path].quotes, *pack.by_path[path].indirect) if q.id == quote), None)


def resumed(whole: Pack, begun: Desk) -> Desk:
    """The desk as it stands on a part of a pack, on the whole of it; what was searched in the part is to be searched anew."""
    open_ = tuple(path for path in begun.open if path in whole.by_path)
    return replace(begun, pack=whole, open=open_ or tuple(a.path for a in whole.articles[:1]), answer=None, lit=False)
