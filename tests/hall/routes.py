# SPDX-License-Identifier: GPL-3.0-or-later
"""What a node refuses, and how: each a problem of the right type, nothing changed, and the node well afterwards."""
import json
import os
import socket
import ssl
import struct

from cryptography.hazmat.primitives import serialization

from hall_world import BATCH, PIN, ZEROS, Device, Hall, holds, line_hash, make_certificate, make_foreign_authority, same, uuid7


def refused(answer, status, problem):
    same((answer.status, answer.problem), (status, problem), answer)
    holds(len(answer.json['title']) > 10 and answer.json['title'].endswith('.'), answer)
    return answer.json


class World:
    """A hall with two workstations; the first has somebody signed in at an open window."""

    def __init__(self, program, api):
        self.hall = Hall(program, api).start()
        self.hall.staff('1001', role='supervisor')
        self.a = Device(self.hall)
        self.a.enrol(self.hall.code(1))
        self.b = Device(self.hall)
        self.b.enrol(self.hall.code(2))
        same(self.a.sign_in('1001').status, 200, 'sign-in')
        self.a.must('open-counter')

    def position(self):
        answer = self.a.ask('GET', self.hall.path('heads?stream=hall:' + self.hall.id))
        same(answer.status, 200, answer)
        return answer.json['n']

    def unchanged(self, function):
        """Runs a check that may change nothing, and looks whether the node is well after it."""
        before = self.position()
        function(self)
        same(self.position(), before, 'position')
        same(self.hall.ask('GET', '/health').status, 200, 'health')


def free_routes(world):
    health = world.hall.ask('GET', '/health').json
    same((health['status'], health['hall'], health['name']), ('ok', world.hall.id, '朝阳大厅'))
    answer = world.hall.ask('GET', '/openapi.yaml')
    with open(world.api_path, 'rb') as file:
        same(answer.body, file.read(), 'the description that is served')


DEVICE_ROUTES = [('GET', 'feed', None), ('GET', 'heads', None), ('POST', 'commands', {'command': 'call-next', 'args': {}}),
                 ('POST', 'events', b'[\n{}\n]')]


def every_device_route(world, ask, status, problem):
    headers = {'Idempotency-Key': uuid7(), 'YC-Stream': 'dev:' + world.b.id, 'YC-First': '1', 'YC-Count': '1'}
    for method, rest, body in DEVICE_ROUTES:
        refused(ask(method, world.hall.path(rest), body, headers), status, problem)
    refused(ask('GET', '/v1/reference/policy', None, headers), status, problem)
    refused(ask('POST', '/v1/enrolments/renew', {'csr': world.b.csr()}, headers), status, problem)
    refused(ask('POST', '/v1/sessions', {'number': '1001', 'pin': PIN}, headers), status, problem)
    refused(ask('DELETE', '/v1/sessions', None, headers), status, problem)


def no_certificate(world):
    every_device_route(world, world.hall.ask, 401, 'device-unknown')


def certificate_of_another_authority(world):
    stranger = Device(world.hall)
    stranger.id = world.a.id
    key, name = make_foreign_authority()
    stranger.take(make_certificate(stranger, key, name, -1, 30))
    every_device_route(world, stranger.ask, 401, 'device-unknown')


def authority_of_the_hall(world):
    with open(os.path.join(world.hall.dir, 'ca-key.pem'), 'rb') as file:
        return serialization.load_pem_private_key(file.read(), None), world.hall.ca.subject


def device_nobody_enrolled(world):
    ghost = Device(world.hall)
    ghost.take(make_certificate(ghost, *authority_of_the_hall(world), -1, 30))
    every_device_route(world, ghost.ask, 401, 'device-unknown')


def known_device_with_another_key(world):
    thief = Device(world.hall)
    thief.id = world.a.id
    thief.take(make_certificate(thief, *authority_of_the_hall(world), -1, 30))
    every_device_route(world, thief.ask, 401, 'device-unknown')


def wrong_dates_are_let_in(world):
    kept = world.b.files[0]
    with open(kept, encoding='ascii') as file:
        good = file.read()
    for days in ((-900, -500), (500, 900)):
        world.b.take(make_certificate(world.b, *authority_of_the_hall(world), *days))
        same(world.b.feed().status, 200, 'feed with a certificate valid from %d to %d days' % days)
    world.b.take(good)


