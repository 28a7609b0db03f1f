"""Nothing is lost to disks that refuse, to power that fails, to others who write the same file: a share of what `make soak` runs."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.losing.calls import Calls, Op
from tests.losing.campaigns import CAMPAIGNS, apart
from tests.losing.power import Disk
from tests.test_losing import FORKS


@pytest.mark.parametrize("name", ["refused", "power", "outside"])
def test_nothing_acknowledged_is_lost(tmp_path: Path, name: str) -> None:
    """Each call of each flow refused once at least; writes that were not synced dropped; edits from outside amid a save."""
    campaign = CAMPAIGNS[name]
    tally = apart(name, tmp_path, 1, campaign.tested)
    assert tally.lost == []
    assert tally.times == campaign.tested
    assert tally.acknowledged > 10


def test_every_campaign_is_in_the_tests() -> None:
    """The damages of an index are in `test_faults.py`, the keys in `test_pressed_*.py`."""
    tested = {name for name, campaign in CAMPAIGNS.items() if campaign.tested}
    assert tested == {*FORKS, "refused", "power", "outside", "damaged", "pressed"}


def test_what_is_not_synced_may_be_lost(tmp_path: Path) -> None:
    """The model of a power cut: a file that is synced without its name, a name without its words, and both."""
    (tmp_path / "old").write_bytes(b"old")
    calls = Calls(tmp_path)
    with calls.between():
        (tmp_path / "new").write_bytes(b"new")
        (tmp_path / "new").rename(tmp_path / "old")
    found = _after(tmp_path, calls.log)
    assert {b"old", b"new", b"", b"\0\0\0", b"n"} == {one.get(str(tmp_path / "old")) for one in found}
    synced = [*calls.log[:2], Op("fsync", handle=calls.log[0].handle), *calls.log[2:]]
    found = _after(tmp_path, synced)
    assert {b"old", b"new"} == {one.get(str(tmp_path / "old")) for one in found}
    named = [*synced, Op("open", str(tmp_path), handle=99), Op("fsync", str(tmp_path), handle=99)]
    found = _after(tmp_path, named)
    assert {b"new"} == {one.get(str(tmp_path / "old")) for one in found}


def _after(folder: Path, log: list[Op]) -> list[dict[str, bytes | None]]:
    (folder / "old").write_bytes(b"old")
    disk = Disk(folder)
    for op in log:
        disk.take(op)
    return [disk.fails(random.Random(n)) for n in range(200)]
