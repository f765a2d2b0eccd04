#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""race.py YICHUANG-HALL RACE-CLERKS TOP [kill]: many counters race for tickets through a relay that loses answers; with "kill" the
node is killed and started again on its port all the while. The journal is judged by judge-race.py. YC_TEST_FULL=1 makes it bigger.
"""
import copy
import http.client
import importlib.util
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

from hall_world import PIN, Hall, Tap, holds, same, uuid7
from lossy_proxy import LossyProxy

HERE = os.path.dirname(os.path.abspath(__file__))
FULL = os.environ.get('YC_TEST_FULL') == '1'
SEED = int(os.environ.get('YC_RACE_SEED', '1'))
COUNTERS = 64
PER_PROCESS = 8
# Whole workstations fold every line of the hall, so that many of them on one machine are its load and not the node's.
STATIONS = int(os.environ.get('YC_RACE_STATIONS', '24' if FULL else '8'))
TICKETS = int(os.environ.get('YC_RACE_TICKETS', '20000' if FULL else '500'))
KILL_TICKETS = int(os.environ.get('YC_RACE_KILL_TICKETS', '6000' if FULL else '300'))
KILLS = int(os.environ.get('YC_RACE_KILLS', '200' if FULL else '20'))
READY_S = 600
DRAIN_S = 900 if FULL else 600
ISSUE_S = 2400 if FULL else 600


def load_judge():
    spec = importlib.util.spec_from_file_location('judge_race', os.path.join(HERE, 'judge-race.py'))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


JUDGE = load_judge()


class Clerks:
    """One process with some of the counters."""

    def __init__(self, program, hall, proxy, codes, stations, number):
        self.name = 'clerks-%d' % number
        self.answers = os.path.join(hall.top, self.name + '.answers')
        open(self.answers, 'w', encoding='utf-8').close()
        path = os.path.join(hall.top, self.name + '.codes')
        with open(path, 'w', encoding='utf-8') as file:
            file.writelines('%d %s\n' % pair for pair in codes)
        self.log = open(os.path.join(hall.top, self.name + '.log'), 'w+', encoding='utf-8')
        self.process = subprocess.Popen(
            [program, '--codes', path, '--url', 'https://127.0.0.1:%d' % hall.port,
             '--through', 'https://127.0.0.1:%d' % proxy.port, '--dir', hall.top, '--answers', self.answers,
             '--number', '1001', '--pin', PIN, '--stations', str(stations), '--seed', str(SEED * 100 + number)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, encoding='utf-8')

    def wait_for(self, word, deadline):
        """What stands behind the word."""
        timer = threading.Timer(max(0.1, deadline - time.monotonic()), self.process.kill)
        timer.start()
        try:
            said = self.process.stdout.readline().split()
        finally:
            timer.cancel()
        if not said or said[0] != word:
            self.log.seek(0)
            raise AssertionError('%s said %r and not %r in time: %s' % (self.name, said, word, self.log.read()[-3000:]))
        return int(said[1]) if len(said) > 1 else 0

    def say(self, word):
        try:
            self.process.stdin.write(word + '\n')
            self.process.stdin.flush()
        except BrokenPipeError:
            self.log.seek(0)
            raise AssertionError('%s has died, status %s: %s' % (self.name, self.process.wait(60), self.log.read()[-4000:])) from None

    def quit(self):
        self.say('quit')
        repeated = self.wait_for('repeated', time.monotonic() + 60)
        self.wait_for('done', time.monotonic() + 60)
        same(self.process.wait(60), 0, self.name)
        return repeated

    def remove(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for file in (self.process.stdin, self.process.stdout, self.log):
            try:
                file.close()
            except BrokenPipeError:
                pass   # what could not be said to one that has died


def start_clerks(program, hall, proxy, codes):
    n = COUNTERS // PER_PROCESS
    return [Clerks(program, hall, proxy, codes[i * PER_PROCESS:(i + 1) * PER_PROCESS], (STATIONS + n - 1 - i) // n, i)
            for i in range(n)]


def drain(clerks, seconds):
    """Until all of them find nobody waiting, twice in a row, and nothing has moved in between."""
    deadline = time.monotonic() + seconds
    before = None
    while True:
        for process in clerks:
            process.say('drain')
        moves = [process.wait_for('drained', deadline) for process in clerks]
        if before is not None and all(now == then + 1 for now, then in zip(moves, before)):
            return
        before = moves


def reference(name, items):
    return json.dumps({'set': name, 'version': 'race', 'effective_from': '2026-01-01', 'items': items}, ensure_ascii=False)


def policy(top):
    """The shipped policy, with nothing in it that waits."""
    with open(os.path.join(top, 'data/reference/policy.json'), encoding='utf-8') as file:
        items = json.load(file)['items']
    for item in items:
        if item['key'] in ('recall_guard_s', 'reconnect_jitter_s'):
            item['value'] = 0
    return reference('policy', items)


def make_hall(program, top, counters=COUNTERS, role='clerk'):
    hall = Hall(program)
    files = {
        'policy': policy(top),
        'queues': reference('queues', [{'letter': letter, 'zh': letter, 'en': letter, 'order': i}
                                       for i, letter in enumerate('AB')]),
        'counters': reference('counters', [{'number': n, 'zh': '%d 号窗口' % n, 'en': 'Window %d' % n, 'queues': ['A', 'B']}
                                           for n in range(1, counters + 1)]),
    }
    paths = []
    for name, text in files.items():
        paths.append(os.path.join(hall.top, name + '.json'))
        with open(paths[-1], 'w', encoding='utf-8') as file:
            file.write(text)
    hall.run('import', hall.dir, *paths)
    # One verifier for all: deriving it is slow on purpose, and a clerk may sign in at several counters.
    hall.staff('1001', role=role, queues='A,B')
    return hall


def make_codes(hall, counters=COUNTERS):
    codes = []
    for counter in range(1, counters + 1):
        answer = hall.control('POST', '/v1/enrolments/codes', {'as': 'workstation', 'counter': counter, 'replace': False})
        same(answer.status, 200, answer)
        codes.append((counter, answer.json['code']))
    return codes


def issue_early(hall, queue, count):
    """Before the node runs, by the program."""
    hall.run('ticket', hall.dir, '--queue', queue, '--count', str(count))


def issue(hall, queue, count, failures):
    """Beside the race, over the control socket: each under its key until it is answered, whatever becomes of the node."""
    deadline = time.monotonic() + ISSUE_S
    for _ in range(count):
        headers = {'Idempotency-Key': uuid7(), 'Content-Type': 'application/json'}
        while time.monotonic() < deadline:
            try:
                answer = hall.control('POST', hall.path('commands'), {'command': 'issue', 'args': {'queue': queue}}, headers)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if answer.status == 200:
                break
            if answer.status != 503:
                failures.append(answer)
                return
            time.sleep(0.05)
        else:
            failures.append('out of time')
            return


def start_issuing(hall, count, failures):
    threads = [threading.Thread(target=issue, args=(hall, queue, count // 2, failures), daemon=True)
               for queue in 'AB']
    for thread in threads:
        thread.start()
    return threads


class Killer(threading.Thread):
    """Kills the node and starts it again on its port."""

    def __init__(self, hall):
        super().__init__(daemon=True)
        self.hall = hall
        self.random = random.Random(SEED + 7)
        self.failure = None
        self.kills = 0

    def run(self):
        try:
            for _ in range(KILLS):
                time.sleep(self.random.uniform(0.05, 1.2))
                self.hall.kill()
                self.kills += 1
                self.start_again()
        except Exception as failure:  # pylint: disable=broad-except
            self.failure = failure

    def start_again(self):
        hall = self.hall
        hall.process = subprocess.Popen([hall.program, 'serve', hall.dir, '--listen', '127.0.0.1:%d' % hall.port],
                                        stdout=subprocess.PIPE, stderr=hall.log, encoding='utf-8')
        said = hall.process.stdout.readline()
        holds(said.startswith('listening https://127.0.0.1:%d' % hall.port), 'the node said %r; %s' % (said, hall.errors()))


class Race:
    """One hall and what happened in it."""

    def __init__(self, hall_program, clerks_program, top):
        self.hall = make_hall(hall_program, top)
        self.clerks_program = clerks_program
        self.proxy = None
        self.clerks = []
        self.export = os.path.join(self.hall.top, 'export.jsonl')
        self.answers = os.path.join(self.hall.top, 'answers')

    def run(self, tickets, kill):
        hall = self.hall
        # Most visitors are there when the doors open; the rest come while the counters race.
        early = tickets // 4 * 2
        for queue in 'AB':
            issue_early(hall, queue, early // 2)
        hall.start()
        self.proxy = LossyProxy(hall.port, SEED)
        # A sign-in is slow on purpose; what is lost of it would be worked on again. The losses begin afterwards.
        self.proxy.calm = True
        started = time.monotonic()
        self.clerks = start_clerks(self.clerks_program, hall, self.proxy, make_codes(hall))
        for process in self.clerks:
            process.wait_for('ready', started + READY_S)
        print('# %d counters opened in %.1f s' % (COUNTERS, time.monotonic() - started), flush=True)
        self.proxy.calm = False
        for process in self.clerks:
            process.say('race')
        started = time.monotonic()
        failures = []
        issuing = start_issuing(hall, tickets - early, failures)
        killer = Killer(hall) if kill else None
        if killer is not None:
            killer.start()
            killer.join()
            if killer.failure is not None:
                raise killer.failure
        for thread in issuing:
            thread.join()
        same(failures, [], 'issuing')
        drain(self.clerks, DRAIN_S)
        repeated = sum(process.quit() for process in self.clerks)
        print('# raced %.1f s; relay %s; light counters repeated %d requests; killed %d times'
              % (time.monotonic() - started, self.proxy.counts, repeated, killer.kills if killer else 0), flush=True)
        holds(self.proxy.counts['cut'] > 20 and self.proxy.counts['cut_middle'] > 5 and self.proxy.counts['refuse'] > 0,
              'the relay lost nothing: %s' % self.proxy.counts)

    def every_counter_drains_the_hall(self, tickets, kill):
        self.run(tickets, kill)

    def the_journal_passes_its_own_verification(self):
        self.hall.stop()
        self.hall.verify()

    def the_judge_finds_no_fault(self, tickets):
        self.hall.run('export', self.hall.dir, '--out', self.export)
        with open(self.answers, 'w', encoding='utf-8') as out:
            for process in self.clerks:
                with open(process.answers, encoding='utf-8') as file:
                    out.write(file.read())
        faults, counts = JUDGE.judge(self.export, self.answers, drained=True)
        print('# ' + ', '.join('%s %d' % pair for pair in sorted(counts.items())), flush=True)
        holds(not faults, '\n'.join(faults))
        # A race without these would prove little.
        # None is missing, and none was issued twice for one key.
        same(counts['tickets'], tickets, 'tickets')
        for name in ('ticket.called', 'ticket.returned', 'ticket.transferred', 'ticket.passed', 'ticket.held', 'ticket.recalled'):
            holds(counts[name] > 0, '%s never happened' % name)
        same(counts['counter.opened'], COUNTERS, 'counters opened')

    def remove(self):
        for process in self.clerks:
            process.remove()
        if self.proxy is not None:
            self.proxy.stop()
        self.hall.remove()


# The judge judged: exports broken by hand, each of which it must see.

def write_export(path, records):
    with open(path, 'w', encoding='utf-8') as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + '\n' for record in records)


def edit(records, name, change):
    """Changes the event of the first record of that type, and the chain after it as a forger would."""
    for record in records:
        if 'line' in record and '"org.yichuang.%s.v1"' % name in record['line']:
            event = json.loads(record['line'])
            change(event)
            record['line'] = json.dumps(event, ensure_ascii=False, separators=(',', ':'))
            return
    raise AssertionError('no ' + name)


def rechain(records):
    """Numbers and chains anew what was taken out or put in, so that only the story is wrong."""
    chains = {}
    position = 0
    for record in records:
        if 'line' not in record:
            continue
        position += 1
        event = json.loads(record['line'])
        seq, digest = chains.get(record['dev'], (0, JUDGE.ZEROS))
        event['ycseq'], event['ycprev'] = seq + 1, digest
        record['pos'], record['seq'] = position, seq + 1
        record['line'] = json.dumps(event, ensure_ascii=False, separators=(',', ':'))
        chains[record['dev']] = seq + 1, JUDGE.hashlib.sha256(b'\0' + record['line'].encode()).hexdigest()
    return records


def find(records, name):
    for i, record in enumerate(records):
        if 'line' in record and '"org.yichuang.%s.v1"' % name in record['line']:
            return i
    raise AssertionError('no ' + name)


def double_call(records):
    """The same ticket called once more, as a reply that was done twice would make it."""
    at = find(records, 'ticket.called')
    again = copy.deepcopy(records[at])
    event = json.loads(again['line'])
    event['yccause'] = event['yccause'][:-1] + ('0' if event['yccause'][-1] != '0' else '1')
    again['line'] = json.dumps(event)
    records.insert(at + 1, again)
    return rechain(records)


def call_done_twice(records):
    at = find(records, 'ticket.called')
    records.insert(at + 1, copy.deepcopy(records[at]))
    return rechain(records)


def missing_end(records):
    del records[find(records, 'ticket.ended')]
    return rechain(records)


def second_end(records):
    at = find(records, 'ticket.ended')
    records.insert(at + 1, copy.deepcopy(records[at]))
    return rechain(records)


def missing_position(records):
    del records[find(records, 'ticket.started')]
    return records


def wrong_chain(records):
    edit(records, 'ticket.started', lambda event: event.update(time='2026-01-01T00:00:00.000Z'))
    return records


def number_twice(records):
    at = find(records, 'ticket.issued')
    first = json.loads(records[at]['line'])['data']['number']
    rest = records[at + 1:]
    edit(rest, 'ticket.issued', lambda event: event['data'].update(number=first))
    return rechain(records)


def another_holder(records):
    edit(records, 'ticket.ended', lambda event: event.update(ycsess='0193a5c0-0000-7000-8000-00000000dead'))
    return rechain(records)


def cut_off(records):
    return [record for record in records if 'end' not in record]


def lost_call(records):
    """Everything of one ticket after it was issued is gone, though a counter was told of it."""
    subject = json.loads(records[find(records, 'ticket.called')]['line'])['subject']
    kept = [record for record in records if 'line' not in record or subject not in record['line'] or 'ticket.issued' in record['line']]
    return rechain(kept)


BROKEN = (double_call, call_done_twice, missing_end, second_end, missing_position, wrong_chain, number_twice, another_holder,
          cut_off, lost_call)


def the_judge_sees_what_is_broken_by_hand(race):
    with open(race.export, encoding='utf-8') as file:
        text = file.read()
    path = os.path.join(race.hall.top, 'broken')
    # Chained anew and otherwise untouched it is without fault: what is seen below is the break and not the mending.
    write_export(path, rechain([json.loads(line) for line in text.splitlines()]))
    same(JUDGE.judge(path, race.answers, drained=True)[0], [], 'chained anew')
    for how in BROKEN:
        write_export(path, how([json.loads(line) for line in text.splitlines()]))
        faults, _ = JUDGE.judge(path, race.answers, drained=True)
        holds(faults, 'the judge does not see: ' + how.__name__)
        print('# %s: %s' % (how.__name__.replace('_', ' '), faults[0]), flush=True)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    tap = Tap()
    kill = len(sys.argv) > 4 and sys.argv[4] == 'kill'
    tickets = KILL_TICKETS if kill else TICKETS
    race = Race(*sys.argv[1:4])
    try:
        tap.run(race.every_counter_drains_the_hall, tickets, kill)
        tap.run(race.the_journal_passes_its_own_verification)
        tap.run(race.the_judge_finds_no_fault, tickets)
        tap.run(the_judge_sees_what_is_broken_by_hand, race)
    finally:
        if os.environ.get('YC_RACE_KEEP'):
            print('# kept: ' + race.hall.top)
        else:
            race.remove()
    tap.done()


if __name__ == '__main__':
    main()