def revoked_device(world):
    old = Device(world.hall)
    old.enrol(world.hall.code(3))
    same(old.sign_in('1001').status, 200, 'sign-in of the device to be revoked')
    session = old.session
    new = Device(world.hall)
    new.enrol(world.hall.code(3, replace=True))
    before = world.position()
    for method, rest, body in DEVICE_ROUTES[:3]:
        refused(old.ask(method, world.hall.path(rest), body, {'Idempotency-Key': uuid7()}), 403, 'device-revoked')
    refused(old.ask('GET', '/v1/reference/policy'), 403, 'device-revoked')
    refused(old.ask('POST', '/v1/enrolments/renew', {'csr': old.csr()}), 403, 'device-revoked')
    refused(old.sign_in('1001'), 403, 'device-revoked')
    refused(old.sign_out(), 403, 'device-revoked')
    same(world.position(), before, 'position')
    # Its own lines are kept all the same, in quarantine.
    old.session = session
    answer = old.push(old.write(('session.locked', 'session/' + session['session'], {'reason': 'key'})))
    same(answer.status, 200, answer)
    same([(v['verdict'], v['reason']) for v in answer.json['verdicts']], [('event.quarantined', 'revoked')])
    same(world.position(), before + 1, 'the verdict is the one new line')


def no_session(world):
    call = {'command': 'call-next', 'args': {}}
    for headers in ({}, {'Authorization': 'Bearer ' + 'A' * 43}, {'Authorization': 'Bearer ' + world.a.session['token']},
                    {'Authorization': 'Basic eDp5', 'YC-Session': world.a.session['session']},
                    {'YC-Session': world.a.session['session']}):
        full = dict(headers, **{'Idempotency-Key': uuid7()})
        refused(world.a.ask('POST', world.hall.path('commands'), call, full), 401, 'session')
        refused(world.a.ask('DELETE', '/v1/sessions', None, full), 401, 'session')
    # The token of one device in the hands of another.
    full = dict(world.a.session_headers(), **{'Idempotency-Key': uuid7()})
    refused(world.b.ask('POST', world.hall.path('commands'), call, full), 401, 'session')


def control_only(world):
    for method, path, body in (('POST', '/v1/staff', {'act': 'list'}), ('POST', '/v1/reference', {'documents': []}), ('GET', '/v1/reference', None),
                               ('DELETE', '/v1/reference/waiting/queues', None),
                               ('POST', '/v1/enrolments/codes', {'as': 'workstation', 'counter': 1}), ('GET', '/v1/export', None)):
        refused(world.a.ask(method, path, body), 403, 'control-only')
        refused(world.hall.ask(method, path, body), 403, 'control-only')


def unknown_routes_and_methods(world):
    for path in ('/', '/v1', '/v1/nothing', '/health/', '//health', '/v1/halls//feed', world.hall.path('feed/x'),
                 world.hall.path('metrics'), '/v1/reference/', '/v1/halls/%2e%2e/feed/..'):
        refused(world.a.ask('GET', path), 404, 'route')
    refused(world.a.ask('POST', '/nothing', {'a': 1}), 404, 'route')
    for method, path, allow in (('PUT', '/health', 'GET'), ('PATCH', '/v1/sessions', 'POST, DELETE'),
                                ('DELETE', world.hall.path('feed'), 'GET'), ('GET', world.hall.path('commands'), 'POST'), ('PUT', '/v1/reference', 'GET, POST'),
                                ('GET', '/v1/reference/waiting/queues', 'DELETE')):
        answer = world.a.ask(method, path)
        refused(answer, 405, 'method')
        same(answer.header('Allow'), allow, method + ' ' + path)


def another_hall(world):
    for method, rest, body in DEVICE_ROUTES:
        refused(world.a.ask(method, '/v1/halls/%s/%s' % (uuid7(), rest), body, {'Idempotency-Key': uuid7()}), 404, 'hall')


