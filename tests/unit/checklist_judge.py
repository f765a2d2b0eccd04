#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second opinion on rules and checklists, written from the texts alone and not from the program.

JsonLogic: from the published language (operators, truth table, the cases of jsonlogic/compatible.json).

Checklist, in our own words:

 need     The condition false: "not". True: "needed"; "optional" if the material's necessity, or the field, says so.
          An answer counts only when it is one of the question's options. A condition that names questions without
          an answer is worked out for every combination of their options: all agree, or it is "undecided".
 met      The clerk's check decides first. Without one, a record of the material's shared source that proves it
          counts as data, if the source may be asked for this matter.
 proof    No record, expired, stale, not met, unreadable: the first of these that holds, else met.
 missing  A material that is needed and not met; a field that is needed and blank.
"""

import datetime
import decimal
import itertools
import json
import math
import pathlib
import re


class Unreadable(Exception):
    """A rule that cannot be worked out."""


# JsonLogic: values

def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_true(value):
    """The truth table: 0, the empty text, the empty list, null and false are false, everything else is true."""
    if isinstance(value, list):
        return bool(value)
    if isinstance(value, dict):
        return True
    return bool(value)


def to_text(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        if value == int(value):
            return str(int(value))
        return repr(value)
    if isinstance(value, list):
        return ",".join("" if item is None else to_text(item) for item in value)
    if isinstance(value, dict):
        return "[object Object]"
    return value


def to_number(value):
    """A number, or NaN; a text of decimal digits is its number."""
    if isinstance(value, bool):
        return int(value)
    if is_number(value):
        return value
    if value is None:
        return 0
    if isinstance(value, dict):
        return math.nan
    text = to_text(value).strip()
    if text == "":
        return 0
    if re.fullmatch(r"[+-]?\d+", text):
        return int(text)
    if re.fullmatch(r"[+-]?(\d+[.]?\d*|[.]\d+)([eE][+-]?\d+)?", text):
        return float(text)
    return math.nan


def need_number(value):
    number = to_number(value)
    if math.isnan(number):
        raise Unreadable(f"no number: {value!r}")
    return number


def kind_of(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if is_number(value):
        return "number"
    return {str: "text", list: "list", dict: "object"}[type(value)]


def same_strictly(left, right):
    """===: same kind, same value. Lists and objects are never the same one here."""
    kind = kind_of(left)
    return kind == kind_of(right) and kind not in ("list", "object") and left == right


def same_loosely(left, right):
    """==: null is equal to null alone; of two kinds, numbers are compared."""
    kinds = {kind_of(left), kind_of(right)}
    if len(kinds) == 1:
        return same_strictly(left, right)
    if "null" in kinds:
        return False
    if "boolean" in kinds or "number" in kinds:
        return to_number(left) == to_number(right)
    return to_text(left) == to_text(right)


def is_same(left, right):
    """Exactly equal as JSON: 2 and 2.0 are one number, true and 1 are not."""
    if kind_of(left) != kind_of(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(map(is_same, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(is_same(left[key], right[key]) for key in left)
    return left == right


# JsonLogic: operators

_ABSENT = object()


def look_up(data, path):
    """What stands under a dotted path, or _ABSENT."""
    if path is None or path == "":
        return data
    for part in to_text(path).split("."):
        if isinstance(data, dict) and part in data:
            data = data[part]
        elif isinstance(data, list) and part.isdecimal() and int(part) < len(data):
            data = data[int(part)]
        else:
            return _ABSENT
    return data


def find_missing(keys, data):
    found = []
    for key in keys:
        value = look_up(data, key)
        if value is _ABSENT or value is None or value == "":
            found.append(key)
    return found


def op_var(data, path=None, default=None):
    value = look_up(data, path)
    return default if value is _ABSENT else value


def op_missing(data, *keys):
    if keys and isinstance(keys[0], list):
        keys = keys[0]
    return find_missing(keys, data)


def op_missing_some(data, count, keys):
    found = find_missing(keys, data)
    return [] if len(keys) - len(found) >= count else found


def in_order(test):
    def compare(left, right):
        if isinstance(left, str) and isinstance(right, str):
            return test(left, right)
        left, right = to_number(left), to_number(right)
        return test(left, right)

    def operator(_data, *values):
        if not 2 <= len(values) <= 3:
            raise Unreadable("two or three values are compared")
        return all(compare(left, right) for left, right in zip(values, values[1:]))
    return operator


def op_plus(_data, *values):
    total = 0
    for value in values:
        total += need_number(value)
    return total


def op_times(_data, *values):
    product = 1
    for value in values:
        product *= need_number(value)
    return product


def op_minus(_data, left, right=_ABSENT):
    if right is _ABSENT:
        return -need_number(left)
    return need_number(left) - need_number(right)


def op_divide(_data, left, right):
    if need_number(right) == 0:
        raise Unreadable("division by zero")
    return need_number(left) / need_number(right)


def op_modulo(_data, left, right):
    if need_number(right) == 0:
        raise Unreadable("division by zero")
    left, right = need_number(left), need_number(right)
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def op_in(_data, needle, straw):
    if isinstance(straw, str):
        return to_text(needle) in straw
    if isinstance(straw, list):
        return any(same_strictly(needle, item) for item in straw)
    return False


def op_substr(_data, text, start, length=None):
    text = to_text(text)
    rest = text[start:] if start >= 0 else text[max(0, len(text) + start):]
    if length is None:
        return rest
    if length < 0:
        return rest[:max(0, len(rest) + length)]
    return rest[:length]


def op_merge(_data, *values):
    merged = []
    for value in values:
        merged += value if isinstance(value, list) else [value]
    return merged


EAGER = {
    "var": op_var,
    "missing": op_missing,
    "missing_some": op_missing_some,
    "==": lambda _data, left, right: same_loosely(left, right),
    "!=": lambda _data, left, right: not same_loosely(left, right),
    "===": lambda _data, left, right: same_strictly(left, right),
    "!==": lambda _data, left, right: not same_strictly(left, right),
    "!": lambda _data, value=None: not is_true(value),
    "!!": lambda _data, value=None: is_true(value),
    ">": in_order(lambda left, right: left > right),
    ">=": in_order(lambda left, right: left >= right),
    "<": in_order(lambda left, right: left < right),
    "<=": in_order(lambda left, right: left <= right),
    "max": lambda _data, *values: max(need_number(value) for value in values),
    "min": lambda _data, *values: min(need_number(value) for value in values),
    "+": op_plus,
    "*": op_times,
    "-": op_minus,
    "/": op_divide,
    "%": op_modulo,
    "in": op_in,
    "cat": lambda _data, *values: "".join(to_text(value) for value in values),
    "substr": op_substr,
    "merge": op_merge,
}


def lazy_if(parts, data):
    for place in range(0, len(parts) - 1, 2):
        if is_true(apply(parts[place], data)):
            return apply(parts[place + 1], data)
    return apply(parts[-1], data) if len(parts) % 2 else None


def lazy_and(parts, data):
    value = None
    for part in parts:
        value = apply(part, data)
        if not is_true(value):
            break
    return value


def lazy_or(parts, data):
    value = None
    for part in parts:
        value = apply(part, data)
        if is_true(value):
            break
    return value


def list_of(parts, data):
    value = apply(parts[0], data)
    return value if isinstance(value, list) else []


def lazy_filter(parts, data):
    return [item for item in list_of(parts, data) if is_true(apply(parts[1], item))]


def lazy_map(parts, data):
    return [apply(parts[1], item) for item in list_of(parts, data)]


def lazy_reduce(parts, data):
    value = apply(parts[2], data) if len(parts) > 2 else None
    for item in list_of(parts, data):
        value = apply(parts[1], {"current": item, "accumulator": value})
    return value


def lazy_all(parts, data):
    items = list_of(parts, data)
    return bool(items) and all(is_true(apply(parts[1], item)) for item in items)


def lazy_none(parts, data):
    return not lazy_some(parts, data)


def lazy_some(parts, data):
    return any(is_true(apply(parts[1], item)) for item in list_of(parts, data))


LAZY = {"if": lazy_if, "?:": lazy_if, "and": lazy_and, "or": lazy_or, "filter": lazy_filter, "map": lazy_map,
        "reduce": lazy_reduce, "all": lazy_all, "none": lazy_none, "some": lazy_some}


def apply(rule, data):
    """The value of a rule over data. Raises Unreadable."""
    if isinstance(rule, list):
        return [apply(part, data) for part in rule]
    if not isinstance(rule, dict) or len(rule) != 1:
        return rule
    name, parts = next(iter(rule.items()))
    if not isinstance(parts, list):
        parts = [parts]
    try:
        if name in LAZY:
            return LAZY[name](parts, data)
        if name in EAGER:
            return EAGER[name](data, *[apply(part, data) for part in parts])
    except (TypeError, ValueError, IndexError) as error:
        raise Unreadable(str(error)) from error
    raise Unreadable(f"no operator {name}")


# The checklist

def names_in(rule):
    """The paths a condition names."""
    if isinstance(rule, list):
        for part in rule:
            yield from names_in(part)
    elif isinstance(rule, dict):
        for name, parts in rule.items():
            if name == "var":
                yield parts[0] if isinstance(parts, list) else parts
            else:
                yield from names_in(parts)


def read_items(folder, name):
    """The items of a set: of the folder, or of what every hall has beside it."""
    folder = pathlib.Path(folder)
    for path in (folder / name, folder.parent / "reference" / name):
        if path.exists():
            return json.loads(path.read_text(encoding="utf-8"))["items"]
    raise FileNotFoundError(folder / name)


def day_of(text):
    """A day written YYYY-MM-DD, or None."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def is_blank(value):
    return value is None or value == [] or (isinstance(value, str) and value.strip() == "")


