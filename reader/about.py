"""The verbs that tell of the program itself, and work where nothing else does: doctor, config, --version."""

from __future__ import annotations

import argparse
import platform
import shlex
from dataclasses import asdict

from reader import config, form, items, safe, settings
from reader.command import DONE, USAGE, Parser, Stop, as_json, ink, meant, parted, put_items, put_lines, tell

CONFIG = """\
what is said where:
  settings.toml wins over the environment (VISUAL, EDITOR, the locale, TERM),
  which wins over the defaults. NO_COLOR and TWOSOURCE_DEBUG hold beside it.
  A mistake in the file is told with line and column, and passed over."""


def do_version(options: argparse.Namespace) -> int:
    from reader import doctor  # so that no verb waits for it

    if options.json:
        libraries = {"textual": "textual", "whoosh": "whoosh-reloaded"}
        versions = {name: doctor.version(distribution) for name, distribution in libraries.items()}
        told = {"schema": items.SCHEMA, "twosource": doctor.version(), "python": platform.python_version(), **versions}
        print(as_json({**told, "platform": platform.platform()}))
    else:
        print(f"twosource {doctor.version()}")
    return DONE


def do_doctor(options: argparse.Namespace) -> int:
    from reader import doctor  # so that no other verb waits for it

    checks = doctor.checks()
    if options.json or options.jsonl:
        put_items(options, None, ({"check": c.name, "value": c.value, "ok": c.ok, "advice": c.advice} for c in checks))
    else:
        colour = ink(options)
        wide = max(len(c.name) for c in checks)
        put_lines(
            options,
            (
                f"{colour.green('ok ') if c.ok else colour.red('no ')} {c.name:{wide}}  {safe.text(c.value)}"
                + (f": {safe.text(c.advice)}" if c.advice else "")
                for c in checks
            ),
        )
    return DONE


def doctor_arguments(parser: Parser) -> None:
    parser.set_defaults(pack=None)


def do_config(options: argparse.Namespace) -> int:
    file = settings.folder() / settings.FILE
    if options.path:
        put_lines(options, [str(file)])
        return DONE
    chosen = settings.load()
    listed = config.entries(chosen)
    if options.setting:
        listed = _asked(options.setting, listed)
    wrong = [parted(problem) for problem in config.problems(chosen)]
    if options.json or options.jsonl:
        more = {
            "file": str(file),
            "exists": file.exists(),
            "folders": [{"folder": p.folder, "path": str(p.path), "origin": p.origin} for p in config.places()],
            "themes": [{"name": name, "origin": origin} for name, origin in config.themes()[0].items()],
            "templates": [{"name": name, "origin": f"briefings/{name}.toml"} for name in form.templates()],
            "problems": [{"where": where, "what": what, "then": then} for where, what, then in wrong],
        }
        put_items(options, None, map(asdict, listed), **more)
    else:
        put_lines(options, _told(listed, file.exists(), whole=not options.setting))
    for where, what, then in wrong:
        tell(f"{what}, {settings.folder() / where}: {then or 'put it right'}")
    return USAGE if wrong else DONE


def config_arguments(parser: Parser) -> None:
    parser.add_argument("setting", metavar="SETTING", nargs="*", help="only these, as theme or keys.clip")
    parser.add_argument("--path", action="store_true", help="only where settings.toml is, or would be")
    parser.set_defaults(pack=None)


def _asked(names: list[str], listed: list[config.Entry]) -> list[config.Entry]:
    """The entries of these names; the keys of a command that has its own, too. Stop where there is no such setting."""
    known = config.names()
    for name in names:
        if name not in known and name != "keys":
            raise Stop(USAGE, f"no such setting, {name}: {meant(name, known)}twosource config lists them")
    return [entry for entry in listed if entry.setting in names or entry.setting.partition(".")[0] in names] + [
        config.Entry(name, config.usual_keys(name), config.DEFAULT)
        for name in names
        if name.startswith("keys.") and name not in {entry.setting for entry in listed}
    ]


def _told(listed: list[config.Entry], exists: bool, *, whole: bool) -> list[str]:
    """Settings as columns, for a person; as a whole with the folders, themes and templates that there are."""
    rows = [(e.setting, _said(e), e.origin, e.note) for e in listed]
    if whole:
        there = "" if exists else f"no {settings.FILE} in it: the defaults hold"
        places = config.places()
        rows += [(f"{p.folder} folder", str(p.path), p.origin, there if p.folder == "config" else "") for p in places]
        own = [name for name, origin in config.themes()[0].items() if origin != config.SHIPPED]
        rows += [("themes", ", ".join(settings.THEMES), config.SHIPPED, "")]
        for what, names, where in (("themes", own, "themes/"), ("templates", form.templates(), "briefings/")):
            rows += [(f"your {what}", ", ".join(names), where, "")] if names else []
    wide = [max((len(row[n]) for row in rows), default=0) for n in range(3)]
    return [safe.text("  ".join(f"{v:{w}}" for v, w in zip(row, (*wide, 0), strict=True)).rstrip()) for row in rows]


def _said(entry: config.Entry) -> str:
    value = entry.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value) if entry.setting.startswith("keys.") else shlex.join(value)
    return str(value) or "none"
