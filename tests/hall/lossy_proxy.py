# SPDX-License-Identifier: GPL-3.0-or-later
"""A TCP relay that loses things: refuses, delays, and cuts a connection after a request went through and before (or in the middle
of) its answer. TLS passes through it, so it knows requests only by who spoke last."""
import asyncio
import random
import threading


class LossyProxy:
    """Runs in a thread of its own until stop(). Rates are probabilities per answer (refuse: per connection)."""

    def __init__(self, target_port, seed, refuse=0.02, cut=0.03, cut_middle=0.01, delay=0.03):
        self.target_port = target_port
        self.random = random.Random(seed)
        self.rates = {'refuse': refuse, 'cut': cut, 'cut_middle': cut_middle, 'delay': delay}
        self.counts = dict.fromkeys(list(self.rates) + ['connections', 'answers'], 0)
        self.calm = False
        self.port = 0
        self.loop = asyncio.new_event_loop()
        self.started = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        self.started.wait()

    def run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self.listen())
        self.started.set()
        self.loop.run_forever()

    async def listen(self):
        server = await asyncio.start_server(self.relay, '127.0.0.1', 0, backlog=256)
        self.port = server.sockets[0].getsockname()[1]

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def happens(self, what):
        if self.calm or self.random.random() >= self.rates[what]:
            return False
        self.counts[what] += 1
        return True

    async def relay(self, reader, writer):
        self.counts['connections'] += 1
        if self.happens('refuse'):
            writer.transport.abort()
            return
        try:
            node_reader, node_writer = await asyncio.open_connection('127.0.0.1', self.target_port)
        except OSError:
            writer.transport.abort()
            return
        state = {'asked': False}
        tasks = [asyncio.ensure_future(self.to_node(reader, node_writer, state)),
                 asyncio.ensure_future(self.to_client(node_reader, writer, state))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            writer.transport.abort()
            node_writer.transport.abort()

    async def to_node(self, reader, writer, state):
        while True:
            data = await reader.read(65536)
            if not data:
                return
            state['asked'] = True
            writer.write(data)
            await writer.drain()

    async def to_client(self, reader, writer, state):
        while True:
            data = await reader.read(65536)
            if not data:
                return
            if state['asked']:
                state['asked'] = False
                self.counts['answers'] += 1
                if self.happens('cut'):
                    return
                if self.happens('cut_middle'):
                    writer.write(data[:len(data) // 2])
                    await writer.drain()
                    return
                if self.happens('delay'):
                    await asyncio.sleep(self.random.uniform(0.02, 0.4))
            writer.write(data)
            await writer.drain()
