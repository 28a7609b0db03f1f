"""Shell completions, made from the parsers: verbs, options, the words that may follow them, files, sources by their file names.

Nothing of a pack and nothing of the help is ever run: all that is written into a script stands in single quotes.
"""

from __future__ import annotations

from collections.abc import Mapping

from reader import config, usage
from reader.usage import Argument, Verb

SOURCES = ("SOURCE", "A", "B", "S")
"""What stands for a source: completed by the names of the files in the pack's folder."""
PATHS = ("PACK", "FILE")
"""What stands for a file or a folder."""


def script(shell: str, verbs: Mapping[str, Verb]) -> str:
    """What bash, zsh or fish reads to complete the words of twosource."""
    top = list(usage.arguments(usage.top(verbs)))
    taken = {name: list(usage.arguments(usage.of_verb(name, verb))) for name, verb in verbs.items()}
    if shell == "bash":
        return _bash(top, taken)
    said = {name: verb.help for name, verb in verbs.items()}
    return _zsh(top, taken, said) if shell == "zsh" else _fish(top, taken, said)


def kind(argument: Argument) -> str:
    """What may stand for an argument: `path`, `source`, `any`, or the words themselves, parted by blanks."""
    words = argument.choices or (config.names() if argument.takes == "SETTING" else ())
    if words:
        return " ".join(words)
    return "path" if argument.takes in PATHS else "source" if argument.takes in SOURCES else "any"


def _options(listed: list[Argument]) -> list[Argument]:
    return [argument for argument in listed if argument.names]


def _words(listed: list[Argument]) -> list[Argument]:
    return [argument for argument in listed if not argument.names]


def _quoted(text: str) -> str:
    """A word for bash and zsh."""
    return "'" + text.replace("'", "'\\''") + "'"


# --- bash, from 3.2 on ---

_BASH = """\
# completes twosource in bash; made by `twosource completions bash`
_twosource_words() {
    COMPREPLY=($(compgen -W "$1" -- "$cur"))
    compopt +o default 2>/dev/null
}

_twosource_files() {
    local name
    compopt -o filenames 2>/dev/null
    while IFS= read -r name; do COMPREPLY+=("$name"); done < <(cd -- "$1" >/dev/null && compgen -f -- "$cur")
}

_twosource_kind() {
    local name
    case $1 in
    path) ;;
    any) compopt +o default 2>/dev/null ;;
    source)
        for name in "${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
            name=${name//[\\\\\\"\\']/}
            [[ $name == "~/"* ]] && name=$HOME/${name:2}
            if [[ -d $name ]]; then
                _twosource_files "$name"
                return
            fi
        done
        ;;
    *) _twosource_words "$1" ;;
    esac
}

_twosource() {
    local IFS=$' \\t\\n' cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb="" options="" at=0 n
    COMPREPLY=()
    if [[ $cur == = ]]; then
        cur=""
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD-2]}
    fi
    if ((COMP_CWORD > 1)); then
        case ${COMP_WORDS[1]} in
        @VERBS@) verb=${COMP_WORDS[1]} ;;
        esac
    fi
    case $verb in
@OPTIONS@
    esac
    case "$verb $before" in
@VALUES@
    esac
    if [[ $cur == -* ]]; then
        _twosource_words "$options"
        return
    fi
    if [[ -z $verb ]]; then
        if ((COMP_CWORD == 1)); then
            _twosource_words @NAMES@
            _twosource_files .
            compopt -o default 2>/dev/null
        fi
        return
    fi
    for ((n = 2; n < COMP_CWORD; n++)); do
        case "$verb ${COMP_WORDS[n]}" in
        @TAKERS@)
            ((n += 1))
            if [[ ${COMP_WORDS[n]} == = ]]; then ((n += 1)); fi
            ;;
        *' -'*) ;;
        *) ((at += 1)) ;;
        esac
    done
    case "$verb $at" in
@PLACES@
    *) compopt +o default 2>/dev/null ;;
    esac
}

complete -o default -F _twosource twosource
"""


def _bash(top: list[Argument], verbs: Mapping[str, list[Argument]]) -> str:
    options, places = [], []
    takers: dict[str, list[str]] = {}
    for verb, listed in {"": top, **verbs}.items():
        names = [name for argument in _options(listed) for name in argument.names]
        options.append(f"    {_quoted(verb)}) options={_quoted(' '.join(names))} ;;")
        for argument in _options(listed):
            if argument.takes:
                takers.setdefault(kind(argument), []).extend(_quoted(f"{verb} {name}") for name in argument.names)
        for n, argument in enumerate(_words(listed) if verb else ()):
            pattern = f"{_quoted(f'{verb} ')}*" if argument.many else _quoted(f"{verb} {n}")
            places.append(f"    {pattern}) _twosource_kind {_quoted(kind(argument))} ;;")
    between = " | \\\n        "
    values = [
        f"    {between.join(patterns)})\n        _twosource_kind {_quoted(what)}\n        return\n        ;;"
        for what, patterns in takers.items()
    ]
    parts = {
        "VERBS": " | ".join(verbs),
        "OPTIONS": "\n".join(options),
        "VALUES": "\n".join(values),
        "NAMES": _quoted(" ".join(verbs)),
        "TAKERS": between.join(pattern for some in takers.values() for pattern in some),
        "PLACES": "\n".join(places),
    }
    made = _BASH
    for name, part in parts.items():
        made = made.replace(f"@{name}@", part)
    return made


