"""JSON, JSONL, CSV and exports of press databases: deep, wide, endless."""

from __future__ import annotations

import json

from tests.hostile_files.size import HEADLINE, LEAD, SAID, TEXT, Make

RECORD = {"headline": HEADLINE, "text": f"{LEAD}\n\n{SAID}", "date": "2022-06-06"}
ONE = json.dumps(RECORD)
ROW = f'"{HEADLINE}","{LEAD} {SAID}",2022-06-06\n'
NEXIS = (
    f"                              {{n}} of {{all}} DOCUMENTS\n\n\n\n\nNorthwire\n\nJune 6, 2022 Monday\n\n{HEADLINE}\n\nBYLINE: Ann Lee\n\n"
    f"LENGTH: 20 words\n\n\n{LEAD}\n\n{SAID}\n\nLOAD-DATE: June 6, 2022\n\nLANGUAGE: ENGLISH\n\n\n"
)
PROQUEST = (
    "_" * 60 + f"\n\n{HEADLINE}\n\nAuthor: Lee, Ann\n\nFull text: {LEAD}\n\n{SAID}\n\nPublication title: Northwire\n\n"
)


FILES: dict[str, Make] = {
    "deep.json": lambda size: b"[" * 100_000 + b"]" * 100_000,
    "deep-open.json": lambda size: b"[" * 1_000_000,
    "deep-objects.json": lambda size: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep-below.json": lambda size: b'[{"text":"a","b":' + b"[" * 900 + b"]" * 900 + b"}]",
    "string.json": lambda size: json.dumps({"headline": HEADLINE, "text": (LEAD + " ") * size.of(150_000)}).encode(),
    "headline.json": lambda size: json.dumps({"headline": "bridge " * size.of(1_500_000), "text": LEAD}).encode(),
    "number.json": lambda size: b'{"text": ' + b"9" * size.of(5_000_000) + b"}",
    "numbers.json": lambda size: b'{"text": [' + b"1," * size.of(2_000_000) + b"1]}",
    "infinite.json": lambda size: b'[{"text": NaN, "headline": Infinity, "date": -1e999}]',
    "surrogates.json": lambda size: b'[{"headline": "\\ud800", "text": "' + b"\\udc00 \\ud83d a" * 500 + b'"}]',
    "escapes.json": lambda size: b'[{"text": "' + b"\\u0000\\u001b[2J\\n" * size.of(50_000) + b'"}]',
    "keys-same.json": lambda size: b"{" + b'"text": "a", ' * size.of(500_000) + b'"text": "b"}',
    "keys.json": lambda size: json.dumps({f"key{n}": "a" for n in range(size.of(500_000))}).encode(),
    "objects-empty.json": lambda size: b"[" + b"{}," * size.of(2_000_000) + b"{}]",
    "records.json": lambda size: json.dumps([RECORD] * size.of(2_000)).encode(),
    "records-nested.json": lambda size: json.dumps({"a": {"b": [{"c": [RECORD]}] * size.of(20_000)}}).encode(),
    "half-a-character.json": lambda size: json.dumps([RECORD], ensure_ascii=False).encode()[:-25] + b"\xe2\x80",
    "utf16-without-mark.json": lambda size: json.dumps([RECORD]).encode("utf-16-le"),
    "nuls.json": lambda size: b'{"text": "' + bytes(10_000) + b'"}',
    "html-inside.json": lambda size: json.dumps(
        [{"headline": HEADLINE, "text": "<div>" * size.of(100_000) + LEAD}]
    ).encode(),
    "cut-1.json": lambda size: (json.dumps([RECORD] * 10))[: len(ONE) * 5 // 2].encode(),
    "cut-2.json": lambda size: (json.dumps([RECORD] * 10))[:-1].encode(),
    "blank.json": lambda size: b" " * size.of(10_000_000),
    "text-inside.json": lambda size: TEXT.encode(),
    "types.json": lambda size: json.dumps(
        [{"text": x, "headline": x, "date": x, "authors": x} for x in (None, True, 1, [], {}, [[["a"]]], {"a": 1})]
    ).encode(),
    # JSON, a record a line
    "empty-objects.jsonl": lambda size: b"{}\n" * size.of(1_000_000),
    "broken-lines.jsonl": lambda size: (ONE + "\n" + ONE[:40] + "\n").encode() * size.of(1_000),
    "line.jsonl": lambda size: json.dumps({"headline": HEADLINE, "text": SAID * size.of(100_000)}).encode(),
    "deep-lines.jsonl": lambda size: (b"[" * 50_000 + b"\n") * 20 + ONE.encode(),
    "blank-lines.jsonl": lambda size: b"\n" * size.of(5_000_000) + ONE.encode(),
    "records.jsonl": lambda size: (ONE + "\n").encode() * size.of(2_000),
    "surrogates.jsonl": lambda size: b'{"text": "\\ud800"}\n' * 100,
    "pdf-inside.jsonl": lambda size: b"%PDF-1.4\n",
    # tables
    "columns.csv": lambda size: (
        ",".join(f"c{n}" for n in range(size.of(1_000_000))).encode() + b"\n" + b"a," * size.of(1_000_000)
    ),
    "columns-same.csv": lambda size: b"text," * size.of(500_000) + b"\n" + b"a," * size.of(500_000),
    "ragged.csv": lambda size: b"headline,text\n" + b"".join(b"a," * (n % 900) + b"\n" for n in range(size.of(2_000))),
    "field.csv": lambda size: f'headline,text\n"{HEADLINE}","{LEAD * size.of(150_000)}"\n'.encode(),
    "quote-open.csv": lambda size: b'headline,text\na,"' + b"word, word\n" * size.of(1_000_000),
    "quotes.csv": lambda size: b"headline,text\n" + b'"' * size.of(5_000_000),
    "delimiters.csv": lambda size: b";" * size.of(3_000_000) + b"\n" + b"\t|," * size.of(1_000_000),
    "one-line.csv": lambda size: (LEAD + " ").encode() * size.of(150_000),
    "blank-lines.csv": lambda size: b"headline,text\n" + b"\n" * size.of(3_000_000),
    "rows.csv": lambda size: ("headline,text,date\n" + ROW * size.of(2_000)).encode(),
    "nuls.csv": lambda size: b"headline,text\n" + bytes(10_000) + b",a\n",
    "formulas.csv": lambda size: b'headline,text\n=cmd|"/c calc"!A1,"=HYPERLINK(""file:///etc/passwd"")"\n',
    "line-ends.csv": lambda size: b"headline,text\r" + b"a,b\r" * 100,
    "half-a-character.csv": lambda size: f"headline,text\n{ROW}".encode()[:-30] + b"\xe2\x80",
    "utf16-without-mark.csv": lambda size: f"headline,text\n{ROW * 9}".encode("utf-16-le"),
    "header-only.csv": lambda size: b"headline,text\n",
    "zip-inside.csv": lambda size: b"PK\x03\x04" + bytes(100),
    # press databases
    "nexis.txt": lambda size: "".join(NEXIS.format(n=n, all=9_999) for n in range(1, size.of(2_000))).encode(),
    "nexis-counts.txt": lambda size: "".join(f"{n} of 99999 DOCUMENTS\n\n" for n in range(size.of(100_000))).encode(),
    "nexis-labels.txt": lambda size: (
        NEXIS.format(n=1, all=2) + "LENGTH: 20 words\n\nBYLINE: Ann Lee\n\n" * size.of(100_000)
    ).encode(),
    "nexis-number.txt": lambda size: NEXIS.format(n="9" * 5_000, all="9" * 100_000).encode() * 3,
    "proquest.txt": lambda size: PROQUEST.encode() * size.of(2_000),
    "proquest-rules.txt": lambda size: PROQUEST.encode() + ("_" * 60 + "\n\n").encode() * size.of(50_000),
    "proquest-rule.txt": lambda size: PROQUEST.encode() + b"_" * size.of(3_000_000),
}
