# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every screen: each rule is given the nodes of a window and gives what is wrong with them, as sentences.

What GTK 4.8 does not tell over the accessibility bus, and cannot be asked here: whether a toggle button is pressed, that a row or a
check button can be activated, where a window is on the screen, and which page of a stack is in front (driver.py finds that out by
pointing). Sizes it gives are those without padding and border; whether text is cut off is for test-screens. Rows of a long list that
are far out of sight do not exist.
"""
import re

# What a control can be. A thing that takes the focus and is none of these is said by a screen reader without saying what it is.
CONTROLS = ('push button', 'toggle button', 'page tab', 'list', 'list item', 'text', 'entry', 'password', 'check box', 'combo box',
            'spin button', 'menu item', 'switch', 'link', 'scroll pane')
# Identity numbers have 18 places, mobile numbers 11.
PERSONAL = re.compile(r'(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9})(?!\d)')
NAME = re.compile('例[\u3400-\u9fff]+')
HAN = re.compile('[\u3400-\u9fff]')
# What is the same in every language: keys, numbers of tickets and matters, addresses, enrolment codes, and a language's own name.
DATA = re.compile(r'''https?://\S*
                    | \b(?:(?:Ctrl|Alt|Shift|Super)\+)+(?:\w+|\S)
                    | \b(?:Ctrl|Alt|Shift|Super|Enter|Esc|Tab|Space|F\d{1,2}|PIN)\b
                    | \b[A-Z]\d{2,}\b
                    | \b\d{8}-[A-Z]{2}-\d{3}\b
                    | \b(?:[0-9A-Z]{5}-)+[0-9A-Z]+\b
                    | ^(?:[A-Z]|English)$''', re.VERBOSE)
WORD = re.compile('[A-Za-z]{2,}')


def inside_whole(item):
    """Whether it is a part of a control that is said whole; AdwComboRow has a list of its own in it."""
    return item.above('combo box') is not None


def controls(items):
    return [item for item in items if item.has('focusable') and not inside_whole(item)]


def is_frame(item):
    """Whether it gives the focus on to what is in it: a scrolled window, and a list that is only the frame round fields."""
    if item.role == 'scroll pane':
        return True
    return item.role == 'list' and not any(child.is_there and child.role == 'list item' for child in item.children)


def unnamed(items):
    return ['%s at %s has no name' % (item.role, item.box) for item in controls(items) if item.name == '' and not is_frame(item)] \
        + ['the window has no name' for item in items[:1] if item.name == '']


def wrong_role(items):
    return ['%r takes the focus but is no control' % item for item in controls(items) if item.role not in CONTROLS]


def same_name(items):
    seen = set()
    faults = []
    for item in controls(items):
        key = (item.parent.ref, item.role, item.name)
        if key in seen and item.name:
            faults.append('two of %r side by side' % item)
        seen.add(key)
    return faults


def personal(items):
    return ['%r tells a number of a person' % item for item in items
            if any(PERSONAL.search(text) for text in (item.name, item.text, item.description))]


def outside(items):
    """A scrolled part may be longer than its window, never wider."""
    _, _, width, height = items[0].box
    faults = []
    for item in items:
        x, y, wide, high = item.box
        if x < -1 or x + wide > width + 1 or (item.above('scroll pane') is None and (y < -1 or y + high > height + 1)):
            faults.append('%r at %s is outside the window of %d×%d' % (item, item.box, width, height))
    return faults


def wrong_state(items):
    """What cannot be pressed is not sensitive, says why, and has not the focus."""
    faults = []
    for item in controls(items):
        if item.role == 'push button' and not item.has('sensitive') and item.description in ('', item.name):
            faults.append('%r cannot be pressed and does not say why' % item)
        if item.has('focused') and not item.has('sensitive'):
            faults.append('%r has the focus and is insensitive' % item)
    return faults


def texts(items):
    for item in items:
        yield item, item.name
        # What was typed is data.
        if item.role not in ('text', 'entry', 'password', 'spin button'):
            yield item, item.description


def untranslated(items):
    """English in the Chinese program: words that are no data. Stronger than to compare with the English program, which is done too."""
    return ['%r is not in Chinese: “%s”' % (item, text) for item, text in texts(items) if WORD.search(DATA.sub('', text))]


def as_in_english(items, english):
    """Names that are the same in both languages although they have letters."""
    names = {item.name for item in english}
    return ['%r is the same in English' % item for item in items if item.name in names and WORD.search(DATA.sub('', item.name))]


def chinese_in_english(items):
    """Chinese in the English program: names of the demo hall's people and places, which all begin so, and of the language are data."""
    return ['%r is not in English: “%s”' % (item, text) for item, text in texts(items)
            if HAN.search(NAME.sub('', text)) and text != '中文']


ALWAYS = (unnamed, wrong_role, same_name, personal, outside, wrong_state)


def judge(items, language):
    faults = [fault for rule in ALWAYS for fault in rule(items)]
    return faults + (untranslated(items) if language == 'zh_CN' else chinese_in_english(items))


def is_short_for(short, whole):
    """Whether something is left out of the whole, and nothing else."""
    rest = iter(whole)
    return short != '' and all(letter in rest for letter in short)


def is_like(large, usual):
    """Whether the controls are the same in large text as in the usual one: the chip says less, and of a list fewer rows are in sight."""
    def names(items):
        return [item.name for item in controls(items) if item.role not in ('list item', 'scroll pane')]
    here, there = names(large), names(usual)
    missing = [name for name in there if name not in here and not any(is_short_for(short, name) for short in here)]
    added = [name for name in here if name not in there and not any(is_short_for(name, whole) for whole in there)]
    return (['“%s” is not there in large text' % name for name in missing]
            + ['“%s” is there in large text only' % name for name in added])
