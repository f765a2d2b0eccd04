# SPDX-License-Identifier: GPL-3.0-or-later
"""A hall node in a folder of its own, driven as its users drive it: the program, real TLS, the control socket."""
import base64
import datetime
import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.parse

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BATCH = 'application/cloudevents-batch+json'
ZEROS = '0' * 64
PIN = '31415926'
RAW = serialization.Encoding.Raw, serialization.PublicFormat.Raw
PEM = serialization.Encoding.PEM
PKCS8 = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()


class Tap:
    """One function, one subtest."""

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
        else:
            print('ok %d %s' % (self.count, name))
        print('# %.1f s' % (time.monotonic() - started), flush=True)

    def done(self):
        print('1..%d' % self.count)
        sys.exit(1 if self.failed else 0)


def same(got, wanted, what=''):
    if got != wanted:
        raise AssertionError('%s: %.600r, and not %.600r' % (what, got, wanted))


def holds(truth, what):
    if not truth:
        raise AssertionError('%.900s' % (what,))


def fails(hall, status, words, part='', stdin='', lines=1):
    """The program refuses with one sentence and this status; nothing on standard output."""
    got, output, errors = hall.call(*words, stdin=stdin)
    same(got, status, '%s: %s' % (' '.join(words), errors))
    same(output, '', ' '.join(words))
    if lines is not None:
        same(len(errors.splitlines()), lines, errors)
    last = errors.splitlines()[-1]
    holds(last.startswith('yichuang-hall: ') and last.endswith('.'), last)
    holds(part in errors, '%r is not in %s' % (part, errors))
    return errors


_last_uuid = [0]
_uuid_lock = threading.Lock()


