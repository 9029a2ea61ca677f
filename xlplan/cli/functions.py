"""`xlplan functions`: the worksheet functions, as text or JSON."""

from __future__ import annotations

import argparse
import json
import sys

HELP = "Liệt kê các hàm dùng trong ô."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--format."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="dạng kết quả")


def run(args: argparse.Namespace) -> int:
    """Always 0."""
    from xlplan.functions.call import described
    from xlplan.functions.catalogue import CATALOGUE, argument_names

    if args.format == "json":
        sys.stdout.write(
            json.dumps([described(entry) for entry in CATALOGUE], ensure_ascii=False, indent=1)
            + "\n"
        )
        return 0
    for entry in CATALOGUE:
        sys.stdout.write(
            f"XLPLAN_{entry.name} (XLPLAN_{entry.alias}): {argument_names(entry.arguments)}\n"
            f"    {entry.help}\n"
        )
    return 0
