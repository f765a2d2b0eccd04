#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program's checklists against those of checklist_judge.py, exactly.

    test_checklist.py CHECKLIST-DUMP DEMO

YC_TEST_FULL=1 asks for more persons and more chance.

CHECKLIST-DUMP FOLDER reads one case per line, JSON, and writes its checklist per line. DEMO holds the demo's sets.
"""

import collections
import copy
import datetime
import itertools
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent / "lint")]

from checklist_judge import Judge, is_same, names_in, read_items  # noqa: E402
from tap import Tap  # noqa: E402

SEED = 20261124
FULL = os.environ.get("YC_TEST_FULL") == "1"
TODAY = "2026-11-24"
MOST_FAULTS = 20
CHUNK = 2000
STATES = ["none", "none", "original", "data", "data", "later", "later"]
REASONS = ["material.missing", "material.expired", "material.unclear"]
VERDICTS = ["met", "no_record", "expired", "stale", "not_met"]
BLANKS = [None, "", " ", "   ", "\t", "\n", " \t\n ", "\u3000", []]
NOT_BLANK = [False, 0, "0", " a ", "无", ["a"]]


class Refused(Exception):
    """The tool ended in order without an answer."""


class Bench:
    """Runs cases through the program and the judge, and counts what came."""

    def __init__(self, tool, tap):
        self.tool = tool
        self.tap = tap
        self.compared = 0
        self.seen = collections.Counter()

    def run(self, folder, cases):
        text = "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)
        answer = subprocess.run([self.tool, str(folder)], input=text, stdout=subprocess.PIPE, encoding="utf-8",
                                check=False)
        lines = answer.stdout.splitlines() if answer.stdout else []
        if answer.returncode > 0 and not lines:
            raise Refused(f"{self.tool} ends with status {answer.returncode}")
        if answer.returncode != 0 or len(lines) != len(cases):
            raise RuntimeError(f"status {answer.returncode}, {len(lines)} lines for {len(cases)} cases")
        return [json.loads(line) for line in lines]

    def compare(self, judge, folder, cases):
        """Yields a sentence per case that differs."""
        cases = iter(cases)
        while chunk := list(itertools.islice(cases, CHUNK)):
            try:
                answers = self.run(folder, chunk)
            except (RuntimeError, OSError, ValueError) as error:
                yield str(error)
                return
            for case, answer in zip(chunk, answers):
                expected = judge.judge(case)
                self.compared += 1
                self.count(expected)
                if not is_same(expected, answer):
                    yield tell(case, expected, answer)

    def count(self, expected):
        for material in expected["materials"]:
            for key in ("need", "met", "missing", "may_ask", "may_be_later", "proof"):
                self.seen[key, material.get(key, "none")] += 1
        for fee in expected["fees"]:
            self.seen["fee", fee["need"]] += 1
        for field in expected["fields"]:
            self.seen["field", field["need"]] += 1
            self.seen["field missing", field["missing"]] += 1

    def check(self, name, judge, folder, cases):
        before = self.compared
        faults = []
        count = 0
        try:
            for fault in self.compare(judge, folder, cases):
                count += 1
                if count <= MOST_FAULTS:
                    faults.append(fault)
        except Refused as error:
            faults.append(str(error))
        if count > MOST_FAULTS:
            faults.append(f"{count} cases in all differ")
        self.tap.check(name, faults)
        print(f"# {self.compared - before} cases compared")
        return self.compared - before


def tell(case, expected, answer):
    """Where the two differ, and for which case."""
    found = list(differences("", expected, answer))
    asked = [record["source"] for record in case["records"]]
    short = {**case, "records": case["records"] if len(asked) <= 3 else f"{len(asked)} sources"}
    return f"{'; '.join(found[:4])} in {json.dumps(short, ensure_ascii=False)[:900]}"


def differences(place, expected, answer):
    if isinstance(expected, dict) and isinstance(answer, dict):
        name = expected.get("id") or expected.get("key") or place
        for key in sorted(expected.keys() | answer.keys()):
            if key not in answer:
                yield f"{name} lacks {key} ({expected[key]!r})"
            elif key not in expected:
                yield f"{name} has {key} ({answer[key]!r})"
            else:
                yield from differences(f"{name} {key}".strip(), expected[key], answer[key])
    elif isinstance(expected, list) and isinstance(answer, list) and len(expected) == len(answer):
        for number, (left, right) in enumerate(zip(expected, answer)):
            yield from differences(f"{place}[{number}]", left, right)
    elif not is_same(expected, answer):
        yield f"{place}: the judge says {expected!r}, the program {answer!r}"


# Cases

def make_case(matter, answers, records=(), checks=(), form=None, today=TODAY):
    return {"matter": matter["id"], "answers": answers, "form": form or {}, "records": list(records),
            "checks": list(checks), "today": today}


def every_answer(matter, more=()):
    """Every combination; with more, each question may also hold one of these, or (None) no answer."""
    keys = [question["key"] for question in matter["situations"]]
    values = [[option["value"] for option in question["options"]] + list(more) for question in matter["situations"]]
    for choice in itertools.product(*values):
        yield {key: value for key, value in zip(keys, choice) if value is not None}


def records_of(judge, subject, turn=0):
    """All sources asked about a subject; where one has several answers, turn chooses."""
    records = []
    for source in judge.sources:
        found = subject["records"].get(source) or [None]
        records.append({"source": source, "fields": found[turn % len(found)]})
    return records


def form_keys(matter):
    """The fields some condition of the matter names, each with the values its options or conditions hold."""
    things = matter["materials"] + matter["form"] + matter["fee"]["items"]
    named = sorted({name[2:] for thing in things for name in names_in(thing.get("condition", True))
                    if name.startswith("f.")})
    for key in named:
        field = next((field for field in matter["form"] if field["key"] == key), {})
        yield key, [option["value"] for option in field.get("options") or []]


def form_cases(matters):
    """Each named field with each of its values, with none, another, and a number that is written the same."""
    for matter in matters:
        for key, values in form_keys(matter):
            values = values + [int(value) for value in values if value.isdecimal()]
            forms = [{key: value} for value in values + ["", "other", None]] + [{}]
            for answers, form in itertools.product(every_answer(matter), forms):
                yield make_case(matter, answers, form=form)


def blank_cases(matters):
    """Every field blank in every way, then filled."""
    for matter in matters:
        answers = next(every_answer(matter))
        for value in BLANKS + NOT_BLANK:
            yield make_case(matter, answers, form={field["key"]: value for field in matter["form"]})
        for field in matter["form"]:
            yield make_case(matter, answers, form={field["key"]: "a"})


def shift(day, days):
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()


def edge_records(source, fields):
    """One record on the days around its limits, and without the fields that decide."""
    yield fields, TODAY
    yield {}, TODAY
    for name in names_in(source["met_when"]):
        yield {key: value for key, value in fields.items() if key != name}, TODAY
        yield {**fields, name: None}, TODAY
    name = source.get("valid_to_field")
    if name:
        for value in (None, ""):
            yield {**fields, name: value}, TODAY
        yield {key: value for key, value in fields.items() if key != name}, TODAY
        for day, days in itertools.product((TODAY, "2027-12-31", "2028-02-29", "2028-03-01"), (-366, -1, 0, 1, 366)):
            yield {**fields, name: shift(day, days)}, day
    if source.get("fresh"):
        name, limit = source["fresh"]["field"], source["fresh"]["days"]
        for value in (None, "", "2026-02-30", "2026-13-01", "soon", "2026"):
            yield {**fields, name: value}, TODAY
        yield {key: value for key, value in fields.items() if key != name}, TODAY
        for day, days in itertools.product((TODAY, "2028-03-01", "2028-08-27"), (0, 1, limit - 1, limit, limit + 1, -1)):
            yield {**fields, name: shift(day, -days)}, day


def edge_cases(judge, subjects):
    for matter in judge.matters.values():
        answers = next(every_answer(matter))
        for name in sorted({material["shared_source"] for material in matter["materials"]} - {None}):
            source = judge.sources[name]
            sample = next((found[0] for found in (subject["records"].get(name) for subject in subjects) if found), {})
            for fields, today in edge_records(source, sample):
                yield make_case(matter, answers, [{"source": name, "fields": fields}], today=today)


def random_cases(judge, subjects, chance, turns):
    """The clerk's checks, some sources asked, some answers given, some fields filled."""
    for matter in judge.matters.values():
        for answers, _turn in itertools.product(every_answer(matter), range(turns)):
            answers = {key: value for key, value in answers.items() if chance.random() < 0.85}
            if answers and chance.random() < 0.1:
                answers[chance.choice(sorted(answers))] = "no such option"
            share = chance.choice((0, 0.5, 1))
            records = [record for record in records_of(judge, chance.choice(subjects), chance.randrange(2))
                       if chance.random() < share]
            chance.shuffle(records)
            checks = []
            for material in matter["materials"]:
                if chance.random() < 0.7:
                    checks.append({"material": material["id"], "state": chance.choice(STATES)})
                    if checks[-1]["state"] == "none" and chance.random() < 0.5:
                        checks[-1]["reason"] = chance.choice(REASONS)
            chance.shuffle(checks)
            form = {}
            for field in matter["form"]:
                values = [option["value"] for option in field.get("options") or []]
                if chance.random() < 0.7:
                    form[field["key"]] = chance.choice(values or ["a"] + BLANKS)
            yield make_case(matter, answers, records, checks, form, shift(TODAY, chance.choice((0, 0, -400, 90, 2000))))


