"""Keeps locales/ in step with the texts of the code, and finds what is wrong with the Vietnamese ones."""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from unicodedata import is_normalized, normalize

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

ROOT = Path(__file__).parent.parent
TEMPLATE = Path("locales/messages.pot")
ENGLISH = Path("locales/en/LC_MESSAGES/messages.po")
VIETNAMESE = Path("locales/vi/LC_MESSAGES/messages.po")
FORBIDDEN = (
    "không hợp lệ",
    "chưa hợp lệ",
    "sai định dạng",
    "không đúng định dạng",
    "lỗi",
    "thất bại",
    "vui lòng",
    "làm ơn",
    "rất tiếc",
    "oops",
    "ối",
    "cảm ơn",
    "quý khách",
    "quý vị",
    "bạn",
    "người dùng",
)

_ROOMS = ("bot", "flows", "storage")
_SKIPPED = Path("bot/sandbox/page")
_TEXTS_OF: Mapping[str, int] = MappingProxyType({"N_": 1, "NN_": 2})
_FORBIDDEN = re.compile(rf"\b(?:{'|'.join(map(re.escape, FORBIDDEN))})\b", re.IGNORECASE)
_ABOUT = MappingProxyType(
    {
        TEMPLATE: "The texts of the code. Written by `make messages`; do not edit.",
        ENGLISH: "English is the language of the code. Written by `make messages`; do not edit.",
        VIETNAMESE: "Vietnamese, the language of the product. `make messages` brings in new texts; write them here.",
    }
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One call of N_ or NN_ and the texts written in it, empty where they are not written out there."""

    path: str
    line: int
    texts: tuple[str, ...]


def marks(root: Path) -> Iterator[Mark]:
    """Yield all marked texts of a project's code, by file and then by place in it.

    Python's own parser finds them: the one of Babel sees nothing inside f-strings before Python 3.12.
    """
    for path in sorted(path for room in _ROOMS for path in (root / room).rglob("*.py")):
        place = path.relative_to(root)
        if place.is_relative_to(_SKIPPED):
            continue
        calls = [node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Call)]
        for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
            name = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
            if name in _TEXTS_OF:
                yield Mark(place.as_posix(), call.lineno, _written_out(call.args[: _TEXTS_OF[name]]))


def extract(root: Path) -> Catalog:
    """Return the texts of the code as a template."""
    found = Catalog()
    for mark in marks(root):
        if mark.texts:
            found.add(mark.texts if len(mark.texts) > 1 else mark.texts[0], locations=[(mark.path, mark.line)])
    return found


def update(root: Path) -> int:
    """Write the template and both languages anew and return how many Vietnamese texts are still to be written."""
    template = extract(root)
    vietnamese = _read(root, VIETNAMESE) if (root / VIETNAMESE).exists() else Catalog("vi")
    vietnamese.update(template, no_fuzzy_matching=True)
    written = {TEMPLATE: template, ENGLISH: _english(template), VIETNAMESE: vietnamese}
    for path, catalog in written.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(_rendered(path, catalog), encoding="utf-8", newline="\n")
    return sum(not _complete(message) or message.fuzzy for message in _texts(vietnamese))


def problems(root: Path) -> tuple[str, ...]:
    """Return what is wrong with the catalogues of a project, a line for each problem, beginning with its place."""
    template = extract(root)
    found = [f"{mark.path}:{mark.line}: the text must be written out here" for mark in marks(root) if not mark.texts]
    expected = {TEMPLATE: template, ENGLISH: _english(template)}
    found += [
        f"{path}: does not hold the texts of the code; run: make messages"
        for path, catalog in expected.items()
        if not (root / path).exists() or (root / path).read_text(encoding="utf-8") != _rendered(path, catalog)
    ]
    try:
        vietnamese = _read(root, VIETNAMESE)
    except FileNotFoundError:
        return (*found, f"{VIETNAMESE}: is missing; run: make messages")
    except PoFileError as error:
        return (*found, f"{VIETNAMESE}:{error.lineno}: cannot be read: {error}")
    return (*found, *_compared(template, vietnamese), *_proofread(vietnamese))


def _written_out(arguments: list[ast.expr]) -> tuple[str, ...]:
    texts = tuple(one.value for one in arguments if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return texts if len(texts) == len(arguments) else ()


def _compared(template: Catalog, catalog: Catalog) -> Iterator[str]:
    """Tell which texts only one of both has, a text with another plural being another one."""
    asked, answered = {_strings(one.id) for one in _texts(template)}, {_strings(one.id) for one in _texts(catalog)}
    for message in _texts(template):
        if _strings(message.id) not in answered:
            yield f"{VIETNAMESE}: lacks “{_source(message)}”; run: make messages"
    left = [one for one in _texts(catalog) if _strings(one.id) not in asked]
    for message in (*left, *catalog.obsolete.values()):
        yield f"{_place(message)}: obsolete, no longer in the code: “{_source(message)}”; run: make messages"


def _proofread(catalog: Catalog) -> Iterator[str]:
    """Tell which translations are missing, unsure, unfit for their arguments, or not in the product's voice."""
    for message in _texts(catalog):
        if not _complete(message):
            yield f"{_place(message)}: not translated: “{_source(message)}”"
            continue
        if message.fuzzy:
            yield f"{_place(message)}: fuzzy, read it and remove the mark: “{_source(message)}”"
        for text in _strings(message.string):
            for fault in _faults(text, _strings(message.id)[-1]):
                yield f"{_place(message)}: {fault}: “{text}”"


def _faults(text: str, source: str) -> Iterator[str]:
    wanted, found = _placeholders(source), _placeholders(text)
    if found is None:
        yield "braces do not pair up"
    elif wanted is not None and wanted != found:
        yield f"placeholders differ, {_named(found)} instead of {_named(wanted)}"
    if not is_normalized("NFC", text):
        yield "accents are written apart from their letters (not in NFC)"
    for word in dict.fromkeys(match[0].lower() for match in _FORBIDDEN.finditer(normalize("NFC", text))):
        yield f"“{word}” is not a word of the product's voice"


def _placeholders(text: str) -> frozenset[str] | None:
    """Return the fields of a format string as they are written, None where its braces do not pair up."""
    try:
        pieces = list(Formatter().parse(text))
    except ValueError:
        return None
    return frozenset(
        "{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
        for _, name, spec, conversion in pieces
        if name is not None
    )


def _named(placeholders: frozenset[str]) -> str:
    return " ".join(sorted(placeholders)) or "none"


def _english(template: Catalog) -> Catalog:
    catalog = Catalog("en")
    for message in _texts(template):
        catalog.add(message.id, message.id, locations=message.locations)
    return catalog


def _read(root: Path, path: Path) -> Catalog:
    with (root / path).open("rb") as file:
        return read_po(file, locale=path.parts[1], abort_invalid=True)


def _rendered(path: Path, catalog: Catalog) -> str:
    """Return a catalogue as a file that changes only where its texts do: no dates, no line numbers, no wrapping."""
    body = io.BytesIO()
    write_po(body, catalog, width=0, omit_header=True, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    headers = {
        "Project-Id-Version": "sangkien",
        "Language": str(catalog.locale_identifier or ""),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if catalog.locale:
        headers["Plural-Forms"] = catalog.plural_forms
    written = "".join(f'"{name}: {value}\\n"\n' for name, value in headers.items())
    return f'# {_ABOUT[path]}\nmsgid ""\nmsgstr ""\n{written}\n{body.getvalue().decode().rstrip()}\n'


def _texts(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _complete(message: Message) -> bool:
    strings = _strings(message.string)
    return bool(strings) and all(text.strip() for text in strings)


def _strings(texts: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def _source(message: Message) -> str:
    return _strings(message.id)[0]


def _place(message: Message) -> str:
    return f"{VIETNAMESE}:{message.lineno}" if message.lineno else str(VIETNAMESE)


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Run `update` or `check` and return the exit code: 1 where there are problems."""
    parser = argparse.ArgumentParser(prog="python -m tools.catalogues", description=__doc__)
    parser.add_argument("what", choices=("update", "check"), help="bring locales/ up to date, or find what is wrong")
    if parser.parse_args(arguments).what == "update":
        missing = update(root)
        sys.stdout.write(f"{missing} texts of {VIETNAMESE} are still to be written.\n" if missing else "")
        return 0
    found = problems(root)
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
