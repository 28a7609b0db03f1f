"""A picture of the reader in a browser: `python -m tests.browsed PACK OUT.png [KEY ...]`, where Chromium is found.

Keys are pressed in the page as hands would: `^f`, `F4`, `enter`, `esc`, or text to be typed. What the page was sent is put on a
screen of our own beside it, so that nothing has to be waited for by the clock. Last, `q` and a closed tab: what is told of them is printed.
"""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

from tests.terminal import Replay

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WINDOW = (1280, 860)
PATIENCE = 30.0
SETTLED = 1.0
"""Seconds without a new byte after which a screen is taken to be whole."""
KEYS = {
    "enter": ("Enter", 13, "\r"),
    "esc": ("Escape", 27, ""),
    "tab": ("Tab", 9, ""),
    "backspace": ("Backspace", 8, ""),
}
TOUR = ("enter", "^f", "counter-weight", "enter", "enter", "esc", "F4", "]", "c")
"""Open the first source, search, go to a hit, set the other source beside it, clip."""


class Page:
    """The page of the reader in a browser, by the DevTools protocol."""

    def __init__(self, talk: ClientWebSocketResponse) -> None:
        self._talk = talk
        self._asked = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.requests: list[str] = []
        """Every address that was asked for."""
        self.complaints: list[str] = []
        """What the console was told."""
        self.replay = Replay((80, 24))
        self.bytes = 0
        self._size = (80, 24)

    async def listen(self) -> None:
        """Take in all that the browser says."""
        async for message in self._talk:
            said = message.json()
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
                continue
            told = said["params"]
            match said["method"]:
                case "Network.requestWillBeSent":
                    self.requests.append(told["request"]["url"])
                case "Network.webSocketCreated":
                    self.requests.append(told["url"])
                    width, height = (int(part.partition("=")[2]) for part in told["url"].partition("?")[2].split("&"))
                    self.replay, self._size = Replay((width, height)), (width, height)
                case "Network.webSocketFrameReceived" if told["response"]["opcode"] == 2:
                    data = base64.b64decode(told["response"]["payloadData"])
                    self.replay.feed(data)
                    self.bytes += len(data)
                case "Log.entryAdded":
                    self.complaints.append(told["entry"]["text"])
                case "Runtime.exceptionThrown":
                    self.complaints.append(str(told["exceptionDetails"]))

    async def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """The answer to a question or an order."""
        self._asked += 1
        answer = self._answers[self._asked] = asyncio.get_running_loop().create_future()
        await self._talk.send_json({"id": self._asked, "method": method, "params": parameters})
        said = await asyncio.wait_for(answer, PATIENCE)
        assert "error" not in said, said
        result: dict[str, Any] = said["result"]
        return result

    async def js(self, expression: str) -> object:
        """What an expression is in the page."""
        return (await self.ask("Runtime.evaluate", expression=expression))["result"].get("value")

    async def press(self, key: str) -> None:
        """A key, or several characters one after the other."""
        if key in KEYS:
            name, code, text = KEYS[key]
            await self._key(name, code, text)
        elif key[0] == "^" and len(key) == 2:
            await self._key(key[1], ord(key[1].upper()), "", 2)
        elif key[0] == "F" and key[1:].isdigit():
            await self._key(key, 111 + int(key[1:]), "")
        else:
            for letter in key:
                await self._key(letter, ord(letter.upper()) if letter.isalnum() else 0, letter)

    async def _key(self, name: str, code: int, text: str, modifiers: int = 0) -> None:
        for kind in ("keyDown", "keyUp"):
            typed = {"text": text} if text and kind == "keyDown" else {}
            await self.ask(
                "Input.dispatchKeyEvent", type=kind, key=name, windowsVirtualKeyCode=code, modifiers=modifiers, **typed
            )

    async def settle(self) -> list[str]:
        """The screen, once nothing more comes."""
        seen = -1
        while seen != self.bytes:
            seen = self.bytes
            await asyncio.sleep(SETTLED)
        return self.replay.screen()

    async def wait(self, text: str) -> list[str]:
        """The screen once it holds a text. AssertionError where it never does."""
        for _ in range(int(PATIENCE / 0.05)):
            if any(text in line for line in self.replay.screen()):
                return self.replay.screen()
            await asyncio.sleep(0.05)
        raise AssertionError("\n".join([f"no {text!r} on the screen:", *self.replay.screen()]))

    async def picture(self, file: Path) -> None:
        """The page as it looks."""
        await asyncio.sleep(SETTLED)  # what was sent is still to be painted
        file.write_bytes(base64.b64decode((await self.ask("Page.captureScreenshot"))["data"]))


@asynccontextmanager
async def browsing(address: str, folder: Path) -> AsyncIterator[Page]:
    """A browser without a window that has opened an address; its own things are kept in `folder`."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert program, f"no browser: one of {', '.join(BROWSERS)} is needed"
    size = "{},{}".format(*WINDOW)
    flags = ("--headless=new", "--no-sandbox", "--remote-debugging-port=0", "--no-first-run", f"--window-size={size}")
    browser = await asyncio.create_subprocess_exec(
        program,
        *flags,
        f"--user-data-dir={folder}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        said = folder / "DevToolsActivePort"
        while not said.exists() or not said.read_text():
            await asyncio.sleep(0.05)
        port = said.read_text().split()[0]
        async with ClientSession() as client:
            async with client.get(f"http://127.0.0.1:{port}/json/list") as answer:
                (tab,) = [one for one in await answer.json() if one["type"] == "page"]
            async with client.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as talk:
                page = Page(talk)
                listening = asyncio.ensure_future(page.listen())
                for domain in ("Network", "Page", "Runtime", "Log"):
                    await page.ask(f"{domain}.enable")
                await page.ask("Page.navigate", url=address)
                yield page
                listening.cancel()
    finally:
        browser.terminate()
        await browser.wait()


async def draw(pack: str, out: Path, keys: tuple[str, ...]) -> None:
    """Serve a pack, open it, press keys, keep the picture, and tell what was seen."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        homes = {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CACHE", "STATE", "CONFIG")}
        server = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "reader",
            "serve",
            pack,
            cwd=ROOT,
            env=os.environ | homes,
            stdout=asyncio.subprocess.PIPE,
        )
        assert server.stdout
        try:
            address = (await server.stdout.readline()).decode().strip()
            async with browsing(address, folder / "browser") as page:
                await page.wait("?")
                await page.settle()
                for key in keys or TOUR:
                    await page.press(key)
                    await page.settle()
                print("\n".join(await page.settle()))
                await page.picture(out)
                strangers = [one for one in page.requests if "//127.0.0.1:" not in one and not one.startswith("data:")]
                print(f"\n{len(page.requests)} requests, elsewhere: {strangers}; complaints: {page.complaints}")
                await page.press("^q")
                for _ in range(100):
                    if await page.js("document.body.classList.contains('-closed')"):
                        break
                    await asyncio.sleep(0.1)
                print("below, at the end:", await page.js("document.querySelector('#ended').innerText"))
        finally:
            server.terminate()
            print("the server ended with", await server.wait())


if __name__ == "__main__":
    asyncio.run(draw(sys.argv[1], Path(sys.argv[2]), tuple(sys.argv[3:])))
