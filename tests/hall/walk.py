# SPDX-License-Identifier: GPL-3.0-or-later
"""A morning at a hall with two windows, said in the protocol, with the node stopped and started in between."""
import collections
import json
import threading
import time

from hall_world import PIN, ZEROS, Device, Hall, holds, line_hash, positions, same, split_batch, uuid7
from routes import refused


class Walk:
    def __init__(self, program, api):
        self.hall = Hall(program, api).start()
        self.hall.staff('1001', '李安宁')
        self.hall.staff('1002', '周平', role='supervisor')
        self.a = Device(self.hall)
        self.b = Device(self.hall)
        self.tickets = []


def enrol_by_code(walk):
    code = walk.hall.code(1)
    preview = walk.hall.ask('POST', '/v1/enrolments', {'secret': code.replace('-', '')[:10]}).json
    same(preview, {'hall': walk.hall.id, 'name': '朝阳大厅', 'role': 'workstation', 'counter': 1}, 'preview')
    first = walk.a.enrol(code)
    same(walk.a.enrol(code).body, first.body, 'the same three get the same answer')
    refused(walk.hall.ask('POST', '/v1/enrolments', walk.b.application(code)), 410, 'code-expired')
    walk.b.enrol(walk.hall.code(2))
    renewed = walk.a.ask('POST', '/v1/enrolments/renew', {'csr': walk.a.csr()})
    same(renewed.status, 200, renewed)
    walk.a.take(renewed.json['certificate'])
    same(walk.a.feed().status, 200, 'feed with the renewed certificate')


def reference_by_etag(walk):
    first = walk.a.ask('GET', '/v1/reference/counters')
    same(first.status, 200, first)
    same([item['number'] for item in first.json['items']], [1, 2, 3], 'counters')
    for held in (first.header('ETag'), 'W/' + first.header('ETag'), '"x", ' + first.header('ETag'), '*'):
        same(walk.a.ask('GET', '/v1/reference/counters', headers={'If-None-Match': held}).status, 304, held)
    same(walk.a.ask('GET', '/v1/reference/counters', headers={'If-None-Match': '"x"'}).status, 200, 'another tag')


def a_set_waits(walk):
    items = [{'id': 'army', 'order': 1, 'zh': '军人', 'en': 'Army'}]
    groups = json.dumps({'set': 'groups', 'version': '2999', 'effective_from': '2999-01-01', 'items': items})
    before = walk.hall.position()
    told = {'set': 'groups', 'version': '2999', 'effective_from': '2999-01-01', 'items': 1}
    same(walk.hall.control('POST', '/v1/reference', {'documents': [groups]}).json, {'sets': [told]}, 'imported')
    told['due'] = False
    same(walk.hall.control('GET', '/v1/reference').json, {'waiting': [told]}, 'waiting')
    same(walk.hall.control('DELETE', '/v1/reference/waiting/groups').json, {'dropped': [told]}, 'dropped')
    same(walk.hall.control('GET', '/v1/reference').json, {'waiting': []}, 'nothing waits')
    same(walk.hall.position(), before, 'position')


def sign_in(walk):
    key = uuid7()
    wrong = refused(walk.a.sign_in('1001', '00000000', key=key), 409, 'state')
    same((wrong['code'], wrong['args']), ('wrong-pin', {'tries': 4}))
    again = refused(walk.a.sign_in('1001', '00000000', key=key), 409, 'state')
    same(again['args'], {'tries': 4}, 'a wrong PIN counts once per key')
    nobody = refused(walk.a.sign_in('9999', '00000000'), 409, 'state')
    same((nobody['code'], nobody['args']), ('wrong-pin', {'tries': 4}), 'a number nobody has')
    key = uuid7()
    first = walk.a.sign_in('1001', key=key)
    same(first.status, 200, first)
    session, token = walk.a.session['session'], walk.a.session['token']
    second = walk.a.sign_in('1001', key=key)
    same(second.json['result']['session'], session, 'the same session')
    holds(second.json['result']['token'] != token, 'each answer has a token of its own')
    refused(walk.a.sign_in('1002', key=key), 422, 'key-reused')
    same(walk.b.sign_in('1002').status, 200, 'supervisor')


def open_counters(walk):
    same(walk.a.must('open-counter'), {'counter': 1})
    same(walk.b.must('open-counter'), {'counter': 2})
    same(walk.a.must('call-next'), {'ticket': None}, 'nobody waits')
    # The first is a clerk, and no supervisor.
    for name, args in (('issue', {'queue': 'A'}), ('reroute', {'ticket': uuid7(), 'queue': 'A', 'reason': 'x'}),
                       ('clear-lock', {'staff': '1002'}), ('set-counter-queues', {'counter': 1, 'queues': []})):
        same(refused(walk.a.command(name, args), 409, 'state')['code'], 'not-permitted', name)


