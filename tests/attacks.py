"""Texts that attack a terminal or a markup: what they are, how they are told from ours, and what may be in a terminal's bytes.

Each attack that a terminal would obey carries the number of `OWNED`, so that it can be told from our own sequences wherever it
arrives. `parse` reads the bytes a terminal gets as a terminal does; `strangers` are the sequences among them that are not ours.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator

OWNED = "7313"
ESC, CSI, OSC, DCS, ST, APC, PM, SOS = "\x1b", "\x9b", "\x9d", "\x90", "\x9c", "\x9f", "\x9e", "\x98"
SEQUENCES = {
    "cursor": f"{ESC}[{OWNED};1H",
    "colour": f"{ESC}[38;5;213;{OWNED}m",
    "title": f"{ESC}]0;owned{OWNED}\x07",
    "title, ended by ST": f"{ESC}]2;owned{OWNED}{ESC}\\",
    "icon": f"{ESC}]1;owned{OWNED}{ESC}\\",
    "clipboard written": f"{ESC}]52;c;b3duZWQ3MzEz\x07",
    "clipboard asked": f"{ESC}]52;c;?\x07",
    "link": f"{ESC}]8;;http://owned{OWNED}.example/{ESC}\\here{ESC}]8;;{ESC}\\",
    "link to a file": f"{ESC}]8;;file:///etc/owned{OWNED}{ESC}\\here",
    "palette": f"{ESC}]4;1;rgb:{OWNED}/0000/0000{ESC}\\",
    "ground asked": f"{ESC}]11;?{ESC}\\{OWNED}",
    "folder": f"{ESC}]7;file://owned{OWNED}/{ESC}\\",
    "notification": f"{ESC}]9;owned{OWNED}{ESC}\\",
    "notification of urxvt": f"{ESC}]777;notify;owned{OWNED};b{ESC}\\",
    "prompt mark": f"{ESC}]133;A;owned{OWNED}{ESC}\\",
    "iTerm2 file": f"{ESC}]1337;File=inline=1;name=b3duZWQ3MzEz:AAAA\x07",
    "iTerm2 clipboard": f"{ESC}]1337;CopyToClipboard={OWNED}\x07",
    "kitty picture": f"{ESC}_Ga=T,f=100,i={OWNED};AAAA{ESC}\\",
    "kitty clipboard": f"{ESC}]5522;type=read;owned{OWNED}{ESC}\\",
    "kitty command": f'{ESC}P@kitty-cmd{{"cmd":"owned{OWNED}"}}{ESC}\\',
    "kitty keys": f"{ESC}[>{OWNED}u",
    "sixel": f'{ESC}P0;0;{OWNED}q"1;1;1;1#0;2;0;0;0#0~{ESC}\\',
    "tmux passthrough": f"{ESC}Ptmux;{ESC}{ESC}]0;owned{OWNED}\x07{ESC}\\",
    "screen title": f"{ESC}kowned{OWNED}{ESC}\\",
    "DECRQSS": f"{ESC}P$q{OWNED}{ESC}\\",
    "DECUDK": f"{ESC}P0;1|17/{OWNED}{ESC}\\",
    "answerback": f"\x05{OWNED}",
    "report of the cursor": f"{ESC}[{OWNED};6n",
    "report of the device": f"{ESC}[>{OWNED}c",
    "report of the title": f"{ESC}[21;{OWNED}t",
    "window moved": f"{ESC}[3;{OWNED};0t",
    "mode set": f"{ESC}[?{OWNED}h",
    "alternate screen left": f"{ESC}[?1049;{OWNED}l",
    "pasting ended": f"{ESC}[201;{OWNED}~",
    "insert mode": f"{ESC}[4;{OWNED}h",
    "erased": f"{ESC}[2;{OWNED}J",
    "region": f"{ESC}[1;{OWNED}r",
    "repeated": f"A{ESC}[{OWNED}b",
    "printer": f"{ESC}[5;{OWNED}i",
    "reset": f"{ESC}c{OWNED}",
    "soft reset": f"{ESC}[!p{OWNED}",
    "character set": f"{ESC}(0{OWNED}{ESC})0\x0e",
    "VT52": f"{ESC}[?2l{ESC}Y!!{OWNED}",
    "saved and restored": f"{ESC}7{OWNED}{ESC}8",
    "test picture": f"{ESC}#8{OWNED}",
    "APC": f"{ESC}_owned{OWNED}{ESC}\\",
    "PM": f"{ESC}^owned{OWNED}{ESC}\\",
    "SOS": f"{ESC}Xowned{OWNED}{ESC}\\",
    "8-bit CSI": f"{CSI}{OWNED};1H",
    "8-bit OSC": f"{OSC}0;owned{OWNED}{ST}",
    "8-bit DCS": f"{DCS}{OWNED}q{ST}",
    "8-bit APC, PM, SOS": f"{APC}{OWNED}{ST}{PM}{OWNED}{ST}{SOS}{OWNED}{ST}",
    "8-bit single shifts": f"\x8e{OWNED}\x8f{OWNED}",
    "8-bit line moves": f"\x84\x85\x8d{OWNED}",
    "sequence in a sequence": f"{ESC}[{ESC}[{OWNED}m",
    "broken off": f"{ESC}[{OWNED}",
    "broken off, no end of a string": f"{ESC}]0;owned{OWNED}",
    "an escape alone": ESC,
    "the rest of one": f"[{OWNED}m",
    "the rest of a string": f"]0;owned{OWNED}\x07",
    "bells and backspaces": "a\x07\x08\x08\x08b",
    "carriage return": f"good\rbad{OWNED}",
}
"""What a terminal would obey, by what it would do."""
HIDDEN = {
    "right to left override": "\u202egpj.exe\u202c",
    "embeddings": "\u202aa\u202bb\u202dc\u202c",
    "isolates": "\u2066a\u2067b\u2068c\u2069",
    "marks of direction": "\u200ea\u200fb\u061cc",
    "an isolate not closed": "\u2067never closed",
    "tags": "".join(chr(0xE0000 + ord(c)) for c in "ignore this") + "\U000e007f",
    "zero width": "a\u200bb\u2060c\ufeffd\u00ade",
    "joiners": "a\u200cb\u200dc",
    "variation selectors": "a\ufe00\ufe0f\U000e0100b",
    "annotation": "\ufff9a\ufffab\ufffb",
    "noncharacters": "\ufdd0\ufffe\uffff\U0001ffff\U0010ffff",
    "deprecated": "\u206a\u206b\u206c\u206d\u206e\u206f",
    "line separators": "a\u2028b\u2029c",
    "NUL": "a\x00b",
    "pile": "Z" + "\u0301\u0308\u20dd" * 12,
    "wide": "\ufdfd𒐫꧅",
    "fillers": "\u3164\u115f\u1160\uffa0a",
    "invisible operators": "a\u2061b\u2062c\u2063d\u2064e",
}
"""What is not seen, or turns what is seen."""
MARKUP = {
    "closing tag": "x[/]x",
    "editor's bracket": "x[sic]x",
    "bold": "[b]bold[/b]",
    "tag of a colour": "[red on blue]x[/red on blue]",
    "action": "[@click=app.quit]press[/]",
    "tag of a link": "[link=http://a.b]x[/link]",
    "variable": "[$accent]x[/]",
    "unclosed": "x[",
    "escaped": "\\[red]x\\",
    "several": "[[b]][/x][x=1][on red]",
    "emoji": ":bomb: x",
    "HTML": "<b>&amp;<script>x</script>",
    "Markdown": "`a` *b* _c_ ![d](e)",
    "format": "%s %n {x} {0} ${IFS}",
}
"""What a markup would eat."""
SURROGATES = "a\ud800b\udc9bc\udcffd"
"""What no file of text has, and names of files may have."""
STRINGS = SEQUENCES | HIDDEN | MARKUP
DANGEROUS = "".join(
    c
    for c in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") or 0xFDD0 <= ord(c) < 0xFDF0 or ord(c) & 0xFFFE == 0xFFFE
)
"""Every control and format character, separator and noncharacter of Unicode; not the surrogates, which no file of text has."""

OURS = re.compile("[\u2066\u2067]([^\n\u2066-\u2069]*)\u2069")
"""What we put around text that runs from right to left: opened and closed on one row, nothing else within."""
_OBEYED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u206f\u00ad\ufeff\ufff9-\ufffb\ufdd0-\ufdef"
    "\ud800-\udfff\U000e0000-\U000e007f]|[\ufffe\uffff\U0001fffe\U0001ffff\U0010fffe\U0010ffff]"
)


def obeyed(shown: str) -> list[str]:
    """The characters of what is shown that a terminal would obey, or that turn or hide what is read."""
    return [f"U+{ord(c):04X}" for c in _OBEYED.findall(OURS.sub(r"\1", shown))]


# --- the bytes ---

_ALLOWED = re.compile(
    r"\x1b(?:"
    r"\[(?:\d{1,3}(?:[;:]\d{1,3})*)?m"  # colours and weights
    r"|\[(?:\d{1,3};\d{1,3})?H"  # the cursor
    r"|\[K"  # a bar that is over
    r"|\[2J"  # the first frame
    r"|\[6n"  # where the cursor is
    r"|\[\?(?:7|25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]"
    r"|\[\?(?:2026|2048)\$p"  # whether it can show whole frames, and tell its size
    r"|\[[>=<]\d{0,2}u"  # the keyboard
    r"|\]11;\?\x1b\\"  # the ground
    r"|\]22;[a-z-]*(?:\x1b\\|\x07)"  # the mouse's shape
    r")"
)
"""What Textual and we send."""
_STRINGS = {"]": "OSC", "P": "DCS", "_": "APC", "^": "PM", "X": "SOS", "k": "title"}


def parse(data: bytes) -> Iterator[str]:
    """The control sequences in what a terminal gets, whole; a control character alone stands for itself.

    As ECMA-48 has it: a string ends with ST, or BEL, or not at all; anything else with its final byte.
    """
    text = data.decode("utf-8", "surrogateescape")
    at = 0
    while at < len(text):
        c = text[at]
        if c == ESC:
            end = _end(text, at)
            yield text[at:end]
            at = end
            continue
        if c < " " or "\x7f" <= c <= "\x9f" or "\ud800" <= c <= "\udfff":
            yield c
        at += 1


def _end(text: str, at: int) -> int:
    """Where the sequence ends that begins with the escape at `at`."""
    kind = text[at + 1 : at + 2]
    if kind == "[":
        sequence = re.compile(r"[0-?]*[ -/]*[@-~]?").match(text, at + 2)
        return sequence.end() if sequence else at + 2
    if kind in _STRINGS:
        ended = re.compile(r"\x1b\\|\x07|\x9c").search(text, at + 2)
        return ended.end() if ended else len(text)
    sequence = re.compile(r"[ -/]*[0-~]?").match(text, at + 1)
    return sequence.end() if sequence else at + 1


def strangers(data: bytes) -> list[str]:
    """What is among the sequences and controls of what a terminal got that neither Textual nor we send."""
    return [one for one in parse(data) if one not in "\t\n\r" and not _ALLOWED.fullmatch(one)]
