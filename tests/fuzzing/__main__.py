"""``python -m tests.fuzzing ENTRY SECONDS FOLDER``: look for files that break a reader, led by which code they reach.

Needs atheris (``requirements/fuzz.txt``). Ends after so many seconds with 0; with another number where something was
found: the file that did it lies in FOLDER then. A file may take ``MOST_SECONDS``, and the process ``MOST_MEGABYTES``.
"""

import sys
from pathlib import Path

import atheris
from django.conf import settings

MOST_SECONDS, MOST_MEGABYTES = 30, 2_000

if __name__ == "__main__":
    settings.configure(USE_I18N=False)
    with atheris.instrument_imports(include=["handschlag", "csv", "zipfile"]):
        from tests.fuzzing import entries
    name, seconds, folder = sys.argv[1:]
    entry, corpus = entries.ENTRIES[name], Path(folder) / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(entries.seeds(entry)):
        (corpus / f"seed-{number}").write_bytes(seed)
    limits = [
        f"-max_total_time={seconds}",
        f"-timeout={MOST_SECONDS}",
        f"-rss_limit_mb={MOST_MEGABYTES}",
        f"-max_len={entries.MOST_BYTES}",
        f"-artifact_prefix={folder}/broken-{name}-",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *limits, str(corpus)], entry)
    atheris.Fuzz()
