# SPDX-License-Identifier: GPL-3.0-or-later
"""Every screen in both languages as a screen reader sees it: in the light look at 100 %, and, switched live, in one of the others at
200 %. The tree does not depend on colours, so the other looks take turns over the screens, and differ between the languages."""
import sys
import time

import rules
from stage import Fault, Stage, Tap, holds, same

LOOKS = ('dark', 'hc', 'hc-dark')
LANGUAGES = ('zh_CN', 'en')
# Five seconds of waiting make no other names than "confirming".
LEFT_OUT = ('confirming-slow',)
# While one looks they become others: in the end one can cancel, and the toast goes.
CHANGING = ('confirming', 'skipped')
# Below a dialog nobody changes the look: these are opened again.
DIALOGS = ('preferences', 'shortcuts')


def judge_screen(name, stages, turn):
    """The screen has been ordered already."""
    faults = []
    usual = {}
    for language, stage in stages.items():
        stage.answer()
        usual[language] = stage.read()
        faults += ['%s: %s' % (language, fault) for fault in rules.judge(usual[language], language)]
        look = LOOKS[(turn + (language == 'en')) % len(LOOKS)]
        if name in DIALOGS:
            stage.send('open', name, language, look, '200')
        else:
            stage.send('look', look, '200')
    faults += ['zh_CN: ' + fault for fault in rules.as_in_english(usual['zh_CN'], usual['en'])]
    for language, stage in stages.items():
        stage.answer()
        large = stage.read(whole=False)
        faults += ['%s, large text: %s' % (language, fault)
                   for fault in rules.judge(large, language) + (rules.is_like(large, usual[language]) if name not in CHANGING else [])]
        stage.send('close')
    for stage in stages.values():
        stage.answer()
    if faults:
        raise Fault('%s:\n  %s' % (name, '\n  '.join(dict.fromkeys(faults))))


def found(stage, fault, language, rule):
    """Whether the rule finds the fault that was made for it, and only where it was made."""
    stage.order('fault', 'none', language)
    same(rules.judge(stage.read(), language), [], 'faults of a window that is right')
    stage.order('close')
    stage.order('fault', fault, language)
    items = stage.read()
    stage.order('close')
    holds(rule(items), 'the fault “%s” is not found in %r' % (fault, items))
    same(rules.judge(items, language), rule(items), 'faults of a window with one fault')


def a_fault_of_each_kind_is_found(stages):
    found(stages['zh_CN'], 'unnamed', 'zh_CN', rules.unnamed)
    found(stages['zh_CN'], 'untranslated', 'zh_CN', rules.untranslated)
    found(stages['en'], 'same-name', 'en', rules.same_name)
    found(stages['en'], 'identity', 'en', rules.personal)
    found(stages['zh_CN'], 'role', 'zh_CN', rules.wrong_role)
    found(stages['en'], 'outside', 'en', rules.outside)
    found(stages['en'], 'no-reason', 'en', rules.wrong_state)


def nothing_is_left_of_them(stages):
    for stage in stages.values():
        stage.done()


def chosen(names):
    """All, or those named on the command line, or with I/N the I-th of N parts."""
    if len(sys.argv) == 2 and '/' in sys.argv[1]:
        part, parts = map(int, sys.argv[1].split('/'))
        return names[part - 1::parts]
    return [name for name in names if len(sys.argv) < 2 or name in sys.argv[1:]]


def main():
    tap = Tap()
    stages = {language: Stage() for language in LANGUAGES}
    tap.run(a_fault_of_each_kind_is_found, stages)
    names = chosen([name for name in stages['en'].screens() if name not in LEFT_OUT])
    started = time.monotonic()
    for turn, name in enumerate(names):
        def shown(*arguments):
            for language, stage in stages.items():
                stage.send('open', name, language, 'light', '100')
            judge_screen(*arguments)
        shown.__name__ = name
        tap.run(shown, name, stages, turn)
    print('# %d screens in %.0f s' % (len(names), time.monotonic() - started))
    tap.run(nothing_is_left_of_them, stages)
    tap.done()


main()