BAD_JSON = [b'', b'{', b'[]', b'null', b'"x"', b"{'command':'call-next','args':{}}", b'{"command":"call-next","args":{}}x',
            b'{"command":"call-next","args":{},"args":{}}', b'{"command":"call-next","args":{"n":1e999}}',
            b'{"command":"call-next","args":{"a":"\\u0000"}}', b'{"command":"\xff","args":{}}', b'{"command":"call-next","args":[]}',
            b'{"command":7,"args":{}}', b'{"command":"call-next"}', b'{"command":"reboot","args":{}}',
            b'{"command":"recall","args":{}}', b'{"command":"call-next","args":{},"more":1}', b'[' * 60000,
            b'{"command":"call-next","args":' + b'{"a":' * 5000 + b'1' + b'}' * 5000 + b'}']


def malformed_bodies(world):
    for body in BAD_JSON:
        refused(world.a.command(None, body=body), 400, 'body')
        refused(world.a.ask('POST', '/v1/sessions', body, {'Idempotency-Key': uuid7()}), 400, 'body')
        refused(world.hall.ask('POST', '/v1/enrolments', body), 400, 'body')
        refused(world.a.ask('POST', '/v1/enrolments/renew', body), 400, 'body')
        refused(world.hall.control('POST', '/v1/staff', body), 400, 'body')
        refused(world.hall.control('POST', '/v1/reference', body), 400, 'body')
        refused(world.hall.control('POST', '/v1/enrolments/codes', body), 400, 'body')
    for body in ({'number': '1001'}, {'pin': PIN}, {'number': 1001, 'pin': PIN}, {'number': '1001', 'pin': 31415926},
                 {'number': '', 'pin': PIN}, {'number': '1001', 'pin': PIN, 'more': 1}, {'number': 'x' * 65, 'pin': PIN}):
        refused(world.a.ask('POST', '/v1/sessions', body, {'Idempotency-Key': uuid7()}), 400, 'body')


def malformed_headers(world):
    for name in ('YC-Needs', 'YC-After', 'YC-Epoch'):
        for value in ('x', '-1', '1.5', '', '99999999999999999999', '1 2'):
            refused(world.a.command('call-next', headers={name: value}), 400, 'headers')
    refused(world.a.command('call-next', headers={'YC-Withdraw': 'true'}), 400, 'headers')
    for at in ('x', '1', '1 ', '1 abc', '-1 ' + ZEROS, '1 ' + 'G' * 64):
        refused(world.a.command('call-next', headers={'YC-At': at}), 400, 'headers')
        refused(world.a.feed(0, headers={'YC-At': at}), 400, 'headers')
    for query in ('feed?after=x', 'feed?after=-1', 'feed?limit=many', 'feed?wait=1.5', 'feed?wait='):
        refused(world.a.ask('GET', world.hall.path(query)), 400, 'headers')
    for key in ('', 'x', '00000000-0000-4000-8000-000000000000', uuid7().upper()):
        refused(world.a.command('call-next', key=key), 400, 'key')
        refused(world.a.sign_in('1001', key=key), 400, 'key')
    refused(world.a.command('call-next', headers={'Idempotency-Key': None}), 400, 'key')


def conditions_of_commands(world):
    refused_body = refused(world.a.command('call-next', headers={'YC-Needs': str(world.a.seq + 1)}), 409, 'behind')
    same(refused_body['have'], world.a.seq)
    last = world.position()
    for headers in ({'YC-After': str(last + 1)}, {'YC-Epoch': '2', 'YC-After': '1'}, {'YC-After': '1', 'YC-At': '1 ' + 'a' * 64}):
        refused(world.a.command('call-next', headers=headers), 409, 'feed-reset')
        refused(world.a.sign_in('1001', **headers), 409, 'feed-reset')
    for query, headers in ((last + 1, {}), (0, {'YC-Epoch': '7'}), (1, {'YC-At': '1 ' + 'b' * 64})):
        body = refused(world.a.feed(query, headers=headers), 409, 'feed-reset')
        holds(body['rewind_to'] <= last and body['epoch'] == 1, body)


