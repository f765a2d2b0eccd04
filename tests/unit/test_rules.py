#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""JsonLogic: the published cases, and generated rules, through checklist_judge.py and through the program.

    test_rules.py RULE-LINES

RULE-LINES reads {"rule": …, "data": …} per line and writes {"result": …} or {"error": true} per line.

Generated rules keep to what the published pages fix: small numbers, quotients by 2 and 4, texts of digits where a
number is meant (not alone), positions within a text, operands of one kind, lists where a list is due. Not generated: division by
zero, remainders of negatives, odd texts as numbers, numbers with a fraction in a text, null beside a default.
"""

import collections
import itertools
import json
import os
import pathlib
import random
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent / "lint")]

from checklist_judge import EAGER, LAZY, Unreadable, apply, is_number, is_same  # noqa: E402
from tap import Tap  # noqa: E402

SEED = 20261124
COUNT = 100000 if os.environ.get("YC_TEST_FULL") == "1" else 10000
CHUNK = 5000
MOST_FAULTS = 20
LARGEST = 2 ** 40
WORDS = ["spring", "window", "hall", "一窗受理", "身份证明", "apple pie", "market", "i-team"]
DIGITS = ["0", "1", "7", "12", "40", "-3"]
KINDS = ["number", "text", "boolean", "numbers", "texts"]
CHECKS = {
    "number": is_number,
    "text": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "numbers": lambda value: isinstance(value, list) and all(map(is_number, value)),
    "texts": lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
}


class Generator:
    """Rules of a wanted kind, over data whose shape is fixed and whose values are not."""

    def __init__(self, chance):
        self.chance = chance
        self.outside = {"number": ["n", "m", "deep.n", "deep.a.n", "list.1"], "text": ["s", "t", "deep.s", "names.0"],
                        "boolean": ["yes", "no", "deep.yes"], "numbers": ["list", "none", "deep.list"],
                        "texts": ["names"]}
        self.names = self.outside

    def data(self):
        pick, number = self.chance.choice, self.chance.randint
        return {
            "n": number(-9, 20), "m": number(0, 9), "s": pick(WORDS), "t": pick(WORDS),
            "yes": pick([True, False]), "no": pick([True, False]),
            "list": [number(-5, 9) for _ in range(number(2, 4))], "none": [],
            "names": self.chance.sample(WORDS, number(1, 4)),
            "items": [{"qty": number(0, 9), "name": pick(WORDS), "new": pick([True, False])}
                      for _ in range(number(0, 3))],
            "deep": {"n": number(1, 9), "s": pick(WORDS), "yes": pick([True, False]), "a": {"n": number(0, 9)},
                     "list": [number(0, 9)]},
        }

    def rule(self, kind, depth):
        makers = [self.literal, self.variable]
        if depth > 0:
            makers += [self.branch, self.junction] + [getattr(self, "make_" + kind)] * 6
        return self.chance.choice(makers)(kind, depth - 1)

    def some(self, kind, depth, least, most):
        return [self.rule(kind, depth) for _ in range(self.chance.randint(least, most))]

    def unary(self, name, rule):
        """{"!": [x]}, or {"!": x} where x is no list."""
        if isinstance(rule, list) or self.chance.random() < 0.5:
            return {name: [rule]}
        return {name: rule}

    # Leaves and what fits every kind

    def literal(self, kind, _depth):
        number = self.chance.randint
        if kind == "number":
            return self.chance.choice([number(-9, 20), number(0, 3), number(1, 19) / 4])
        if kind == "text":
            return self.chance.choice(WORDS + [""])
        if kind == "boolean":
            return self.chance.choice([True, False])
        if kind == "numbers":
            return [number(-5, 9) for _ in range(number(0, 4))]
        return self.chance.sample(WORDS, number(0, 3))

    def variable(self, kind, depth):
        if not self.names.get(kind):
            return self.literal(kind, depth)
        name = self.chance.choice(self.names[kind])
        form = self.chance.randrange(6)
        if form == 0:
            return {"var": ["absent.one", self.literal(kind, 0)]}
        if form == 1 and name != "":
            return {"var": [name, self.literal(kind, 0)]}
        if form == 2 and depth > 0 and name != "":
            other = self.chance.choice(self.names[kind])
            return {"var": [{"if": [self.rule("boolean", depth - 1), name, other]}]}
        return {"var": [name]} if form == 3 else {"var": name}

    def branch(self, kind, depth):
        parts = []
        for _ in range(self.chance.choice((1, 1, 2, 3))):
            parts += [self.rule(self.chance.choice(KINDS), depth), self.rule(kind, depth)]
        return {"if" if len(parts) > 2 else self.chance.choice(("if", "?:")): parts + [self.rule(kind, depth)]}

    def junction(self, kind, depth):
        return {self.chance.choice(("and", "or")): self.some(kind, depth, 1, 3)}

    # Inner rules see only the item

    def inner(self, names, kind, depth):
        before, self.names = self.names, names
        rule = self.rule(kind, min(depth, 2))
        self.names = before
        return rule

    def walk(self, name, kind, depth):
        """map, filter, all, none, some over one of three sorts of list."""
        sort = self.chance.choice(("numbers", "texts", "items"))
        if sort == "items" and self.names is not self.outside:
            sort = "numbers"
        if sort == "items":
            return {name: [{"var": "items"}, self.inner(
                {"number": ["qty"], "text": ["name"], "boolean": ["new"]}, kind, depth)]}
        names = {"number": [""]} if sort == "numbers" else {"text": [""]}
        return {name: [self.rule(sort, depth), self.inner(names, kind, depth)]}

    # Kinds

    def make_number(self, _kind, depth):
        form = self.chance.randrange(9)
        if form == 0:
            return {"+": self.mix(self.some("number", depth, 1, 4))}
        if form == 1:
            return {"*": self.mix(self.some("number", depth, 1, 3))}
        if form == 2:
            return {"-": self.mix(self.some("number", depth, 2, 2))}
        if form == 3:
            return self.unary("-", self.rule("number", depth))
        if form == 4:
            return {"/": [self.rule("number", depth), self.chance.choice((1, 2, 4))]}
        if form == 5:
            return {"%": [self.natural(), self.chance.randint(1, 9)]}
        if form == 6:
            return {self.chance.choice(("max", "min")): self.some("number", depth, 1, 4)}
        if form == 7:
            return self.unary("+", self.chance.choice(DIGITS))
        step = {self.chance.choice(("+", "*", "max")): [{"var": "current"}, {"var": "accumulator"}]}
        start = self.literal("number", 0)
        if self.names is self.outside and self.chance.random() < 0.3:
            step = {"+": [{"var": "accumulator"}, {"var": "current.qty"}]}
            return {"reduce": [{"var": "items"}, step, start]}
        return {"reduce": [self.rule("numbers", depth), step, start]}

    def natural(self):
        names = ["m", "deep.n", "deep.a.n"] if self.names is self.outside else []
        return self.chance.choice([self.chance.randint(0, 40)] + [{"var": name} for name in names])

    def mix(self, rules):
        """Now and then a text of digits instead of a number; alone, some hand it through as it is."""
        return rules if len(rules) == 1 else [self.chance.choice(DIGITS) if self.chance.random() < 0.1 else rule for rule in rules]

    def make_text(self, _kind, depth):
        if self.chance.random() < 0.5:
            parts = self.some("text", depth, 1, 3)
            if self.chance.random() < 0.4:
                parts.insert(self.chance.randint(0, len(parts)), self.chance.randint(0, 99))
            return {"cat": parts}
        # Every word has four characters at least.
        word = self.chance.choice(WORDS)
        if self.names is self.outside and self.chance.random() < 0.5:
            word = {"var": self.chance.choice(("s", "t", "deep.s", "names.0"))}
        start = self.chance.randint(-3, 3)
        lengths = [1, 2, 3, 5] + ([-1] if start != 3 else []) + ([-2] if start in (-3, -2, 0, 1) else [])
        return {"substr": [word, start] + ([self.chance.choice(lengths)] if self.chance.random() < 0.7 else [])}

    def make_boolean(self, _kind, depth):
        form = self.chance.randrange(8)
        if form == 0:
            return self.unary(self.chance.choice(("!", "!!")), self.rule(self.chance.choice(KINDS), depth))
        if form == 1:
            kind = self.chance.choice(("number", "text", "boolean"))
            return {self.chance.choice(("==", "!=", "===", "!==")): self.some(kind, depth, 2, 2)}
        if form == 2:
            pair = [self.rule(kind, depth) for kind in self.chance.sample(("number", "text", "boolean"), 2)]
            return {self.chance.choice(("===", "!==")): pair}
        if form == 3:
            pair = [self.rule("number", depth), self.chance.choice(DIGITS)]
            self.chance.shuffle(pair)
            return {self.chance.choice(("==", "!=", "<", "<=", ">", ">=")): pair}
        if form == 4:
            name = self.chance.choice(("<", "<=", ">", ">="))
            return {name: self.some("number", depth, 2, 3 if name[0] == "<" else 2)}
        if form == 5:
            kind = self.chance.choice(("number", "text"))
            if kind == "text" and self.chance.random() < 0.4:
                return {"in": [self.chance.choice(WORDS + ["a", "in", "受理"]), self.rule("text", depth)]}
            return {"in": [self.rule(kind, depth), self.rule(kind + "s", depth)]}
        if form == 6:
            # What is absent is null, and null is equal to null alone.
            other = self.chance.choice([None, self.chance.choice(WORDS), {"var": "absent"}])
            return {self.chance.choice(("==", "!=", "===", "!==")): [{"var": "absent"}, other]}
        return self.walk(self.chance.choice(("all", "none", "some")), "boolean", depth)

    def make_numbers(self, _kind, depth):
        form = self.chance.randrange(4)
        if form == 0:
            return {"merge": [self.rule(kind, depth) for kind in self.chance.choices(("number", "numbers"), k=2)]}
        if form == 1:
            return self.some("number", depth, 0, 3)
        if form == 2:
            return {"filter": [self.rule("numbers", depth),
                               self.inner({"number": [""]}, self.chance.choice(("boolean", "number")), depth)]}
        return self.walk("map", "number", depth)

    def make_texts(self, _kind, depth):
        form = self.chance.randrange(5)
        if form == 0:
            return {"merge": [self.rule(kind, depth) for kind in self.chance.choices(("text", "texts"), k=2)]}
        if form == 1:
            return {"filter": [self.rule("texts", depth), self.inner({"text": [""]}, "boolean", depth)]}
        if form == 2 or self.names is not self.outside:
            return self.walk("map", "text", depth)
        keys = self.chance.sample(["n", "s", "deep.a.n", "deep.a.x", "absent", "n.x", "t", "gone.far"],
                                  self.chance.randint(1, 5))
        if form == 3:
            return {"missing": keys[0] if len(keys) == 1 else keys}
        return {"missing_some": [self.chance.randint(1, len(keys)), keys]}


class Watch:
    """The largest number on the way: beyond what is exact, implementations may differ."""

    def __init__(self):
        self.largest = 0
        for name in ("+", "-", "*", "/"):
            EAGER[name] = self.watched(EAGER[name])

    def watched(self, operator):
        def work(*values):
            number = operator(*values)
            self.largest = max(self.largest, abs(number))
            return number
        return work


def operators(rule):
    if isinstance(rule, list):
        for part in rule:
            yield from operators(part)
    elif isinstance(rule, dict):
        for name, parts in rule.items():
            yield name
            yield from operators(parts)


def generate(seen, faults):
    """Pairs of a case and what the judge says."""
    chance = random.Random(SEED)
    generator = Generator(chance)
    watch = Watch()
    made = set()
    while len(made) < COUNT:
        kind = chance.choice(KINDS)
        case = {"rule": generator.rule(kind, chance.choice((1, 2, 3, 4))), "data": generator.data()}
        text = json.dumps(case["rule"])
        if text in made:
            continue
        watch.largest = 0
        try:
            result = apply(case["rule"], case["data"])
        except Unreadable as error:
            faults.append(f"{error}: {json.dumps(case, ensure_ascii=False)}")
            made.add(text)
            continue
        if watch.largest >= LARGEST:
            continue
        if not CHECKS[kind](result):
            faults.append(f"{result!r} is no {kind}: {json.dumps(case, ensure_ascii=False)}")
        seen.update(set(operators(case["rule"])))
        made.add(text)
        yield case, {"result": result}


def published():
    path = HERE / "jsonlogic" / "compatible.json"
    for item in json.loads(path.read_text(encoding="utf-8")):
        if isinstance(item, dict):
            yield {"rule": item["rule"], "data": item.get("data")}, {"result": item["result"]}


def unreadable():
    """An operator the language does not have, where its value is asked for."""
    for rule in ({"no_such_operator": [1]}, {"==": [{"no_such_operator": []}, 1]}, {"!": {"equals": [1, 1]}},
                 {"if": [{"VAR": "n"}, 1, 2]}, [1, {"xor": [True, False]}], {"map": [[1], {"sqrt": {"var": ""}}]}):
        yield {"rule": rule, "data": {"n": 1}}, {"error": True}


def judge(case):
    try:
        return {"result": apply(case["rule"], case["data"])}
    except Unreadable:
        return {"error": True}


def differ(tool, pairs):
    """Yields a sentence per case the program works out differently."""
    pairs = iter(pairs)
    while chunk := list(itertools.islice(pairs, CHUNK)):
        text = "".join(json.dumps(case, ensure_ascii=False) + "\n" for case, _expected in chunk)
        answer = subprocess.run([tool], input=text, stdout=subprocess.PIPE, encoding="utf-8", check=False)
        lines = answer.stdout.splitlines()
        if answer.returncode != 0 or len(lines) != len(chunk):
            yield f"status {answer.returncode}, {len(lines)} lines for {len(chunk)} rules"
            return
        for (case, expected), line in zip(chunk, lines):
            if not is_same(expected, json.loads(line)):
                yield f"{json.dumps(expected, ensure_ascii=False)} by the judge, {line} by the program: " \
                      f"{json.dumps(case, ensure_ascii=False)[:900]}"


def shorten(faults):
    faults = list(faults)
    return faults[:MOST_FAULTS] + ([f"{len(faults)} in all"] if len(faults) > MOST_FAULTS else [])


def check_tool(tap, tool, name, pairs):
    try:
        tap.check(name, shorten(differ(tool, pairs)))
    except (OSError, ValueError) as error:
        tap.check(name, [error])


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: test_rules.py RULE-LINES")
    tool = sys.argv[1]
    tap = Tap()

    fixed = list(published())
    tap.check("the judge knows the published cases",
              [f"{judge(case)} for {case}, published {expected}" for case, expected in fixed
               if not is_same(judge(case), expected)])
    print(f"# {len(fixed)} published cases")
    wrong = list(unreadable())
    tap.check("the judge refuses what the language does not have",
              [str(case) for case, expected in wrong if judge(case) != expected])

    seen = collections.Counter()
    faults = []
    pairs = list(generate(seen, faults))
    tap.check("generated rules have the value they were made for", shorten(faults))
    print(f"# {len(pairs)} rules generated, each different")
    known = set(EAGER) | set(LAZY)
    tap.check("every operator occurs", [f"{name} never occurs" for name in sorted(known - set(seen))])
    print("# rules with " + ", ".join(f"{name} {count}" for name, count in seen.most_common()))

    check_tool(tap, tool, "the program knows the published cases", fixed)
    check_tool(tap, tool, "the program refuses what the language does not have", wrong)
    check_tool(tap, tool, "the program and the judge agree on generated rules", pairs)
    tap.done()


main()
