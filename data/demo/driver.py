# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real programs as a clerk does: keys through the X server, answers read from the screen over AT-SPI.

Nothing here calls an action of a program over a bus: whatever happens, happened because a key was pressed. Needs a screen and
an accessibility bus of its own, as tests/ui-env gives them.
"""
import json
import os
import re
import signal
import subprocess
import sys
import time
import traceback

from gi.repository import Gio, GLib

# How long something may take at most. Generous: it is waited out only by what fails, and sanitizers make programs slow.
PATIENCE = float(os.environ.get('YC_PATIENCE', '30'))
PAUSE = 0.05
PIN = '20260101'
REFERENCE = ('policy', 'queues', 'counters', 'staff', 'groups', 'reasons', 'departments')
HERE = os.path.dirname(os.path.abspath(__file__))
LOCALES = {'en': 'C.UTF-8', 'zh': 'zh_CN.UTF-8'}


class Fault(AssertionError):
    """Something is not as it has to be; the text says what, and what was there instead."""


def same(got, wanted, what):
    if got != wanted:
        raise Fault('%s: %.900r, and not %.900r' % (what, got, wanted))


def holds(truth, what):
    if not truth:
        raise Fault('%.1500s' % (what,))


def wait_until(condition, what, patience=None):
    """Asks until the answer is true and returns it; what may be a function that tells how things stand."""
    end = time.monotonic() + (patience or PATIENCE)
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Fault('waited %d s in vain: %s' % (patience or PATIENCE, what() if callable(what) else what))
        time.sleep(PAUSE)


def shot(path):
    """A picture of the whole screen, once nothing moves on it any more."""
    before = None
    end = time.monotonic() + 4
    while time.monotonic() < end:
        now = subprocess.run(['import', '-window', 'root', '-depth', '8', 'rgb:-'], check=True, timeout=60, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE).stdout
        if now == before:
            break
        before = now
    subprocess.run(['import', '-window', 'root', '-strip', path], check=True, timeout=60, stdin=subprocess.DEVNULL)


def xdotool(*words, check=True):
    done = subprocess.run(['xdotool', *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding='utf-8', check=False,
                          timeout=20)
    if check and done.returncode != 0:
        raise Fault('xdotool %s: %s' % (' '.join(words), done.stderr.strip() or done.returncode))
    return done.stdout.split()


# ---- the hall -------------------------------------------------------------------------------------------------------


class Hall:
    """A hall in a folder of its own: made, filled and served by the program yichuang-hall."""

    def __init__(self, program, place, folder=None):
        """A new hall with the demo data in place, or the one in folder."""
        self.program = program
        self.folder = folder or os.path.join(place, 'hall')
        self.out = os.path.join(place, 'export')
        self.log = os.path.join(place, 'hall.log')
        self.process = None
        self.port = 0
        if folder is None:
            self.run('init', self.folder, '--name', '示例区政务服务中心', '--counters', '8', '--division', '330106')
            self.run('import', self.folder, *[os.path.join(HERE, part + '.json') for part in REFERENCE])

    def run(self, *words, given=''):
        done = subprocess.run([self.program, *words], input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding='utf-8',
                              timeout=120, check=False)
        if done.returncode != 0:
            raise Fault('yichuang-hall %s: %s%s' % (' '.join(words), done.stdout, done.stderr))
        return done.stdout

    def set_pin(self, *numbers, pin=PIN):
        for number in numbers:
            self.run('staff', self.folder, 'reset', '--number', number, given=pin + '\n')

    def start(self):
        """Serves; after the first time on the same port, so that the workstations find it again."""
        with open(self.log, 'a', encoding='utf-8') as log:
            self.process = subprocess.Popen([self.program, 'serve', self.folder, '--listen', '127.0.0.1:%d' % self.port],
                                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, encoding='utf-8')
        line = self.process.stdout.readline()
        found = re.fullmatch(r'listening https://127\.0\.0\.1:(\d+)\n', line)
        holds(found, 'the node said %r and not where it listens' % line)
        self.port = int(found[1])
        return self

    @property
    def url(self):
        return 'https://127.0.0.1:%d' % self.port

    def stop(self):
        """A clean stop; a node that had something to complain about fails here."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        self.forget()
        same(status, 0, 'exit status of the node')

    def kill(self):
        """As a power cut does it."""
        self.process.kill()
        self.process.wait(30)
        self.forget()

    def forget(self):
        self.process.stdout.close()
        self.process = None

    def issue(self, queue, count=1, group=None, reason=None):
        more = ['--group', group, '--reason', reason] if group else []
        return self.run('ticket', self.folder, '--queue', queue, '--count', str(count), *more)

    def code(self, counter):
        return self.run('enrol', self.folder, '--as', 'workstation', '--counter', str(counter)).strip()

    def verify(self):
        return self.run('verify', self.folder)

    def events(self):
        """The journal in its order: Event objects."""
        self.run('export', self.folder, '--out', self.out)
        with open(self.out, encoding='utf-8') as file:
            items = [json.loads(line) for line in file]
        os.unlink(self.out)
        placed = sorted((item for item in items if 'line' in item and item.get('pos')), key=lambda item: item['pos'])
        return [Event(json.loads(item['line']), item['pos']) for item in placed]

    def of(self, number):
        """The events of the ticket with this number, in order."""
        events = self.events()
        issued = [event for event in events if event.name == 'ticket.issued' and event.data.get('number') == number]
        same(len(issued), 1, 'tickets with the number %s' % number)
        return [event for event in events if event.subject == issued[0].subject]

    def told(self, number):
        """What happened to a ticket: the names of its events without "ticket."."""
        return [event.name.removeprefix('ticket.') for event in self.of(number)]


