"""Mails, mailboxes, and pages saved as mails."""

from __future__ import annotations

import base64
import contextlib
import json
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import clean, formats, masthead, workers
from index import read as reading
from index.model import Draft, Span
from tests import casefile
from tests.conftest import LERVIK


def read(data: bytes, name: str = "a.eml") -> Draft:
    """The first article in it, its blocks checked."""
    draft = formats.read(data, name)
    sound(draft)
    return draft


def sound(draft: Draft) -> None:
    """Every non-blank character is in exactly one tight block, facts and furniture stand where they say."""
    at = 0
    for block in draft.blocks:
        words = block.span.of(draft.text)
        assert not draft.text[at : block.span.start].strip()
        assert words
        assert words == words.strip()
        at = block.span.stop
    assert not draft.text[at:].strip()
    spans = {block.span for block in draft.blocks}
    assert all(piece.span in spans for piece in draft.furniture)
    for facts in draft.stated.values():
        for fact in facts:
            assert fact.value
            assert fact.span is None or 0 <= fact.span.start < fact.span.stop <= len(draft.text)


def kept(draft: Draft) -> list[str]:
    out = {piece.span for piece in draft.furniture}
    return [b.span.of(draft.text) for b in draft.blocks if b.span not in out]


def stated(draft: Draft) -> dict[str, str]:
    return {name: ", ".join(fact.value for fact in facts) for name, facts in draft.stated.items()}


@pytest.mark.parametrize("path", casefile.of("mail"), ids=lambda path: path.stem)
def test_a_case(path: Path) -> None:
    """Each mail says what its case says, and the rest is told from it by the rules that the case names."""
    case = casefile.parts(path)
    draft = read(case["raw"].encode())
    assert "\n\n".join(kept(draft)) == case["kept"], case["why"]
    found = [f"{d.rule}: {' '.join(d.span.of(draft.text).split()[:2])}" for d in draft.furniture]
    assert found == [line.rstrip() for line in case["dropped"].split("\n")], case["why"]
    wanted = dict(line.split(": ", 1) for line in case["facts"].split("\n"))
    assert stated(draft) == {name: value for name, value in wanted.items() if value}, case["why"]


def test_the_press_release_of_lervik() -> None:
    """Kept paragraphs, dropped pieces and masthead are those of the gold; of its two parts that say the same one is read."""
    file = "09_rask-halden-release.eml"
    gold = next(
        item
        for item in map(json.loads, (LERVIK / "gold" / "clean.jsonl").read_text("utf-8").splitlines())
        if item["file"] == file
    )
    draft = read((LERVIK / "sources" / file).read_bytes())
    head, claimed = masthead.read(draft, file)
    passages, dropped = clean.clean(draft, head, claimed)
    assert [p.span.of(draft.text) for p in passages if p.n] == [piece["text"] for piece in gold["kept"]]
    assert [(d.rule, d.span.of(draft.text)) for d in dropped if d.rule != "mail header"] == list(
        zip(("about the sender", "press contact", "mail footer"), [d["text"] for d in gold["dropped"]], strict=True)
    )
    assert passages[0].span.of(draft.text) == gold["headline"]["value"]
    for field in ("headline", "publisher", "date", "dateline"):
        fact = getattr(head, field)
        assert (fact.value, fact.status) == (gold[field]["value"], gold[field]["status"])
    assert head.authors == ()
    assert head.agency is None


def plain(text: str, **head: str) -> bytes:
    """A mail with this text and some lines in its head."""
    lines = {"From": "Jane Roe <jane@daily.example>", "Subject": "Bridge", **head}
    return ("".join(f"{name}: {value}\n" for name, value in lines.items()) + "\n" + text).encode()


