#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program's checklists against the tables in tables/, which were written from tables/guide.md alone: by somebody who had the names, the
questions and the explanation in words, and had not seen the conditions.

    test_tables.py CHECKLIST-DUMP DEMO
"""

import csv
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE.parent / "lint")]

from tap import Tap  # noqa: E402

NEEDS = {"●": "needed", "○": "optional", "": "not"}


def read_cases(matter, path):
    """Of each row of a table the case it is about, and what it says of each material; faults of the table itself."""
    with open(path, encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    questions = [situation["question"]["zh"] for situation in matter["situations"]]
    materials = [material["name"]["zh"] for material in matter["materials"]]
    if head != questions + materials:
        return [], [f"{path.name}: the header is {head}"]
    cases = []
    faults = []
    for row in rows:
        answers = {}
        for situation, text in zip(matter["situations"], row):
            values = [option["value"] for option in situation["options"] if option["zh"] == text]
            answers[situation["key"]] = values[0] if values else None
        cells = row[len(questions):]
        if None in answers.values() or len(cells) != len(materials) or not set(cells) <= set(NEEDS):
            faults.append(f"{path.name}: this row cannot be read: {row}")
        else:
            cases.append((answers, [NEEDS[cell] for cell in cells]))
    return cases, faults


def check_table(tool, folder, matter, path):
    cases, faults = read_cases(matter, path)
    wanted = 1
    for situation in matter["situations"]:
        wanted *= len(situation["options"])
    if len({json.dumps(answers) for answers, _ in cases}) != wanted:
        faults.append(f"{path.name}: has {len(cases)} situations, and there are {wanted}")
    text = "".join(json.dumps({"matter": matter["id"], "answers": answers, "form": {}, "records": [], "checks": [], "today": "2026-11-24"}) + "\n"
                   for answers, _ in cases)
    answer = subprocess.run([tool, str(folder)], input=text, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    for (answers, needs), line in zip(cases, answer.stdout.splitlines(), strict=True):
        for material, need, got in zip(matter["materials"], needs, json.loads(line)["materials"], strict=True):
            if got["need"] != need:
                faults.append(f"{path.name}: {answers}: {material['name']['zh']} is {got['need']}, and {need} in the table")
    return sum(len(needs) for _, needs in cases), faults


def main():
    tool, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    tap = Tap()
    items = json.loads((folder / "matters.json").read_text(encoding="utf-8"))["items"]
    matters = {item["id"]: item for item in items}
    tables = sorted((HERE / "tables").glob("*.csv"))
    tap.check("there are ten tables", [] if len(tables) == 10 else [f"there are {len(tables)}"])
    cells = 0
    for path in tables:
        count, faults = check_table(tool, folder, matters[path.stem], path)
        cells += count
        tap.check(f"table of {path.stem}", faults)
    print(f"# {cells} cells")
    return tap.done()


sys.exit(main())
