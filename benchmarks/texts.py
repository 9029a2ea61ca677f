"""Reviewing texts: ten pages beside the start of the command itself, 1,000 paragraphs at once.

Run by hand: `.venv/bin/python benchmarks/texts.py`. Every run is a process of its own, the ways
interleaved, processor time, medians; the ratios of one run count. Results in
benchmarks/results/texts.json.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEXTS = ROOT / "tests" / "data" / "texts"
ROUNDS = 15
WORDS = 4000
"""Ten pages of an office's report in 14 point."""
PARAGRAPHS = 1000

PROSE = (
    "Trong kỳ, đơn vị tiếp tục bám sát chỉ đạo của Tổng Công ty, chủ động phối hợp với chính quyền "
    "địa phương và các sở, ngành để giữ vững mạng lưới, bảo đảm an toàn, an ninh thông tin.",
    "Hạ tầng tại một số điểm ở vùng sâu, vùng xa còn thiếu; đường truyền từ xã về trung tâm chưa "
    "ổn định, ảnh hưởng đến việc tiếp nhận hồ sơ và chi trả cho người dân.",
    "Đội ngũ nhân viên điểm phục vụ đã được tập huấn kỹ năng bán hàng, sử dụng các ứng dụng số và "
    "chăm sóc khách hàng; công tác kiểm tra, giám sát được duy trì thường xuyên.",
    "Đơn vị kiến nghị cấp trên quan tâm trang bị thiết bị, hỗ trợ kết nối và có cơ chế khuyến "
    "khích phù hợp với đặc thù của địa bàn miền núi.",
)
"""Paragraphs without figures, as half of a report is."""


def figured() -> list[str]:
    """The annotated texts: every sentence has figures."""
    entries = []
    for file in sorted(TEXTS.glob("annotated*.toml")):
        entries += tomllib.loads(file.read_text(encoding="utf-8"))["text"]
    return [entry["text"] for entry in entries]


def ten_pages(*, dense: bool) -> str:
    """4,000 words: all of them in sentences with figures, or every second paragraph."""
    chance = random.Random(10)
    with_figures, prose = itertools.cycle(figured()), itertools.cycle(PROSE)
    parts: list[str] = []
    words = 0
    while words < WORDS:
        plain = not dense and len(parts) % 2
        parts.append(" ".join(next(prose) for _ in range(2)) if plain else next(with_figures))
        if not dense and not plain and chance.random() < 0.7:
            parts[-1] += " " + next(with_figures)
        words += len(parts[-1].split())
    return "\n".join(parts) + "\n"


def seconds(texts: list[str]) -> float:
    """Processor time of `xlplan review` on these files, in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [str(Path(sys.executable).with_name("xlplan")), "review", *texts]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False, env=os.environ)
    if done.returncode not in (0, 1):
        raise SystemExit(f"xlplan review: {done.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Measures, prints, keeps the JSON."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {
            "start": "Không có số liệu.\n",
            "dense": ten_pages(dense=True),
            "usual": ten_pages(dense=False),
        }
        for key, text in files.items():
            (folder / f"{key}.txt").write_text(text, encoding="utf-8")
        paragraphs = itertools.cycle(figured())
        many = []
        for number in range(PARAGRAPHS):
            path = folder / f"doan-{number:04d}.txt"
            path.write_text(f"{next(paragraphs)} ({number})", encoding="utf-8")
            many.append(str(path))
        taken: dict[str, list[float]] = {key: [] for key in files}
        for _ in range(ROUNDS):
            for key in files:
                taken[key].append(seconds([str(folder / f"{key}.txt")]))
        batch = seconds(many)
    start, dense, usual = (statistics.median(taken[key]) for key in ("start", "dense", "usual"))
    result = {
        "words": {key: len(text.split()) for key, text in files.items()},
        "start_seconds": round(start, 4),
        "ten_pages_every_sentence_with_figures": round((dense - start) / start, 3),
        "ten_pages_usual": round((usual - start) / start, 3),
        "paragraphs": PARAGRAPHS,
        "paragraphs_seconds": round(batch, 2),
        "paragraph_milliseconds": round((batch - start) / PARAGRAPHS * 1000, 3),
    }
    print(json.dumps(result, indent=1))
    out = ROOT / "benchmarks" / "results" / "texts.json"
    out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