@pytest.mark.parametrize(
    ("sender", "facts"),
    [
        ("Jane Roe <jane@daily.example>", {"authors": "Jane Roe"}),
        ('"Roe, Jane" <jane@daily.example>', {"authors": "Jane Roe"}),
        ("jane@daily.example (Jane Roe)", {"authors": "Jane Roe"}),
        ("Jane Roe from Harlow Letters <jane@letters.example>", {"authors": "Jane Roe", "publisher": "Harlow Letters"}),
        ("Jane Roe, The Daily <jane@daily.example>", {"authors": "Jane Roe", "publisher": "The Daily"}),
        ("Jane Roe (The Daily) <jane@daily.example>", {"authors": "Jane Roe", "publisher": "The Daily"}),
        ('"Rask & Halden Line, Press Office" <press@rask.example>', {"publisher": "Rask & Halden Line"}),
        ("Press Office, Ministry of Roads <press@roads.example>", {"publisher": "Ministry of Roads"}),
        ("Ministry of Roads <minister@roads.example>", {"publisher": "Ministry of Roads"}),
        ("Pressestelle Stadt Harlow <presse@harlow.example>", {"publisher": "Pressestelle Stadt Harlow"}),
        ("The Daily <newsletter@daily.example>", {"publisher": "The Daily"}),
        ("Press Office <press@roads.example>", {"publisher": "roads.example"}),
        ("press@roads.example", {"publisher": "roads.example"}),
        ("jane@daily.example", {}),
        ("=?utf-8?q?Ren=C3=A9e_d=E2=80=99Aubin?= <r@x.example>", {"authors": "Renée d’Aubin"}),
        ("<>", {}),
        ("@@ <<>> ,,", {"publisher": "@@ <<>> ,,"}),
    ],
)
def test_who_sent_it(sender: str, facts: dict[str, str]) -> None:
    """A person is the author; a house, a press office or a ministry the publisher; a domain at most a guess."""
    found = read(plain("The bridge is closed.", From=sender)).stated
    assert {name: found[name][0].value for name in ("authors", "publisher") if name in found} == facts
    if facts.get("publisher") == "roads.example":
        assert found["publisher"][0].status == "inferred"


@pytest.mark.parametrize(
    ("subject", "headline"),
    [
        ("RE: re[2]: The bridge", "The bridge"),
        ("[harlow-press] Press release: The bridge", "The bridge"),
        ("WG: AW: The bridge", "The bridge"),
        ("FOR IMMEDIATE RELEASE - The bridge", "The bridge"),
        ("Report: the bridge", "Report: the bridge"),
        ("[sic]", "[sic]"),
        ("Re:", "Re:"),
        ("=?iso-8859-1?q?Br=FCcke?= =?utf-8?b?4oCT?= =?utf-8?b?IHp1?=", "Brücke– zu"),
        ("=?x-unknown?q?Br=C3=BCcke?=", "Brücke"),
        ("=?utf-8?b?4oC?= broken", "\ufffd broken"),
        ("Brücke", "Brücke"),
    ],
)
def test_the_subject_is_the_headline(subject: str, headline: str) -> None:
    """Decoded, without what mail programs, lists and press offices put before it; it stands in the text."""
    draft = read(plain("It is closed.", Subject=subject))
    fact = draft.stated["headline"][0]
    assert (fact.value, fact.span and fact.span.of(draft.text)) == (headline, headline)
    passages, _ = clean.clean(draft, masthead.read(draft, "a.eml")[0])
    assert passages[0].span.of(draft.text) == headline