class Event:
    def __init__(self, line, pos):
        self.pos = pos
        self.name = line['type'].removeprefix('org.yichuang.').removesuffix('.v1')
        self.subject = line['subject']
        self.actor = line.get('ycactor')
        self.counter = line.get('yccounter')
        self.data = line.get('data', {})
        self.personal = line.get('ycpersonal', {})
        self.line = line

    def __repr__(self):
        return '%d %s %s %s' % (self.pos, self.name, self.subject, self.data)


# ---- the screen -----------------------------------------------------------------------------------------------------


class Node:
    """One thing on the screen, as a screen reader is told of it."""

    __slots__ = ('role', 'name', 'text', 'description', 'states', 'box')

    def __init__(self, role, name, text, description, states, box):
        self.role = role
        self.name = name
        self.text = text
        self.description = description
        self.states = states
        self.box = box

    @property
    def is_there(self):
        """Whether it is on the screen: GTK 4.8 tells "showing" of windows only, so what has no size is not there."""
        return self.box is None or self.role in ('frame', 'dialog', 'window') or (self.box[2] > 0 and self.box[3] > 0)

    @property
    def enabled(self):
        return 'sensitive' in self.states and 'disabled' not in self.states

    def __repr__(self):
        return '%s “%s”%s%s%s' % (self.role, self.name, ' = “%s”' % self.text if self.text not in ('', self.name) else '',
                                  ' (%s)' % self.description if self.description else '', '' if self.enabled else ' insensitive')


