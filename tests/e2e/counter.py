# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests share: one hall and its windows on one screen, side by side."""
import contextlib
import os
import sys
import tempfile

sys.path.insert(0, os.environ['YC_DEMO_DIR'])
from driver import Hall, Workstation  # noqa: E402  pylint: disable=wrong-import-position

WIDTH, HEIGHT = 930, 900


@contextlib.contextmanager
def hall(*staff, tickets=()):
    """A hall that serves, in a folder that goes afterwards. tickets are (queue, count)."""
    with tempfile.TemporaryDirectory(prefix='yc-e2e-') as place:
        node = Hall(os.environ['YICHUANG_HALL'], place)
        node.place = place
        node.stations = []
        node.set_pin(*staff)
        for queue, count in tickets:
            node.issue(queue, count)
        node.start()
        try:
            yield node
        finally:
            for station in node.stations:
                station.kill()
            if node.process is not None:
                node.kill()


def window(node, counter, language='en', given=False):
    """The workstation of a window, at its place on the screen, in its first run; given: it is told address and code on the command line."""
    station = Workstation(os.environ['YICHUANG'], node.place, language, 'window-%d' % counter)
    node.stations.append(station)
    at = ((counter - 1) * WIDTH, 0, WIDTH, HEIGHT)
    return station.start(node.url, node.code(counter), at) if given else station.start(at=at)


def again(node, counter):
    """Starts the workstation of a window again, on its profile."""
    station = next(station for station in node.stations if station.profile.endswith('window-%d' % counter))
    return station.start(at=((counter - 1) * WIDTH, 0, WIDTH, HEIGHT))