def commands_out_of_state(world):
    """Refused with a code and stored under the key; no line is written."""
    ghost = uuid7()
    for name, args, code in (('call', {'ticket': ghost}, 'ticket-unknown'), ('restore', {'ticket': ghost}, 'ticket-unknown'),
                             ('check-in', {'ticket': ghost}, 'ticket-unknown'), ('open-counter', {}, 'counter-open'),
                             ('issue', {'queue': 'Z'}, 'queue-unknown'), ('issue', {}, 'argument'),
                             ('issue', {'queue': 'A', 'group': 'kings'}, 'group-unknown'),
                             ('issue', {'queue': 'A', 'group': 'elderly', 'call': True}, 'reason-needed'),
                             ('issue', {'queue': 'A', 'slot': '25:00'}, 'slot-invalid'),
                             ('cancel', {'ticket': ghost}, 'ticket-unknown'), ('call', {'ticket': 7}, 'argument'),
                             ('take-over', {'counter': 77}, 'counter-unknown'), ('clear-lock', {'staff': 'nobody'}, 'staff-unknown'),
                             ('set-counter-queues', {'counter': 1, 'queues': ['Z']}, 'queue-unknown'),
                             ('pause-counter', {'counter': 1, 'reason': 'because'}, 'reason-unknown'),
                             ('pause-counter', {'counter': 1}, 'reason-needed')):
        key = uuid7()
        body = refused(world.a.command(name, args, key=key), 409, 'state')
        same(body['code'], code, name)
        again = refused(world.a.command(name, args, key=key), 409, 'state')
        same((again['code'], again['args']), (code, body['args']), 'repeated ' + name)
        refused(world.a.command(name, dict(args, more=1), key=key), 422, 'key-reused')


def enrolment_is_refused(world):
    """What must not let a computer in."""
    fresh = Device(world.hall)
    code = world.hall.code(2, replace=True)
    other = Device(world.hall)
    for change in ({'dev': 'x'}, {'key': 'x'}, {'more': 1}, {'secret': 7}, {'dev': None}):
        refused(world.hall.ask('POST', '/v1/enrolments', fresh.application(code, **change)), 400, 'body')
    for csr in ('x', '', fresh.csr(name=other.id), fresh.csr(key=other.key), other.csr(), world.hall.ca.public_bytes(
            serialization.Encoding.PEM).decode()):
        refused(world.hall.ask('POST', '/v1/enrolments', fresh.application(code, csr=csr)), 400, 'csr')
    refused(world.a.ask('POST', '/v1/enrolments/renew', {'csr': other.csr()}), 400, 'csr')
    known = fresh.application(code)
    known['dev'], known['csr'] = world.a.id, fresh.csr(name=world.a.id)
    refused(world.hall.ask('POST', '/v1/enrolments', known), 409, 'device-known')
    refused(world.hall.control('POST', '/v1/enrolments/codes', {'as': 'workstation', 'counter': 1}), 409, 'counter-taken')
    status, output, errors = world.hall.call('enrol', world.hall.dir, '--as', 'workstation', '--counter', '1')
    same((status, output), (1, ''), errors)
    holds('This window has a computer' in errors and '--replace' in errors and '"' not in errors, errors)
    refused(world.hall.control('POST', '/v1/enrolments/codes', {'as': 'workstation', 'counter': 99}), 409, 'state')
    for body in ({'as': 'toaster', 'counter': 1}, {'as': 'workstation'}, {'as': 'board', 'counter': 1}, {'as': 'pad', 'counter': -1}):
        refused(world.hall.control('POST', '/v1/enrolments/codes', body), 400, 'body')
    # Five wrong codes close every open one.
    for left in (4, 3, 2, 1, 0):
        body = refused(world.hall.ask('POST', '/v1/enrolments', fresh.application('0' * 10)), 404, 'code')
        same(body['tries_left'], left)
    refused(world.hall.ask('POST', '/v1/enrolments', fresh.application(code)), 410, 'code-expired')


