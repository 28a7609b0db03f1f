"""Texts made to be slow: marks, capitals and verbs in piles, each of any size wanted."""

from __future__ import annotations

UNITS = {
    "straight marks": '"',
    "opening marks": "“",
    "closing marks": "”",
    "opened and closed": "“a” ",
    "opened a word each": "“a ",
    "closed a word each": "a” ",
    "straight and curly": '"a” “b" ',
    "one opens, the other kind inside": "“a ‘b ",
    "nested and closed": "“a ‘b “c” d’ e” ",
    "single marks": "'a ",
    "single marks that close a plural": "‘as’ ",
    "apostrophes": "it's the boys' ",
    "angle marks": "«a» ",
    "angle marks inward": "»a« ",
    "low marks": "„a“ ",
    "corner marks": "「a『b』",
    "two apostrophes": "'' `` ",
    "four alike": '"""" a ',
    "brackets": "([",
    "capitals": "Aaa Bbb ",
    "capitals and stops": "A. B. ",
    "capitals and commas": "Ann Lee, Per Myhre, ",
    "capitals and marks": "Ann “B” Lee ",
    "said": "said ",
    "said and a comma": "said, ",
    "A said B said": "Ann Lee said Per Myhre said ",
    "said after marks": "“a,” said Ann Lee. ",
    "said before marks": "Ann Lee said that “a b” and ",
    "as many marks as prose has": "Ann Lee said on Monday that “a b” and so he went away. ",
    "she said": "She said she said ",
    "according": "according to Ann Lee ",
    "labels": "A: “b” ",
    "owners": "Ann’s “b” ",
    "commas": "a, ",
    "dashes": "— a — ",
    "dashes that speak": "— Ann. — ",
    "digits": "1 2,000 3.5 ",
    "tags": '<a b="c">',
    "stops": "a. ",
    "ands": "Ann and Lee and ",
    "titles": "Mr. Dr. Ann ",
    "the president of": "the president of the union of ",
    "no blank": "Aa“Bb”",
    "accents": "e\u0301\u0308\u0301 “\u0301a\u0301” ",
    "zero width": "\u200b“a\u200b”\u200b ",
    "NULs": "\0“a\0” ",
    "line ends of other systems": "“a”\r",
    "no-break blanks": "«\u00a0a\u00a0» ",
    "blanks": " " * 40 + "“a” ",
    "one mark, then capitals": "Ann Lee Per Myhre Ole Brandt said “b ",
}
"""What is repeated, by a name for it."""


def line(unit: str, size: int) -> str:
    """One passage of `size` characters."""
    return (unit * (size // len(unit) + 1))[:size]


def lines(unit: str, size: int, width: int = 80) -> str:
    """Passages of about `width` characters."""
    one = (unit * (width // len(unit) + 1))[:width] + "\n\n"
    return (one * (size // len(one) + 1))[:size]
