"""Mails and mailboxes: nested without end, of very many parts, with labels that lie."""

from __future__ import annotations

import base64

from tests.hostile_files.size import LEAD, SAID, TEXT, Make

HEAD = "From: Ruth Amberg <ruth@example.org>\nTo: desk@example.org\nDate: Mon, 6 Jun 2022 10:00:00 +0000\nSubject: A bridge closes\n"
MARK = "From ruth@example.org Mon Jun  6 10:00:00 2022\n"


def mail(body: str, head: str = "", kind: str = "text/plain; charset=utf-8") -> bytes:
    """A mail with this body, its kind, and further lines in its head."""
    return f"{HEAD}{head}MIME-Version: 1.0\nContent-Type: {kind}\n\n{body}".encode("utf-8", "surrogateescape")


def _nested(depth: int) -> bytes:
    opened = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    closed = "".join(f"--b{n}--\n" for n in reversed(range(depth)))
    return f"{HEAD}{opened}Content-Type: text/plain\n\n{TEXT}\n{closed}".encode()


def _many(count: int, kind: str = "text/plain", name: str = "") -> bytes:
    placed = f'Content-Disposition: attachment; filename="{name}"\n' if name else ""
    part = f"--b\nContent-Type: {kind}\n{placed}\n{SAID}\n"
    return mail(part * count + "--b--\n", kind="multipart/mixed; boundary=b")


def _charset(label: str) -> bytes:
    return mail(f"{LEAD}\n\n{SAID}\n", kind=f'text/plain; charset="{label}"')


def _attached(name: str, data: bytes, kind: str = "application/octet-stream") -> bytes:
    return mail(
        f"--b\nContent-Type: text/plain\n\n{LEAD}\n--b\nContent-Type: {kind}\n"
        f'Content-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n\n'
        f"{base64.encodebytes(data).decode()}\n--b--\n",
        kind="multipart/mixed; boundary=b",
    )


def _encoded(count: int) -> str:
    return "Comments: " + "=?utf-8?q?=E2=80=9C?= " * count + "\nCc: " + "=?utf-8?b?4oCc?= " * count + "\n"


