#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brute-force reference for the queue order, written from the text alone.

Source: 10-contract.md, section "Ticket", paragraph "Order", and
10b-ordering.md, rules 16, 17, 20, 21.  The rule in our own words:

A counter asks which ticket it calls next.

Who may be called (a candidate).  The ticket is waiting, is of this hall-day,
and is not still waiting for its slip to be printed.  It is either addressed
to this counter, or it is addressed to a queue which both this counter and
the person at it serve.  A ticket addressed to a counter that is not open
counts as addressed to its queue.  A ticket addressed to another counter that
is open is that counter's alone.  A ticket that this counter itself
transferred away is skipped, unless it is addressed to this counter.

Who of them is called.  The first of these steps that finds somebody decides:

 directed  A ticket addressed to this counter.
 booked    A ticket with an appointment, if now lies between "early" minutes
           before and "late" minutes after its slot, both ends included.
           The earliest slot goes first.
 aged      A ticket that has waited longer (not: just as long) than the
           limit.  The one waiting longest goes first.  Only a time written
           by the node counts; a ticket without one does not age.  Who was
           put back by the counter that had called her (passed with a place,
           or transferred without keeping it) waits anew since that call.
 ordinary  This counter has called enough priority tickets in a row, and has
           since called fewer ordinary ones than it owes.  If both kinds
           wait, the first ordinary ticket by place goes.
 priority  Otherwise a priority ticket goes before an ordinary one; the
           smallest group order first.
 place     Nobody with priority waits: the first by place goes.

Whatever is still equal within a step is decided by place, then by position.

Input: JSON lines, one hall per line.  Output per hall: the ticket's id and
the step that decided, or "- -" if there is nobody to call.

    order-reference.py < halls.jsonl
    order-reference.py --self-test
