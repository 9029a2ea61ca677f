"""Running the checks over one workbook or a thousand: read, type, one validation a table, rules."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from xlplan.checks import error_values, registry, schema
from xlplan.checks.cache import Cache
from xlplan.checks.context import Context
from xlplan.checks.diagnosis import diagnose
from xlplan.checks.explanations import explained
from xlplan.checks.files import unreadable
from xlplan.domain.errors import UnreadableError
from xlplan.domain.findings import Finding
from xlplan.domain.office import Office
from xlplan.domain.office import of as office_of
from xlplan.formulas.references import from_a1
from xlplan.workbook.book import Book
from xlplan.workbook.files import read_bytes
from xlplan.workbook.reader import read

BATCH = 200
"""Workbooks validated together: pandera costs by the validation, not by the row."""

Progress = Callable[[int, int], None]


@dataclass
class Outcome:
    """What a run found, and which inputs could not be read."""

    findings: list[Finding] = field(default_factory=list)
    unreadable: list[UnreadableError] = field(default_factory=list)


def check_book(book: Book, office: Office | None = None) -> list[Finding]:
    """The findings of one book, in order of sheet, row, column; by the standard registries unless
    an office's own are given."""
    return check_books([(book, office or Office())])[0]


def check_books(books: Sequence[tuple[Book, Office]]) -> list[list[Finding]]:
    """The findings of each book; column rules run once over the rows of all of them."""
    return check_contexts([Context(book, office.indicators) for book, office in books])


def check_contexts(contexts: Sequence[Context]) -> list[list[Finding]]:
    """As `check_books`, for contexts that may know their recalculation already."""
    for context in contexts:
        context.complete()
    by_columns = schema.column_findings(contexts)
    return [_finish(context, found) for context, found in zip(contexts, by_columns, strict=True)]


def _finish(context: Context, found: list[Finding]) -> list[Finding]:
    findings = list(found)
    for check in registry.FIRST:
        findings += context.knows(check(context))
    findings += diagnose(context, registry.RELATIONS)
    findings += error_values.formula_errors(context)
    findings += [f for check in registry.CHECKS for f in check(context)]
    named = [replace(finding, file=context.book.file) for finding in findings]
    return sorted(explained(named, context), key=lambda f: _order(f, context.book))


def _order(finding: Finding, book: Book) -> tuple[int, tuple[int, int], str]:
    tabs = list(book.sheets)
    sheet = tabs.index(finding.sheet) if finding.sheet in tabs else -1
    return sheet, from_a1(finding.cell) if finding.cell else (0, 0), finding.code


def check_paths(
    paths: Iterable[Path], *, cache: Cache | None = None, progress: Progress | None = None
) -> Outcome:
    """The findings of the files, in order of file; an unreadable one does not stop the others."""
    outcome = Outcome()
    files = list(paths)
    done = 0
    for batch in _batches(files, BATCH):
        with _no_collecting():
            _check_batch(batch, cache, outcome)
        done += len(batch)
        if progress:
            progress(done, len(files))
    return outcome


def _check_batch(batch: list[Path], cache: Cache | None, outcome: Outcome) -> None:
    outcome_of: dict[Path, list[Finding]] = {}
    contexts: dict[Path, tuple[str, Context]] = {}
    for path in batch:
        try:
            data = read_bytes(path)
            office = office_of(path)
            digest = blake2b(data + office.digest, digest_size=16).hexdigest()
            known = cache.get(digest) if cache else None
            if known is None:
                contexts[path] = digest, _context(read(data, str(path)), office)
            else:
                outcome_of[path] = [replace(finding, file=str(path)) for finding in known]
        except UnreadableError as error:
            outcome.unreadable.append(error)
            outcome_of[path] = [unreadable(error)]
    results = check_contexts([context for _, context in contexts.values()]) if contexts else []
    for (path, (digest, _)), found in zip(contexts.items(), results, strict=True):
        outcome_of[path] = found
        if cache:
            cache.put(digest, found)
    for path in batch:
        outcome.findings += outcome_of[path]


@contextmanager
def _no_collecting() -> Iterator[None]:
    """A batch's cells are many and in no circle: looking through them for garbage time and again
    costs a tenth of the whole."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _batches(files: list[Path], size: int) -> Iterator[list[Path]]:
    rest = iter(files)
    while batch := list(islice(rest, size)):
        yield batch


def open_book(path: Path) -> Book:
    """A planning workbook from disk; UnreadableError when it is none."""
    return open_context(path).book


def open_context(path: Path) -> Context:
    """A planning workbook from disk as checks and reports look at it, by its office's registries."""
    return _context(read(path), office_of(path))


def _context(book: Book, office: Office) -> Context:
    """A planning workbook under check; UnreadableError when it has none of the key forms."""
    context = Context(book, office.indicators)
    if "ChiTieu" not in context.tables and "ThongTin" not in context.tables:
        raise UnreadableError(
            book.file,
            f"Tệp {Path(book.file).name} không theo mẫu xlplan: không có ThongTin, ChiTieu.",
            "Tạo tệp mẫu bằng lệnh «xlplan new» rồi chép số liệu sang.",
            "template",
        )
    return context


def require_template(book: Book) -> None:
    """UnreadableError when a workbook has none of the canonical sheets' key forms."""
    _context(book, Office())
