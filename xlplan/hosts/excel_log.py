"""The log of what went wrong behind Excel: one file a user, kept small."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from xlplan.hosts.places import state_folder


def log_file() -> Path:
    """Where the log is: in the user's own folder of application data."""
    return state_folder() / "xlplan.log"


def logged() -> None:
    """Sends this package's log to the file, once; without the folder there is no log, no crash."""
    logger = logging.getLogger("xlplan.hosts")
    if logger.handlers:
        return
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            log_file(), maxBytes=1_000_000, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError:
        logger.addHandler(logging.NullHandler())
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
