# SPDX-License-Identifier: GPL-3.0-or-later
"""The node dies under a window at work, and the workstation dies under its clerk: what was done stays done, once."""
import re
import signal

import counter
from driver import Tap, holds, same, wait_until

AWAY = 'The hall server cannot be reached. Calling waits; the visit in hand goes on.'


def the_window_says_that_the_node_is_away(hall, one):
    one.join(hall.url, hall.code(1))
    one.sign_in('10421')
    one.sees('No one is being served.')
    same(one.call_next(), 'A001', 'called')
    one.start_visit()
    hall.kill()
    one.sees(re.compile(r'Offline since \d\d:\d\d( · \d+ saved here)?'), re.compile(r'.*\d\d:\d\d.*cannot be reached.*|.*cannot be reached.*\d\d:\d\d.*'))


def the_visit_in_hand_goes_on(hall, one):
    one.press('F8')
    one.wait(lambda now: now.is_focused('Consultation Only'), 'no outcome page')
    one.press('5', '2')
    one.wait(lambda now: now.reason('End Visit') is None, 'the visit cannot be ended')
    one.press('ctrl+Return')
    screen = one.sees('No one is being served.', re.compile(r'Offline since \d\d:\d\d · \d+ saved here'))
    same(screen.hand(), None, 'in hand')


def nobody_is_called_meanwhile(hall, one):
    screen = one.wait(lambda now: now.reason('Call Next') is not None, 'Call Next can be pressed')
    same(screen.reason('Call Next'), AWAY, 'why nobody can be called')
    one.press('F2')
    one.wait(lambda now: now.find(AWAY, 'alert'), 'F2 does not say why')
    same(one.read().hand(), None, 'in hand')


def back_by_itself_and_all_is_sent_once(hall, one):
    hall.start()
    one.sees(re.compile(r'All sent \d\d:\d\d'), 'No one is being served.')
    one.wait(lambda now: now.reason('Call Next') is None, 'calling is not possible again')
    same(hall.told('A001'), ['issued', 'called', 'started', 'ended'], 'A001')
    same(hall.of('A001')[-1].data['result'], 'consulted', 'result of A001')


def the_warning_goes_when_the_node_is_back(hall, one):
    one.lacks(AWAY, patience=10)


def a_call_that_the_node_did_not_hear_ends_once(hall, one):
    hall.process.send_signal(signal.SIGSTOP)
    one.press('F2')
    one.sees('Being confirmed…')
    hall.kill()
    hall.start()
    same(one.called('A002'), 'A002', 'called')
    same(hall.told('A002'), ['issued', 'called'], 'A002')
    same(hall.told('A003'), ['issued'], 'A003')


def a_call_at_the_moment_of_the_crash_ends_once(hall, one):
    one.start_visit()
    one.press('F8')
    one.wait(lambda now: now.is_focused('Consultation Only'), 'no outcome page')
    one.press('8')
    one.wait(lambda now: now.reason('End and Call Next') is None, 'F2 is not open')
    # Ends A002 and calls the next with one key: whatever the node has done of it when it dies, it is done once in the end.
    one.press('F2')
    hall.kill()
    hall.start()
    same(one.called('A003'), 'A003', 'called')
    one.sees(re.compile(r'All sent \d\d:\d\d'))
    same(hall.told('A002'), ['issued', 'called', 'started', 'ended'], 'A002')
    same(hall.told('A003'), ['issued', 'called'], 'A003')
    same(hall.told('A004'), ['issued'], 'A004')


def a_killed_workstation_finds_its_ticket_put_aside(hall, one):
    one.start_visit()
    wait_until(lambda: hall.told('A003')[-1] == 'started', 'A003 is not started')
    one.kill()
    counter.again(hall, 1)
    one.sign_in('10421')
    screen = one.sees('Window 1 · Li Anning', 'Put aside 1', re.compile(r'Resume A003, put aside .*'))
    same(screen.hand(), None, 'in hand')
    same(hall.told('A003'), ['issued', 'called', 'started', 'taken_over'], 'A003')
    one.press('ctrl+h')
    one.wait(lambda now: now.hand() == 'A003' and now.is_focused('Outcome'), 'A003 is not resumed')
    one.press('F8')
    one.wait(lambda now: now.is_focused('Consultation Only'), 'no outcome page')
    one.press('8', 'ctrl+Return')
    one.sees('No one is being served.')
    wait_until(lambda: hall.told('A003')[-2:] == ['resumed', 'ended'], 'A003 does not end')


def today_shows_first_what_waits_to_be_sent(hall, one):
    same(one.call_next(), 'A004', 'called')
    one.start_visit()
    wait_until(lambda: hall.told('A004')[-1] == 'started', 'A004 is not started')
    hall.kill()
    one.sees(re.compile(r'Offline since .*'))
    one.press('F8')
    one.wait(lambda now: now.is_focused('Consultation Only'), 'no outcome page')
    one.press('8', 'ctrl+Return')
    one.sees('No one is being served.')
    one.press('ctrl+f')
    one.wait(lambda now: now.has(re.compile(r'\d\d:\d\d A004 ended · Finished Waiting to send')), 'the newest line is not in view', 10)


def what_was_done_while_both_were_down_is_kept(hall, one):
    # Ended on this computer alone; then it loses its power too.
    one.kill()
    hall.start()
    counter.again(hall, 1)
    one.sign_in('10421')
    one.sees('Window 1 · Li Anning', 'No one is being served.')
    wait_until(lambda: hall.told('A004') == ['issued', 'called', 'started', 'ended'], 'the end of A004 is lost')
    one.close()
    hall.stop()
    hall.verify()
    names = [event.name for event in hall.events()]
    same([name for name in names if name in ('event.superseded', 'event.quarantined')], [], 'verdicts')
    holds(names.count('session.opened') == 3, names)


def main():
    tap = Tap()
    steps = (the_window_says_that_the_node_is_away, the_visit_in_hand_goes_on, nobody_is_called_meanwhile,
             back_by_itself_and_all_is_sent_once, the_warning_goes_when_the_node_is_back, a_call_that_the_node_did_not_hear_ends_once,
             a_call_at_the_moment_of_the_crash_ends_once, a_killed_workstation_finds_its_ticket_put_aside,
             today_shows_first_what_waits_to_be_sent, what_was_done_while_both_were_down_is_kept)
    with counter.hall('10421', tickets=(('A', 5),)) as hall:
        one = counter.window(hall, 1)
        for step in steps:
            tap.run(step, hall, one)
    tap.done()


main()