def issue_and_call(walk):
    same(walk.hall.run('ticket', walk.hall.dir, '--queue', 'A', '--count', '4').split(), ['A001', 'A002', 'A003', 'A004'])
    result = walk.b.must('issue', {'queue': 'A', 'print': False})
    same(result['number'], 'A005')
    key = uuid7()
    after = walk.a.feed().header('YC-Next')
    answer = walk.a.command('call-next', key=key, headers={'YC-After': after})
    result = answer.json['result']
    same((result['number'], result['step']), ('A001', 'place'))
    walk.tickets.append(result['ticket'])
    same([pos for pos, _ in answer.json['lines']], [answer.json['pos']], 'the one new line')
    holds(b'"type":"org.yichuang.ticket.called.v1"' in answer.json['lines'][0][1].encode(), answer)
    again = walk.a.command('call-next', key=key)
    same(again.json['result'], result, 'the same key gives the same answer')
    refused(walk.a.command('call-next', {'other': 'body'}, key=key), 422, 'key-reused')
    refused(walk.b.command('call-next', key=key), 422, 'key-reused')
    busy = refused(walk.a.command('call-next'), 409, 'state')
    same((busy['code'], busy['args']['number']), ('busy', 'A001'))


def push_started_and_ended(walk):
    ticket = 'ticket/' + walk.tickets[0]
    lines = walk.a.write(('ticket.started', ticket), ('ticket.ended', ticket, {'outcome': 'served', 'result': 'finished', 'elapsed_ms': 90000}))
    behind = refused(walk.a.command('call-next', headers={'YC-Needs': '2'}), 409, 'behind')
    same(behind['have'], 0)
    first = walk.a.push(lines)
    same(first.status, 200, first)
    same((first.json['ack'], first.json['head'], first.json['verdicts']), (2, line_hash(lines[1]), []))
    again = walk.a.push(lines, first=1)
    same((again.status, again.json['ack'], again.json['pos']), (200, 2, first.json['pos']), 'pushed twice')
    forked = walk.a.line('ticket.recalled', ticket, seq=1, prev=ZEROS)
    same(refused(walk.a.push([forked], first=1), 409, 'fork')['n'], 1)
    head = walk.b.ask('GET', walk.hall.path('heads?stream=dev:' + walk.a.id)).json
    same((head['n'], head['hash']), (2, line_hash(lines[1])), 'head')
    holds(len(walk.b.ask('GET', walk.hall.path('heads')).json['heads']) >= 3, 'heads of node, hall and device')
    result = walk.a.must('call-next', headers={'YC-Needs': '2'})
    same(result['number'], 'A002')
    walk.tickets.append(result['ticket'])


def feed_in_pages(walk):
    after, lines, places = 0, [], []
    while True:
        page = walk.b.feed(after, '&limit=7')
        same(page.status, 200, page)
        found = split_batch(page.body)
        where = positions(page.header('YC-Pos'))
        same(len(where), len(found), 'YC-Pos')
        lines += found
        places += where
        if not found:
            break
        after = int(page.header('YC-Next'))
        same(where[-1], after, 'YC-Next')
    same(places, list(range(1, after + 1)), 'positions are dense')
    exported = [item['line'].encode() for item in walk.hall.export() if item.get('pos')]
    same(lines, exported, 'the feed and the export, byte for byte')
    at = {'YC-Epoch': page.header('YC-Epoch'), 'YC-At': '%d %s' % (after, line_hash(lines[-1]))}
    same(walk.b.feed(after, headers=at).status, 200, 'the newest line held is the right one')