# Sets of another shape, so that conditions, grants and deferrals occur which the demo does not have

def random_condition(matter, chance, depth=2):
    """var == != in and or ! over the matter's questions and fields."""
    if depth and chance.random() < 0.5:
        name = chance.choice(("and", "or", "!"))
        parts = [random_condition(matter, chance, depth - 1) for _ in range(1 if name == "!" else chance.choice((2, 3)))]
        return {name: parts}
    things = [("s." + question["key"], [option["value"] for option in question["options"]])
              for question in matter["situations"]]
    things += [("f." + key, values) for key, values in form_keys(matter) if values]
    path, values = chance.choice(things)
    if chance.random() < 0.3:
        return {"in": [{"var": path}, chance.sample(values, chance.randint(1, len(values)))]}
    return {chance.choice(("==", "!=")): [{"var": path}, chance.choice(values)]}


def write_items(folder, name, items):
    for path in (folder / name, folder.parent / "reference" / name):
        if path.exists():
            whole = json.loads(path.read_text(encoding="utf-8"))
            whole["items"] = items
            path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
            return


def copy_sets(demo, place):
    """The demo's sets, and what stands beside them, to be changed."""
    folder = pathlib.Path(place) / "demo"
    shutil.copytree(demo, folder)
    if (demo.parent / "reference").is_dir():
        shutil.copytree(demo.parent / "reference", folder.parent / "reference")
    return folder


