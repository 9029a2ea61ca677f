"""`xlplan addin`: builds, bundles, installs, removes the add-ins of Excel and LibreOffice."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "Phần bổ trợ cho Excel và LibreOffice: build, bundle, install, remove, status."

ACTIONS = ("build", "bundle", "install", "remove", "status")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """ACTION, --libreoffice, -o."""
    parser.add_argument(
        "action",
        choices=ACTIONS,
        help="build: tạo tệp; bundle: tạo bộ cài cho máy không có Internet; install: cài; "
        "remove: gỡ; status: xem",
    )
    parser.add_argument("--libreoffice", action="store_true", help="cho LibreOffice")
    parser.add_argument(
        "-o", "--output", metavar="DIR", type=Path, default=Path(), help="thư mục chứa tệp tạo ra"
    )


def run(args: argparse.Namespace) -> int:
    """0; status: 1 when something has to be done."""
    from xlplan.hosts import excel_setup, libreoffice_setup
    from xlplan.hosts.links import lines

    if args.action == "bundle":
        from xlplan.hosts import bundle

        sys.stdout.write(f"{bundle.build(args.output)}\n")
        return 0
    if args.action == "build":
        host = libreoffice_setup if args.libreoffice else excel_setup
        sys.stdout.write(f"{host.build(args.output)}\n")
        return 0
    host = libreoffice_setup if args.libreoffice else excel_setup.Setup()
    if args.action == "install":
        host.install()
    elif args.action == "remove":
        host.remove()
    links = host.status()
    sys.stdout.write(lines(links) + "\n")
    wanted = args.action != "remove"
    return int(wanted and not all(link.good for link in links))
