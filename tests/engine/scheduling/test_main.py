"""The planner from the command line: what comes out, where, and with which exit code."""

import hashlib
import io
import json
import resource
import signal
import subprocess
from contextlib import redirect_stdout
from types import SimpleNamespace

import pytest

from handschlag.engine.scheduling import bound, check, files
from handschlag.engine.scheduling.__main__ import main
from tests.engine.scheduling import planner

PROG = "python -m handschlag.engine.scheduling"
CROWDED = "--participants 40 --meetings 110 --slots 8 --days 2 --pools 2 --rest 2 --overload 0.3 --precedences 3"

# The first company meets two others, and waits in the second slot.
DZN = """\
% made for this test
nBusiness = 3; nMeetings = 2; nTables = 1; nTotalSlots = 4; nMorningSlots = 3;
requested = [|1,2,1
             |3,1,3|];
forbidden = [{0},{4},{}];
fixed = [0,3];
precedences = [{},{1}];
"""
WAITING = DZN.replace("forbidden = [{0}", "forbidden = [{2}")


@pytest.fixture
def run(capsys):
    """Runs a command in this process; gives exit code, output and what was said."""

    def run(*args):
        try:
            code = main([str(one) for one in args])
        except SystemExit as left:
            code = left.code
        return (code, *capsys.readouterr())

    return run


def printed(*args):
    with redirect_stdout(io.StringIO()) as out:
        assert main(args) == 0
    return out.getvalue()