@pytest.mark.parametrize(
    ("encoding", "label", "text"),
    [
        ("utf-8", "us-ascii", "Brücke “zu”"),
        ("utf-8", "iso-8859-1", "Brücke “zu”"),
        ("cp1252", "iso-8859-1", "Brücke “zu”"),
        ("cp1252", "utf-8", "Brücke “zu”"),
        ("iso-8859-2", "iso-8859-2", "łódź"),
        ("koi8-r", "koi8-r", "Мост закрыт"),
        ("iso-2022-jp", "iso-2022-jp", "橋は閉鎖された"),
        ("gb18030", "gb2312", "大桥关闭了"),
        ("utf-8", "x-nonsense", "Brücke “zu”"),
        ("utf-8", "unicode_escape", "a\\x41"),
        ("utf-8", "", "Brücke “zu”"),
    ],
)
def test_the_label_of_the_encoding_may_be_wrong(encoding: str, label: str, text: str) -> None:
    """UTF-8 is read as such whatever the label; what is no text in the labelled encoding is read as a text file is."""
    head = f"Subject: x\nContent-Type: text/plain; charset={label}\nContent-Transfer-Encoding: 8bit\n\n".encode()
    assert kept(read(head + text.encode(encoding))) == [text]


def test_lines_that_flow_are_one_paragraph() -> None:
    """Format=flowed: a line that ends in a blank goes on; with DelSp the blank was not there; a blank before `From` goes."""
    flowed = {"Content-Type": "text/plain; format=flowed"}
    text = "The bridge is \nclosed.\n \nStuffed.\n From here.\n-- \nJane"
    assert kept(read(plain(text, **flowed))) == ["The bridge is closed.", "Stuffed.", "From here."]
    glued = {"Content-Type": "text/plain; format=flowed; delsp=yes"}
    assert kept(read(plain("The brid \nge is closed.", **glued))) == ["The bridge is closed."]


def test_files_that_came_with_a_mail_are_sources_of_their_own() -> None:
    """Each by its own name without a path, unlike the others; pictures and signatures say what they are, a mail is a mail."""
    inner = EmailMessage()
    inner["Subject"] = "The report / final"
    inner.set_content("The report.")
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Jane Roe <jane@daily.example>", "Files"
    mail.set_content("See the files.")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="../../a/report.pdf")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="REPORT.pdf")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf")
    mail.add_attachment("Notes.", filename=".n\u202eo\x07tes")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    mail.add_attachment(b"x", maintype="application", subtype="pgp-signature", filename="signature.asc")
    mail.add_attachment(inner)
    found = {part.name: part.draft for part in formats.parts(mail.as_bytes(), "a.eml")}
    assert [*found] == [
        "",
        "/report.pdf",
        "/REPORT-2.pdf",
        "/file.pdf",
        "/n_o_tes.txt",
        "/logo.png",
        "/signature.asc",
        "/The report _ final.eml",
    ]
    assert [name for name, draft in found.items() if draft is None] == [
        "/report.pdf",
        "/REPORT-2.pdf",
        "/file.pdf",
        "/n_o_tes.txt",
        "/The report _ final.eml",
    ]
    assert str(found["/logo.png"]) == "a picture"
    assert str(found["/signature.asc"]) == "a signature"
    data = {part.name: part.data for part in formats.parts(mail.as_bytes(), "a.eml")}
    assert data["/report.pdf"] == b"%PDF-1.7"
    assert kept(read(data["/The report _ final.eml"])) == ["The report."]


def test_a_mail_of_files_alone_says_so() -> None:
    """It is unread with its reason; the files are not."""
    mail = EmailMessage()
    mail["Subject"] = "Report"
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="report.pdf")
    parts = list(formats.parts(mail.as_bytes(), "a.eml"))
    assert [(p.name, str(p.draft)) for p in parts] == [
        ("", "it says nothing itself: see the files that came with it"),
        ("/report.pdf", "None"),
    ]


BOX = b"""From jane@daily.example Mon Mar  3 09:12:00 2025
Subject: One

The first.
>From here on it is quoted.
From there it is not.

From nobody knows where it came.

From ole@harlow.example Tue Mar  4 10:00:00 2025
Subject: Two
Content-Type: multipart/mixed; boundary=x

--x

The second.
--x
Content-Type: text/plain; name=notes.txt
Content-Disposition: attachment; filename=notes.txt

Notes.
--x--

From broken Wed Mar  5 10:00:00 2025
Subject: Three

"""


