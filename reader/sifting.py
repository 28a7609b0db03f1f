"""The moves in the ledger: what it is narrowed to, and which source's column has the cursor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from index.pack import Pack
from reader import charted
from reader import desk as moves
from reader.desk import Desk
from reader.statements import SPREADS, Lens, Statement, foresee


def narrowed(desk: Desk, lens: Lens) -> Desk:
    """The ledger through another lens, the cursor on the same statement if that is still shown."""
    here = moves.current(desk)
    desk = replace(desk, lens=lens, statement=0)
    return replace(desk, statement=_place_of(desk, here))


def _place_of(desk: Desk, statement: Statement | None) -> int:
    here = statement.id if statement is not None else ""
    return next((n for n, s in enumerate(moves.statements(desk)) if s.id == here), 0)


def steady(before: Desk, desk: Desk) -> Desk:
    """The ledger after somebody was named otherwise: the cursor on the same statement, one speaker's statements still shown.

    Where the statement went to another speaker than the one shown, the ledger follows it.
    """
    here = moves.current(before)
    if desk.lens.speaker is not None and desk.lens == before.lens:
        now = next((s for s in moves.all_statements(desk) if here is not None and s.id == here.id), None)
        if now is None or desk.lens.speaker not in now.names:
            desk = replace(desk, lens=replace(desk.lens, speaker=now.name if now is not None else None))
    return replace(desk, statement=_place_of(desk, here))


def refitted(desk: Desk, pack: Pack) -> Desk:
    """The desk on a pack whose articles have other passages by now, the ledger's cursor on the same statement."""
    here = moves.current(desk) if desk.statement else None
    there = moves.refitted(desk, pack)
    if here is None:
        return there
    first = pack.by_path[here.first.source]
    now = next((q.id for q in (*first.quotes, *first.indirect) if q.span == here.first.span), "")
    return replace(there, statement=next((n for n, s in enumerate(moves.statements(there)) if s.id == now), 0))


def foreseen(desk: Desk, ended: Callable[[], bool]) -> None:
    """What the ledger needs, worked out before it is asked for: in a thread, until `ended`."""
    foresee(desk.pack, moves.all_statements(desk))
    charted.matrix(desk)
    moves.versions(desk).look_at_all(ended)


def faceted(desk: Desk) -> Desk:
    """Only the statements of the speaker under the cursor; or all of them again."""
    here = moves.current(desk)
    if desk.lens.speaker is not None:
        return narrowed(desk, replace(desk.lens, speaker=None))
    if here is None:
        return replace(desk, said="no statement here to take the speaker of")
    said = f"only {here.name or 'what nobody is named for'} · f or esc shows all"
    return replace(narrowed(desk, replace(desk.lens, speaker=here.name)), said=said)


def next_spread(desk: Desk) -> Desk:
    """The next kind of statements: all, shared, only here, drifting; those that there are none of are passed over."""
    counts = moves.sifted(desk).spreads
    order = SPREADS
    at_ = order.index(desk.lens.spread)
    others = [order[(at_ + n) % len(order)] for n in range(1, len(order))]
    to = next((s for s in others if counts[s] and (s == "all" or counts[s] < counts["all"])), "all")
    said = "" if to != desk.lens.spread else "there is no other kind: nothing is shared, nothing drifts"
    return replace(narrowed(desk, replace(desk.lens, spread=to)), said=said)


def widened(desk: Desk) -> Desk:
    """The open versions closed; else the ledger one narrowing wider: the words filtered by, the speaker, the kind, the column."""
    lens = desk.lens
    if any(s.id in desk.unfolded for s in moves.statements(desk)):
        return replace(desk, unfolded=frozenset())
    if lens.words:
        return narrowed(desk, replace(lens, words=""))
    if lens.speaker is not None:
        return narrowed(desk, replace(lens, speaker=None))
    if lens.spread != "all":
        return narrowed(desk, replace(lens, spread="all"))
    return replace(desk, column=None)


def next_column(desk: Desk, by: int = 1) -> Desk:
    """The cursor on the column of the next source; before the first on none."""
    if not desk.pack.articles:
        return desk
    to = (-1 if desk.column is None else desk.column) + by
    if to >= len(desk.pack.articles):
        return replace(desk, said="the last source")
    return replace(desk, column=to if to >= 0 else None)


def told_too(desk: Desk) -> Desk:
    """Speech that is told without quotation marks shown as well; or not any more, the cursor then on none of it."""
    n = sum(len(a.indirect) for a in desk.pack.articles)
    if not desk.reported and not n:
        return replace(desk, said="no reported speech was found in this pack")
    here, quote = moves.current(desk), desk.quote
    desk = replace(desk, reported=not desk.reported)
    desk = replace(desk, statement=_place_of(desk, here))
    if quote is not None and quote.type == "indirect":
        desk = moves.put(desk, desk.path, replace(desk.place, quote=None))
    said = (
        f"reported speech is shown, {n} in this pack: ¦ · I hides it" if desk.reported else "reported speech is hidden"
    )
    return replace(desk, said=said)
