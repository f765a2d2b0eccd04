# SPDX-License-Identifier: GPL-3.0-or-later
"""A morning at two windows of one hall: every step by real keys, read from the screen and from the hall's journal."""
import re

import counter
from driver import PIN, Tap, holds, same, wait_until


def both_windows_join_and_sign_in(hall, one, two):
    for counter_number, station, number, name in ((1, one, '10421', 'Window 1 · Li Anning'), (2, two, '10422', 'Window 2 · Li Zhiyuan')):
        station.join(hall.url, hall.code(counter_number))
        station.sign_in(number)
        screen = station.sees(name, 'Call Next', 'No one is being served.')
        same(screen.hand(), None, 'ticket in hand')
        same(screen.reason('Recall'), 'No one has been called. Press F2 first.', 'why nobody can be recalled')
    names = [event.name for event in hall.events()]
    same([names.count(name) for name in ('session.opened', 'counter.opened')], [2, 2], 'sign-ins and windows in the journal')


def one_visit_is_five_key_presses(hall, one, two):
    same(one.call_next(), 'A001', 'called at window 1')
    before = one.presses
    one.start_visit()
    one.press('F8')
    one.wait(lambda screen: screen.is_focused('Consultation Only'), 'the outcome page has no focus')
    same(one.read().reason('End and Call Next'), 'Choose how the visit ended.', 'why F2 is not open yet')
    one.press('5')
    one.sees('Topic', 'Guide to a matter')
    one.press('1')
    one.wait(lambda screen: screen.reason('End and Call Next') is None and screen.has(re.compile(r'(?s).*A001 ends: .*')),
             'F2 is not open after result and topic')
    one.press('F2')
    same(one.called('A002'), 'A002', 'called after it')
    same(one.presses - before, 5, 'key presses from one call to the next')
    same(hall.told('A001'), ['issued', 'called', 'started', 'ended'], 'A001')
    ended = hall.of('A001')[-1]
    same((ended.data['outcome'], ended.data['result'], ended.data['topic']), ('served', 'consulted', 'topic.guide'), 'how A001 ended')
    # The other window takes the next one, not the same.
    same(two.call_next(), 'A003', 'called at window 2')


def recall_waits_for_its_guard(hall, one, two):
    # The first recall of a ticket is allowed as soon as the guard of the recall before it has run out.
    wait_until(lambda: one.press('F3') or 'recalled' in hall.told('A002'), 'A002 is never recalled')
    one.sees(re.compile(r'\d\d:\d\d, 2 times'))
    one.press('F3')
    one.sees(re.compile(r'Wait \d s before calling again\.'))
    same(hall.told('A002'), ['issued', 'called', 'recalled'], 'A002')


def the_recall_button_counts_its_guard_down(hall, one, two):
    wait_until(lambda: one.press('F3') or hall.told('A002').count('recalled') == 2, 'A002 is not recalled a second time')
    one.wait(lambda screen: screen.find(re.compile(r'Wait \d s'), 'push button'), 'the button does not say how long', 5)


def skip_calls_the_next_and_undo_puts_back(hall, one, two):
    one.press('shift+F2')
    same(one.called('A004'), 'A004', 'called after the skip')
    same(hall.told('A002')[-1], 'passed', 'A002 after the skip')
    one.press('alt+z')
    screen = one.wait(lambda now: 'A002' in now.waiting(), 'A002 is not back in the list')
    same(screen.hand(), 'A004', 'still called')
    same(screen.waiting()[0], 'A002', 'at its old place')
    same(hall.told('A002')[-1], 'restored', 'A002 after the undo')
    one.press('alt+z')
    one.sees('There is nothing to undo.')


