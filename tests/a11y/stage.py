# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that shows screens on order (stage.c), and the trees a screen reader gets of them over the accessibility bus."""
import os
import re
import subprocess
import sys

from gi.repository import GLib

sys.path.insert(0, os.environ['YC_DEMO_DIR'])
import driver  # noqa: E402  pylint: disable=wrong-import-position
from driver import ACCESSIBLE, COMPONENT, PROPERTIES, TEXT, WINDOW_COORDINATES, Fault, Tap, holds, same, wait_until, xdotool  # noqa: E402

# Numbers of AtspiRole and AtspiStateType beside those the driver knows.
ROLES = {**driver.ROLES, 38: 'page tab list', 42: 'progress bar', 48: 'scroll bar', 50: 'separator', 52: 'spin button', 55: 'table',
                              56: 'table cell', 66: 'tree table', 67: 'unknown', 85: 'section', 88: 'link', 90: 'table row', 130: 'switch'}
STATES = {**driver.STATES, 20: 'pressed', 41: 'invalid'}
# Those whose text is what was typed and not their name.
TYPED_IN = ('text', 'entry', 'password', 'spin button')
# A screen reader says these whole, whatever they are made of.
WHOLE = ('push button', 'page tab', 'combo box', 'check box')
# GTK 4.8 gives what has no name the name of its class.
CLASS_NAME = re.compile(r'(Gtk|Adw|Yc)[A-Z]\w*')


def said(name):
    """A name as it counts: that of a class is none, and GTK 4.8 says what has a label of its own twice."""
    if CLASS_NAME.fullmatch(name):
        return ''
    half = len(name) // 2
    if len(name) % 2 == 1 and name[half] == ' ' and name[:half] == name[half + 1:]:
        return name[:half]
    return name.strip()


class Item(driver.Entry):
    """One node of a tree. What it is asked comes in two rounds: the second only of those of which it matters."""

    def fill(self, role, state, children, name, extents, whole):  # pylint: disable=arguments-renamed
        if role is None or state is None:
            return
        low, high = state[0]
        bits = low | high << 32
        states = frozenset(word for bit, word in STATES.items() if bits >> bit & 1)
        name = name[0] if name else ''
        self.node = driver.Node(ROLES.get(role[0], 'role %d' % role[0]), said(name), '', '', states, extents[0] if extents else None)
        if whole or self.role not in WHOLE:
            self.children = [Item(ref, self) for ref in (children[0] if children else [])]

    def __getattr__(self, name):
        return getattr(self.node, name)

    def all(self):
        """It and what is below it, in the order of the tree."""
        if not self.is_there:
            return
        yield self
        for child in self.children:
            yield from child.all()

    def above(self, role):
        """The nearest node around it with this role, or None."""
        up = self.parent
        while up is not None and up.role != role:
            up = up.parent
        return up

    def has(self, state):
        return state in self.states

    def __repr__(self):
        return '%s “%s”' % (self.role, self.name)


class TreeReader(driver.Reader):
    """Reads trees with their structure."""

    def tree(self, ref, whole=True):
        """The top of the tree. With whole = False without the parts that buttons and the like are made of."""
        # GTK makes the accessible side of a widget when it is first asked for, and cannot point at it before.
        for _ in range(3):
            top, certain = self.read_once(ref, whole)
            if certain:
                break
        self.ask_more(list(top.all()))
        return top

    def read_once(self, ref, whole=True):  # pylint: disable=arguments-differ
        top = Item(ref, None)
        level = [top]
        certain = True
        while level:
            questions = []
            for item in level:
                questions += [
                    (*item.ref, ACCESSIBLE, 'GetRole', None),
                    (*item.ref, ACCESSIBLE, 'GetState', None),
                    (*item.ref, ACCESSIBLE, 'GetChildren', None),
                    (*item.ref, PROPERTIES, 'Get', GLib.Variant('(ss)', (ACCESSIBLE, 'Name'))),
                    (*item.ref, COMPONENT, 'GetExtents', GLib.Variant('(u)', (WINDOW_COORDINATES,))),
                ]
            answers = self.ask(questions)
            for i, item in enumerate(level):
                item.fill(*answers[5 * i:5 * i + 5], whole)
            certain = self.look_behind(level) and certain
            level = [child for item in level if item.is_there for child in item.children]
        return top, certain

    def ask_more(self, items):
        """Descriptions of what can be used, and what was typed into it."""
        told = [item for item in items if item.has('focusable')]
        answers = self.ask([(*item.ref, PROPERTIES, 'Get', GLib.Variant('(ss)', (ACCESSIBLE, 'Description'))) for item in told])
        for item, answer in zip(told, answers):
            item.node.description = answer[0] if answer else ''
        typed = [item for item in told if item.role in TYPED_IN]
        # An end of -1 gives nothing in GTK 4.8.
        answers = self.ask([(*item.ref, TEXT, 'GetText', GLib.Variant('(ii)', (0, 65535))) for item in typed])
        for item, answer in zip(typed, answers):
            item.node.text = answer[0] if answer else ''

    def focused(self, items):
        """Those of the items that say now that the focus is on them."""
        answers = self.ask([(*item.ref, ACCESSIBLE, 'GetState', None) for item in items])
        return [item for item, answer in zip(items, answers) if answer and answer[0][0] >> 12 & 1]


READER = TreeReader()


class Stage:
    """The program stage.c."""

    def __init__(self):
        self.process = subprocess.Popen([os.environ['YC_STAGE']], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding='utf-8')
        self.last = None

    @property
    def pid(self):
        return self.process.pid

    def send(self, *words):
        """Gives an order; answer() waits until it is done."""
        if self.last is not None:
            # A test that failed did not wait.
            self.process.stdout.readline()
        self.last = ' '.join(words)
        self.process.stdin.write(self.last + '\n')
        self.process.stdin.flush()

    def answer(self):
        order, self.last = self.last, None
        answer = self.process.stdout.readline().strip()
        if answer != 'ok':
            raise Fault('“%s” was answered with “%s”%s' % (order, answer, '' if answer else '; the program has died'))

    def order(self, *words):
        self.send(*words)
        self.answer()

    def screens(self):
        """The names of all screens there are."""
        self.send('list')
        self.last = None
        names = []
        while True:
            name = self.process.stdout.readline().strip()
            holds(name, 'the screens are not listed')
            if name == 'ok':
                return names
            names.append(name)

    def read(self, whole=True):
        """What can be seen: all nodes of the window in front, in the order of the tree."""
        ref = wait_until(lambda: READER.application(self.pid), 'the program is not on the accessibility bus')
        windows = READER.ask([(*ref, ACCESSIBLE, 'GetChildren', None)])[0]
        holds(windows and windows[0], 'no window')
        # A dialog is the last one, and takes all keys.
        return list(READER.tree(windows[0][-1], whole).all())

    def activate(self):
        """Keys go to the active window: the one opened last."""
        def try_it():
            if xdotool('getactivewindow', 'getwindowpid', check=False) == [str(self.pid)]:
                return True
            windows = xdotool('search', '--onlyvisible', '--pid', str(self.pid), check=False)
            if windows:
                xdotool('windowactivate', windows[-1], check=False)
            return False
        wait_until(try_it, 'the window does not become active')

    def done(self):
        """Ends it; a leak or what else the sanitizers find fails here."""
        if self.last is not None:
            self.process.stdout.readline()
        self.process.stdin.close()
        status = self.process.wait(60)
        self.process.stdout.close()
        same(status, 0, 'exit status of the stage')