def test_a_mailbox_is_its_mails() -> None:
    """Parted where a line begins with `From ` and a date, behind a blank one; the files of a mail stand behind it."""
    for data in (BOX, BOX.replace(b"\n", b"\r\n")):
        parts = list(formats.parts(data, "a.mbox"))
        assert [p.name for p in parts] == ["#1", "#2", "#2/notes.txt", "#3"]
        first = parts[0].draft
        assert isinstance(first, Draft)
        assert kept(first) == [
            "The first.",
            "From here on it is quoted.",
            "From there it is not.",
            "From nobody knows where it came.",
        ]
        assert str(parts[3].draft) == "it says nothing itself"
        assert parts[2].data.strip() == b"Notes."


def test_a_mail_that_cannot_be_read_costs_itself_alone() -> None:
    """The others of its mailbox are read."""
    bad = b"X-Nothing: a\n\nText.\n\n"
    data = BOX.replace(
        b"From ole@harlow.example", b"From bad Tue Mar  4 09:00:00 2025\n" + bad + b"From ole@harlow.example"
    )
    parts = {p.name: p.draft for p in formats.parts(data, "a.mbox")}
    assert str(parts["#2"]).startswith("no mail")
    assert isinstance(parts["#1"], Draft)
    assert isinstance(parts["#3"], Draft)


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"Just a text, and no mail.\n", "a.eml", "no mail"),
        (b"Subject: x\n\n \n", "a.eml", "says nothing"),
        (b"Just a text.\n", "a.mbox", "no mail in it"),
        (b"Subject: x\n" + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 30_000, "a.eml", "too many parts"),
    ],
)
def test_what_is_no_mail_says_why(data: bytes, name: str, reason: str) -> None:
    """The reason is in words for a person."""
    with pytest.raises(formats.Unreadable, match=reason):
        formats.read(data, name)


def test_mails_within_mails_end_somewhere() -> None:
    """A thousand multiparts within each other, ten thousand beside each other: what was not looked at is told."""
    nested = b"Subject: x\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(1_000)
    )
    beside = b"Subject: x\nContent-Type: multipart/mixed; boundary=a\n" + b"\n--a\n\nOne of many." * 10_000
    for data in (nested, beside):
        began = time.process_time()
        try:
            found = [str(part.draft) for part in formats.parts(data, "a.eml") if isinstance(part.draft, Exception)]
        except formats.Unreadable as fault:
            found = [str(fault)]
        assert any("too deep" in one or "more parts" in one for one in found)
        assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"From " + b"12:00 " * 300_000, "a.mbox"),
        (b"Subject: a\nContent-Type: text/plain" + b"; a=b" * 100_000 + b"\n\nOne.", "a.eml"),
        (
            b"Subject: a\nContent-Type: text/plain" + b"".join(b";\n a*%d=b" % n for n in range(50_000)) + b"\n\n",
            "a.eml",
        ),
        (b"Subject: a\nContent-Type: text/plain; format=flowed\n\n" + b"a \n" * 800_000, "a.eml"),
    ],
    ids=["line", "parameters", "parameters over lines", "flowing lines"],
)
def test_a_mail_made_to_be_slow_is_not(data: bytes, name: str) -> None:
    """A line like a mailbox's without end, thousands of parameters, a paragraph of a million lines: a second or two."""
    began = time.process_time()
    with contextlib.suppress(formats.Unreadable):
        formats.read(data, name)
    assert time.process_time() - began < 4


@pytest.mark.parametrize("glued", [False, True])
def test_lines_that_flow_are_one(glued: bool) -> None:
    """RFC 3676: a blank at the end goes on, and with DelSp is none of the text; quoted lines and the signature's mark do not."""
    kind = "text/plain; format=flowed" + ("; delsp=yes" if glued else "")
    draft = read(
        f"Subject: a\nContent-Type: {kind}\n\nOne \n two \nthree.\nFour.\n> five \n> six \n-- \nAnn \nLee".encode()
    )
    gap = "" if glued else " "
    assert f"One{gap}two{gap}three.\nFour.\n> five \n> six \n-- \n" in draft.text
    assert f"Ann{gap}Lee" in draft.text


