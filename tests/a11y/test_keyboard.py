# SPDX-License-Identifier: GPL-3.0-or-later
"""The keyboard alone: on every main screen Tab leads, by real key presses, to each control and back to where it began, the arrow keys
lead through lists, Esc leads out; and what happens in the hall is said.

Focus is told by GTK 4.8 of everything but the text inside an entry row of libadwaita, and of nothing it can be told where a list begins:
a list is one stop, with arrow keys inside. There is no announcement before GTK 4.14: a change that a blind clerk has to hear is a notice
with the role alert, whose name changes, which is what a screen reader is waiting for.
"""
import re
import sys
import time

import rules
from stage import READER, Fault, Stage, Tap, holds, same, wait_until, xdotool

MOST = 120
# The window manager's keys do what these do ("Close the window"); GTK says that they take the focus, but never gives it to them.
WINDOW_CONTROL = re.compile('(Minimize|Maximize|Restore|Close) the window')
SCREENS = ('first-run', 'first-run-found', 'sign-in', 'lock', 'idle', 'idle-nobody', 'called', 'skipped', 'serving-all', 'serving-offline',
           'closed', 'paused', 'outcome', 'outcome-consulted', 'transfer', 'walk-in', 'hold', 'today', 'preferences', 'broken')
# What shows that Esc led out of a screen that was entered from another one: the control that is no longer there.
LEFT = {'first-run-found': 'Join', 'outcome': 'End Visit', 'outcome-consulted': 'End Visit', 'transfer': 'Back', 'walk-in': 'Back',
        'hold': 'Back', 'pause': 'Back', 'today': 'Find a ticket number', 'preferences': 'High contrast', 'shortcuts': 'Keyboard Shortcuts'}


def list_of(item):
    return item.above('list')


def stop_of(item):
    """The place that Tab leads to when it leads to this item: rows of a list of choices or tickets share one. Rows that hold controls
    do not, as in the preferences."""
    around = list_of(item)
    if item.role != 'list item' or around is None or any(rules.controls(list(item.all())[1:])):
        return item.ref
    return around.ref


def stops(items):
    """The places that Tab has to lead to: {place: item}."""
    found = {}
    for item in rules.controls(items):
        if item.role in ('scroll pane', 'list') or not item.has('sensitive') or WINDOW_CONTROL.fullmatch(item.description):
            continue
        found.setdefault(stop_of(item), item)
    return found


class Walk:
    """Presses Tab and watches where the focus is."""

    def __init__(self, stage):
        self.stage = stage
        self.items = stage.read(whole=False)
        self.watched = [item for item in self.items if item.has('focusable')]

    def focus(self):
        """The innermost item that has the focus now, or None."""
        focused = READER.focused(self.watched)
        return focused[-1] if focused else None

    def press(self, key, patience=0.5):
        """Presses a key; returns what has the focus then. A key that does not move it, or to what does not say so, costs patience."""
        before = self.focus()
        xdotool('key', key)
        end = time.monotonic() + patience
        while time.monotonic() < end:
            now = self.focus()
            if now is not None and (before is None or now.ref != before.ref):
                return now
        now = self.focus()
        if now is None:
            # Perhaps it is on something new: a list makes its rows when they come into sight.
            self.items = self.stage.read(whole=False)
            self.watched = [item for item in self.items if item.has('focusable')]
            now = self.focus()
        return now

    def around(self):
        """Tab until it comes back: what it led to, in this order, with None for what did not say so."""
        order = []
        for _ in range(MOST):
            now = self.press('Tab')
            if now is not None:
                told = [item for item in order if item is not None]
                if told and order[-1] is not None and now.ref == order[-1].ref:
                    raise Fault('Tab does not lead on from %r' % now)
                if told and order[-1] is not None and stop_of(now) == stop_of(order[-1]):
                    raise Fault('Tab leads from row to row of a list: from %r to %r' % (order[-1], now))
                if told and stop_of(now) == stop_of(told[0]):
                    return order
            order.append(now)
        raise Fault('%d times Tab do not lead back; they lead to %s' % (MOST, order))


def reach(stage):
    """Walks around: what Tab has to lead to is what it leads to."""
    walk = Walk(stage)
    stage.activate()
    wanted = stops(walk.items)
    order = walk.around()
    reached = {stop_of(item): item for item in order if item is not None}
    # An entry row does not say that the text in it has the focus.
    silent = [item for item in wanted.values() if item.role in ('text', 'entry', 'password') and stop_of(item) not in reached]
    missed = [item for place, item in wanted.items() if place not in reached and item not in silent]
    # A part that can only be scrolled is a stop too.
    more = [item for place, item in reached.items() if place not in wanted and item.role != 'scroll pane']
    holds(not missed, 'Tab does not lead to %s; it leads to %s' % (missed, order))
    holds(not more, 'Tab leads to %s, which are no controls' % more)
    holds(order.count(None) >= bool(silent), 'Tab does not lead to %s' % silent)
    return walk, order


