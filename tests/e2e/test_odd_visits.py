# SPDX-License-Identifier: GPL-3.0-or-later
"""What a morning brings beside visits that are served: a key held down, visitors who are not served, a window whose queues are changed."""
import contextlib
import http.client
import json
import os
import re
import secrets
import socket
import time
import uuid

import counter
from driver import Tap, holds, same, wait_until, xdotool

HELD_S = 2.5


@contextlib.contextmanager
def held_down(station, *keys):
    """A book on the keys, the last of which repeats."""
    station.activate()
    for key in keys:
        xdotool('keydown', key)
    try:
        yield
    finally:
        for key in reversed(keys):
            xdotool('keyup', key)


def wrong(code, place):
    """The code with another character at a place."""
    return code[:place] + ('2' if code[place] != '2' else '3') + code[place + 1:]


def joined_by_a_code_that_is_typed(hall, one):
    """As it is read from the slip; before that with a mistake in its first half, the secret, and in its second, that tells the hall."""
    code = hall.code(1)
    one.wait(lambda now: now.button('Look for the Hall'), 'no first run')
    one.type(hall.url)
    one.press('Tab')
    for typed, words in ((wrong(code, 2), 'This code is not right. 4 tries left.'),
                         (wrong(code, 20), 'This code does not fit the hall at this address. Compare it sign by sign; '
                                           'if it is right, do not join, and ask the supervisor.')):
        one.type(typed)
        one.wait(lambda now, typed=typed: now.find(typed, 'text'), 'the code does not stand there as it was typed')
        one.press('Return')
        one.sees(words)
        one.press('ctrl+a', 'Delete')
    one.type(code.replace('-', '').lower())
    one.wait(lambda now: now.find(code, 'text'), 'the code does not stand there as it was given out')
    # Deleted in front of a hyphen goes the character behind it, and with Backspace behind one that before it.
    for keys, signs, left in ((('Delete',), code[6], code[:5] + code[7:]), (('Right', 'BackSpace'), code[4], code[:4] + code[5:])):
        plain = left.replace('-', '')
        one.press('Home', *['Right'] * 5, *keys)
        one.wait(lambda now: now.find('-'.join(plain[at:at + 5] for at in range(0, 25, 5)), 'text'), 'not deleted by %s' % keys[-1])
        one.type(signs)
        one.wait(lambda now: now.find(code, 'text'), 'the code is not whole again')
    one.press('Return')
    one.wait(lambda now: now.is_focused('Join'), 'no hall found')
    one.press('Return')
    one.sees('Staff number', 'PIN')


def the_language_is_changed_in_preferences(hall, one):
    """The windows are made anew while the list still tells what was chosen."""
    one.press('Escape', 'Escape', 'ctrl+comma')
    one.sees('Preferences', 'Language')
    one.press(*['Tab'] * 5, 'Return', 'Down', 'Return')
    one.sees('1 号窗口 · 例安宁')
    one.check_alive()


def the_inspector_stays_shut(hall, one):
    """GTK's own keys for it: what it shows and changes is behind every lock."""
    before = one.windows()
    for keys in ('ctrl+shift+d', 'ctrl+shift+i'):
        one.press(keys)
        time.sleep(1.5)
        same(one.windows(), before, 'windows after ' + keys)


def skip_held_down_skips_one(hall, one):
    same(one.call_next(), 'A001', 'called first')
    with held_down(one, 'shift', 'F2'):
        one.called('A002')
        time.sleep(HELD_S)
    same(one.called('A002'), 'A002', 'called after the skip')
    names = [event.name for event in hall.events()]
    same([names.count(name) for name in ('ticket.passed', 'ticket.called')], [1, 2], 'skips and calls')


def the_same_key_skips_again_once_it_was_let_go(hall, one):
    one.press('shift+F2')
    same(one.called('A003'), 'A003', 'called after the second skip')
    same(hall.told('A002')[-1], 'passed', 'A002')


def start_held_down_starts_and_no_more(hall, one):
    with held_down(one, 'Return'):
        one.wait(lambda now: now.is_focused('Outcome'), 'the visit does not start')
        time.sleep(HELD_S)
    screen = one.read()
    holds(screen.is_focused('Outcome') and not screen.has('Consultation Only'), 'the held key has gone on:\n%s' % screen)


def who_left_is_not_counted_as_served(hall, one):
    one.press('F8')
    one.wait(lambda now: now.is_focused('Consultation Only'), 'no outcome page')
    one.press('9')
    one.wait(lambda now: now.has(re.compile(r'(?s).*A003 ends: Visitor Left.*')), 'what will happen is not told')
    one.press('ctrl+Return')
    one.sees('No one is being served.')
    wait_until(lambda: hall.told('A003')[-1] == 'ended', 'A003 does not end')
    data = hall.of('A003')[-1].data
    same((data['outcome'], data.get('result')), ('abandoned', None), 'how A003 ended')


