"""The address of a source in the user's browser: the whole of it is shown, and asked for, before anything is opened."""

from __future__ import annotations

import os

from index import addresses
from index.addresses import Address, Unusable
from reader import links, safe
from reader.keeping import Keeping
from reader.paint import Line, Lines, Piece
from reader.shown import Sheetlet
from reader.wrap import wrap


class Browsing(Keeping):
    """Opens addresses, after asking."""

    def do_browse(self) -> None:
        """Show the whole address of this source; `enter` there opens it."""
        article = self.desk.article
        if article is None:
            return
        url = article.masthead.url
        if url is None:
            self.say(f"no address is known of {article.key}: neither pack.toml nor the source states one")
            return
        try:
            address = addresses.parse(url.value)
        except Unusable as fault:
            self.say(f"not to be opened: {fault}")
            return

        def made(width: int) -> tuple[Lines, tuple[()]]:
            return asked(address, width), ()

        self.lay_over(
            Sheetlet(
                "browse",
                "Open this address in your browser?",
                asked(address, self.over_width),
                anew=made,
                width=self.over_width,
                enter="open it",
                entered=lambda: self._browse(address),
            )
        )

    def _browse(self, address: Address) -> None:
        command = links.program(os.environ)
        if not command:
            self.say(safe.text(links.missing(os.environ)))
            return
        name = os.path.basename(command[0])

        def told(why: str) -> None:
            self.say(safe.text(f"{name}: {why}: not opened" if why else f"{address.authority} given to {name}"))

        self.say(f"{safe.text(name)} …")
        self._beside.make("browse", lambda: links.open_in(command, address.text), told)


def asked(address: Address, width: int) -> Lines:
    """An address as it is shown before it is opened: all of it, its host once more, and what may deceive in that."""
    lines = [Line()]

    def add(words: str, role: str) -> None:
        broken = wrap(words, 0, len(words), max(width - 4, 10))
        lines.extend(
            Line((Piece("  "), Piece(words[broken[n] : broken[n + 1]], role))) for n in range(0, len(broken), 2)
        )

    add(address.text, "bright bold")
    lines.append(Line())
    add(f"on {address.host}", "bright")
    for said in links.told(address.text):
        add(said, "bright bold" if said.startswith("!") else "text")
    lines.append(Line())
    add("enter opens it, esc does not", "dim")
    return Lines(lines)