def arrows(walk, order):
    """In each list Down, or at its end Up, leads to another row of it."""
    for row in order:
        if row is None or row.role != 'list item' or stop_of(row) == row.ref:
            continue
        if sum(1 for item in walk.items if item.role == 'list item' and list_of(item) is list_of(row) and item.has('selectable')) < 2:
            continue
        for _ in range(MOST):
            now = walk.focus()
            if now is not None and stop_of(now) == stop_of(row):
                break
            walk.press('Tab')
        before = walk.focus()
        after = walk.press('Down')
        if after is None or after.ref == before.ref:
            after = walk.press('Up')
        holds(after is not None and after.ref != before.ref and stop_of(after) == stop_of(row),
              'the arrow keys lead from %r to %r' % (before, after))


def back(walk, order):
    """Shift+Tab leads to where Tab came from."""
    if len(order) < 3 or None in order:
        return
    first = walk.press('Tab')
    if first is None or walk.press('Tab') is None:
        return
    again = walk.press('shift+Tab')
    same(stop_of(again) if again else None, stop_of(first), 'Shift+Tab leads to %r and not to %r' % (again, first))


def leave(stage, name):
    """Esc leads out of what was entered, and does no harm where there is nothing to be left."""
    mark = LEFT.get(name)
    before = {item.name for item in rules.controls(stage.read(whole=False))}
    xdotool('key', 'Escape')
    if mark is None:
        xdotool('key', 'Escape')
        same({item.name for item in rules.controls(stage.read(whole=False))} - before, set(), 'what Esc changed')
        return
    holds(mark in before, '“%s” is not there before Esc' % mark)
    wait_until(lambda: mark not in {item.name for item in rules.controls(stage.read(whole=False))}, 'Esc does not lead out', 10)


def go_round(stage, name):
    stage.order('open', name, 'en', 'light', '100')
    stage.activate()
    walk, order = reach(stage)
    back(walk, order)
    arrows(walk, order)
    leave(stage, name)
    stage.order('close')


def fails(stage, fault, words):
    stage.order('fault', fault, 'en')
    try:
        reach(stage)
    except Fault as error:
        holds(words in str(error), 'another fault: %s' % error)
    else:
        raise Fault('the fault “%s” is not found' % fault)
    stage.order('close')


def what_cannot_be_reached_is_found(stage):
    stage.order('fault', 'none', 'en')
    same([item.name for item in reach(stage)[1]], ['Recall', 'Call Next'], 'order of Tab')
    stage.order('close')
    fails(stage, 'unreachable', 'Tab does not lead to')
    fails(stage, 'trap', 'Tab does not lead on from push button “Call Next”')


def said_now(stage):
    """What a screen reader is told of by itself: alerts, and status lines."""
    return [item.name for item in stage.read() if item.role in ('alert', 'status bar')]


def what_happens_is_said(stage):
    stage.order('open', 'idle', 'en', 'light', '100')
    stage.activate()
    same(said_now(stage), [], 'alerts while nothing happens')
    stage.order('event', 'refused')
    same(said_now(stage), ['F042 is already served at window 5 and cannot be put back.'], 'what is said of a refusal')
    stage.order('event', 'away')
    holds(any('cannot be reached' in words for words in said_now(stage)),
          'it is not said that the hall server is away: %s' % said_now(stage))
    stage.order('event', 'back')
    holds(not any('cannot be reached' in words for words in said_now(stage)), 'it is still said that the hall server is away')
    stage.order('close')


def a_called_ticket_is_said(stage):
    """The focus goes to Start, which is what makes a screen reader speak: name or description have to tell who was called."""
    stage.order('open', 'idle', 'en', 'light', '100')
    stage.activate()
    stage.order('event', 'called')
    items = stage.read()
    start = [item for item in items if item.has('focused')]
    same([item.name for item in start], ['Start'], 'what has the focus')
    holds('F043' in ' '.join([start[0].name, start[0].description] + said_now(stage)), 'it is not said that F043 is called')
    stage.order('close')


def nothing_is_left(stage):
    stage.done()


def main():
    tap = Tap()
    stage = Stage()
    tap.run(what_cannot_be_reached_is_found, stage)
    for name in SCREENS:
        if len(sys.argv) < 2 or name in sys.argv[1:]:
            def shown(*arguments):
                go_round(*arguments)
            shown.__name__ = name
            tap.run(shown, stage, name)
    tap.run(what_happens_is_said, stage)
    tap.run(a_called_ticket_is_said, stage)
    tap.run(nothing_is_left, stage)
    tap.done()


main()
