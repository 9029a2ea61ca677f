"""Arguments left out between separators, made visible to an engine that reads them as 0."""

from __future__ import annotations

import re

from xlplan.formulas.names import OURS

_SUSPECT = re.compile(r"[(,]\s*[,)]")
_TOKENS = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|[(){},]|[^"\'(){},]+')


def explicit_blanks(formula: str) -> str:
    """A formula in file form, `""` written where one of our functions has an empty argument.

    Excel hands an omitted argument over as missing; formualizer as 0, which is another thing for
    a direction or a margin. Native functions keep theirs: to them it is 0.
    """
    if not _SUSPECT.search(formula):
        return formula
    written: list[str] = []
    ours: list[bool] = []  # of each open parenthesis or brace
    before = ""  # the last token that is no space
    for token in _TOKENS.findall(formula):
        inside = bool(ours) and ours[-1]
        if inside and ((token == "," and before in "(,") or (token == ")" and before == ",")):
            written.append('""')
        if token in "({":
            ours.append(token == "(" and bool(OURS.search(before)))
        elif token in ")}" and ours:
            ours.pop()
        written.append(token)
        before = token if token.strip() else before
    return "".join(written)