class Screen:
    """What a workstation showed at one moment: the visible nodes, in the order of the tree."""

    def __init__(self, nodes):
        self.nodes = nodes

    def find(self, name, role=None):
        """The first node of this exact name (or text), or None; name may be a compiled pattern, matched whole."""
        for node in self.nodes:
            if role is not None and node.role != role:
                continue
            if isinstance(name, str):
                if name in (node.name, node.text):
                    return node
            elif name.fullmatch(node.name or '') or name.fullmatch(node.text or ''):
                return node
        return None

    def has(self, *names):
        return all(self.find(name) is not None for name in names)

    def has_any(self, *names):
        return any(self.find(name) is not None for name in names)

    def button(self, name):
        return self.find(name, 'push button')

    def is_focused(self, name):
        """Whether the focus is on something of this name. An entry row never says so: its text inside has the focus."""
        return any(node.name == name and 'focused' in node.states for node in self.nodes)

    def is_chosen(self, name):
        """Whether the row of this name is the selected one of its list."""
        return any(node.name == name and node.role == 'list item' and 'selected' in node.states for node in self.nodes)

    def focused(self):
        return [(node.role, node.name, node.box) for node in self.nodes if 'focused' in node.states]

    def hand(self):
        """The ticket in hand as the card at the top left shows it, or None."""
        for node in self.nodes:
            if node.role == 'label' and re.fullmatch(r'[A-Z]\d{3,}|–', node.name):
                return node.name if node.name != '–' else None
        return None

    def waiting(self):
        """The numbers in the waiting list, from its top."""
        rows = [re.match(r'([A-Z]\d{3,})\b', node.name) for node in self.nodes if node.role == 'list item' and node.box[0] < 200]
        return [row[1] for row in rows if row]

    def reason(self, name):
        """Why the button cannot be pressed; None if it can."""
        button = self.button(name)
        return button.description if button is not None and not button.enabled else None

    def __str__(self):
        told = [node for node in self.nodes if (node.name or node.text) and node.role not in ('application', 'filler', 'image', 'scroll bar')]
        return '\n'.join('  %r' % node for node in told)


ACCESSIBLE = 'org.a11y.atspi.Accessible'
COMPONENT = 'org.a11y.atspi.Component'
TEXT = 'org.a11y.atspi.Text'
PROPERTIES = 'org.freedesktop.DBus.Properties'
ROOT = '/org/a11y/atspi/accessible/root'
# Numbers of AtspiStateType.
STATES = {1: 'active', 4: 'checked', 7: 'editable', 8: 'enabled', 11: 'focusable', 12: 'focused', 23: 'selected', 24: 'sensitive',
          25: 'showing', 30: 'visible'}
# Numbers of AtspiRole.
ROLES = {2: 'alert', 7: 'check box', 11: 'combo box', 16: 'dialog', 20: 'filler', 23: 'frame', 27: 'image', 29: 'label', 31: 'list',
         32: 'list item', 35: 'menu item', 37: 'page tab', 39: 'panel', 40: 'password', 43: 'push button', 49: 'scroll pane',
         54: 'status bar', 61: 'text', 62: 'toggle button', 75: 'application', 79: 'entry'}
WINDOW_COORDINATES = 1
INSIDE, OTHER, PARENT = 'inside', 'other', 'parent'