def long_poll_is_woken(walk):
    after = int(walk.b.feed().header('YC-Next'))
    found = {}

    def poll():
        started = time.monotonic()
        page = walk.b.feed(after, '&wait=10')
        found['after'], found['lines'] = time.monotonic() - started, split_batch(page.body)

    threads = [threading.Thread(target=poll) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    walk.hall.run('ticket', walk.hall.dir, '--queue', 'A')
    for thread in threads:
        thread.join()
    holds(0.5 < found['after'] < 9, 'the poll took %.1f s' % found['after'])
    same(len(found['lines']), 1, 'the line that was committed')
    started = time.monotonic()
    page = walk.b.feed(after + 1, '&wait=1')
    took = time.monotonic() - started
    holds(0.9 < took < 5 and split_batch(page.body) == [], 'a poll of 1 s took %.1f s' % took)
    same((page.header('YC-Next'), page.header('YC-Pos')), (str(after + 1), ''), 'an empty page')


def long_poll_is_left(walk):
    """A client that goes in the middle of a poll takes nothing with it."""
    after = int(walk.b.feed().header('YC-Next'))
    for _ in range(5):
        connection = walk.hall.connect(walk.b.files)
        connection.request('GET', walk.hall.path('feed?after=%d&wait=10' % after))
        time.sleep(0.05)
        connection.close()
    walk.hall.run('ticket', walk.hall.dir, '--queue', 'A')
    same(walk.hall.ask('GET', '/health').status, 200, 'health')


def withdraw(walk):
    key = uuid7()
    gone = refused(walk.b.command('call-next', key=key, headers={'YC-Withdraw': '1'}), 409, 'state')
    same(gone['code'], 'withdrawn')
    same(refused(walk.b.command('call-next', key=key), 409, 'state')['code'], 'withdrawn', 'the command that comes late')
    key = uuid7()
    called = walk.b.command('call-next', key=key).json['result']
    same(walk.b.command('call-next', key=key, headers={'YC-Withdraw': '1'}).json['result'], called, 'it had been answered')
    walk.tickets.append(called['ticket'])
    ticket = 'ticket/' + called['ticket']
    walk.b.do(('ticket.started', ticket), ('ticket.ended', ticket, {'outcome': 'served', 'result': 'finished', 'elapsed_ms': 1000}))


def the_node_is_stopped_and_started(walk):
    """Session, keys and order survive."""
    key = uuid7()
    asked = walk.b.command('issue', {'queue': 'A'}, key=key).json['result']
    before = walk.hall.export()
    walk.hall.stop()
    walk.hall.start()
    same(walk.b.command('issue', {'queue': 'A'}, key=key).json['result'], asked, 'the answer under the key')
    same(walk.hall.export(), before, 'the journal')
    ticket = 'ticket/' + walk.tickets[1]
    walk.a.do(('ticket.started', ticket), ('ticket.ended', ticket, {'outcome': 'served', 'result': 'finished', 'elapsed_ms': 5000}))
    same(walk.a.must('call-next')['number'], 'A004', 'the session goes on')


def what_takes_no_effect_is_kept(walk):
    """Lines are stored first and judged afterwards."""
    done = 'ticket/' + walk.tickets[0]
    lines = walk.a.write(('ticket.started', done), ('ticket.nonsense', done))
    lines.append(b'not a line at all')
    lines[1] = walk.a.line('ticket.invented', done, seq=walk.a.seq + 2, prev=line_hash(lines[0]))
    answer = walk.a.push(lines)
    same(answer.status, 200, answer)
    same([(v['n'] - walk.a.seq + 3, v['verdict']) for v in answer.json['verdicts']], [(1, 'event.superseded'), (3, 'event.quarantined')])
    walk.hall.verify()


def export_adds_up(walk):
    counts = collections.Counter(event['type'].split('.', 2)[2].removesuffix('.v1') for event in walk.hall.events())
    wanted = {'device.enrolled': 3, 'session.opened': 2, 'counter.opened': 2, 'ticket.issued': 8, 'ticket.called': 4, 'ticket.started': 4,
              'ticket.ended': 3, 'ticket.invented': 1, 'event.superseded': 1, 'event.quarantined': 1, 'staff.changed': 2}
    same({name: counts[name] for name in wanted}, wanted, 'events')
    holds('unchanged' in walk.hall.verify(), 'verify')


def sign_out(walk):
    refused(walk.a.sign_out(), 409, 'state')
    key = uuid7()
    done = walk.b.sign_out(key)
    same((done.status, done.json['result']), (200, {'session': walk.b.session['session']}), done)
    same(walk.b.sign_out(key).json['result'], done.json['result'], 'repeated')
    refused(walk.b.sign_out(key, {'Idempotency-Key': uuid7()}), 401, 'session')
    refused(walk.b.command('call-next'), 401, 'session')
    refused(walk.b.sign_out(walk_key(walk)), 422, 'key-reused')


def walk_key(walk):
    """A key that another device has used."""
    key = uuid7()
    walk.a.command('call-next', key=key)
    return key


def staff_who_is_disabled(walk):
    listed = walk.hall.control('POST', '/v1/staff', {'act': 'list'}).json['staff']
    same([(s['number'], s['role'], s['active'], s['pin']) for s in listed],
         [('1001', 'clerk', True, True), ('1002', 'supervisor', True, True)])
    walk.hall.run('staff', walk.hall.dir, 'disable', '--number', '1001')
    refused(walk.a.command('call-next'), 401, 'session')
    same(refused(walk.a.sign_in('1001'), 409, 'state')['code'], 'wrong-pin')
    walk.hall.run('staff', walk.hall.dir, 'add', '--number', '1001', stdin='27182818\n')
    same(refused(walk.a.sign_in('1001', PIN), 409, 'state')['code'], 'wrong-pin', 'the old PIN')
    same(walk.a.sign_in('1001', '27182818').status, 200, 'the new PIN')


def five_wrong_pins_lock(walk):
    for _ in range(5):
        refused(walk.b.sign_in('1002', '00000000'), 409, 'state')
    locked = refused(walk.b.sign_in('1002', PIN), 409, 'state')
    same(locked['code'], 'pin-locked')
    walk.hall.run('staff', walk.hall.dir, 'reset', '--number', '1002', stdin=PIN + '\n')
    same(walk.b.sign_in('1002', PIN).status, 200, 'after the reset')


STEPS = [enrol_by_code, reference_by_etag, a_set_waits, sign_in, open_counters, issue_and_call, push_started_and_ended, feed_in_pages,
         long_poll_is_woken, long_poll_is_left, withdraw, the_node_is_stopped_and_started, what_takes_no_effect_is_kept, export_adds_up,
         sign_out, staff_who_is_disabled, five_wrong_pins_lock]