def change_sets(folder, judge, chance):
    """Other conditions, deferrals and grants. The first material stays, so that each matter asks for something."""
    matters = copy.deepcopy(list(judge.matters.values()))
    for matter in matters:
        matter["accepts_deferral"] = matter["accepts_deferral"] or chance.random() < 0.5
        if matter["accepts_deferral"] and not matter.get("deferral_days"):
            matter["deferral_days"] = 1
            matter["promised_days"] = matter["promised_days"] or 1
        for material in matter["materials"][1:]:
            material["condition"] = random_condition(matter, chance)
            material["principal"] = chance.random() < 0.3
            material["deferrable"] = chance.random() < 0.7
            material["necessity"] = chance.choice(("required", "conditional", "optional"))
            if material["condition"] is True and material["necessity"] == "conditional":
                material["necessity"] = "required"
            if material["condition"] is not True and material["necessity"] == "required":
                material["necessity"] = "conditional"
            material["deferrable"] &= matter["accepts_deferral"] and not material["principal"]
        for thing in matter["fee"]["items"] + matter["form"]:
            thing["condition"] = random_condition(matter, chance) if chance.random() < 0.5 else True
        for field in matter["form"]:
            field["required"] = chance.random() < 0.7
    sources = copy.deepcopy(list(judge.sources.values()))
    for source in sources:
        source["purposes"] = [purpose for purpose in source["purposes"] if chance.random() < 0.8]
    write_items(folder, "matters.json", matters)
    write_items(folder, "sources.json", sources)