def test_an_encoding_that_python_alone_knows_is_no_obstacle() -> None:
    """The words of a mail that says `idna` are read as those of a text file are."""
    assert "Größe" in read("Subject: a\nContent-Type: text/plain; charset=idna\n\nGröße.".encode()).text


@pytest.mark.parametrize("word", ["OK", "Thanks", "Politics"])
def test_a_mail_of_one_word_is_that_word(word: str) -> None:
    """Its head stays a piece of its own, although the word might be a label that stands over an article."""
    data = f"From: Ann Lee <a@example.org>\nDate: Mon, 6 Jun 2022 10:00:00 +0000\nSubject: A bridge closes\n\n{word}\n"
    article = reading.article(data.encode(), "a.eml")
    assert workers.flaw(article) is None
    assert [p.span.of(article.text) for p in article.passages if p.n] == [word]


@pytest.mark.parametrize(
    "line", ["> quoted", "From: a", "--", "On 3 March 2025 a@b wrote:", "_" * 40, "Subject: x", "a: b, c@d"]
)
def test_time_grows_with_the_length(line: str) -> None:
    """Ten times the lines take about ten times as long."""
    spent = []
    for times in (500, 5_000):
        data = plain(f"{line}\n" * times)
        began = time.process_time()
        read(data)
        spent.append(time.process_time() - began)
    assert spent[1] < 25 * max(spent[0], 0.01)


LINES = st.sampled_from(
    [
        "", " ", "The bridge is closed.", "> quoted", ">> deeper", "-- ", "--", "On 3 March 2025 Ole <o@x> wrote:",
        "From: Ole <o@x.example>", "Date: 3 March 2025", "Sent: Monday", "To: jane@x.example", "Subject: Bridge", "Cc:",
        "---------- Forwarded message ---------", "-----Original Message-----", "________________________________",
        "ENDS", "###", "About Harlow Bridges", "Press contact: a@b.example", "Unsubscribe", "Sent from my telephone",
        "This message is confidential. Only the intended recipient may read it.",
    ]
)  # fmt: skip


@given(st.lists(LINES, min_size=1, max_size=25), st.booleans())
@settings(max_examples=150, deadline=None)
def test_every_character_of_a_mail_is_in_one_block_and_some_are_kept(lines: list[str], forward: bool) -> None:
    """However its mails, heads and feet are mixed."""
    if not "".join(lines).strip():
        return
    draft = read(plain("\n".join(lines), Subject="Fwd: x" if forward else "x"))
    assert kept(draft)


def test_the_whole_mail_is_in_order() -> None:
    """The head stands first, the text below it."""
    draft = read(plain("It is closed."))
    assert draft.text == "From: Jane Roe <jane@daily.example>\nSubject: Bridge\n\nIt is closed."
    assert draft.blocks[0].span == Span(0, 51)
    assert (draft.format, draft.is_cut_out) == ("eml", True)


def page(html: str, **head: str) -> bytes:
    """A mail that is a page."""
    return plain(html, **{"Content-Type": "text/html; charset=utf-8", **head})


def test_a_mail_as_a_page() -> None:
    """What mail programs mark as quoted or as the signature goes, and the line that asks; a quotation of the writer stays."""
    draft = read(
        page(
            "<div>Dear Ole,<div><br></div><div>the ferry <b>was</b> full.</div><blockquote>It was.</blockquote>"
            '<div class="gmail_signature">Jane<br>The Daily</div></div><div>On Mon, 3 Mar 2025 at 18:00, '
            'Ole &lt;o@x.example&gt; wrote:</div><blockquote type="cite"><p>Was it full?</p></blockquote>'
        )
    )
    assert kept(draft) == ["Dear Ole,", "the ferry was full.", "It was."]
    assert [d.rule for d in draft.furniture] == ["mail header", "signature", "quoted mail", "quoted mail"]


