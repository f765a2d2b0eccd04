#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""judge-race.py EXPORT [ANSWERS] [--drained]: judges a day of racing counters from the journal alone.

It has a model of a ticket of its own, written from the contract, and calls none of the code under test. ANSWERS is what the
counters wrote down as they were answered. Prints one fault a line and exits 1, or a summary and exits 0.
"""
import collections
import hashlib
import json
import sys

NAMESPACE = 'org.yichuang.'
ZEROS = '0' * 64

# What a ticket's events need and make: name -> (states before, state after).
MOVES = {
    'ticket.issued': ({None}, 'waiting'),
    'ticket.called': ({'waiting', 'passed'}, 'called'),
    'ticket.recalled': ({'called'}, 'called'),
    'ticket.started': ({'called'}, 'serving'),
    'ticket.held': ({'serving'}, 'held'),
    'ticket.resumed': ({'held'}, 'serving'),
    'ticket.returned': ({'called', 'serving'}, 'waiting'),
    'ticket.transferred': ({'called', 'serving'}, 'waiting'),
    'ticket.ended': ({'serving'}, 'ended'),
    'ticket.taken_over': ({'called', 'serving', 'held'}, 'held'),
    'ticket.printed': ({'waiting'}, 'waiting'),
    'ticket.expired': ({'waiting'}, 'ended'),
    'ticket.cancelled': ({'waiting'}, 'ended'),
    'ticket.reprioritised': ({'waiting'}, 'waiting'),
    'ticket.rerouted': ({'waiting'}, 'waiting'),
}
HOLDERS = {'ticket.recalled', 'ticket.started', 'ticket.held', 'ticket.resumed', 'ticket.returned', 'ticket.transferred',
           'ticket.ended', 'ticket.passed'}


class Ticket:
    def __init__(self):
        self.state = None
        self.session = None
        self.number = ''
        self.back_to = 0
        self.ends = 0


class Judge:
    def __init__(self):
        self.faults = []
        self.counts = collections.Counter()
        self.tickets = collections.defaultdict(Ticket)
        self.numbers = {}
        self.lines = {}
        self.causes = collections.defaultdict(list)

    def fault(self, text, *arguments):
        if len(self.faults) < 50:
            self.faults.append(text % arguments)

    # the journal as a list

    def read(self, path):
        records, events, ended = [], [], False
        with open(path, encoding='utf-8') as file:
            for line in file:
                records.append(json.loads(line))
        for record in records:
            if 'line' in record:
                events.append((record, json.loads(record['line'])))
            elif 'quarantined' in record:
                self.fault('quarantined: %s %s %s', record['dev'], record['seq'], record['quarantined'])
            ended = ended or 'end' in record
        if not ended:
            self.fault('the export has no end')
        return events

    def check_order(self, events):
        """Positions dense; per device seq gapless, in the order of the hall, each naming the hash of the one before."""
        last, chains = 0, {}
        for record, event in events:
            if record['pos'] != last + 1:
                self.fault('position %d follows %d', record['pos'], last)
            last = record['pos']
            seq, digest = chains.get(record['dev'], (0, ZEROS))
            if event['ycseq'] != seq + 1 or record['seq'] != seq + 1:
                self.fault('seq %d of %s follows %d', record['seq'], record['dev'], seq)
            if event['ycprev'] != digest:
                self.fault('seq %d of %s does not name the line before it', record['seq'], record['dev'])
            if event['source'] != 'urn:yichuang:dev:' + record['dev']:
                self.fault('position %d is not of its device', record['pos'])
            chains[record['dev']] = record['seq'], hashlib.sha256(b'\0' + record['line'].encode()).hexdigest()
            self.lines[record['dev'], record['seq']] = event
        self.counts['devices'] = len(chains)

    # the tickets

    def fold(self, events):
        void = {}
        for _, event in events:
            if event['type'] == NAMESPACE + 'event.superseded.v1':
                void[event['data']['event']] = event['data']['reason']
        for record, event in events:
            name = event['type'].removeprefix(NAMESPACE).rsplit('.v', 1)[0]
            self.counts[name] += 1
            if event['yccause']:
                self.causes[event['yccause']].append((name, event['subject'], event))
            if name.startswith('ticket.'):
                self.step(record['pos'], name, event, void.get('%s/%d' % (record['dev'], record['seq'])))

    def step(self, pos, name, event, why_not):
        ticket = self.tickets[event['subject']]
        before, after = MOVES.get(name, (None, None))
        if name == 'ticket.passed':
            before, after = {'called'}, 'waiting' if 'place' in event['data'] else 'passed'
        elif name == 'ticket.restored':
            to_held = event['data']['to'] == 'held'
            before, after = {'waiting'} if to_held else {'passed'}, 'held' if to_held else 'waiting'
        if before is None:
            self.fault('position %d: %s is not known to the judge', pos, name)
            return
        effective = why_not is None
        legal = ticket.state in before and (name not in HOLDERS or event['ycsess'] == ticket.session)
        # Rule 20 of the ordering: who must come back to another counter is not ended here while that is open.
        if why_not == 'must-return':
            legal = legal and not (name == 'ticket.ended' and ticket.back_to not in (0, event['yccounter']))
        if legal != effective:
            self.fault('position %d: %s of %s in state %s by session %s (held by %s) %s', pos, name, event['subject'],
                       ticket.state, event['ycsess'], ticket.session,
                       'took effect' if effective else 'was superseded without need')
        if not effective:
            return
        self.take(pos, name, event, ticket, after)

    def take(self, pos, name, event, ticket, after):
        if name == 'ticket.issued':
            key = event['data']['day'], event['data']['number']
            if key in self.numbers:
                self.fault('position %d: number %s of %s was given before', pos, key[1], key[0])
            self.numbers[key] = event['subject']
            ticket.number = key[1]
        if name in ('ticket.called', 'ticket.taken_over') or (name == 'ticket.restored' and after == 'held'):
            ticket.session = event['data'].get('session', event['ycsess'])
        if name == 'ticket.transferred':
            ticket.back_to = event['yccounter'] if event['data'].get('must_return') else 0
        if after in ('waiting', 'passed', 'ended'):
            ticket.session = None
        ticket.ends += after == 'ended'
        ticket.state = after

    def check_tickets(self, drained):
        for subject, ticket in self.tickets.items():
            if ticket.ends > 1:
                self.fault('%s (%s) ended %d times', subject, ticket.number, ticket.ends)
            if drained and ticket.state not in ('ended', 'passed'):
                self.fault('%s (%s) is still %s', subject, ticket.number, ticket.state)
        self.counts['tickets'] = len(self.tickets)

    # commands

    def check_causes(self):
        """A command has its effect once: no two events of one key are the same, and it calls one ticket at most."""
        for key, effects in self.causes.items():
            seen = collections.Counter((name, subject) for name, subject, _ in effects)
            for (name, subject), n in seen.items():
                if n > 1:
                    self.fault('command %s made %s of %s %d times', key, name, subject, n)
            for name in ('ticket.called', 'ticket.issued', 'ticket.restored', 'session.opened', 'counter.opened'):
                n = sum(effect[0] == name for effect in effects)
                if n > 1:
                    self.fault('command %s made %s %d times', key, name, n)
        self.counts['commands with effect'] = len(self.causes)

    def check_answers(self, path):
        """What a counter was told is in the journal, and what it was refused is not."""
        made = {'call-next': 'ticket.called', 'call': 'ticket.called', 'restore': 'ticket.restored',
                'open-counter': 'counter.opened'}
        keys = set()
        with open(path, encoding='utf-8') as file:
            answers = [json.loads(line) for line in file]
        for answer in answers:
            if 'acked' in answer:
                self.counts['acknowledgements'] += 1
                if (answer['dev'], answer['acked']) not in self.lines:
                    self.fault('line %d of %s was acknowledged and is not there', answer['acked'], answer['dev'])
                continue
            self.counts['answers'] += 1
            if answer['key'] in keys:
                self.fault('command %s was answered twice', answer['key'])
            keys.add(answer['key'])
            self.check_answer(answer, made.get(answer['verb']))

    def check_answer(self, answer, wanted):
        effects = self.causes.get(answer['key'], [])
        if answer['code']:
            self.counts['refused: ' + answer['code']] += 1
            if effects:
                self.fault('command %s was refused (%s) and has an effect', answer['key'], answer['code'])
            return
        subjects = [subject for name, subject, _ in effects if name == wanted]
        if answer['verb'] == 'call-next' and not answer['ticket']:
            if effects:
                self.fault('command %s found nobody and has an effect', answer['key'])
        elif answer['ticket'] and subjects != ['ticket/' + answer['ticket']]:
            self.fault('command %s was answered with %s; the journal has %s', answer['key'], answer['ticket'], subjects)
        elif not subjects:
            self.fault('command %s (%s) was answered and has no effect', answer['key'], answer['verb'])


def judge(export, answers=None, drained=False):
    """(faults, counts) of an export."""
    self = Judge()
    events = self.read(export)
    self.check_order(events)
    self.fold(events)
    self.check_tickets(drained)
    self.check_causes()
    if answers is not None:
        self.check_answers(answers)
    return self.faults, self.counts


def main():
    words = [word for word in sys.argv[1:] if not word.startswith('--')]
    if not 1 <= len(words) <= 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    faults, counts = judge(words[0], words[1] if len(words) > 1 else None, '--drained' in sys.argv)
    for fault in faults:
        print(fault)
    if faults:
        sys.exit(1)
    print(', '.join('%s %d' % pair for pair in sorted(counts.items())))


if __name__ == '__main__':
    main()