def put_aside_with_a_reason_and_resumed(hall, one, two):
    one.start_visit()
    one.press('ctrl+h')
    one.sees('Put Aside A004', 'Applicant fetches a paper')
    one.press('1')
    screen = one.sees('Put aside 1', re.compile(r'Resume A004, put aside .*'))
    same(screen.hand(), None, 'in hand')
    wait_until(lambda: hall.of('A004')[-1].data.get('reason') == 'hold.fetch', 'no reason in the journal')
    # The window is free for another one meanwhile.
    same(one.call_next(), 'A002', 'called while one is put aside')
    one.start_visit()
    one.press('F8')
    one.wait(lambda now: now.is_focused('Consultation Only'), 'no outcome page')
    one.press('8', 'ctrl+Return')
    one.sees('No one is being served.')
    one.press('ctrl+h')
    screen = one.wait(lambda now: now.hand() == 'A004' and now.is_focused('Outcome'), 'A004 is not resumed')
    same(screen.find('Put aside 1'), None, 'list of those put aside')
    wait_until(lambda: hall.told('A004') == ['issued', 'called', 'started', 'held', 'resumed'], 'A004 in the journal')


def transfer_to_the_other_window_and_back(hall, one, two):
    two.start_visit()
    two.press('F8')
    two.wait(lambda now: now.is_focused('Consultation Only'), 'no outcome page')
    two.press('8', 'ctrl+Return')
    two.sees('No one is being served.')

    one.press('ctrl+t')
    screen = one.sees('Transfer A004', 'To queue (letter)', 'Must come back')
    same(screen.reason('Transfer'), 'Choose a queue or a window.', 'why it cannot be transferred yet')
    one.press('2')
    one.wait(lambda now: now.reason('Transfer') is None, 'window 2 is not chosen')
    one.tab_to('Must come back')
    one.press('space')
    one.wait(lambda now: 'checked' in now.find('Must come back', 'check box').states, 'the box is not ticked')
    one.press('ctrl+Return')
    one.sees('No one is being served.')
    data = hall.of('A004')[-1].data
    same((data.get('counter'), data.get('must_return')), (2, True), 'transfer of A004')

    two.wait(lambda now: now.waiting()[:1] == ['A004'], 'A004 is not the first at window 2')
    same(two.call_next(), 'A004', 'called at window 2')
    two.sees('Must come back to', 'Window 1')
    two.start_visit()
    two.press('F8')
    two.wait(lambda now: now.is_focused('Consultation Only'), 'no outcome page')
    two.press('8', 'ctrl+Return')
    two.sees('No one is being served.')
    same(hall.told('A004')[-3:], ['called', 'started', 'transferred'], 'A004 after its visit to window 2')

    one.wait(lambda now: now.waiting()[:1] == ['A004'], 'A004 has not come back')
    same(one.call_next(), 'A004', 'called at window 1 again')
    one.start_visit()
    one.press('F8')
    one.wait(lambda now: now.is_focused('Consultation Only'), 'no outcome page')
    one.press('8', 'ctrl+Return')
    one.sees('No one is being served.')
    wait_until(lambda: hall.told('A004')[-1] == 'ended', 'A004 does not end')
    same(hall.of('A004')[-1].data['result'], 'finished', 'result of A004')


def tab_leaves_a_choice_as_it_is(hall, one, two):
    two.call_next('A005')
    two.press('shift+F2')
    two.called('B001')
    two.start_visit()
    two.press('ctrl+t')
    two.sees('Transfer B001')
    two.press('d')
    two.wait(lambda now: now.is_chosen('Insurance and provident fund'), 'queue D is not chosen')
    two.press('Tab')
    two.wait(lambda now: not now.is_focused('Insurance and provident fund'), 'Tab does not move the focus')
    holds(two.read().is_chosen('Insurance and provident fund'), 'Tab has chosen another queue:\n%s' % two.read())