@pytest.fixture(scope="module")
def forum(tmp_path_factory):
    path = tmp_path_factory.mktemp("forum") / "forum.json"
    path.write_text(printed("generate", *CROWDED.split()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def plan(forum):
    path = forum.with_name("plan.json")
    path.write_text(printed("solve", str(forum), "--moves", "1000", "--quiet"), encoding="utf-8")
    return path


@pytest.fixture
def wrong(plan, tmp_path):
    """A plan in which one meeting was moved to where another one of a party is."""
    document = json.loads(plan.read_text(encoding="utf-8"))
    problem, _ = files.read_problem(plan.with_name("forum.json"))
    parties = {meeting.id: set(meeting.parties) for meeting in problem.meetings}
    one, other = next(
        (a, b)
        for a in document["assign"]
        for b in document["assign"]
        if a["slot"] != b["slot"] and parties[a["meeting"]] & parties[b["meeting"]]
    )
    one["slot"] = other["slot"]
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


# -- solve -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_solve_prints_a_plan_that_keeps_every_rule(run, forum):
    code, out, said = run("solve", forum, "--moves", "3000", "--seed", "4")

    document = json.loads(out)
    problem, _ = files.read_problem(forum)
    assert code == 0
    assert list(document) == [
        "format",
        "problem_sha256",
        "status",
        "seed",
        "moves",
        "seconds",
        "seconds_to_first",
        "assign",
        "unplaced",
        "below_minimum",
        "objective",
        "bound",
        "certificate",
    ]
    assert document["format"] == "b2b-plan/1"
    assert document["problem_sha256"] == hashlib.sha256(forum.read_bytes()).hexdigest()
    assert (document["seed"], document["moves"]) == (4, 3000)
    assert (document["seconds"], document["seconds_to_first"]) == (None, None)
    assert {tuple(one) for one in document["assign"]} == {
        ("meeting", "slot", "place", "interpreter", "resources", "representatives")
    }
    assert {tuple(one) for one in document["unplaced"]} == {("meeting", "reason", "blockers", "remedy")}
    assert list(document["objective"]) == ["must_unmet", "lost", "breaks", "max_breaks_gap", "place_changes"]
    assert list(document["bound"]) == ["must_unmet", "lost", "breaks"]
    assert len(document["assign"]) + len(document["unplaced"]) == len(problem.meetings)
    progress = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert list(progress[0]) == ["phase", "seconds", "moves", "unplaced", "value", "bound"]


def test_the_same_moves_print_the_same_bytes(run, forum):
    first, second = (run("solve", forum, "--moves", "3000", "--seed", "4", "--quiet") for _ in range(2))

    assert first == second
    assert first[2] == ""


def test_a_problem_that_cannot_be_planned_is_an_answer_too(run, tmp_path):
    path = tmp_path / "turned.dzn"
    path.write_text(DZN.replace("[{},{1}]", "[{2},{}]"), encoding="utf-8")

    code, out, _ = run("solve", path, "--moves", "100", "--quiet")

    document = json.loads(out)
    assert (code, document["status"], document["assign"]) == (0, "infeasible", [])
    assert document["certificate"] == {
        "kind": "order",
        "meetings": ["m1", "m2"],
        "participant": None,
        "slots": ["s1", "s2", "s3"],
        "rules": [],
    }


@pytest.mark.slow
def test_a_start_is_where_the_search_begins(run, forum, plan):
    code, out, _ = run("solve", forum, "--moves", "0", "--start", plan, "--quiet")

    begun, given = json.loads(out)["objective"], json.loads(plan.read_text(encoding="utf-8"))["objective"]
    assert code == 0
    assert [begun[name] for name in ("must_unmet", "lost", "breaks")] <= [
        given[name] for name in ("must_unmet", "lost", "breaks")
    ]


@pytest.mark.parametrize(
    ("text", "fairness", "expected"),
    [
        (DZN, [], ("optimal", 0, ["s2", "s3"])),
        (DZN, ["--fairness", "0"], ("optimal", 0, ["s2", "s3"])),
        (WAITING, [], ("optimal", 1, ["s1", "s3"])),
        (WAITING, ["--fairness", "1"], ("optimal", 1, ["s1", "s3"])),
        (WAITING, ["--fairness", "0"], ("infeasible", 0, [])),
    ],
)
def test_the_fairness_of_dzn_is_said_on_the_command_line(run, tmp_path, text, fairness, expected):
    path, answer = tmp_path / "three.dzn", tmp_path / "answer.json"
    path.write_text(text, encoding="utf-8")

    code, out, _ = run("solve", path, "--moves", "100", "--quiet", *fairness)

    document = json.loads(out)
    slots = [one["slot"] for one in document["assign"]]
    assert (code, document["status"], document["objective"]["max_breaks_gap"], slots) == (0, *expected)
    answer.write_text(out, encoding="utf-8")
    assert run("check", path, answer, *fairness)[0] == 0


# -- check, bound, timetable, generate -------------------------------------------------------------------------


def test_check_finds_nothing_in_a_good_plan(run, forum, plan):
    code, out, said = run("check", forum, plan)

    assert (code, said) == (0, "")
    document = json.loads(out)
    assert list(document) == ["violations", "objective"]
    assert document["violations"] == []
    assert document["objective"] == json.loads(plan.read_text(encoding="utf-8"))["objective"]


def test_check_names_what_is_wrong_and_exits_with_1(run, forum, wrong):
    code, out, said = run("check", forum, wrong)

    violations = json.loads(out)["violations"]
    assert (code, said) == (1, "")
    assert {tuple(one) for one in violations} == {("rule", "meetings", "message")}
    assert "one_meeting_at_a_time" in {one["rule"] for one in violations}


def test_check_judges_a_plan_that_speaks_of_unknown_things(run, forum, tmp_path):
    path = tmp_path / "strange.json"
    held = [{"meeting": "nothing", "slot": "d1s01"}, {"meeting": "m001", "slot": "never"}]
    path.write_text(json.dumps({"format": "b2b-plan/1", "assign": held}), encoding="utf-8")

    code, out, _ = run("check", forum, path)

    assert code == 1
    assert {one["rule"] for one in json.loads(out)["violations"]} == {"known"}


@pytest.fixture
def refused(run, tmp_path):
    """A problem that cannot be planned, and the answer that says so."""
    problem, answer = tmp_path / "turned.dzn", tmp_path / "answer.json"
    problem.write_text(DZN.replace("[{},{1}]", "[{2},{}]"), encoding="utf-8")
    answer.write_text(run("solve", problem, "--moves", "100", "--quiet")[1], encoding="utf-8")
    return problem, answer


def test_check_verifies_why_there_is_no_plan(run, refused):
    code, out, said = run("check", *refused)

    document = json.loads(out)
    assert (code, said) == (0, "")
    assert list(document) == ["violations", "objective", "certificate"]
    assert document["violations"] == []
    assert document["certificate"] == {
        "holds": True,
        "words": 'held one after the other as they must be, the meetings leave no slot for "m1"',
    }


@pytest.mark.parametrize("change", [{"meetings": ["m1"], "slots": ["s1", "s2", "s3"]}, {"kind": "hall"}, None])
def test_check_does_not_believe_a_certificate_that_proves_nothing_and_exits_with_1(run, refused, change):
    problem, answer = refused
    document = json.loads(answer.read_text(encoding="utf-8"))
    document["certificate"] = change and document["certificate"] | change
    answer.write_text(json.dumps(document), encoding="utf-8")

    code, out, _ = run("check", problem, answer)

    assert (code, json.loads(out)["certificate"]["holds"]) == (1, False)


def test_check_says_when_there_is_too_much_to_try_and_exits_with_1(run, refused):
    problem, answer = refused
    document = json.loads(answer.read_text(encoding="utf-8"))
    document["certificate"] |= {"kind": "search", "rules": ["in_order"]}
    answer.write_text(json.dumps(document), encoding="utf-8")

    few, many = (run("check", problem, answer, "--steps", steps) for steps in (1, 1000))

    assert (few[0], json.loads(few[1])["certificate"]["holds"]) == (1, None)
    assert (many[0], json.loads(many[1])["certificate"]["holds"]) == (0, True)


def test_bound_prints_what_no_plan_can_beat(run, forum):
    code, out, _ = run("bound", forum)

    problem, _ = files.read_problem(forum)
    expected = bound(problem)
    assert (code, json.loads(out)) == (
        0,
        {"must_unmet": expected.must_unmet, "lost": expected.lost, "breaks": expected.breaks},
    )


def test_the_readable_answer_is_the_timetable_of_the_plan(run, forum, tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(run("solve", forum, "--moves", "2000", "--quiet")[1], encoding="utf-8")

    readable = run("solve", forum, "--moves", "2000", "--quiet", "--readable")

    assert readable == run("timetable", forum, path)
    assert readable[1].startswith("made-up forum, seed 1\n")
    narrow = run("timetable", forum, path, "--width", "60")[1]
    assert max(map(len, narrow.splitlines())) <= 60


def test_generate_prints_a_problem_and_always_the_same(run, tmp_path):
    first, second, other = (run("generate", *CROWDED.split(), "--seed", seed) for seed in (1, 1, 2))

    assert first == second != other
    path = tmp_path / "forum.json"
    path.write_text(first[1], encoding="utf-8")
    assert len(files.read_problem(path)[0].meetings) == 143


def test_a_dash_is_standard_input(run, forum, plan, monkeypatch):
    for args in (["check", "-", plan], ["check", forum, "-"]):
        given = (forum if args[1] == "-" else plan).read_bytes()
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(given)))
        assert run(*args)[0] == 0


# -- what is at fault ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("", ": the following arguments are required: COMMAND"),
        ("solve", " solve: the following arguments are required: PROBLEM"),
        ("check {forum}", " check: the following arguments are required: PLAN"),
        ("bound {forum} --fast", ": unrecognized arguments: --fast"),
        ("solve {forum} --moves many", " solve: argument --moves: invalid int value: 'many'"),
        ("solve {forum} --moves -1", ": moves: expected 0 or more, got -1"),
        ("solve {forum} --seconds nan", ": seconds: expected 0 to 1,000,000, got nan"),
        ("solve {forum} --seconds -1", ": seconds: expected 0 to 1,000,000, got -1.0"),
        ("solve {forum} --seconds inf", ": seconds: expected 0 to 1,000,000, got inf"),
        ("solve {forum} --seed -1", ": seed: expected 0 to 4294967295, got -1"),
        ("solve {forum} --threads 0", ": threads: expected 1 to 64, got 0"),
        ("solve {folder}/none.json", ": [Errno 2] No such file or directory: '{folder}/none.json'"),
        ("solve {folder}", ": [Errno 21] Is a directory: '{folder}'"),
        ("solve {broken}", ": {broken}: line 2, column 1: expected a value, got the end of the file"),
        ("check {forum} {broken}", ": {broken}: line 2, column 1: expected a value, got the end of the file"),
        ("timetable {forum} {forum}", ": {forum}: assign: expected a list, got nothing"),
        ("solve {forum} --start {folder}", ": [Errno 21] Is a directory: '{folder}'"),
        (
            "generate --participants 4 --meetings 9 --slots 2",
            ": meetings: expected at most 4, one for each pair that can meet, got 9",
        ),
    ],
)
def test_what_is_at_fault_is_said_in_one_sentence(run, forum, tmp_path, command, sentence):
    broken = tmp_path / "broken.json"
    broken.write_text('{"format":\n', encoding="utf-8")
    names = {"forum": forum, "folder": tmp_path, "broken": broken}

    code, out, said = run(
        *command.format(**names).split(), *(["--quiet"] if command.startswith("solve {forum}") else [])
    )

    assert (code, out, said) == (2, "", f"{PROG}{sentence.format(**names)}\n")