FILES: dict[str, Make] = {
    "nested.eml": lambda size: _nested(1_000),
    "nested-rfc822.eml": lambda size: b"Content-Type: message/rfc822\nSubject: a\n\n" * 1_000 + TEXT.encode(),
    "nested-forward.eml": lambda size: mail("\n".join("> " * n + "On Monday Ann wrote:" for n in range(1_000))),
    "parts.eml": lambda size: _many(size.of(100_000)),
    "files.eml": lambda size: _many(size.of(3_000), "application/octet-stream", "a.txt"),
    "boundaries.eml": lambda size: mail(
        "".join(f"--b\nContent-Type: multipart/mixed; boundary=b{n}\n\n" for n in range(size.of(20_000))),
        kind="multipart/mixed; boundary=b",
    ),
    "boundary-empty.eml": lambda size: mail(f"--\n\n{SAID}\n----\n", kind='multipart/mixed; boundary=""'),
    "boundary-regex.eml": lambda size: mail(f"--(a+)+$\n\n{SAID}\n", kind='multipart/mixed; boundary="(a+)+$"'),
    "boundary-missing.eml": lambda size: mail(SAID, kind="multipart/mixed"),
    "head-lines.eml": lambda size: b"X-A: b\n" * size.of(1_000_000) + mail(SAID),
    "head-line.eml": lambda size: mail(SAID, f"X-A: {'b' * size.of(10_000_000)}\n"),
    "subject.eml": lambda size: b"Subject: " + b"bridge " * size.of(1_500_000) + b"\n\n" + TEXT.encode(),
    "receivers.eml": lambda size: mail(SAID, "Cc: " + "a <b@c.de>, " * size.of(500_000) + "\n"),
    "encoded-words.eml": lambda size: mail(SAID, _encoded(size.of(100_000))),
    "encoded-endless.eml": lambda size: mail(SAID, "Cc: " + "=?utf-8?q?" * size.of(100_000) + "\n"),
    "comments-nested.eml": lambda size: mail(SAID, "Cc: " + "(" * 100_000 + "\n"),
    "parameters.eml": lambda size: mail(SAID, kind="text/plain" + "; a=b" * size.of(200_000)),
    "parameters-continued.eml": lambda size: mail(
        SAID, kind="text/plain" + "".join(f"; name*{n}*=a" for n in range(size.of(50_000)))
    ),
    "charset-bz2.eml": lambda size: _charset("bz2_codec"),
    "charset-rot13.eml": lambda size: _charset("rot13"),
    "charset-idna.eml": lambda size: _charset("idna"),
    "charset-path.eml": lambda size: _charset("../../../etc/passwd"),
    "charset-long.eml": lambda size: _charset("x" * 100_000),
    "base64-junk.eml": lambda size: mail("Q!" * size.of(5_000_000), "Content-Transfer-Encoding: base64\n"),
    "quoted-junk.eml": lambda size: mail("=" * size.of(5_000_000), "Content-Transfer-Encoding: quoted-printable\n"),
    "uuencoded.eml": lambda size: mail(
        "begin 644 a\n" + "M" * size.of(5_000_000), "Content-Transfer-Encoding: x-uuencode\n"
    ),
    "one-line.eml": lambda size: mail((LEAD + " ") * size.of(150_000)),
    "quoted-lines.eml": lambda size: mail(LEAD + "\n" + "> a\n" * size.of(1_000_000)),
    "quoted-deep.eml": lambda size: mail(LEAD + "\n" + (">" * 5_000 + "\n") * size.of(2_000)),
    "wrote-lines.eml": lambda size: mail(LEAD + "\n" + "On Monday Ann Lee wrote:\n" * size.of(200_000)),
    "from-lines.eml": lambda size: mail(LEAD + "\n" + "From: a@b.c\nSent: Monday\n\n" * size.of(100_000)),
    "signatures.eml": lambda size: mail(LEAD + "\n" + "-- \n" * size.of(1_000_000)),
    "flowed.eml": lambda size: mail("a \n" * size.of(2_000_000), kind="text/plain; format=flowed; delsp=yes"),
    "html-deep.eml": lambda size: mail("<div>" * size.of(200_000) + LEAD, kind="text/html"),
    "traversal.eml": lambda size: _attached(f"../../../..{size.canary}", TEXT.encode()),
    "name-with-nul.eml": lambda size: _attached("a\0b\x1b[2J.txt", TEXT.encode()),
    "name-of-device.eml": lambda size: _attached("/dev/zero", TEXT.encode()),
    "name-endless.eml": lambda size: _attached("a" * size.of(1_000_000) + ".txt", TEXT.encode()),
    "external-body.eml": lambda size: mail(
        SAID, kind=f'message/external-body; access-type=local-file; name="{size.canary}"'
    ),
    "no-head.eml": lambda size: TEXT.encode(),
    "nuls.eml": lambda size: mail("\0" * size.of(1_000_000) + SAID),
    "surrogates.eml": lambda size: mail("\udc80\udcff" * size.of(100_000)),
    # mailboxes
    "empty-mails.mbox": lambda size: (MARK + "Subject: a\n\n\n").encode() * size.of(50_000),
    "from-only.mbox": lambda size: MARK.encode() * size.of(200_000),
    "from-line.mbox": lambda size: b"From " + b"12:00 " * size.of(1_500_000),
    "one-line.mbox": lambda size: MARK.encode() + mail((LEAD + " ") * size.of(150_000)),
    "escaped.mbox": lambda size: MARK.encode() + mail(">From a\n" * size.of(1_000_000)),
    "nested.mbox": lambda size: (MARK.encode() + _nested(1_000) + b"\n") * 2,
    "pdf-inside.mbox": lambda size: b"%PDF-1.4\n" + MARK.encode(),
}