def transfer_to_a_queue_with_a_note(hall, one, two):
    same(two.read().hand(), 'B001', 'in hand at window 2')
    # The note is before the first box; letters and digits choose from anywhere but the note.
    two.tab_to('Keep place')
    two.press('shift+Tab')
    two.type('paper in hand')
    two.wait(lambda now: now.find('paper in hand', 'text'), 'the note is not typed')
    two.tab_to('Keep place')
    two.press('d')
    two.wait(lambda now: now.is_chosen('Insurance and provident fund'), 'queue D is not chosen')
    two.press('ctrl+Return')
    two.sees('No one is being served.')
    # A window is not given again what it has sent away: the other one has it in its list.
    screen = one.wait(lambda now: 'B001' in now.waiting(), 'B001 does not wait at window 1')
    holds(screen.has('Insurance and provident fund, 1 waiting'), screen)
    holds('B001' not in two.read().waiting(), 'B001 is offered to window 2 again')
    data = hall.of('B001')[-1]
    same((data.data.get('queue'), (data.data | data.personal).get('note')), ('D', 'paper in hand'), 'transfer of B001')


def a_walk_in_gets_a_number_and_is_called(hall, one, two):
    one.press('ctrl+n')
    screen = one.sees('Walk-in', 'Queue (letter)')
    same(screen.reason('Issue and Call'), 'Choose a queue.', 'why nothing can be issued yet')
    one.press('f', '8')
    one.wait(lambda now: now.reason('Issue and Call') == 'Say why the priority applies.', 'a priority without a reason')
    one.type('card 4711')
    one.wait(lambda now: now.reason('Issue and Call') is None, 'the reason is not typed')
    one.press('ctrl+Return')
    same(one.called('F001'), 'F001', 'walk-in')
    one.sees('Elderly persons')
    issued, called = hall.of('F001')
    same((issued.name, called.name, issued.data['group']), ('ticket.issued', 'ticket.called', 'elderly'), 'walk-in in the journal')
    holds('card 4711' in str(issued.data) + str(issued.personal), issued.line)
    one.start_visit()
    one.press('F8')
    one.wait(lambda now: now.is_focused('Consultation Only'), 'no outcome page')
    one.press('6')
    one.sees('To whom', 'Another window')
    one.press('1')
    one.wait(lambda now: now.reason('End Visit') == '“Another window” needs a note.', 'a note is asked for')
    one.type('window 5')
    one.wait(lambda now: now.reason('End Visit') is None, 'the note is not typed')
    one.press('ctrl+Return')
    one.sees('No one is being served.')
    wait_until(lambda: hall.told('F001')[-1] == 'ended', 'F001 does not end')
    ended = hall.of('F001')[-1]
    same((ended.data['result'], ended.data['referred']), ('referred', 'referred.counter'), 'result of F001')
    holds('window 5' in str(ended.data) + str(ended.personal), ended.line)


def a_paused_window_says_so_and_calls_nobody(hall, one, two):
    one.press('ctrl+b')
    one.sees('Pause Window', 'Meal break')
    one.press('1')
    one.sees('This window is paused.', 'Meal break', 'Open Window')
    one.press('F2')
    one.sees('This window is paused. Press Ctrl+B to open it again.')
    wait_until(lambda: [e.data.get('reason') for e in hall.events() if e.name == 'counter.paused'] == ['pause.meal'], 'no pause')
    one.press('ctrl+b')
    one.sees('No one is being served.')
    wait_until(lambda: hall.events()[-1].name == 'counter.resumed', 'the window is not open again')


def locked_and_unlocked(hall, one, two):
    number = one.call_next()
    one.start_visit()
    one.press('F12')
    screen = one.sees(re.compile(r'Locked by Li Anning \d\d:\d\d · %s is kept' % number), 'Unlock')
    same(screen.hand(), None, 'the ticket by itself')
    one.press('F2', 'F8')
    one.type('11111111')
    one.press('Return')
    one.sees('That staff number and PIN do not match. 4 tries left.')
    one.type(PIN)
    one.press('Return')
    one.wait(lambda now: now.hand() == number and now.find('Serving'), '%s is not in hand after unlocking' % number)
    wait_until(lambda: [event.name for event in hall.events()][-2:] == ['session.locked', 'session.unlocked'], 'not in the journal')


