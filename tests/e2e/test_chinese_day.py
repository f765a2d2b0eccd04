# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of a day in Chinese: the words the contract fixes, on the screen of the real program."""
import re

import counter
from driver import Tap, holds, same, wait_until


def joined(hall, one):
    screen = one.sees('大厅地址', '注册码')
    holds(screen.find(hall.url, 'text'), 'the address is not filled in:\n%s' % screen)
    one.press('Return')
    one.sees('已找到：示例区政务服务中心。本机将作为 1 号窗口。')
    one.press('Return')
    one.sees('工号', '口令', '登录')


def signed_in_after_a_wrong_pin(hall, one):
    one.sign_in('10421', '00000000')
    one.sees('工号与口令不匹配，还可尝试 4 次。新到岗人员的首个口令由主管设置。')
    one.type('20260101')
    one.press('Return')
    screen = one.sees('1 号窗口 · 例安宁', '呼叫下一位', '空闲', '综合受理')
    same(screen.waiting(), ['A001', 'A002'], 'waiting list')


def a_visit(hall, one):
    same(one.call_next(), 'A001', 'called')
    one.sees('重呼', '未到，跳过', '挂起', '转号…', '无号办理')
    one.start_visit()
    screen = one.sees('正在办理')
    same(screen.reason('呼叫下一位'), '请先处理当前业务（F8）。', 'why F2 is not open')
    one.press('F8')
    one.sees('仅咨询', '转介', '办结')
    one.press('5')
    one.sees('办事指南', '所需材料')
    one.press('1')
    one.press('F2')
    same(one.called('A002'), 'A002', 'called after it')
    wait_until(lambda: hall.told('A001') == ['issued', 'called', 'started', 'ended'], 'A001')


def skipped_and_undone(hall, one):
    one.press('shift+F2')
    one.sees('当前无人等候。')
    one.press('alt+z')
    one.wait(lambda now: now.waiting() == ['A002'], 'A002 is not back')
    same(one.call_next(), 'A002', 'called again')


def put_aside_locked_and_back(hall, one):
    one.start_visit()
    one.press('ctrl+h')
    one.sees('申请人去取材料')
    one.press('1')
    one.sees('已挂起 1 个', re.compile('恢复 A002，已挂起 .*'))
    one.press('ctrl+b')
    one.sees('暂停窗口', '用餐')
    one.press('1')
    one.sees('用餐', re.compile('.*暂停.*'))
    one.press('ctrl+b')
    one.lacks('用餐')
    one.press('F12')
    one.sees(re.compile(r'由例安宁于 \d\d:\d\d 锁定 · A002 已保留'), '解锁', '交接给其他人员…')
    one.type('20260101')
    one.press('Return')
    one.sees('1 号窗口 · 例安宁')


def the_node_is_away(hall, one):
    hall.kill()
    one.sees(re.compile(r'\d\d:\d\d 起离线.*'))
    one.wait(lambda now: now.reason('呼叫下一位') == '无法连接大厅服务，暂不能叫号；当前业务可继续办理。', 'no reason at Call Next')
    hall.start()
    one.sees(re.compile(r'已全部上传 \d\d:\d\d'))


def no_english_is_left(hall, one):
    """Whatever is on the screen in words is Chinese, but for key caps and numbers of tickets."""
    screen = one.read()
    latin = [node for node in screen.nodes if node.role in ('label', 'push button', 'alert', 'status bar', 'list item', 'page tab')
             and re.search('[a-z]{2}', re.sub(r'Ctrl|Shift|Enter|Esc|Alt|Gtk\w+|Adw\w+', '', node.name))]
    same(latin, [], 'English on the Chinese screen')


def main():
    tap = Tap()
    with counter.hall('10421', tickets=(('A', 2),)) as hall:
        one = counter.window(hall, 1, 'zh', given=True)
        for step in (joined, signed_in_after_a_wrong_pin, a_visit, skipped_and_undone, put_aside_locked_and_back, the_node_is_away,
                     no_english_is_left):
            tap.run(step, hall, one)
    tap.done()


main()
