#!/usr/bin/env python3
"""The two sides of UmaDB that motcham-bench measures, from the package `umadb` of PyPI, which holds both.

    umadb_peer.py version
    umadb_peer.py serve  --listen 127.0.0.1:PORT --db-path DIR      replaced by UmaDB's server
    umadb_peer.py append URL FILE CLIENTS ROWS SECONDS              appends, then prints one line of numbers

FILE holds events, each behind its length in four bytes, big-endian. The client is the package's own: Rust beneath
Python, which leaves the interpreter's lock while a request is under way. The events are made before the clock runs.
"""

import importlib.metadata
import resource
import struct
import sys
import threading
import time

import umadb


def load(path):
    with open(path, "rb") as file:
        content = file.read()
    events, at = [], 0
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        at += 4
        events.append(umadb.Event(event_type="report", data=content[at : at + length]))
        at += length
    return events


def cpu_nanoseconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return int((usage.ru_utime + usage.ru_stime) * 1e9)


def append(url, path, clients, rows, seconds):
    events = load(path)
    batches = [events[start : start + rows] for start in range(0, len(events) - rows + 1, rows)]
    counts, ends, failures = [0] * clients, [0.0] * clients, []
    gate = threading.Barrier(clients + 1)

    def work(number):
        try:
            client = umadb.Client(url)
            client.head()
            gate.wait()
            turn = number
            while time.monotonic() - start[0] < seconds:
                client.append(batches[turn % len(batches)])
                counts[number] += rows
                turn += clients
            ends[number] = time.monotonic()
        except Exception as failure:  # Whatever it is, the harness has to hear of it.
            failures.append(failure)
            gate.abort()

    start = [0.0]
    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    try:
        start[0] = time.monotonic()
        gate.wait()
        start[0] = time.monotonic()
        cpu = cpu_nanoseconds()
    except threading.BrokenBarrierError:
        pass
    for thread in threads:
        thread.join()
    if failures:
        sys.exit(f"UmaDB's client: {failures[0]}")
    spent = cpu_nanoseconds() - cpu
    head = umadb.Client(url).head() or 0
    print(sum(counts), int((max(ends) - start[0]) * 1e9), spent, head, flush=True)


def main():
    what = sys.argv[1] if len(sys.argv) > 1 else ""
    if what == "version":
        print("UmaDB", importlib.metadata.version("umadb"))
    elif what == "serve":
        sys.argv = ["umadb"] + sys.argv[2:]
        from umadb.umadb_server_cli import main as serve

        serve()
    elif what == "append" and len(sys.argv) == 7:
        url, path, clients, rows, seconds = sys.argv[2:]
        append(url, path, int(clients), int(rows), float(seconds))
    else:
        sys.exit(__doc__)


main()
