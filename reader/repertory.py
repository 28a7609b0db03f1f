"""Which move each command is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from reader import aside, auditing, charted, checking, comparing, desk, editing, hits, selecting, sifting
from reader.desk import Desk

MOVES: Mapping[str, Callable[[Desk], Desk]] = {
    "next_passage": desk.next_passage,
    "previous_passage": lambda d: desk.next_passage(d, -1),
    "next_quote": desk.next_quote,
    "previous_quote": lambda d: desk.next_quote(d, -1),
    "next_shared": comparing.next_shared,
    "previous_shared": lambda d: comparing.next_shared(d, -1),
    "next_only": comparing.next_only,
    "previous_only": lambda d: comparing.next_only(d, -1),
    "next_difference": comparing.next_difference,
    "previous_difference": lambda d: comparing.next_difference(d, -1),
    "next_word": lambda d: selecting.next_unit(d, "word"),
    "previous_word": lambda d: selecting.next_unit(d, "word", -1),
    "next_sentence": lambda d: selecting.next_unit(d, "sentence"),
    "previous_sentence": lambda d: selecting.next_unit(d, "sentence", -1),
    "select": selecting.selected,
    "next_hit": hits.next_hit,
    "previous_hit": lambda d: hits.next_hit(d, -1),
    "jump_back": desk.jump_back,
    "jump_forward": desk.jump_forward,
    "align": comparing.aligned,
    "other_pane": comparing.other_pane,
    "previous_pane": lambda d: comparing.other_pane(d, -1),
    "swap": comparing.swapped,
    "sync": lambda d: replace(d, sync=not d.sync, said="each text on its own" if d.sync else "the texts go together"),
    "detail": comparing.detailed,
    "drop": comparing.dropped,
    "removed": auditing.removed,
    "rule": aside.ruled,
    "unroll": auditing.unrolled,
    "repair": auditing.repaired,
    "wider": lambda d: desk.measured(d, 4),
    "narrower": lambda d: desk.measured(d, -4),
    "fold": hits.folded,
    "unfold": hits.unfolded,
    "versions": desk.unfolded,
    "undo": lambda d: checking.undo(d) if d.view == "check" else aside.undo(d),
    "redo": lambda d: checking.redo(d) if d.view == "check" else aside.redo(d),
    "next_problem": checking.next_problem,
    "previous_problem": lambda d: checking.next_problem(d, -1),
    "next_checked": checking.next_quotation,
    "previous_checked": lambda d: checking.next_quotation(d, -1),
    "replace": checking.replaced,
    "by_hand": checking.marked,
    "item_down": lambda d: editing.moved(d, 1),
    "item_up": lambda d: editing.moved(d, -1),
    "join": editing.joined,
    "confirm": editing.confirmed,
    "remove": editing.removed,
    "choose": comparing.chosen,
    "facet": sifting.faceted,
    "spread": sifting.next_spread,
    "next_column": lambda d: charted.across(d, 1) if d.view == "coverage" else sifting.next_column(d),
    "previous_column": lambda d: charted.across(d, -1) if d.view == "coverage" else sifting.next_column(d, -1),
    "next_gap": lambda d: charted.to_gap(d, 1),
    "previous_gap": lambda d: charted.to_gap(d, -1),
    "reported": sifting.told_too,
}
"""The moves that a command is, by the command's id."""