def test_nothing_but_the_sentence_comes_out_of_the_process(tmp_path):
    done = planner.run("solve", tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{PROG}: [Errno 21] Is a directory: '{tmp_path}'\n"


# -- time, signals and pipes -----------------------------------------------------------------------------------


def ends_in_time(forum, seconds, command):
    def processor():
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before = processor()

    done = planner.run("solve", forum, "--seconds", seconds, "--quiet", command=command)

    document = json.loads(done.stdout)
    # Processor time to the tenth, because a busy machine may let the clock run on.
    assert processor() - before < seconds + 0.5
    assert (done.returncode, done.stderr) == (0, "")
    assert 0 < document["seconds"] < seconds + 5
    assert document["moves"] > 0


@pytest.mark.slow
def test_the_whole_command_keeps_its_limit_of_time(forum):
    ends_in_time(forum, 0.5, planner.PLAIN)


@pytest.mark.long
def test_the_whole_compiled_command_keeps_its_limit_of_time(forum):
    ends_in_time(forum, 4, planner.MODULE)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_search_prints_the_best_plan_so_far(forum, tmp_path, number):
    with subprocess.Popen(
        [*planner.PLAIN, "solve", str(forum), "--seconds", "60"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert json.loads(process.stderr.readline())["phase"] == "first"
        process.send_signal(number)
        out, said = process.communicate(timeout=60)

    path = tmp_path / "plan.json"
    path.write_text(out, encoding="utf-8")
    problem, _ = files.read_problem(forum)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert check(problem, files.read_plan(path, problem)) == []


def test_whoever_closes_the_pipe_has_had_enough():
    with subprocess.Popen(
        [*planner.PLAIN, "generate", "--participants", "300", "--meetings", "900"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "{\n"
        process.stdout.close()
        said = process.stderr.read()
        process.wait(timeout=60)

    assert (process.returncode, said) == (0, "")
