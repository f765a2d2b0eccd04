#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-start.py FIRST-FRAME.so EMPTY-WINDOW YICHUANG: start to the first frame and memory of the workstation's first screen beside
an empty libadwaita window, median of five warm starts each. Needs a screen (tests/ui-env)."""
import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 5
SETTLE_S = 1.5


def start(preload, command):
    """(ms to the first frame, PSS in MB) of one start."""
    began = time.monotonic()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, encoding='utf-8', env=dict(os.environ, LD_PRELOAD=preload))
    try:
        for line in process.stderr:
            if line.startswith('first-frame '):
                took = float(line.split()[1]) - began * 1000
                break
        else:
            raise SystemExit('%s painted nothing' % command[0])
        time.sleep(SETTLE_S)
        with open('/proc/%d/smaps_rollup' % process.pid, encoding='ascii') as file:
            pss = next(int(line.split()[1]) for line in file if line.startswith('Pss:'))
        return took, pss / 1024
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def measure(name, preload, command):
    start(preload, command)
    runs = [start(preload, command) for _ in range(RUNS)]
    print('%s-first-frame %.1f ms %d' % (name, statistics.median(run[0] for run in runs), RUNS))
    print('%s-pss %.1f MB %d' % (name, statistics.median(run[1] for run in runs), RUNS), flush=True)


def main():
    preload, empty, yichuang = (os.path.abspath(path) for path in sys.argv[1:4])
    with tempfile.TemporaryDirectory(prefix='yc-bench-') as profile:
        measure('empty-window', preload, [empty])
        measure('yichuang', preload, [yichuang, '--profile', profile])


if __name__ == '__main__':
    main()