class Judge:
    def __init__(self, folder):
        self.matters = {item["id"]: item for item in read_items(folder, "matters.json")}
        self.sources = {item["id"]: item for item in read_items(folder, "sources.json")}
        self.regimes = {item["id"]: item for item in read_items(folder, "regimes.json")}

    def judge_record(self, source, fields, met_when, today):
        """One record on a day: the first fault found, or met."""
        if fields is None:
            return "no_record"
        if source.get("valid_to_field"):
            if source["valid_to_field"] not in fields:
                return "unreadable"
            last_day = day_of(fields.get(source["valid_to_field"]))
            if last_day is not None and last_day < today:
                return "expired"
        if source.get("fresh"):
            day = day_of(fields.get(source["fresh"]["field"]))
            if day is None or not 0 <= (today - day).days <= source["fresh"]["days"]:
                return "stale"
        if met_when is True:
            return "met"
        try:
            return "met" if is_true(apply(met_when, fields)) else "not_met"
        except Unreadable:
            return "unreadable"

    def decide(self, condition, open_questions, answers, form):
        """True, False, or None where the open questions leave it undecided."""
        if condition is True:
            return True
        named = set(names_in(condition))
        asked = [question for question in open_questions if "s." + question["key"] in named]
        choices = [[option["value"] for option in question["options"]] for question in asked]
        found = set()
        for choice in itertools.product(*choices):
            whole = {**answers, **{question["key"]: value for question, value in zip(asked, choice)}}
            found.add(is_true(apply(condition, {"s": whole, "f": form})))
        return found.pop() if len(found) == 1 else None

    def judge_material(self, matter, material, decided, case):
        source = self.sources.get(material["shared_source"])
        may_ask = source is not None and any(purpose["matter"] == matter["id"] for purpose in source["purposes"])
        may_be_later = (matter["accepts_deferral"] and self.regimes[matter["regime"]]["deferral_allowed"]
                        and material["deferrable"] and not material["principal"])

        proof = None
        for record in case["records"]:
            if source is not None and record["source"] == source["id"]:
                met_when = material["met_when"] if "met_when" in material else source["met_when"]
                proof = self.judge_record(source, record["fields"], met_when, day_of(case["today"]))

        check = next((check for check in case["checks"] if check["material"] == material["id"]), {"state": "none"})
        if check["state"] == "original":
            met = "handed_in"
        elif check["state"] == "later":
            met = "data" if proof == "met" and may_ask else "later" if may_be_later else "not"
        elif check["state"] == "data":
            met = "data" if may_ask and proof in (None, "met") else "not"
        elif check.get("reason"):
            met = "not"
        else:
            met = "data" if proof == "met" and may_ask else "not"

        need = name_need(decided, material["necessity"] == "optional")
        verdict = {"id": material["id"], "need": need, "met": met, "missing": need == "needed" and met == "not",
                   "may_ask": may_ask, "may_be_later": may_be_later}
        if proof is not None:
            verdict["proof"] = proof
        return verdict

    def judge(self, case):
        """The checklist of one case, as the line tool writes it."""
        matter = self.matters[case["matter"]]
        form = case["form"]
        answers = {}
        open_questions = []
        for question in matter["situations"]:
            answer = case["answers"].get(question["key"])
            if any(same_strictly(answer, option["value"]) for option in question["options"]):
                answers[question["key"]] = answer
            else:
                open_questions.append(question)

        def decide(thing):
            return self.decide(thing.get("condition", True), open_questions, answers, form)

        materials = [self.judge_material(matter, material, decide(material), case) for material in matter["materials"]]
        fees = []
        fee_sum = decimal.Decimal(0)
        for fee in matter["fee"]["items"]:
            fees.append({"need": name_need(decide(fee), False)})
            if fees[-1]["need"] == "needed":
                fee_sum += decimal.Decimal(str(fee["amount"])) * 100
        fields = []
        for field in matter["form"]:
            need = name_need(decide(field), not field["required"])
            fields.append({"key": field["key"], "need": need,
                           "missing": need == "needed" and is_blank(form.get(field["key"]))})
        return {"materials": materials, "fees": fees, "fee_sum": int(fee_sum), "fields": fields,
                "open_questions": len(open_questions)}


def name_need(decided, optional):
    if decided is None:
        return "undecided"
    if not decided:
        return "not"
    return "optional" if optional else "needed"