def test_a_page_that_forwards_a_mail_in_one_block() -> None:
    """Lines parted by line breaks come apart where the mails meet."""
    draft = read(
        page(
            "<div>Please look.<br>---------- Forwarded message ---------<br>From: Ministry of Roads &lt;p@roads.example&gt;"
            "<br>Date: 3 March 2025<br>Subject: The pier<br>To: us<br></div><div class='gmail_quote'>It is sound.</div>",
            Subject="Fwd: The pier",
        )
    )
    assert kept(draft) == ["It is sound."]
    assert [d.rule for d in draft.furniture] == ["mail header", "covering note", "mail header"]
    assert stated(draft) == {"headline": "The pier", "publisher": "Ministry of Roads", "date": "3 March 2025"}


def both(text: str, html: str) -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "Both"
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    return mail.as_bytes()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The bridge is closed, and nobody may cross it now.", "plain"),
        ("", "page"),
        ("The bridge.", "page"),
        ("To see this mail, use a program that can show HTML.", "page"),
    ],
)
def test_of_two_parts_that_say_the_same_one_is_read(text: str, found: str) -> None:
    """The plain one, unless it is empty, much shorter, or says only that there is another."""
    html = "<p>“The bridge is closed, and nobody may cross it now.”</p>"
    words = kept(read(both(text, html)))
    assert words == [text if found == "plain" else "“The bridge is closed, and nobody may cross it now.”"]


def test_the_menus_of_a_newsletter_go() -> None:
    """Short lines of links, in mails to the readers of a list only."""
    html = (
        "<p><a href=x>Home</a> | <a href=y>World</a></p><p>The bridge is closed, as <a href=z>we wrote</a> on Monday.</p>"
        "<p>It will open again in May.</p><p>It is old.</p><p><a href=u>Read it in your browser</a></p>"
    )
    words = ["The bridge is closed, as we wrote on Monday.", "It will open again in May.", "It is old."]
    assert kept(read(page(html, **{"List-Id": "<letters.example>"}))) == words
    assert kept(read(page(html)))[1:4] == words


def test_the_advertisement_of_a_sponsor_goes_with_its_box() -> None:
    """In a newsletter; not in a letter to one person, nor a box that is most of the mail."""
    story = (
        "<tr><td><h2>The bridge</h2>" + "<p>The bridge is closed, as the county said on Monday.</p>" * 6 + "</td></tr>"
    )
    box = "<tr><td><h3>Sponsored by Pipes Ltd</h3><p>Pipes that never leak.</p><a href=x>Book now</a></td></tr>"
    bulk = {"List-Id": "<letters.example>"}
    found = kept(read(page(f"<table>{story}{box}</table>", **bulk)))
    assert found[0] == "The bridge"
    assert not any(word in text for text in found for word in ("Pipes", "Book"))
    assert "Pipes that never leak." in kept(read(page(f"<table>{story}{box}</table>")))
    assert "Pipes that never leak." in kept(read(page(f"<table>{box}</table>", **bulk)))


def test_the_name_under_the_closing_is_a_signature() -> None:
    """Whatever the language; what is said below such words stays."""
    draft = read(plain("The bridge is closed, the county said.\n\nKind regards,\n\nJane Roe\n\nThe Daily\n"))
    assert [d.rule for d in draft.furniture] == ["mail header", "signature", "signature"]
    assert kept(draft)[-1] == "Kind regards,"
    more = "The bridge is closed, the county said.\n\nBest wishes,\n\nJane\n\nThe ferry runs, and it is full in the evening.\n"
    assert [d.rule for d in read(plain(more)).furniture] == ["mail header"]