def check_changed(bench, demo, judge, subjects, chance):
    for turn in range(3 if FULL else 1):
        with tempfile.TemporaryDirectory() as place:
            folder = copy_sets(demo, place)
            change_sets(folder, judge, chance)
            changed = Judge(folder)
            cases = itertools.chain(
                (make_case(matter, answers) for matter in changed.matters.values()
                 for answers in every_answer(matter, [None])),
                random_cases(changed, subjects, chance, 4))
            bench.check(f"other conditions, deferrals and grants, {turn + 1}", changed, folder, cases)


def check_unreadable(bench, demo, judge, subjects):
    """A source whose condition cannot be worked out: it multiplies a text."""
    with tempfile.TemporaryDirectory() as place:
        folder = copy_sets(demo, place)
        sources = copy.deepcopy(list(judge.sources.values()))
        for source in sources:
            source["met_when"] = {"<": [{"*": [{"cat": ["x", {"var": source["fields"][0]["key"]}]}, 2]}, 1]}
            for purpose in source["purposes"]:
                purpose["fields"] = [field["key"] for field in source["fields"]]
        write_items(folder, "sources.json", sources)
        changed = Judge(folder)
        cases = [make_case(matter, next(every_answer(matter)), records_of(changed, subject))
                 for matter in changed.matters.values() for subject in subjects[:4]]
        bench.check("a condition that cannot be worked out proves nothing", changed, folder, cases)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: test_checklist.py CHECKLIST-DUMP DEMO")
    demo = pathlib.Path(sys.argv[2]).resolve()
    judge = Judge(demo)
    matters = list(judge.matters.values())
    population = read_items(demo, "population.json")
    chance = random.Random(SEED)
    tap = Tap()
    bench = Bench(sys.argv[1], tap)

    whole = [(matter, answers) for matter in matters for answers in every_answer(matter)]
    tap.check("60 matters have 315 combinations of answers",
              [] if (len(matters), len(whole)) == (60, 315) else [f"{len(matters)} have {len(whole)}"])
    bench.check("every combination, no records", judge, demo, (make_case(*pair) for pair in whole))

    # Those with something out of the ordinary, and some with nothing.
    chosen = [subject for subject in population if subject["cases"]]
    chosen += [subject for subject in population if not subject["cases"]][::8]
    few = population if FULL else population[::7]
    some = chosen if FULL else chosen[::5]
    kinds = collections.Counter(subject["kind"] for subject in chosen)
    print(f"# {kinds['person']} persons and {kinds['org']} organisations")
    bench.check("every combination, all records of persons and organisations", judge, demo,
                (make_case(matter, answers, records_of(judge, subject))
                 for matter, answers in whole for subject in some))
    bench.check("everybody's records, each answer", judge, demo,
                (make_case(matter, next(every_answer(matter)), records_of(judge, subject, turn))
                 for matter in matters for subject in few + chosen for turn in (0, 1)))
    absent = [name for name in VERDICTS if not bench.seen["proof", name]]
    tap.check("each verdict on a record occurs", [f"{name} never occurs" for name in absent])
    for name in VERDICTS:
        print(f"# {name}: {bench.seen['proof', name]}")

    bench.check("records on the days around their limits, and with fields left out", judge, demo,
                edge_cases(judge, population))
    bench.check("every partial set of answers, and answers that are no option", judge, demo,
                (make_case(matter, answers) for matter in matters if len(matter["situations"]) <= 3
                 for answers in every_answer(matter, [None, "no such option", ""])))
    bench.check("partial answers with records", judge, demo,
                (make_case(matter, answers, records_of(judge, chosen[number % len(chosen)]))
                 for matter in matters if len(matter["situations"]) <= 3
                 for number, answers in enumerate(every_answer(matter, [None]))))
    bench.check("fields that conditions name", judge, demo, form_cases(matters))
    bench.check("fields that are blank", judge, demo, blank_cases(matters))
    bench.check("the clerk's checks", judge, demo, random_cases(judge, population, chance, 30 if FULL else 6))
    check_changed(bench, demo, judge, population, chance)
    check_unreadable(bench, demo, judge, population)

    print(f"# {bench.compared} cases compared in all")
    for (key, value), count in sorted(bench.seen.items(), key=str):
        print(f"# {key} {value}: {count}")
    tap.done()


main()
