#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges event lines by the JSON Schemas of data/schemas/events.

    check-events.py SCHEMAS < VERDICTS

Each line of VERDICTS is {"type": short name, "accepted": what the program said, "what": a word about the line,
"line": the event line as text}. Exit 1 when a schema judges otherwise, naming up to 20 of them.
"""

import datetime
import json
import pathlib
import re
import sys

import jsonschema


def make_validators(folder):
    formats = jsonschema.FormatChecker(formats=())

    @formats.checks("date", raises=ValueError)
    def is_date(value):
        return not isinstance(value, str) or bool(datetime.date.fromisoformat(value))

    @formats.checks("date-time", raises=ValueError)
    def is_moment(value):
        if not isinstance(value, str):
            return True
        moment = re.fullmatch(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)([.]\d+)?([Zz]|[+-]\d\d:\d\d)", value)
        if moment is None:
            return False
        date, clock, _, offset = moment.groups()
        local = datetime.datetime.fromisoformat(date + "T" + clock.replace(":60", ":59"))
        zone = "+00:00" if offset in "Zz" else offset
        return local.replace(tzinfo=datetime.datetime.fromisoformat("2000-01-01T00:00:00" + zone).tzinfo).timestamp() >= 0

    validators = {}
    for path in [folder / "envelope.json", *sorted(folder.glob("*.v1.json"))]:
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        resolver = jsonschema.RefResolver(path.resolve().as_uri(), schema)
        validators[path.name] = jsonschema.Draft202012Validator(schema, resolver=resolver, format_checker=formats)
    return validators


def choose(validators, event):
    """The schema of the line's type; of a type that has none, the envelope."""
    name = re.fullmatch(r"org[.]yichuang[.](.*)", str(event.get("type")))
    return validators.get(f"{name[1]}.json" if name else None, validators["envelope.json"])


def main():
    folder = pathlib.Path(sys.argv[1])
    validators = make_validators(folder)
    seen = set()
    counts = [0, 0]
    faults = 0
    for text in sys.stdin:
        verdict = json.loads(text)
        event = json.loads(verdict["line"])
        validator = choose(validators, event)
        accepted = validator.is_valid(event)
        if validator is not validators["envelope.json"]:
            seen.add(verdict["type"] + ".v1.json")
        counts[accepted] += 1
        if accepted != verdict["accepted"]:
            faults += 1
            if faults <= 20:
                reason = "; ".join(error.message[:200] for error in validator.iter_errors(event))
                print(f"{verdict['type']}, {verdict['what']}: the program says {verdict['accepted']}, "
                      f"the schema {accepted} {reason}", file=sys.stderr)
    for name in sorted(set(validators) - seen - {"envelope.json"}):
        faults += 1
        print(f"{name}: a schema, but no line was written for it", file=sys.stderr)
    if faults or min(counts) == 0:
        print(f"{faults} verdicts differ", file=sys.stderr)
        return 1
    print(f"{counts[1]} lines accepted, {counts[0]} refused, by both alike")
    return 0


if __name__ == "__main__":
    sys.exit(main())