def uuid7():
    with _uuid_lock:
        _last_uuid[0] = max(time.time_ns() // 1000000, _last_uuid[0] + 1)
        milliseconds = _last_uuid[0]
    number = bytearray(milliseconds.to_bytes(6, 'big') + os.urandom(10))
    number[6] = 0x70 | number[6] & 0x0f
    number[8] = 0x80 | number[8] & 0x3f
    text = number.hex()
    return '-'.join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def line_hash(line):
    """SHA-256 (0x00 || line), as the contract says."""
    return hashlib.sha256(b'\0' + line).hexdigest()


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def header(self, name):
        for key, value in self.headers:
            if key.lower() == name.lower():
                return value
        return None

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def problem(self):
        return self.json['type'].removeprefix('/problems/') if self.status >= 400 else None

    def __repr__(self):
        return '%d %.500r' % (self.status, self.body)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__('control', timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Hall:
    """A folder, and the node while it runs. Every answer is compared with the API's description."""

    def __init__(self, program, api=None, counters=3, init=True, parent=None):
        self.program = program
        self.api = api
        self.top = tempfile.mkdtemp(prefix='yc-hall-', dir=parent)
        self.dir = os.path.join(self.top, 'hall')
        self.log = open(os.path.join(self.top, 'log'), 'w+', encoding='utf-8')
        self.process = None
        self.port = 0
        self.id = None
        if init:
            self.run('init', self.dir, '--name', '朝阳大厅', '--counters', str(counters))

    # the program

    def call(self, *words, stdin='', env=None, timeout=120):
        """The program with these words: (status, output, errors)."""
        done = subprocess.run([self.program, *words], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              encoding='utf-8', timeout=timeout, check=False, env=dict(os.environ, **(env or {})))
        return done.returncode, done.stdout, done.stderr

    def run(self, *words, stdin='', env=None):
        status, output, errors = self.call(*words, stdin=stdin, env=env)
        holds(status == 0, '%s: %d %s%s' % (' '.join(words), status, output, errors))
        return output

    def start(self, wait=True, **more):
        holds(self.process is None, 'the node runs already')
        self.process = subprocess.Popen([self.program, 'serve', self.dir, '--listen', '127.0.0.1:0'],
                                        stdout=subprocess.PIPE, stderr=self.log, encoding='utf-8', **more)
        if wait:
            line = self.process.stdout.readline().strip()
            holds(line.startswith('listening https://127.0.0.1:'), 'the node said %r; %s' % (line, self.errors()))
            self.port = int(line.rsplit(':', 1)[1])
            with open(os.path.join(self.dir, 'ca.pem'), 'rb') as file:
                self.ca = x509.load_pem_x509_certificate(file.read())
            if self.id is None:
                self.id = self.control('GET', '/health').json['hall']
        return self

    def errors(self):
        self.log.flush()
        with open(self.log.name, encoding='utf-8', errors='replace') as file:
            return file.read()[-3000:]

    def stop(self, wanted=0):
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        status = process.wait(60)
        process.stdout.close()
        holds(status == wanted, 'the node ended with %d: %s' % (status, self.errors()))

    def kill(self):
        process, self.process = self.process, None
        process.kill()
        process.wait()
        process.stdout.close()

    def remove(self):
        try:
            self.stop()
        finally:
            if self.process is not None:
                self.kill()
            self.log.close()
            shutil.rmtree(self.top, ignore_errors=True)

    # asking

    def exchange(self, connection, method, target, headers, body):
        connection.request(method, target, body=body, headers=headers or {})
        got = connection.getresponse()
        answer = Answer(got.status, got.getheaders(), got.read())
        if self.api is not None:
            path = urllib.parse.unquote(target.split('?')[0])
            self.api.check(method, path, answer.status, answer.headers, answer.body, body)
        return answer

    def control(self, method, target, body=None, headers=None, timeout=120):
        connection = UnixConnection(os.path.join(self.dir, 'control.sock'), timeout)
        try:
            return self.exchange(connection, method, target, headers, encode(body))
        finally:
            connection.close()

    def connect(self, identity=None, timeout=60):
        """A TLS connection; identity is (certificate file, key file)."""
        return http.client.HTTPSConnection('127.0.0.1', self.port, timeout=timeout, context=self.tls(identity))

    def tls(self, identity=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.load_verify_locations(os.path.join(self.dir, 'ca.pem'))
        if identity is not None:
            context.load_cert_chain(*identity)
        return context

    def ask(self, method, target, body=None, headers=None, identity=None, timeout=60):
        connection = self.connect(identity, timeout)
        try:
            return self.exchange(connection, method, target, headers, encode(body))
        finally:
            connection.close()

    # what it says of itself

    def export(self):
        """Every line of the journal as an object, in order."""
        path = os.path.join(self.top, 'export')
        self.run('export', self.dir, '--out', path)
        with open(path, encoding='utf-8') as file:
            lines = [json.loads(line) for line in file]
        os.unlink(path)
        return lines

    def events(self):
        return [json.loads(item['line']) for item in self.export() if 'line' in item]

    def position(self):
        return max(item.get('pos', 0) for item in self.export())

    def verify(self):
        return self.run('verify', self.dir)

    def path(self, rest):
        return '/v1/halls/%s/%s' % (self.id, rest)

    def staff(self, number, name='王小明', role='clerk', queues='A'):
        self.run('staff', self.dir, 'add', '--number', number, '--name', name, '--role', role, '--queues', queues,
                 stdin=PIN + '\n')

    def code(self, counter, replace=False):
        return self.run('enrol', self.dir, '--as', 'workstation', '--counter', str(counter),
                        *(['--replace'] if replace else [])).strip()


def encode(body):
    if body is None or isinstance(body, bytes):
        return body
    return json.dumps(body, ensure_ascii=False).encode()


def write(hall, name, text):
    """A file beside the hall, of bytes or of what becomes JSON; its path."""
    path = os.path.join(hall.top, name)
    with open(path, 'wb') as file:
        file.write(text if isinstance(text, bytes) else json.dumps(text, ensure_ascii=False).encode())
    return path


def write_private(path, data):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'wb') as file:
        file.write(data)


class Device:
    """A workstation: its key, its certificate, its own journal, its session."""

    def __init__(self, hall):
        self.hall = hall
        self.id = uuid7()
        self.key = Ed25519PrivateKey.generate()
        self.public = base64.b64encode(self.key.public_key().public_bytes(*RAW)).decode()
        self.files = tuple(os.path.join(hall.top, self.id + end) for end in ('.crt', '.key'))
        write_private(self.files[1], self.key.private_bytes(PEM, *PKCS8))
        self.seq = 0
        self.prev = ZEROS
        self.session = None
        self.counter = 0

    def csr(self, name=None, key=None):
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name or self.id)])
        request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key or self.key, None)
        return request.public_bytes(PEM).decode()

    def application(self, code, **more):
        return dict({'secret': code.replace('-', '')[:10], 'dev': self.id, 'key': self.public, 'csr': self.csr()}, **more)

    def enrol(self, code):
        answer = self.hall.ask('POST', '/v1/enrolments', self.application(code))
        same(answer.status, 200, answer)
        self.take(answer.json['certificate'])
        self.counter = answer.json['counter']
        return answer

    def take(self, pem):
        write_private(self.files[0], pem.encode())

    def ask(self, method, target, body=None, headers=None, timeout=60):
        return self.hall.ask(method, target, body, headers, self.files, timeout)

    def session_headers(self):
        return {'Authorization': 'Bearer ' + self.session['token'], 'YC-Session': self.session['session']}

    def sign_in(self, number, pin=PIN, key=None, **headers):
        answer = self.ask('POST', '/v1/sessions', {'number': number, 'pin': pin},
                          dict({'Idempotency-Key': uuid7() if key is None else key}, **headers))
        if answer.status == 200:
            self.session = answer.json['result']
        return answer

    def sign_out(self, key=None, headers=None):
        full = dict(self.session_headers(), **{'Idempotency-Key': key or uuid7()})
        full.update(headers or {})
        return self.ask('DELETE', '/v1/sessions', None, full)

    def command(self, name, args=None, key=None, headers=None, body=None, timeout=60):
        full = dict(self.session_headers() if self.session else {}, **{'Idempotency-Key': uuid7() if key is None else key})
        full.update(headers or {})
        return self.ask('POST', self.hall.path('commands'), body if body is not None else {'command': name, 'args': args or {}},
                        {name: value for name, value in full.items() if value is not None}, timeout)

    def must(self, name, args=None, **more):
        answer = self.command(name, args, **more)
        same(answer.status, 200, answer)
        return answer.json['result']

    def line(self, name, subject, data=None, seq=None, prev=None, **more):
        event = {
            'specversion': '1.0', 'id': uuid7(), 'source': 'urn:yichuang:dev:' + self.id,
            'type': 'org.yichuang.%s.v1' % name, 'subject': subject,
            'time': datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.123Z'),
            'datacontenttype': 'application/json', 'ychall': self.hall.id, 'ycseq': seq or self.seq + 1,
            'ycprev': prev or self.prev, 'ycskew': 0, 'ycactor': 'staff/' + self.session['staff'],
            'ycsess': self.session['session'], 'yccounter': self.counter, 'ycbase': '', 'yccause': '', 'ycref': '',
            'ycmode': 'online', 'data': data or {},
        }
        event.update(more)
        return json.dumps(event, ensure_ascii=False, separators=(',', ':')).encode()

    def write(self, *events):
        """Lines for (name, subject, data)…, each naming the one before."""
        lines, prev, seq = [], self.prev, self.seq
        for event in events:
            seq += 1
            lines.append(self.line(*event, seq=seq, prev=prev))
            prev = line_hash(lines[-1])
        return lines

    def head(self, seq, digest, key=None):
        stream = 'dev:' + self.id
        signature = (key or self.key).sign(('%s %d %s' % (stream, seq, digest)).encode())
        return '%s %d %s %s' % (stream, seq, digest, base64.b64encode(signature).decode())

    def push_headers(self, lines, first):
        return {'Content-Type': BATCH, 'YC-Stream': 'dev:' + self.id, 'YC-First': str(first), 'YC-Count': str(len(lines)),
                'YC-Head': self.head(first + len(lines) - 1, line_hash(lines[-1]))}

    def push(self, lines, first=None, body=None, **headers):
        """Pushes lines; the own tail moves on when they are acknowledged."""
        first = first or self.seq + 1
        full = dict(self.push_headers(lines, first), **headers)
        answer = self.ask('POST', self.hall.path('events'), body if body is not None else b'[\n' + b',\n'.join(lines) + b'\n]', full)
        if answer.status == 200 and answer.json['ack'] >= first + len(lines) - 1:
            self.seq, self.prev = first + len(lines) - 1, line_hash(lines[-1])
        return answer

    def do(self, *events):
        answer = self.push(self.write(*events))
        same(answer.status, 200, answer)
        same(answer.json['verdicts'], [], 'verdicts')
        return answer

    def feed(self, after=0, query='', headers=None, timeout=60):
        return self.ask('GET', self.hall.path('feed?after=%d%s' % (after, query)), None, headers, timeout)


def split_batch(body):
    """The lines of a batch, byte for byte."""
    if body == b'[\n]':
        return []
    holds(body.startswith(b'[\n') and body.endswith(b'\n]'), body[:80])
    return body[2:-2].split(b',\n')


def positions(text):
    """What YC-Pos says, as a list."""
    numbers = []
    for part in text.split(',') if text else []:
        first, _, last = part.partition('-')
        numbers.extend(range(int(first), int(last or first) + 1))
    return numbers


def make_certificate(device, issuer_key, issuer_name, days_from, days_to):
    """A client certificate for a device, valid between two days counted from now."""
    now = datetime.datetime.utcnow()
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, device.id)])
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer_name).public_key(device.key.public_key())
               .serial_number(x509.random_serial_number())
               .not_valid_before(now + datetime.timedelta(days=days_from))
               .not_valid_after(now + datetime.timedelta(days=days_to))
               .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
               .add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False))
    return builder.sign(issuer_key, None).public_bytes(PEM).decode()


def make_foreign_authority():
    """A CA of somebody else: (key, name)."""
    key = Ed25519PrivateKey.generate()
    return key, x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, 'Another hall')])
