# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks share: TAP on standard output, the files of the tree, C without its comments."""
import os
import re
import subprocess
import sys

LAYERS = ['core', 'vault', 'store', 'sync', 'net', 'hall', 'app']


class Tap:
    """Collects faults per check and prints one line each; the plan comes last."""

    def __init__(self):
        self.count = 0
        self.failed = False

    def check(self, name, faults, skip=None):
        """One subtest: passed when there is no fault. A fault is a sentence that says where."""
        self.count += 1
        faults = list(faults)
        if faults:
            self.failed = True
            print('not ok %d %s' % (self.count, name))
        elif skip:
            print('ok %d %s # SKIP %s' % (self.count, name, skip))
        else:
            print('ok %d %s' % (self.count, name))
        for fault in faults:
            for line in str(fault).splitlines():
                print('# %s' % line)

    def done(self):
        print('1..%d' % self.count)
        sys.exit(1 if self.failed else 0)


def root():
    """The top of the tree: the first argument."""
    if len(sys.argv) < 2:
        sys.exit('usage: %s TOP [FILE…]' % os.path.basename(sys.argv[0]))
    os.chdir(sys.argv[1])
    return os.getcwd()


def _from_git():
    """What git would keep, or None: there may be no git, and no repository."""
    try:
        answer = subprocess.run(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        inside = subprocess.run(['git', 'rev-parse', '--show-prefix'],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    if inside.stdout.strip():
        return None
    return [name.decode() for name in answer.stdout.split(b'\0') if name]


def _from_walk():
    names = []
    for folder, folders, files in os.walk('.'):
        folders[:] = [name for name in folders
                      if not name.startswith(('.git', '.flatpak-builder', '__pycache__'))
                      and not (folder == '.' and name.startswith('build'))]
        names += [os.path.relpath(os.path.join(folder, name), '.') for name in files
                  if not name.endswith(('.pyc', '.pot', '.mo', '~', '.swp'))]
    return names


def tree():
    """Every file of the project, relative to the top, sorted."""
    names = _from_git()
    if names is None:
        names = _from_walk()
    return sorted(name for name in set(names) if os.path.isfile(name))


def read(name):
    with open(name, encoding='utf-8') as file:
        return file.read()


_TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def without_comments(text, keep_strings=True):
    """C text with comments (and string contents) blanked, every line where it was."""
    def blank(found):
        token = found[0]
        if token[0] == '/':
            return re.sub(r'[^\n]', ' ', token)
        return token if keep_strings else token[0] + ' ' * (len(token) - 2) + token[-1]
    return _TOKEN.sub(blank, text)


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1


def run(*command, **more):
    """(status, output) of another program; a missing program is status 127."""
    try:
        answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                                encoding='utf-8', errors='replace', **more)
    except OSError as error:
        return 127, '%s: %s' % (command[0], error)
    return answer.returncode, answer.stdout
