#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench.py YICHUANG-HALL RAW-NODE BENCH-CLERKS BENCH-DB TOP: the figures of the hall node, one line "name value unit n" each.

A hall of 200 counters and about 20,000 visitors of one day, 300 of whom wait at any time; 64 counters work, beside a raw handler over the same server and store. Nothing
fails because a machine is slow.
"""
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'hall'))
import race  # pylint: disable=wrong-import-position

DEVICES = 200
OPEN = 64
WAITING = 300
CALLS = int(os.environ.get('YC_BENCH_CALLS', '4000'))
PUSHED = 20000
STEPS = ['raw:1', 'call:1', 'raw:12', 'call:12', 'polled:12', 'raw:64', 'call:64', 'polled:64']


def memory(pid):
    """(PSS, RSS) in MB."""
    with open('/proc/%d/smaps_rollup' % pid, encoding='ascii') as file:
        sizes = {line.split(':')[0]: int(line.split()[1]) for line in file if line.split()[-1] == 'kB'}
    return sizes['Pss'] / 1024, sizes['Rss'] / 1024


def figure(name, value, unit, count):
    print('%s %.3f %s %d' % (name, value, unit, count), flush=True)


def start_raw(program, hall):
    process = subprocess.Popen([program, hall.dir, hall.id, os.path.join(hall.top, 'raw.db')],
                               stdout=subprocess.PIPE, encoding='utf-8')
    return process, process.stdout.readline().split()[1]


def run_clerks(program, hall, raw_url, steps):
    """Prints the figures; at the step "poll" looks at the node's memory."""
    process = subprocess.Popen([program, os.path.join(hall.top, 'codes'), 'https://127.0.0.1:%d' % hall.port, raw_url, hall.top,
                                str(OPEN), str(CALLS), *steps], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding='utf-8')
    for line in process.stdout:
        if line.startswith('polling'):
            polls = int(line.split()[1])
            time.sleep(2)
            pss, rss = memory(hall.process.pid)
            figure('node-pss', pss, 'MB', polls)
            figure('node-rss', rss, 'MB', polls)
            process.stdin.close()
        else:
            print(line, end='', flush=True)
    race.same(process.wait(), 0, 'the counters')


def main():
    hall_program, raw_program, clerks_program, db_program, top = sys.argv[1:6]
    hall = race.make_hall(hall_program, top, DEVICES, 'supervisor')
    raw = None
    try:
        race.issue_early(hall, 'A', WAITING)
        hall.start()
        with open(os.path.join(hall.top, 'codes'), 'w', encoding='utf-8') as file:
            file.writelines('%d %s\n' % pair for pair in race.make_codes(hall, DEVICES))
        raw, raw_url = start_raw(raw_program, hall)
        run_clerks(clerks_program, hall, raw_url, STEPS + ['pull', 'push:%d' % PUSHED, 'poll'])
        hall.stop()
        export = os.path.join(hall.top, 'export')
        hall.run('export', hall.dir, '--out', export)
        subprocess.run([db_program, export, os.path.join(hall.top, 'fold.db')], check=True)
    finally:
        if raw is not None:
            raw.kill()
            raw.wait()
        hall.remove()


if __name__ == '__main__':
    main()