def handed_over_to_another_clerk(hall, one, two):
    number = one.read().hand()
    one.press('F12')
    one.sees('Hand Over to Another Clerk…')
    one.tab_to('Hand Over to Another Clerk…')
    one.press('Return')
    one.sees('Hand over this window?')
    # The default is to leave things as they are.
    one.press('Return')
    one.lacks('Hand over this window?')
    one.sees('Unlock')
    one.tab_to('Hand Over to Another Clerk…')
    one.press('Return')
    one.sees('Hand over this window?')
    one.press('alt+h')
    one.lacks('Hand over this window?')
    one.sees('Sign In')
    one.sign_in('10429', '12345678')
    one.sees('That staff number and PIN do not match. 4 tries left. If you are new here, the supervisor gives you your first PIN.')
    one.type(PIN)
    one.press('Return')
    one.sees('Window 1 · Li Xinhe', 'Put aside 1', re.compile('Resume %s, .*' % number))
    same(hall.told(number)[-1], 'taken_over', '%s after the hand-over' % number)
    same([event.name for event in hall.events()].count('session.ended'), 1, 'ended sign-ins')
    one.press('ctrl+h')
    one.wait(lambda now: now.hand() == number, '%s is not resumed by the other clerk' % number)


def today_tells_it_all(hall, one, two):
    one.press('ctrl+f')
    screen = one.sees('Today at This Window')
    # The list begins at the newest line; older ones are found by number, the day's first at its end.
    for number, lines in (('a001', ('A001 called', 'A001 started', 'A001 ended · Consultation Only')),
                          ('a002', ('A002 skipped',)), ('a004', ('A004 called',))):
        one.press('ctrl+a')
        one.type(number)
        for words in lines:
            one.wait(lambda now: now.has(re.compile('.*' + re.escape(words) + '.*')), '“%s” is not in the list' % words)
    one.press('ctrl+a', 'BackSpace')
    one.press('Tab', 'End')
    for words in ('Window opened', 'Signed in'):
        one.wait(lambda now: now.has(re.compile('.*' + re.escape(words) + '.*')), '“%s” is not in the list' % words)
    one.press('ctrl+f')
    one.type('f001')
    screen = one.lacks('A001 called')
    holds(screen.has('F001 called'), screen)


def escape_leaves_the_list_of_today(hall, one, two):
    # The first empties the search, the second leaves.
    one.press('Escape', 'Escape')
    one.wait(lambda now: now.is_focused('Outcome'), 'not back at the visit')


def everything_is_closed_in_order(hall, one, two):
    one.close(re.compile(r'Close while .* is at this window\?'))
    two.close()
    hall.stop()
    hall.verify()
    names = [event.name for event in hall.events()]
    same([name for name in names if name in ('event.superseded', 'event.quarantined', 'event.flagged')], [], 'verdicts')


def main():
    tap = Tap()
    steps = (both_windows_join_and_sign_in, one_visit_is_five_key_presses, recall_waits_for_its_guard,
             the_recall_button_counts_its_guard_down, skip_calls_the_next_and_undo_puts_back, put_aside_with_a_reason_and_resumed, transfer_to_the_other_window_and_back,
             tab_leaves_a_choice_as_it_is, transfer_to_a_queue_with_a_note, a_walk_in_gets_a_number_and_is_called, a_paused_window_says_so_and_calls_nobody,
             locked_and_unlocked, handed_over_to_another_clerk, today_tells_it_all, escape_leaves_the_list_of_today,
             everything_is_closed_in_order)
    with counter.hall('10421', '10422', '10429', tickets=(('A', 5), ('B', 2))) as hall:
        one = counter.window(hall, 1)
        two = counter.window(hall, 2)
        for step in steps:
            tap.run(step, hall, one, two)
    tap.done()


main()