def who_comes_later_keeps_a_place(hall, one):
    same(one.call_next(), 'A004', 'called')
    one.press('ctrl+g')
    one.sees('Skip A004', 'Asked to be served later')
    one.press('2')
    same(one.called('A005'), 'A005', 'called after A004')
    screen = one.wait(lambda now: 'A004' in now.waiting(), 'A004 does not wait on')
    holds('A001' not in screen.waiting(), 'who did not come waits on:\n%s' % screen)
    same(hall.of('A004')[-1].data['reason'], 'pass.later', 'reason in the journal')


def an_undone_transfer_is_put_aside_here(hall, one):
    one.start_visit()
    one.press('ctrl+t')
    one.sees('Transfer A005')
    one.press('b')
    one.wait(lambda now: now.reason('Transfer') is None, 'queue B is not chosen')
    one.press('ctrl+Return')
    one.sees('No one is being served.')
    wait_until(lambda: hall.told('A005')[-1] == 'transferred', 'A005 is not transferred')
    one.press('alt+z')
    one.sees('A005 is back here, put aside.', 'Put aside 1')


def uuid7():
    bits = int(time.time() * 1000) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=bits))


def ask_for_queues(hall, number, letters):
    """What the duty manager does: over the control socket, as the hall's own programs do."""
    connection = http.client.HTTPConnection('control', timeout=60)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(os.path.join(hall.folder, 'control.sock'))
    body = json.dumps({'command': 'set-counter-queues', 'args': {'counter': number, 'queues': letters}})
    connection.request('GET', '/health')
    name = json.load(connection.getresponse())['hall']
    connection.request('POST', '/v1/halls/%s/commands' % name, body,
                       {'Content-Type': 'application/json', 'Idempotency-Key': uuid7()})
    answer = connection.getresponse()
    same((answer.status, answer.read() and None), (200, None), 'answer to set-counter-queues')
    connection.close()


def a_walk_in_is_offered_what_the_window_takes_now(hall, one):
    ask_for_queues(hall, 1, ['F'])
    one.wait(lambda now: now.waiting() == [], 'what it no longer takes is still in the list')
    one.press('ctrl+n')
    screen = one.sees('Queue (letter)', 'Vehicles and drivers')
    holds(not screen.has('General'), 'what the hall would refuse is offered:\n%s' % screen)
    one.press('f')
    one.wait(lambda now: now.reason('Issue and Call') is None, 'queue F is not chosen')
    one.press('ctrl+Return')
    same(one.called('F001'), 'F001', 'walk-in')


def today_names_it_rightly(hall, one):
    one.press('ctrl+f')
    for number, words in (('a003', 'A003 ended · Visitor Left'), ('a004', 'A004 skipped · Asked to be served later'),
                          ('a005', 'A005 is back here, put aside')):
        one.press('ctrl+a')
        one.type(number)
        one.wait(lambda now: now.has(re.compile('.*' + re.escape(words) + '.*')), '“%s” is not in the list' % words)


def closing_asks_while_a_visitor_is_here(hall, one):
    """Whoever closes the program in the middle of a visit is asked; whoever says no goes on."""
    question = 'F001 仍在本窗口，是否关闭？'
    one.press('alt+F4')
    one.sees(question)
    one.press('Escape')
    one.wait(lambda now: not now.has(question), 'the question stays')
    one.sees('开始办理')
    one.close(question)


def everything_is_closed_in_order(hall):
    hall.stop()
    hall.verify()
    names = [event.name for event in hall.events()]
    same([name for name in names if name in ('event.superseded', 'event.quarantined', 'event.flagged')], [], 'verdicts')


def main():
    tap = Tap()
    steps = (the_inspector_stays_shut, skip_held_down_skips_one,
             the_same_key_skips_again_once_it_was_let_go, start_held_down_starts_and_no_more,
             who_left_is_not_counted_as_served, who_comes_later_keeps_a_place, an_undone_transfer_is_put_aside_here,
             a_walk_in_is_offered_what_the_window_takes_now, today_names_it_rightly,
             the_language_is_changed_in_preferences, closing_asks_while_a_visitor_is_here)
    with counter.hall('10421', tickets=(('A', 8),)) as hall:
        one = counter.window(hall, 1)
        tap.run(joined_by_a_code_that_is_typed, hall, one)
        one.sign_in('10421')
        one.sees('Window 1 · Li Anning', 'Call Next')
        for step in steps:
            tap.run(step, hall, one)
        tap.run(everything_is_closed_in_order, hall)
    tap.done()


main()
