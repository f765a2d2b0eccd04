# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays a visit through the real programs with real key presses and leaves a picture of every screen in a folder.

data/demo/run --tour calls it, on a screen of its own, with DEMO_BIN, DEMO_HALL, DEMO_PIN and DEMO_PLACE set. A screen that was
not reached is said, and the exit status is then 1.
"""
import os
import re
import sys

from driver import Fault, Hall, Workstation, shot, xdotool

# What is waited for before the picture is taken, in both languages.
WORDS = {
    'en': {
        'look': 'Look for the Hall', 'found': 'Join', 'sign in': 'Sign In', 'wrong': re.compile(r'That staff number and PIN .*'),
        'ready': 'No one is being served.', 'results': 'Consultation Only', 'topics': 'Guide to a matter', 'transfer': 'Must come back',
        'walk-in': 'Queue (letter)', 'why': 'Applicant fetches a paper', 'aside': re.compile(r'Resume [A-Z]\d+, .*'),
        'pause': 'Meal break', 'paused': 'This window is paused.', 'unlock': 'Unlock', 'today': 'Today at This Window',
        'undo': 'Undo', 'keys': 'Everywhere', 'preferences': 'Preferences', 'away': re.compile(r'Offline since .*'),
    },
    'zh': {
        'look': '查找大厅', 'found': '加入', 'sign in': '登录', 'wrong': re.compile('工号与口令不匹配.*'), 'ready': '当前没有办理中的号。',
        'results': '仅咨询', 'topics': '办事指南', 'transfer': '办后返回本窗口', 'walk-in': '队列（字母键）', 'why': '申请人去取材料',
        'aside': re.compile('恢复 [A-Z].*'), 'pause': '用餐', 'paused': '本窗口已暂停。', 'unlock': '解锁', 'today': '本窗口今日记录',
        'undo': '撤销', 'keys': '通用', 'preferences': '首选项', 'away': re.compile('.*起离线.*'),
    },
}


class Tour:
    def __init__(self, station, folder, prefix=''):
        self.station = station
        self.folder = folder
        self.prefix = prefix
        self.words = WORDS[station.language]

    def picture(self, name, *words):
        """Waits for what the screen has to show, and takes its picture."""
        self.station.sees(*[self.words.get(word, word) for word in words])
        shot(os.path.join(self.folder, self.prefix + name + '.png'))
        print(self.prefix + name + '.png', flush=True)

    def press(self, *keys):
        self.station.press(*keys)

    def sign_in(self, hall, counter, number, pin):
        self.station.start()
        self.station.press('F11')
        xdotool('mousemove', '1365', '767')
        self.station.sees(self.words['look'])
        self.station.type(hall.url)
        self.press('Tab')
        self.station.type(hall.code(counter))
        self.picture('first-run', 'look')
        self.press('Return')
        self.picture('first-run-found', 'found')
        self.press('Return')
        self.picture('sign-in', 'sign in')
        self.station.sign_in(number, '00000000')
        self.picture('sign-in-wrong-pin', 'wrong')
        self.station.type(pin)
        self.press('Return')
        self.picture('ready', 'ready')

    def call(self, name='called'):
        number = self.station.call_next()
        self.picture(name, number)
        return number

    def visit(self):
        """One visit from call to call, and its outcome."""
        self.call()
        self.station.start_visit()
        self.picture('serving')
        self.press('F8')
        self.picture('outcome', 'results')
        self.press('5')
        self.station.sees(self.words['topics'])
        self.press('1')
        self.picture('outcome-consultation', re.compile('(?s)· .*'))
        self.press('F2')
        self.station.called()

    def skip(self):
        self.station.call_next()
        self.press('shift+F2')
        self.station.called()
        self.picture('skipped', 'undo')

    def step_pages(self):
        """The pages of a visit in hand that are opened and left again."""
        self.station.start_visit()
        self.press('ctrl+t')
        self.station.sees(self.words['transfer'])
        self.press('2')
        self.picture('transfer', 'transfer')
        self.press('Escape')
        self.station.sees('F8')
        self.press('ctrl+h')
        self.picture('put-aside-reason', 'why')
        self.press('1')
        self.picture('put-aside', 'aside', 'ready')
        self.press('ctrl+n')
        self.station.sees(self.words['walk-in'])
        self.press('e')
        self.picture('walk-in', 'walk-in')
        self.press('Escape')
        self.station.sees(self.words['ready'])

    def window_pages(self, pin):
        self.press('ctrl+b')
        self.picture('pause', 'pause')
        self.press('1')
        self.picture('paused', 'paused')
        self.press('ctrl+b')
        self.station.sees(self.words['ready'])
        self.press('F12')
        self.picture('locked', 'unlock')
        self.station.type(pin)
        self.press('Return')
        self.station.sees(self.words['ready'])
        self.press('ctrl+question')
        self.picture('shortcuts', 'keys')
        self.press('Escape')
        self.station.lacks(self.words['keys'])
        self.press('ctrl+comma')
        self.picture('preferences', 'preferences')
        self.press('Escape')
        self.station.lacks(self.words['preferences'])

    def today(self):
        self.press('ctrl+f')
        self.picture('today', 'today')

    def away(self, hall):
        self.station.start_visit()
        hall.kill()
        self.picture('offline', 'away')


def play(tour_en, tour_zh, hall, pin):
    # The window that is shown in English stays open behind the other one, so that there is one to transfer to.
    tour_en.sign_in(hall, 2, '10422', pin)
    tour_en.visit()
    tour_en.today()
    tour_zh.sign_in(hall, 1, '10421', pin)
    tour_zh.visit()
    tour_zh.step_pages()
    tour_zh.window_pages(pin)
    tour_zh.skip()
    tour_zh.away(hall)
    tour_zh.today()


def main():
    if len(sys.argv) != 2 or 'DEMO_BIN' not in os.environ:
        sys.exit('usage: data/demo/run --tour DIR')
    folder, programs, place = sys.argv[1], os.environ['DEMO_BIN'], os.environ['DEMO_PLACE']
    hall = Hall(os.path.join(programs, 'yichuang-hall'), place, os.environ['DEMO_HALL']).start()
    stations = [Workstation(os.path.join(programs, 'yichuang'), place, language, label)
                for language, label in (('en', 'window-2'), ('zh', 'window-1'))]
    status = 0
    try:
        play(Tour(stations[0], folder, 'en-'), Tour(stations[1], folder), hall, os.environ['DEMO_PIN'])
        print('Keys pressed: %d; characters typed: %d.' % tuple(sum(getattr(station, what) for station in stations)
                                                                for what in ('presses', 'typed')))
    except Fault as fault:
        print('A screen was not reached: %s' % fault, file=sys.stderr)
        shot(os.path.join(folder, 'not-reached.png'))
        status = 1
    finally:
        for station in stations:
            station.kill()
        if hall.process is not None:
            hall.kill()
    sys.exit(status)


main()
