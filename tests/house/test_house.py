"""Each rule of the house refuses what it is there to refuse, and nothing else."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "house.py"
SHA_OF_NOTHING = hashlib.sha256(b"").hexdigest()
# Put together here, so that this file keeps the rules itself.
HOME, INDEX, PRIVATE = f"/{'home'}/somebody", f"https://{'pypi'}.org/simple", f"{'192'}.168.0.7"


@pytest.fixture
def repository(tmp_path):
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    return tmp_path


def put(repository, files):
    for name, text in files.items():
        path = repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def verdict(repository):
    done = subprocess.run([sys.executable, SCRIPT], cwd=repository, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()


GOOD = {
    "src/house/rooms.py": "x = 1\n" * 400,
    "docs/common-words.md": "See https://example.org/home/page, 127.0.0.1 and version 10.2.3.\n",
    "docs/third-party.md": f"| `a/vendor/x.js` | x | 1 | MIT | `{SHA_OF_NOTHING}` |\n| numba | BSD-2-Clause |\n",
    "a/vendor/x.js": "",
    "requirements/run.txt": "numba==1 \\\n    --hash=sha256:00\n    # via house (pyproject.toml)\n",
}


def test_what_keeps_the_rules_passes(repository):
    put(repository, GOOD)

    assert verdict(repository) == (0, ["Rules of the house: kept"])


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        pytest.param(
            {"a.cfg": f"\nindex = {INDEX}\n"},
            f"a.cfg:2: the address of a package index ({'pypi'}.org); name none in a committed file",
            id="index",
        ),
        pytest.param(
            {"a.md": f"see {HOME}/x\n"},
            f"a.md:1: a path of one machine ({HOME[:7]}); name none in a committed file",
            id="machine path",
        ),
        pytest.param(
            {"a.md": f"at {PRIVATE}\n"},
            f"a.md:1: a private network address ({PRIVATE}); name none in a committed file",
            id="private address",
        ),
        pytest.param(
            {"src/utils.py": ""},
            "src/utils.py: 'utils.py' does not say what is inside; name it after its subject",
            id="file name",
        ),
        pytest.param(
            {"src/common/x.py": ""},
            "src/common/x.py: 'common' does not say what is inside; name it after its subject",
            id="folder name",
        ),
        pytest.param(
            {"uv.lock": ""},
            "uv.lock: this lock holds addresses; the locks are requirements/*.txt, written by make lock",
            id="uv.lock",
        ),
        pytest.param(
            {"src/x.py": "\n" * 401},
            "src/x.py: 401 lines, and 400 is the most; make it a folder of the same name",
            id="long file",
        ),
        pytest.param(
            {"src/x.py": "\ntoday = now.date()\n"},
            "src/x.py:2: 'now.date()' is the day in UTC; say of which place: timezone.localdate(moment)",
            id="day of no place",
        ),
        pytest.param(
            {"requirements/x.txt": "--no-binary :all:\n"},
            "requirements/x.txt:1: an address or an option; write it anew by make lock",
            id="option in a lock",
        ),
        pytest.param(
            {"requirements/x.txt": "a @ https://example.org/a.whl\n"},
            "requirements/x.txt:1: an address or an option; write it anew by make lock",
            id="address in a lock",
        ),
        pytest.param(
            {"requirements/x.txt": "a==1\nb==2 \\\n    --hash=sha256:00\n"},
            "requirements/x.txt: 1 packages without a hash; write it anew by make lock",
            id="no hash in a lock",
        ),
        pytest.param(
            {"b/vendor/y.js": "1"},
            "b/vendor/y.js: comes from others and has no row in docs/third-party.md",
            id="vendored and not listed",
        ),
        pytest.param(
            {"LICENSE": "free"},
            "LICENSE: comes from others and has no row in docs/third-party.md",
            id="licence text not listed",
        ),
        pytest.param(
            {"a/vendor/x.js": "1"},
            f"a/vendor/x.js: its SHA-256 is {hashlib.sha256(b'1').hexdigest()}, "
            f"and docs/third-party.md says {SHA_OF_NOTHING}",
            id="vendored and changed",
        ),
        pytest.param(
            {"requirements/run.txt": "new==1 \\\n    --hash=sha256:00\n"},
            "requirements/run.txt: new is needed at run time and has no row in docs/third-party.md",
            id="package not listed",
        ),
    ],
)
def test_what_breaks_a_rule_is_refused(repository, files, sentence):
    put(repository, GOOD | files)

    assert verdict(repository) == (1, [sentence, "1 rules of the house broken"])


def test_a_listed_file_that_is_gone_is_refused(repository):
    put(repository, GOOD)
    (repository / "a/vendor/x.js").unlink()

    assert verdict(repository)[1][0] == "docs/third-party.md: a/vendor/x.js is listed and does not exist"


def test_ignored_files_are_not_looked_at(repository):
    put(repository, GOOD | {".gitignore": "/var/\n", "var/utils.py": HOME + "/x"})

    assert verdict(repository)[0] == 0


def test_outside_of_git_it_says_so(tmp_path):
    code, lines = verdict(tmp_path)

    assert (code, lines) == (2, [])