# --- zsh ---

_ZSH = """\
#compdef twosource
# completes twosource in zsh; made by `twosource completions zsh`
_twosource_sources() {
    local word
    for word in ${(Q)words[2,-1]}; do
        word=${word/#\\~\\//$HOME/}
        if [[ -d $word ]]; then
            _files -W "$word"
            return
        fi
    done
}

_twosource() {
    local -a verbs
    verbs=(
@VERBS@
    )
    if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
        _describe -t verbs verb verbs
        _files
        return
    fi
    case $words[2] in
@CASES@
    (*)
        _arguments -S \\
@TOP@
        ;;
    esac
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _twosource "$@"
else
    compdef _twosource twosource
fi
"""
_ZSH_KINDS = {"path": "_files", "source": "_twosource_sources", "any": " "}


def _zsh(top: list[Argument], verbs: Mapping[str, list[Argument]], said: Mapping[str, str]) -> str:
    cases = []
    for verb, listed in verbs.items():
        cases.append(
            f"    ({verb})\n        shift words\n        (( CURRENT-- ))\n        _arguments -S \\\n{_zsh_all(listed)}\n        ;;"
        )
    listed_verbs = "\n".join(f"        {_quoted(f'{verb}:{_zsh_text(said[verb])}')}" for verb in verbs)
    made = _ZSH.replace("@VERBS@", listed_verbs).replace("@CASES@", "\n".join(cases))
    return made.replace("@TOP@", _zsh_all(top))


def _zsh_text(text: str) -> str:
    for sign in "\\[]:":
        text = text.replace(sign, f"\\{sign}")
    return text


def _zsh_all(listed: list[Argument]) -> str:
    """The specifications of a parser, a line each, for `_arguments`."""
    specs = []
    for argument in _options(listed):
        others = f"({' '.join(argument.names)})" if len(argument.names) > 1 else ""
        for name in argument.names:
            sign = ("=" if name.startswith("--") else "+") if argument.takes else ""
            specs.append(f"{others}{name}{sign}[{_zsh_text(argument.help)}]{_zsh_value(argument)}")
    for n, argument in enumerate(_words(listed), 1):
        specs.append(f"{'*' if argument.many else n}{_zsh_value(argument)}")
    return " \\\n".join(f"            {_quoted(spec)}" for spec in specs)


def _zsh_value(argument: Argument) -> str:
    if not argument.takes:
        return ""
    what = kind(argument)
    return f":{_zsh_text(argument.takes)}:{_ZSH_KINDS.get(what, f'({what})')}"


# --- fish ---

_FISH = """\
# completes twosource in fish; made by `twosource completions fish`
function __twosource_first
    test (count (commandline -opc)) -eq 1
end

function __twosource_verb
    set -l words (commandline -opc)
    test (count $words) -gt 1; and contains -- $words[2] $argv
end

function __twosource_sources
    set -l words (commandline -opc)
    for word in $words[3..-1]
        if test -d "$word"
            for file in $word/*
                string replace -r '.*/' '' -- $file
            end
            return
        end
    end
end

"""


def _fish(top: list[Argument], verbs: Mapping[str, list[Argument]], said: Mapping[str, str]) -> str:
    lines = [
        f"complete -c twosource -n __twosource_first -a {_fish_word(verb)} -d {_fish_word(said[verb])}"
        for verb in verbs
    ]
    lines += _fish_options(f"not __twosource_verb {' '.join(verbs)}", top)
    for verb, listed in verbs.items():
        condition = f"__twosource_verb {verb}"
        places = [kind(argument) for argument in _words(listed)]
        if "path" not in places:
            lines.append(f"complete -c twosource -n {_fish_word(condition)} -f")
        for what in dict.fromkeys(places):
            if what not in ("path", "any"):
                offered = "(__twosource_sources)" if what == "source" else what
                lines.append(f"complete -c twosource -n {_fish_word(condition)} -a {_fish_word(offered)}")
        lines += _fish_options(condition, listed)
    return _FISH + "\n".join(lines) + "\n"


def _fish_options(condition: str, listed: list[Argument]) -> list[str]:
    lines = []
    for argument in _options(listed):
        names = [f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in argument.names]
        what = kind(argument) if argument.takes else ""
        value = {"": "", "path": " -r -F", "any": " -x", "source": " -x -a '(__twosource_sources)'"}
        takes = value.get(what, f" -x -a {_fish_word(what)}")
        lines.append(
            f"complete -c twosource -n {_fish_word(condition)} {' '.join(names)}{takes} -d {_fish_word(argument.help)}"
        )
    return lines


def _fish_word(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