"""

import json
import sys

MINUTE = 60 * 1000


# ---------------------------------------------------------------- candidates

def is_candidate(hall, ticket):
    counter = hall["counter"]

    if ticket["state"] != "waiting":
        return False
    if not ticket["hall_day"]:
        return False
    if ticket["awaits_print"]:
        return False

    if ticket["to_counter"] == counter:
        return True

    # From here on the ticket is not addressed to this counter.
    if ticket["transferred_from"] == counter:
        return False
    if ticket["to_counter"] is not None:
        if ticket["to_counter"] in hall["open_counters"]:
            return False

    # It is addressed to its queue, or counts as such.
    if ticket["queue"] not in hall["counter_queues"]:
        return False
    if ticket["queue"] not in hall["staff_queues"]:
        return False
    return True


def has_priority(hall, ticket):
    return ticket["group"] is not None and ticket["group"] in hall["groups"]


# --------------------------------------------------------------------- steps

def is_booked_now(hall, ticket):
    if ticket["slot"] is None:
        return False
    policy = hall["policy"]
    begin = ticket["slot"] - policy["appointment_early_min"] * MINUTE
    end = ticket["slot"] + policy["appointment_late_min"] * MINUTE
    return begin <= hall["now"] and hall["now"] <= end


def waits_since(ticket):
    """The time from which its waiting counts, or None."""
    if ticket["put_back"] is not None:
        return ticket["put_back"]
    return ticket["issued"]


def is_aged(hall, ticket):
    since = waits_since(ticket)
    if since is None:
        return False
    return hall["now"] - since > hall["policy"]["age_first_min"] * MINUTE


def is_turn_of_ordinary(hall):
    in_a_row = hall["policy"]["priority_in_a_row"]
    then_ordinary = hall["policy"]["priority_then_ordinary"]
    calls = hall["calls"]

    at = len(calls)
    ordinary_calls = 0
    while at > 0 and calls[at - 1] == "O":
        ordinary_calls = ordinary_calls + 1
        at = at - 1
    priority_calls = 0
    while at > 0 and calls[at - 1] == "P":
        priority_calls = priority_calls + 1
        at = at - 1

    if in_a_row <= 0:
        return False
    return priority_calls >= in_a_row and ordinary_calls < then_ordinary


def first(tickets, key):
    """The ticket with the smallest key; ties by place, then by position."""
    best = None
    best_rank = None
    for ticket in tickets:
        rank = (key(ticket), ticket["place"], ticket["position"])
        if best is None or rank < best_rank:
            best = ticket
            best_rank = rank
    return best


def next_ticket(hall):
    """Returns (ticket id, step), or ("-", "-") if there is nobody to call."""
    candidates = []
    for ticket in hall["tickets"]:
        if is_candidate(hall, ticket):
            candidates.append(ticket)
    if not candidates:
        return "-", "-"

    directed = []
    booked = []
    aged = []
    priority = []
    ordinary = []
    for ticket in candidates:
        if ticket["to_counter"] == hall["counter"]:
            directed.append(ticket)
        if is_booked_now(hall, ticket):
            booked.append(ticket)
        if is_aged(hall, ticket):
            aged.append(ticket)
        if has_priority(hall, ticket):
            priority.append(ticket)
        else:
            ordinary.append(ticket)

    if directed:
        return first(directed, lambda ticket: 0)["id"], "directed"
    if booked:
        return first(booked, lambda ticket: ticket["slot"])["id"], "booked"
    if aged:
        return first(aged, waits_since)["id"], "aged"
    if is_turn_of_ordinary(hall) and ordinary and priority:
        return first(ordinary, lambda ticket: 0)["id"], "ordinary"
    if priority:
        order = hall["groups"]
        return first(priority, lambda ticket: order[ticket["group"]])["id"], "priority"
    return first(ordinary, lambda ticket: 0)["id"], "place"


# ----------------------------------------------------------------- self-test
#
# The halls below were answered by hand from the text, not by running this.

NOW = 1_800_000_000_000


def make_hall(tickets, **changes):
    """Counter 5 serves A and F, its staff F and B: so it calls F only."""
    hall = {
        "now": NOW,
        "counter": 5,
        "counter_queues": ["A", "F"],
        "staff_queues": ["F", "B"],
        "open_counters": [1, 5],
        "policy": {
            "appointment_early_min": 15,
            "appointment_late_min": 10,
            "age_first_min": 30,
            "priority_in_a_row": 1,
            "priority_then_ordinary": 2,
        },
        "groups": {"elder": 1, "army": 2},
        "calls": "",
        "tickets": tickets,
    }
    for name, value in changes.items():
        if name in hall["policy"]:
            hall["policy"][name] = value
        elif name in hall:
            hall[name] = value
        else:
            raise KeyError(name)
    return hall


def make_ticket(ticket_id, place, **changes):
    """An ordinary walk-in in queue F, waiting for one minute."""
    ticket = {
        "id": ticket_id,
        "state": "waiting",
        "hall_day": True,
        "queue": "F",
        "place": place,
        "position": place,
        "issued": NOW - 1 * MINUTE,
        "put_back": None,
        "slot": None,
        "group": None,
        "to_counter": None,
        "transferred_from": None,
        "awaits_print": False,
    }
    for name, value in changes.items():
        if name not in ticket:
            raise KeyError(name)
        ticket[name] = value
    return ticket


def self_test_halls():
    hall = make_hall
    t = make_ticket
    return [
        # --- candidates
        ("empty hall", hall([]), "- -"),
        ("one walk-in", hall([t("a", 1)]), "a place"),
        ("first by place, whatever the order of the list",
         hall([t("c", 3), t("a", 1), t("b", 2)]), "a place"),
        ("only waiting tickets are called",
         hall([t("a", 1, state="booked"), t("b", 2, state="called"),
               t("c", 3, state="serving"), t("d", 4, state="held"),
               t("e", 5, state="ended"), t("f", 6)]), "f place"),
        ("yesterday's ticket is not called, not even a directed one",
         hall([t("a", 1, hall_day=False),
               t("b", 2, hall_day=False, to_counter=5), t("c", 3)]), "c place"),
        ("a slip not yet printed is not called, not even a directed one",
         hall([t("a", 1, awaits_print=True),
               t("b", 2, awaits_print=True, to_counter=5), t("c", 3)]), "c place"),
        ("queue A is the counter's but not the staff's",
         hall([t("a", 1, queue="A")]), "- -"),
        ("queue B is the staff's but not the counter's",
         hall([t("b", 1, queue="B")]), "- -"),
        ("a ticket outside the queues gets no step, however urgent",
         hall([t("a", 1, queue="A", slot=NOW), t("b", 2, queue="B", group="elder"),
               t("c", 3, queue="Z", issued=NOW - 300 * MINUTE), t("d", 4)]), "d place"),
        ("no common queue: only the directed ticket is left",
         hall([t("a", 1), t("b", 2, queue="Z", to_counter=5)],
              staff_queues=["B"]), "b directed"),
        ("addressed to another counter that is open: not ours",
         hall([t("a", 1, to_counter=1), t("b", 2)]), "b place"),
        ("addressed to another counter that is not open: by its queue",
         hall([t("a", 1, to_counter=3), t("b", 2)]), "a place"),
        ("addressed to a counter that is not open, but a foreign queue",
         hall([t("a", 1, to_counter=3, queue="A"), t("b", 2)]), "b place"),

        # --- what this counter transferred away
        ("transferred away by this counter to a queue: skipped",
         hall([t("a", 1, transferred_from=5), t("b", 2)]), "b place"),
        ("transferred away by this counter, alone: nobody",
         hall([t("a", 1, transferred_from=5, group="elder")]), "- -"),
        ("transferred away by another counter: ours to call",
         hall([t("a", 1, transferred_from=1), t("b", 2)]), "a place"),
        ("transferred away by this counter and addressed back to it",
         hall([t("a", 9, transferred_from=5, to_counter=5), t("b", 2)]), "a directed"),
        ("transferred by this counter to one that is not open: still skipped",
         hall([t("a", 1, transferred_from=5, to_counter=3), t("b", 2)]), "b place"),

        # --- directed
        ("directed goes before booked, aged and priority",
         hall([t("a", 1, slot=NOW), t("b", 2, issued=NOW - 90 * MINUTE),
               t("c", 3, group="elder"), t("d", 4, to_counter=5)]), "d directed"),
        ("several directed: by place, not by slot, age or group",
         hall([t("a", 7, to_counter=5, slot=NOW, group="elder",
                 issued=NOW - 90 * MINUTE),
               t("b", 6, to_counter=5)]), "b directed"),
        ("directed, same place: by position",
         hall([t("a", 6, to_counter=5, position=9),
               t("b", 6, to_counter=5, position=8)]), "b directed"),

        # --- booked (15 minutes early, 10 late)
        ("booked goes before aged and priority",
         hall([t("a", 1, issued=NOW - 90 * MINUTE), t("b", 2, group="elder"),
               t("c", 3, slot=NOW)]), "c booked"),
        ("exactly 15 minutes before the slot: in",
         hall([t("a", 1), t("b", 2, slot=NOW + 15 * MINUTE)]), "b booked"),
        ("a millisecond earlier: not yet",
         hall([t("a", 1), t("b", 2, slot=NOW + 15 * MINUTE + 1)]), "a place"),
        ("exactly 10 minutes after the slot: in",
         hall([t("a", 1), t("b", 2, slot=NOW - 10 * MINUTE)]), "b booked"),
        ("a millisecond later: no more",
         hall([t("a", 1), t("b", 2, slot=NOW - 10 * MINUTE - 1)]), "a place"),
        ("early and late of zero: only at the slot itself",
         hall([t("a", 1), t("b", 2, slot=NOW + 1), t("c", 3, slot=NOW),
               t("d", 4, slot=NOW - 1)],
              appointment_early_min=0, appointment_late_min=0), "c booked"),
        ("outside its interval a booked ticket waits like any other",
         hall([t("a", 1, slot=NOW + 60 * MINUTE), t("b", 2)]), "a place"),
        ("too late for its slot, but aged",
         hall([t("a", 1), t("b", 2, slot=NOW - 20 * MINUTE,
                            issued=NOW - 31 * MINUTE)]), "b aged"),
        ("two booked: the earlier slot, not the earlier place",
         hall([t("a", 1, slot=NOW + 5 * MINUTE, group="elder"),
               t("b", 2, slot=NOW - 5 * MINUTE)]), "b booked"),
        ("same slot: by place, not by position",
         hall([t("a", 8, slot=NOW, position=1),
               t("b", 7, slot=NOW, position=2)]), "b booked"),
        ("same slot and place: by position",
         hall([t("a", 7, slot=NOW, position=2),
               t("b", 7, slot=NOW, position=1)]), "b booked"),
        ("a slot out of its interval does not win by being earlier",
         hall([t("a", 1, slot=NOW - 11 * MINUTE),
               t("b", 2, slot=NOW + 14 * MINUTE)]), "b booked"),

        # --- aged (30 minutes)
        ("exactly 30 minutes: not aged",
         hall([t("a", 2, issued=NOW - 30 * MINUTE), t("b", 1)]), "b place"),
        ("a millisecond longer: aged, and before priority",
         hall([t("a", 2, issued=NOW - 30 * MINUTE - 1),
               t("b", 1, group="elder")]), "a aged"),
        ("two aged: the oldest, not the first by place or group",
         hall([t("a", 1, issued=NOW - 31 * MINUTE, group="elder"),
               t("b", 2, issued=NOW - 32 * MINUTE)]), "b aged"),
        ("issued at the same time: by place",
         hall([t("a", 4, issued=NOW - 40 * MINUTE, position=1),
               t("b", 3, issued=NOW - 40 * MINUTE, position=2)]), "b aged"),
        ("issued at the same time, same place: by position",
         hall([t("a", 3, issued=NOW - 40 * MINUTE, position=2),
               t("b", 3, issued=NOW - 40 * MINUTE, position=1)]), "b aged"),
        ("no time written by the node: does not age",
         hall([t("a", 2, issued=None), t("b", 1)]), "b place"),
        ("aged, called and put back a minute ago: waits by place again",
         hall([t("a", 3, issued=NOW - 90 * MINUTE, put_back=NOW - 1 * MINUTE,
                 position=9), t("b", 2), t("c", 3)]), "b place"),
        ("put back exactly 30 minutes ago: not aged",
         hall([t("a", 2, issued=NOW - 90 * MINUTE, put_back=NOW - 30 * MINUTE),
               t("b", 1)]), "b place"),
        ("put back longer ago than the limit: aged again",
         hall([t("a", 2, issued=NOW - 90 * MINUTE, put_back=NOW - 30 * MINUTE - 1),
               t("b", 1)]), "a aged"),
        ("among the aged it is that wait which counts, not the whole one",
         hall([t("a", 1, issued=NOW - 90 * MINUTE, put_back=NOW - 31 * MINUTE),
               t("b", 2, issued=NOW - 32 * MINUTE)]), "b aged"),

        # --- priority
        ("no calls yet: priority first",
         hall([t("a", 1), t("b", 2, group="army")]), "b priority"),
        ("the smaller group order, not the earlier place",
         hall([t("a", 1, group="army"), t("b", 2, group="elder")]), "b priority"),
        ("same group: by place",
         hall([t("a", 3, group="elder", position=1),
               t("b", 2, group="elder", position=5)]), "b priority"),
        ("two groups of the same order: by place",
         hall([t("a", 3, group="elder"), t("b", 2, group="army")],
              groups={"elder": 1, "army": 1}), "b priority"),
        ("same group, same place: by position",
         hall([t("a", 2, group="elder", position=6),
               t("b", 2, group="elder", position=5)]), "b priority"),
        ("an unknown group counts as ordinary",
         hall([t("a", 1, group="pilot"), t("b", 2, group="army")]), "b priority"),
        ("only an unknown group waits",
         hall([t("a", 1, group="pilot"), t("b", 2)]), "a place"),
        ("a group of order 0 is a priority group",
         hall([t("a", 1), t("b", 2, group="army")], groups={"army": 0}), "b priority"),

        # --- the ratio: after 1 priority call, 2 ordinary ones
        ("P: ordinary", hall([t("a", 1, group="elder"), t("b", 2)], calls="P"),
         "b ordinary"),
        ("PO: one ordinary is still owed",
         hall([t("a", 1, group="elder"), t("b", 2)], calls="PO"), "b ordinary"),
        ("POO: paid, priority again",
         hall([t("a", 2, group="elder"), t("b", 1)], calls="POO"), "a priority"),
        ("POOO: more than paid",
         hall([t("a", 2, group="elder"), t("b", 1)], calls="POOO"), "a priority"),
        ("O: nothing was owed",
         hall([t("a", 2, group="elder"), t("b", 1)], calls="O"), "a priority"),
        ("POOP: owed anew",
         hall([t("a", 1, group="elder"), t("b", 2)], calls="POOP"), "b ordinary"),
        ("PPP: more in a row than needed is enough",
         hall([t("a", 1, group="elder"), t("b", 2)], calls="PPP",
              priority_in_a_row=2), "b ordinary"),
        ("P of 2: not yet",
         hall([t("a", 2, group="elder"), t("b", 1)], calls="P",
              priority_in_a_row=2), "a priority"),
        ("POP of 2: not in a row",
         hall([t("a", 2, group="elder"), t("b", 1)], calls="POP",
              priority_in_a_row=2), "a priority"),
        ("PPO of 2: owed",
         hall([t("a", 1, group="elder"), t("b", 2)], calls="PPO",
              priority_in_a_row=2), "b ordinary"),
        ("PPOP of 2: only the end of the calls counts",
         hall([t("a", 2, group="elder"), t("b", 1)], calls="PPOP",
              priority_in_a_row=2), "a priority"),
        ("several ordinary: by place",
         hall([t("a", 1, group="elder"), t("b", 4, position=1),
               t("c", 3, position=2)], calls="P"), "c ordinary"),
        ("several ordinary, same place: by position",
         hall([t("a", 1, group="elder"), t("b", 3, position=3),
               t("c", 3, position=2)], calls="P"), "c ordinary"),
        ("the ordinary ones' turn, an unknown group is one of them",
         hall([t("a", 1, group="elder"), t("b", 2, group="pilot")], calls="P"),
         "b ordinary"),
        ("the ordinary ones' turn, but none waits",
         hall([t("a", 1, group="army"), t("b", 2, group="elder")], calls="P"),
         "b priority"),
        ("the ordinary ones' turn, but the only one is not a candidate",
         hall([t("a", 1, group="elder"), t("b", 2, queue="A")], calls="P"),
         "a priority"),
        ("the ordinary ones' turn and no priority waits: by place",
         hall([t("a", 2), t("b", 1)], calls="P"), "b place"),
        ("the ordinary ones' turn, the only priority is not a candidate",
         hall([t("a", 2), t("b", 1, group="elder", queue="A")], calls="P"), "a place"),
        ("priority_in_a_row 0: no turn of the ordinary ones",
         hall([t("a", 2, group="elder"), t("b", 1)], calls="P",
              priority_in_a_row=0), "a priority"),
        ("priority_then_ordinary 0: no turn of the ordinary ones",
         hall([t("a", 2, group="elder"), t("b", 1)], calls="P",
              priority_then_ordinary=0), "a priority"),
        ("the ordinary ones' turn does not hold up an aged priority",
         hall([t("a", 1), t("b", 2, group="elder", issued=NOW - 31 * MINUTE)],
              calls="P"), "b aged"),

        # --- place
        ("same place: by position",
         hall([t("a", 5, position=9), t("b", 5, position=8)]), "b place"),
        ("put back behind the next one: place counts, not position",
         hall([t("a", 6, position=1), t("b", 5, position=5)]), "b place"),
        ("place counts, not the time of issue",
         hall([t("a", 2, issued=NOW - 20 * MINUTE), t("b", 1)]), "b place"),
    ]


def self_test():
    failed = 0
    for name, hall, expected in self_test_halls():
        # The answer must not depend on the order in which tickets are listed.
        backwards = dict(hall, tickets=list(reversed(hall["tickets"])))
        for variant in (hall, backwards):
            # Through JSON, so that what is tested is what is read.
            got = " ".join(next_ticket(json.loads(json.dumps(variant))))
            if got != expected:
                print(f"{name}: expected {expected}, got {got}", file=sys.stderr)
                failed = failed + 1
    if failed:
        return 1
    print("ok")
    return 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    if len(sys.argv) > 1:
        print("usage: order-reference.py [--self-test] < halls.jsonl", file=sys.stderr)
        return 2
    for line in sys.stdin:
        ticket_id, step = next_ticket(json.loads(line))
        print(ticket_id, step, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