def pushes_are_refused(world):
    a = world.a
    good = a.write(('session.locked', 'session/' + a.session['session'], {'reason': 'key'}))
    headers = a.push_headers(good, a.seq + 1)
    body = b'[\n' + good[0] + b'\n]'
    path = world.hall.path('events')

    def push(problem, text=body, status=400, **changes):
        full = dict(headers)
        for name, value in changes.items():
            full[name.replace('_', '-')] = value
        return refused(a.ask('POST', path, text, {name: value for name, value in full.items() if value is not None}), status, problem)

    push('stream', YC_Stream=None)
    push('stream', YC_Stream='dev:' + world.b.id)
    push('stream', YC_Stream='hall:' + world.hall.id)
    for name in ('YC_First', 'YC_Count'):
        push('batch', **{name: None})
        push('batch', **{name: '0'})
        push('headers', **{name: 'one'})
    push('batch', YC_Count='2')
    for text in (b'', b'[]', good[0], b'[' + good[0] + b']', b'[\n\n]', body + b'\n', b'{\n' + good[0] + b'\n}'):
        push('batch', text)
    # Whose comma is part of the line: another line than the one signed.
    push('head', b'[\n' + good[0] + b',\n]')
    digest = line_hash(good[0])
    for head in (None, 'x', a.head(a.seq + 2, digest), a.head(a.seq + 1, ZEROS), a.head(a.seq + 1, digest, key=world.b.key),
                 world.b.head(a.seq + 1, digest), a.head(a.seq + 1, digest).replace(' ', '  ')):
        push('head', YC_Head=head)
    body_gap = refused(a.push(good, first=a.seq + 5), 409, 'gap')
    same(body_gap['expected'], a.seq + 1)
    forked = [a.line('session.locked', 'session/' + a.session['session'], {'reason': 'key'}, prev='c' * 64)]
    refused(a.push(forked), 409, 'fork')
    many = [b'{}'] * 1001
    refused(a.push(many), 413, 'too-large')


def oversized_bodies(world):
    big = b'{"command":"' + b'x' * (70 * 1024) + b'"}'
    refused(world.a.command(None, body=big), 413, 'too-large')
    refused(world.hall.ask('POST', '/v1/enrolments', big), 413, 'too-large')
    refused(world.a.ask('POST', world.hall.path('events'), b'[\n' + b'x' * (3 << 20) + b'\n]', {'Content-Type': BATCH}), 413, 'too-large')
    refused(world.a.ask('GET', '/health', b'x'), 413, 'too-large')
    refused(world.hall.control('POST', '/v1/reference', b'x' * (33 << 20)), 413, 'too-large')
    # What is for the control socket may be large there alone.
    refused(world.hall.ask('POST', '/v1/reference', b'x' * (65 << 10)), 413, 'too-large')


def other_reads(world):
    refused(world.a.ask('GET', '/v1/reference/secrets'), 404, 'reference')
    refused(world.a.ask('GET', '/v1/reference/rating'), 404, 'reference')
    refused(world.a.ask('GET', '/v1/reference/..%2fpin'), 400, 'bad-request')
    refused(world.a.ask('GET', world.hall.path('heads?stream=x')), 400, 'stream')
    refused(world.a.ask('GET', world.hall.path('heads?stream=hall:' + uuid7())), 404, 'stream')


def staff_and_reference_are_refused(world):
    control = world.hall.control
    for pin in ('1234567', '12345678a', '１２３４５６７８', '1' * 200, ''):
        refused(control('POST', '/v1/staff', {'act': 'reset', 'number': '1001', 'pin': pin}), 400, 'pin')
    for body in ({'act': 'promote', 'number': '1001'}, {'act': 'add', 'number': '2001'}, {'act': 'add', 'number': 'a b', 'name': 'x', 'role': 'clerk'},
                 {'act': 'add', 'number': '2001', 'name': 'x', 'role': 'king'}, {'act': 'reset', 'number': '1001'},
                 {'act': 'list', 'more': 1}, {'act': 'reset', 'number': '1001', 'pin_hash': '$argon2id$v=19$m=8,t=1,p=1$YWFhYWFhYWE$YQ'}):
        refused(control('POST', '/v1/staff', body), 400, 'body')
    refused(control('POST', '/v1/staff', {'act': 'disable', 'number': '4711'}), 409, 'state')
    body = refused(control('POST', '/v1/reference', {'documents': ['{', '{"set":"potatoes","version":"1","effective_from":"2026-01-01","items":[]}']}),
                   400, 'import')
    holds(len(body['faults']) >= 2, body)
    refused(control('POST', '/v1/reference', {'documents': [7]}), 400, 'body')
    for name in ('queues', 'potatoes', 'init', 'sets'):
        refused(control('DELETE', '/v1/reference/waiting/' + name), 404, 'reference')