class Reader:
    """Reads trees over the accessibility bus. The questions of one level of a tree are sent together: a program answers hundreds
    of them in the time that one by one would take for ten."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        answer = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None, 0, -1, None)
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.bus = Gio.DBusConnection.new_for_address_sync(answer.unpack()[0], flags, None, None)

    def ask(self, questions):
        """Answers to (name, path, interface, method, arguments), in their order; None where there is none."""
        answers = [None] * len(questions)
        left = [len(questions)]

        def on_answer(_, result, i):
            try:
                answers[i] = self.bus.call_finish(result).unpack()
            except GLib.Error:
                # It went away, or it has no such side.
                pass
            left[0] -= 1
        for i, (name, path, interface, method, arguments) in enumerate(questions):
            self.bus.call(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NO_AUTO_START, 10000, None, on_answer, i)
        context = GLib.MainContext.default()
        while left[0] > 0:
            context.iteration(True)
        return answers

    def application(self, pid):
        """The (name, path) of the program with this process id, or None."""
        children = self.ask([('org.a11y.atspi.Registry', ROOT, ACCESSIBLE, 'GetChildren', None)])[0]
        children = children[0] if children else []
        pids = self.ask([('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID',
                          GLib.Variant('(s)', (name,))) for name, _ in children])
        for child, answer in zip(children, pids):
            if answer == (pid,):
                return child
        return None

    def tree(self, ref):
        """The visible nodes below ref, in the order of the tree."""
        nodes = []
        # GTK makes the accessible side of a widget when it is first asked for, and cannot point at it before.
        for _ in range(3):
            top, certain = self.read_once(ref)
            nodes = []
            top.collect(nodes)
            if certain:
                break
        return nodes

    def read_once(self, ref):
        top = Entry(ref, None)
        level = [top]
        certain = True
        while level:
            questions = []
            for entry in level:
                name, path = entry.ref
                questions += [
                    (name, path, ACCESSIBLE, 'GetRole', None),
                    (name, path, ACCESSIBLE, 'GetState', None),
                    (name, path, ACCESSIBLE, 'GetChildren', None),
                    (name, path, PROPERTIES, 'GetAll', GLib.Variant('(s)', (ACCESSIBLE,))),
                    (name, path, COMPONENT, 'GetExtents', GLib.Variant('(u)', (WINDOW_COORDINATES,))),
                    # An end of -1 gives nothing in GTK 4.8.
                    (name, path, TEXT, 'GetText', GLib.Variant('(ii)', (0, 65535))),
                ]
            answers = self.ask(questions)
            for i, entry in enumerate(level):
                entry.fill(*answers[6 * i:6 * i + 6])
            certain = self.look_behind(level) and certain
            level = [child for entry in level if entry.is_there for child in entry.children]
        return top, certain

    def look_behind(self, level):
        """Leaves out the pages of a stack that are not in front. They keep their size and all their states, so the only way to tell
        is to ask what can be pointed at where they are: something of theirs, or something of another page. Returns whether it
        could be told of all."""
        behind = [entry for entry in level if entry.has_rival(level)]
        asked = [(entry, point) for entry in behind for point in entry.points()]
        answers = self.ask([(*entry.parent.ref, COMPONENT, 'GetAccessibleAtPoint',
                             GLib.Variant('(iiu)', (*point, WINDOW_COORDINATES))) for entry, point in asked])
        told = {}
        for (entry, _), answer in zip(asked, answers):
            if told.get(entry) in (None, PARENT) and answer is not None:
                told[entry] = self.place(tuple(answer[0]), entry) or told.get(entry)
        for entry, place in told.items():
            # Where a page in front is smaller, there is nothing but the stack itself to be pointed at.
            if place in (OTHER, PARENT):
                entry.node = None
        return all(told.get(entry) is not None for entry in behind)

    def place(self, ref, entry):
        """Where ref is as seen from the entry: INSIDE, OTHER (in a sibling) or PARENT (around both); None if that cannot be said."""
        around = entry.around()
        if ref in around:
            return PARENT
        while ref[0] and ref != entry.ref and ref not in around:
            answer = self.ask([(*ref, PROPERTIES, 'Get', GLib.Variant('(ss)', (ACCESSIBLE, 'Parent')))])[0]
            ref = tuple(answer[0]) if answer is not None else ('', '')
        if ref == entry.ref:
            return INSIDE
        return OTHER if ref[0] else None


class Entry:
    """A node while the tree is being read."""

    def __init__(self, ref, parent):
        self.ref = tuple(ref)
        self.parent = parent
        self.node = None
        self.children = []

    @property
    def is_there(self):
        return self.node is not None and self.node.is_there

    def fill(self, role, state, children, properties, extents, text):
        if role is None or state is None:
            return
        low, high = state[0]
        bits = low | high << 32
        names = frozenset(name for bit, name in STATES.items() if bits >> bit & 1)
        properties = properties[0] if properties else {}
        self.node = Node(ROLES.get(role[0], str(role[0])), properties.get('Name', ''), text[0] if text else '',
                         properties.get('Description', ''), names, extents[0] if extents else None)
        self.children = [Entry(ref, self) for ref in (children[0] if children else [])]

    def points(self):
        x, y, width, height = self.node.box
        return [(x + width * i // 8, y + height * j // 8) for j in (4, 1, 7, 3) for i in (4, 1, 7)]

    def around(self):
        refs = set()
        up = self.parent
        while up is not None:
            refs.add(up.ref)
            up = up.parent
        return refs

    def is_page(self):
        """Whether it is large enough to be a page; small things may lie on one another."""
        return self.is_there and self.node.box is not None and self.node.box[2] >= 200 and self.node.box[3] >= 100

    def has_rival(self, level):
        """Whether a sibling lies at the same place, as the pages of a stack do."""
        if self.parent is None or self.parent.node.role == 'application' or not self.is_page():
            return False
        x, y, width, height = self.node.box
        for other in level:
            if other is not self and other.parent is self.parent and other.is_page():
                left, top, wide, high = other.node.box
                if x < left + wide and left < x + width and y < top + high and top < y + height:
                    return True
        return False

    def collect(self, nodes):
        if not self.is_there:
            return
        nodes.append(self.node)
        for child in self.children:
            child.collect(nodes)


READER = Reader()


class Workstation:
    """The program yichuang of one window, with a profile of its own."""

    def __init__(self, program, place, language='en', label='window-1'):
        self.program = program
        self.language = language
        self.profile = os.path.join(place, label)
        self.config = os.path.join(place, label + '-config')
        self.log = os.path.join(place, label + '.log')
        self.process = None
        self.presses = 0   # keys pressed, counted as a clerk would
        self.typed = 0     # characters typed

    # the program

    def start(self, url=None, code=None, at=None):
        """Starts it and waits for its window; at = (x, y, width, height)."""
        env = dict(os.environ, LC_ALL=LOCALES[self.language], XDG_CONFIG_HOME=self.config)
        env.pop('LANGUAGE', None)
        more = ['--hall', url, '--code', code] if url else []
        if at is not None:
            self.remember_a_size(at)
        with open(self.log, 'a', encoding='utf-8') as log:
            self.process = subprocess.Popen([self.program, '--profile', self.profile, *more], env=env, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        wait_until(self.windows, 'no window of yichuang: %s' % self.tail())
        if at is not None:
            window = self.windows()[0]
            xdotool('windowmove', window, str(at[0]), str(at[1]), 'windowsize', window, str(at[2]), str(at[3]))
        return self

    def remember_a_size(self, at):
        """A window without a remembered size fills the screen: this one has been used before."""
        folder = os.path.join(self.config, 'glib-2.0', 'settings')
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'keyfile'), 'w', encoding='utf-8') as file:
            file.write('[org/yichuang/Yichuang]\nwindow-width=%d\nwindow-height=%d\nmaximized=false\n' % (at[2], at[3]))

    def tail(self):
        try:
            with open(self.log, encoding='utf-8', errors='replace') as file:
                return file.read()[-2000:]
        except OSError:
            return ''

    def check_alive(self):
        status = self.process.poll()
        if status is not None:
            raise Fault('yichuang ended with %d: %s' % (status, self.tail()))

    def close(self, question=None):
        """Closes its window as the window manager's key does, answers the question if one is expected, and waits for the program's end."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.press('alt+F4')
            if question is not None:
                self.sees(question)
                self.press('alt+p')
        status = self.process.wait(PATIENCE)
        self.process = None
        same(status, 0, 'exit status of yichuang; %s' % self.tail())

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait(30)
            self.process = None

    # keys

    def windows(self):
        """Its windows on the screen, the oldest first."""
        self.check_alive()
        return xdotool('search', '--onlyvisible', '--pid', str(self.process.pid), check=False)

    def activate(self):
        """Keys go to the active window, so it has to be one of this program's: a dialog of it, if there is one."""
        def is_active():
            pid = xdotool('getactivewindow', 'getwindowpid', check=False)
            return pid == [str(self.process.pid)]

        def try_it():
            if is_active():
                return True
            windows = self.windows()
            if windows:
                try:
                    xdotool('windowactivate', '--sync', windows[-1], check=False)
                except subprocess.TimeoutExpired:
                    pass
            return is_active()
        wait_until(try_it, 'the window of yichuang does not become active')

    def press(self, *keys):
        """Presses keys, one after the other, each counted."""
        self.activate()
        for key in keys:
            xdotool('key', key)
            self.presses += 1

    def tab_to(self, name, most=24):
        """Presses Tab until the focus is on something of this name; returns how many times."""
        for count in range(most + 1):
            before = self.read()
            if before.is_focused(name):
                return count
            self.press('Tab')
            try:
                self.wait(lambda now: now.focused() != before.focused(), 'Tab does nothing', 3)
            except Fault:
                # Inside a row of text the focus moves unseen.
                continue
        raise Fault('%d times Tab do not lead to “%s”; on the screen:\n%s' % (most, name, self.read()))

    def type(self, text):
        """Types ASCII text: not counted as presses, as a person's name or number has to be typed anyway."""
        holds(text.isascii(), 'only ASCII can be typed: %r' % text)
        self.activate()
        xdotool('type', '--delay', '12', text)
        self.typed += len(text)

    # reading

    def read(self):
        """What is on its screen now."""
        self.check_alive()
        ref = READER.application(self.process.pid)
        return Screen(READER.tree(ref) if ref is not None else [])

    def wait(self, condition, what, patience=None):
        """Reads until the condition of the screen is true; returns that screen."""
        last = []

        def ask():
            last[:] = [self.read()]
            return last[0] if condition(last[0]) else None
        return wait_until(ask, lambda: '%s. On the screen:\n%s' % (what, last[0]), patience)

    def sees(self, *names, patience=None):
        """Waits until all these names (or texts, or patterns) are on the screen."""
        return self.wait(lambda screen: screen.has(*names), 'not all on the screen: %s' % ', '.join(map(str, names)), patience)

    def lacks(self, *names, patience=None):
        """Waits until none of these is on the screen."""
        return self.wait(lambda screen: not any(screen.find(name) for name in names),
                         'still on the screen: one of %s' % ', '.join(map(str, names)), patience)

    # what a clerk does

    def join(self, url=None, code=None):
        """The first run: types address and code, unless they were given at the start, looks for the hall, and joins it."""
        words = WORDS[self.language]
        self.wait(lambda screen: screen.button(words['look']), 'no “%s”' % words['look'])
        if url is not None:
            self.type(url)
            self.press('Tab')
            self.type(code)
        self.press('Return')
        self.wait(lambda screen: screen.is_focused(words['join']), 'no hall found')
        self.press('Return')
        self.sees(words['number'], words['pin'])

    def sign_in(self, number, pin=PIN):
        words = WORDS[self.language]
        self.sees(words['number'], words['pin'])
        self.type(number)
        self.wait(lambda screen: screen.find(number, 'text'), 'the staff number was not typed into its field')
        self.press('Tab')
        self.type(pin)
        self.press('Return')

    def call_next(self, *numbers):
        """F2, until one of these numbers (or any) is called here; returns the number."""
        self.press('F2')
        return self.called(*numbers)

    def called(self, *numbers):
        words = WORDS[self.language]
        screen = self.wait(lambda now: now.is_focused(words['start']) and now.hand() is not None
                           and (not numbers or now.hand() in numbers),
                           'not called here: %s' % ', '.join(numbers or ('anyone',)))
        return screen.hand()

    def start_visit(self):
        self.press('Return')
        self.wait(lambda screen: screen.is_focused(WORDS[self.language]['outcome']), 'the visit does not start')