STORY = (
    "<html><head><title>Bridge closed - The Daily</title></head><body><nav><a href=/>Home</a> <a href=/w>World</a></nav><article>"
    "<h1>Bridge closed</h1><p>By Jane Roe</p><p>The bridge over the Tam was closed on Monday after a storm, the county said in a "
    "statement that it sent to all who asked.</p><p>“We found two cracks in the northern pier and closed the bridge at once,” said "
    "Ruth Amberg, who is the engineer of the county and has been for nine years.</p><p>Traffic is sent over the old road, which is "
    "narrow, and the ferry runs twice an hour until the evening; nobody knows for how long.</p></article><footer>About us</footer></body></html>"
)


def saved(html: str = STORY, charset: str = "utf-8", location: str = "https://www.daily.example/a") -> bytes:
    """A page as a browser saves it, with a picture and a frame."""
    body = html.encode(charset)
    return (
        b"From: <Saved by a browser>\r\nSubject: Bridge\r\nDate: Fri, 21 Mar 2025 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset='
        + charset.encode()
        + b"\r\nContent-Transfer-Encoding: base64\r\nContent-Location: "
        + location.encode()
        + b"\r\n\r\n"
        + base64.encodebytes(body)
        + b"\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://x.example/a.png\r\n\r\niVBO\r\n"
        b"--b\r\nContent-Type: text/html\r\nContent-Location: https://ads.example/\r\n\r\n<p>Buy a bridge!</p>\r\n--b--\r\n"
    )


def test_a_saved_page_is_its_page() -> None:
    """Its first HTML part, whatever its encoding, read as any web page; the date of saving is not that of the article."""
    for charset in ("utf-8", "cp1252"):
        (part,) = formats.parts(saved(charset=charset), "a.mht")
        assert isinstance(part.draft, Draft)
        sound(part.draft)
        assert (part.name, part.draft.format) == ("", "mht")
        assert "“We found two cracks" in part.draft.text
        assert "Buy" not in part.draft.text
        assert "date" not in part.draft.stated
        assert stated(part.draft)["headline"] == "Bridge closed"
        words = kept(part.draft)
        assert "Home" not in "".join(words)
        assert words[-1].startswith("Traffic")


def test_the_address_of_a_saved_page_names_its_publisher_at_worst() -> None:
    """Where the page itself does not."""
    (part,) = formats.parts(saved(STORY.replace(" - The Daily", "")), "a.mhtml")
    assert isinstance(part.draft, Draft)
    (fact,) = part.draft.stated["publisher"]
    assert (fact.value, fact.status, fact.origin) == ("daily.example", "inferred", "page's address")
    (part,) = formats.parts(saved(location="cid:x"), "a.mht")
    assert isinstance(part.draft, Draft)


def test_a_page_under_the_name_of_a_saved_one_is_read_too() -> None:
    """And a saved page without a page says so."""
    assert read(STORY.encode(), "a.mht").format == "mht"
    with pytest.raises(formats.Unreadable, match="without its page"):
        formats.read(b"MIME-Version: 1.0\nSubject: x\n\nText.", "a.mht")


SAMPLES = {"a.eml": (LERVIK / "sources" / "09_rask-halden-release.eml").read_bytes(), "a.mbox": BOX, "a.mht": saved()}


@given(
    st.sampled_from([*SAMPLES]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=6)), min_size=1, max_size=8),
)
@settings(max_examples=150, deadline=None)
def test_a_damaged_mail_is_read_or_unreadable(name: str, cuts: list[tuple[float, int, bytes]]) -> None:
    """Bytes that are cut out and put in anywhere: a draft or a reason, nothing else, and no character is lost."""
    data = SAMPLES[name]
    for where, length, new in cuts:
        at = int(where * len(data))
        data = data[:at] + new + data[at + length :]
    with contextlib.suppress(formats.Unreadable):
        for part in formats.parts(data, name):
            if isinstance(part.draft, Draft):
                sound(part.draft)
            assert part.name == "" or part.name[0] in "#/"