def raw(world, data, tls=True, patience=20):
    """Sends bytes as they are, and gives what comes back until the other side closes or has been silent for so long."""
    plain = socket.create_connection(('127.0.0.1', world.hall.port), timeout=20)
    try:
        connection = world.hall.tls().wrap_socket(plain) if tls else plain
        got = b''
        try:
            # The other side may close in the middle of it.
            connection.sendall(data)
            connection.settimeout(patience)
            while more := connection.recv(65536):
                got += more
        except (TimeoutError, ConnectionError, ssl.SSLError):
            pass
        return got
    finally:
        plain.close()


def answer_of(world, method, path, got):
    """Checks a raw answer like any other; gives status and problem."""
    head, _, body = got.partition(b'\r\n\r\n')
    lines = head.decode('latin-1').split('\r\n')
    status = int(lines[0].split(' ')[1])
    headers = [tuple(part.strip() for part in line.split(':', 1)) for line in lines[1:]]
    world.hall.api.check(method, path, status, headers, body)
    return status, json.loads(body)['type'].removeprefix('/problems/')


def hostile_requests(world):
    for target, status, problem in ((b'/health?a=%ff', 400, 'bad-request'), (b'/%ff', 400, 'bad-request'),
                                    (b'/health?' + b'a' * 9000, 414, 'uri-too-long')):
        got = raw(world, b'GET ' + target + b' HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        path = '/health' if target.startswith(b'/health') else '/nowhere'
        same(answer_of(world, 'GET', path, got), (status, problem), target[:20])
    many = b''.join(b'X-%d: y\r\n' % i for i in range(150))
    long = b'X: ' + b'y' * 20000 + b'\r\n'
    for extra in (many, long):
        got = raw(world, b'GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n' + extra + b'\r\n')
        same(answer_of(world, 'GET', '/health', got), (431, 'headers-too-large'))
    got = raw(world, b'POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n')
    same(answer_of(world, 'POST', '/v1/enrolments', got), (411, 'length-required'))
    # More than libsoup itself reads: it ends the connection, whatever it says.
    raw(world, b'GET /health HTTP/1.1\r\nX: ' + b'y' * (200 << 10), patience=1)
    for data in (b'\0' * 5000, os.urandom(5000), b'GET\r\n\r\n', b'GET /health HTTP/9.9\r\n\r\n', b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
                 b'GET http://[::1 HTTP/1.1\r\n\r\n', b'POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n',
                 b'POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello'):
        raw(world, data, patience=0.5)
        raw(world, data, tls=False, patience=0.5)


def half_requests(world):
    kept = []
    for data in (b'G', b'GET /health', b'POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"a"'):
        plain = socket.create_connection(('127.0.0.1', world.hall.port), timeout=20)
        connection = world.hall.tls().wrap_socket(plain)
        connection.sendall(data)
        kept.append(connection)
    # One leaves with a reset in the middle of its request.
    kept[-1].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    kept.pop().close()
    same(world.hall.ask('GET', '/health').status, 200, 'health beside half requests')
    for connection in kept:
        connection.close()


def two_hundred_idle_connections(world):
    idle = [socket.create_connection(('127.0.0.1', world.hall.port), timeout=20) for _ in range(150)]
    context = world.hall.tls()
    idle += [context.wrap_socket(socket.create_connection(('127.0.0.1', world.hall.port), timeout=20)) for _ in range(50)]
    same(world.a.feed().status, 200, 'feed beside 200 idle connections')
    same(world.hall.control('GET', '/health').status, 200, 'control beside 200 idle connections')
    for connection in idle:
        connection.close()


def nothing_secret_in_the_log(world):
    with open(world.hall.log.name, encoding='utf-8', errors='replace') as file:
        log = file.read()
    for secret in (PIN, world.a.session['token'], '王小明', 'PRIVATE KEY', '$argon2id$'):
        holds(secret not in log, 'the log has %r' % secret)


# In this order; each may change nothing.
CHECKS = [free_routes, no_certificate, certificate_of_another_authority, device_nobody_enrolled, known_device_with_another_key,
          wrong_dates_are_let_in, no_session, control_only, unknown_routes_and_methods, another_hall, malformed_bodies, malformed_headers,
          conditions_of_commands, commands_out_of_state, enrolment_is_refused, pushes_are_refused, oversized_bodies, other_reads,
          staff_and_reference_are_refused, hostile_requests, half_requests, two_hundred_idle_connections]