# The words of the first steps; tests write out what else they expect.
WORDS = {
    'en': {'look': 'Look for the Hall', 'join': 'Join', 'number': 'Staff number', 'pin': 'PIN', 'start': 'Start', 'outcome': 'Outcome'},
    'zh': {'look': '查找大厅', 'join': '加入', 'number': '工号', 'pin': '口令', 'start': '开始办理', 'outcome': '受理处理'},
}


# ---- tests ----------------------------------------------------------------------------------------------------------


class Tap:
    """One function, one subtest. What builds on a step that failed cannot be told, so it fails too."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def run(self, function, *arguments):
        self.count += 1
        name = function.__name__.replace('_', ' ')
        started = time.monotonic()
        try:
            function(*arguments)
        except Exception:  # pylint: disable=broad-except
            self.failed += 1
            print('not ok %d %s' % (self.count, name))
            for line in traceback.format_exc().splitlines():
                print('# ' + line)
            if os.environ.get('YC_SHOTS'):
                shot(os.path.join(os.environ['YC_SHOTS'], 'failed-%d-%s.png' % (self.count, function.__name__)))
        else:
            print('ok %d %s' % (self.count, name))
        print('# %.1f s' % (time.monotonic() - started), flush=True)

    def done(self):
        print('1..%d' % self.count, flush=True)
        sys.exit(1 if self.failed else 0)
