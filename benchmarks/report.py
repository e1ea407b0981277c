#!/usr/bin/env python3
"""Tables, plots and thresholds out of the JSON that motcham-bench prints. Nothing but Python's own library is used.

    report.py make [DIR]             writes DIR/README.md and DIR/*.svg from DIR/*.json (results/ beside this file)
    report.py table FILE...          prints the tables of some files as Markdown
    report.py check FILE [LIMITS]    exits with 1 when a ratio of FILE is below its limit (thresholds.json)

The same JSON gives the same bytes.
"""

import json
import math
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
COLORS = ["#0b6e4f", "#c1440e", "#2d5aa0", "#8a5a00", "#7a2e8e", "#b0174f", "#4a4a4a", "#008b9a"]
NAMES = {
    "lmdb_in_c": "LMDB in C, one record an event",
    "sqlite": "SQLite, WAL, synchronous=FULL",
    "postgresql": "PostgreSQL",
    "redis": "Redis Streams, appendfsync always",
    "umadb": "UmaDB's server",
    "motcham_log": "MotCham, block log alone",
    "motcham_intake": "MotCham, whole engine",
    "http": "MotCham over HTTP",
}


# --- what stands in the files

def load(path):
    with open(path, encoding="utf-8") as file:
        found = json.load(file)
    found["file"] = pathlib.Path(path).name
    return found


def is_spread(value):
    return isinstance(value, dict) and "median" in value and "min" in value


def median(value):
    return value["median"] if is_spread(value) else value


def number(value):
    magnitude = abs(value)
    if magnitude >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if magnitude >= 10 else f"{value:.2f}"


def spread(value):
    """The median, and in brackets the least and the greatest."""
    if value is None:
        return ""
    if not is_spread(value) or value["runs"] == 1:
        return number(median(value))
    return f"{number(value['median'])} ({number(value['min'])}–{number(value['max'])})"


def ways(peer):
    return [(name, value) for name, value in peer.items() if isinstance(value, dict) and "events_per_second" in value]


def words(name):
    return name.replace("_", " ")


def parts(figures, prefix):
    """Figures called `prefixN`, as pairs of N and value."""
    found = [(int(name[len(prefix):]), value) for name, value in figures.items()
             if name.startswith(prefix) and name[len(prefix):].isdigit()]
    return sorted(found, key=lambda pair: pair[0])


# --- Markdown

def rows(head, lines):
    """A table, without the columns that say nothing."""
    lines = list(lines)
    kept = [place for place in range(len(head)) if any(line[place] for line in lines)]
    head, lines = [head[place] for place in kept], [[line[place] for place in kept] for line in lines]
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for line in lines:
        yield "| " + " | ".join(line) + " |"
    yield ""


def machine(found):
    told = found.get("machine")
    if not told:
        return
    yield (f"{told['cores']} cores of {told['processor']}, {told['memory_mib']:,} MiB, "
           f"{' '.join(told['kernel'].split()[:3])}, Swift {told['swift']}, {told['lmdb'].split(':')[0]}. "
           f"4 KiB with fdatasync {spread(told['fdatasync_4kib_microseconds'])} µs, "
           f"1 MiB {spread(told['fdatasync_1mib_microseconds'])} µs."
           + (f" An access to memory {spread(told['memory_access_nanoseconds'])} ns." if "memory_access_nanoseconds" in told
              else "") + f" Load before: {told['load_before']}.")
    yield ""
    given = found.get("input", {})
    digest = given.get("digest_of_the_first_4096") or found.get("digest_of_the_first_4096")
    size = given.get("stored_bytes_per_event") or found.get("stored_bytes_per_event")
    if digest:
        name = given.get("workload", "standard report")
        yield f"Input: {name}, {number(size) + ' stored bytes each, ' if size else ''}digest `{digest}`."
        yield ""


def busy(figures):
    """A mark for what was measured while others had more than a tenth of a core."""
    others = figures.get("cores_busy_for_others")
    return " ⚠" if others and median(others) > 0.1 else ""


def absence(name, figures):
    if isinstance(figures, dict) and "absent" in figures:
        yield f"- {NAMES.get(name, name)}: **absent**. {figures['absent']}"


def absences(found):
    for name, peer in found["peers"].items():
        yield from absence(name, peer)
    yield ""


def memory(figures):
    """At most: of a server's largest process, or what a run added to what the harness had before."""
    largest, together = figures.get("largest_server_process_mib"), figures.get("server_mib_at_the_end")
    if largest and together:
        return f"{number(median(largest))}; all at the end {number(median(together))}"
    return spread(largest or figures.get("resident_mib_added"))


def flushes(figures, each):
    """Both ways to wait for the disk."""
    found = figures.get(f"flushes_per_{each}")
    if found is None:
        return ""
    if isinstance(found, str):
        return "not counted"
    synced = figures.get(f"synced_writes_per_{each}") or figures.get(f"synced_meta_writes_per_{each}") or 0
    return number(median(found) + median(synced))


def middle(figures, name):
    return number(median(figures[name])) if name in figures else ""


def ratios(found):
    if found.get("ratios"):
        yield from rows(["ratio within one run", "median (least–greatest)"],
                        [[words(name), spread(value)] for name, value in found["ratios"].items()])


def peers_table(found):
    if found.get("mode") == "sustained":
        yield from sustained_table(found)
        return
    lines = []
    for name, peer in found["peers"].items():
        for way, figures in ways(peer):
            lines.append([
                NAMES.get(name, name), words(way), spread(figures["events_per_second"]) + busy(figures),
                spread(figures["cpu_microseconds_per_event"]), number(median(figures["bytes_stored_per_event"])),
                number(median(figures["bytes_written_per_event"])), flushes(figures, "request"), memory(figures),
            ])
    yield from rows(["who", "asked in", "events/s", "CPU µs an event", "bytes stored", "bytes written",
                     "flushes a request", "MiB at most"], lines)
    yield from absences(found)
    yield from ratios(found)


def sustained_table(found):
    lines = []
    for name, peer in found["peers"].items():
        if "absent" in peer:
            continue
        steps = parts(peer, "rows_per_second_to_")
        lines.append([
            NAMES.get(name, name), f"{peer['rows']:,}", spread(peer["rows_per_second"]) + busy(peer),
            number(median(steps[0][1])), number(median(steps[-1][1])), spread(peer["cpu_microseconds_per_row"]),
            number(median(peer["bytes_stored_per_row"])), middle(peer, "bytes_written_per_row"),
            flushes(peer, "transaction"), memory(peer), spread(peer.get("views_behind_at_most_milliseconds")),
        ])
    yield from rows(["who", "rows", "rows/s", "in the first part", "in the last part", "CPU µs a row", "bytes stored",
                     "bytes written", "flushes a transaction", "MiB at most", "views behind, ms"], lines)
    yield from absences(found)
    yield from ratios(found)


def intake_lines(found):
    for producers, figures in parts(found.get("batches", {}), "producers_"):
        yield [f"batches of {found['batches']['batch_size']:,}, {producers} producer{'s' if producers > 1 else ''}", figures]
    for callers, figures, where in caller_series(found):
        yield [f"{callers:,} caller{'s' if callers > 1 else ''}{where}, one report each", figures]
    for rate, figures in parts(found.get("open", {}), "rate_"):
        yield [f"open loop, {rate:,}/s due, {figures['arrivals']}", figures]


def caller_series(found):
    """Triples of how many callers, their figures, and where they ran."""
    figures = found.get("callers", {})
    if "callers" in figures:
        return [(figures["callers"], figures, "")]
    found = [(re.fullmatch(r"callers_(\d+)(?:_on_(\d+)_threads)?", name), value) for name, value in figures.items()]
    series = [(int(match[1]), value, f" on {match[2]} caller threads" if match[2] else "")
              for match, value in found if match]
    return sorted(series, key=lambda one: (one[2], one[0]))


def intake_table(found):
    lines = [[name, spread(figures["reports_per_second"]) + busy(figures),
              spread(figures["cpu_microseconds_per_report"]), spread(figures.get("latency_p50_microseconds")),
              spread(figures.get("latency_p99_microseconds")), spread(figures.get("latency_p999_microseconds")),
              spread(figures.get("reports_per_second_with_views_drained")), middle(figures, "bytes_written_per_report"),
              flushes(figures, "block"), memory(figures), spread(figures.get("efficiency")),
              spread(figures.get("lmdb_in_c_beside_it_events_per_second")), spread(figures.get("ratio_to_lmdb_in_c"))]
             for name, figures in intake_lines(found)]
    if lines:
        yield from rows(["asked in", "reports/s", "CPU µs a report", "p50 µs", "p99 µs", "p99.9 µs",
                         "reports/s with views drained", "bytes written", "flushes a block", "MiB at most",
                         "efficiency", "LMDB in C beside it, events/s", "ratio to it"], lines)
    yield from phases_table(found)
    if "single" in found:
        figures = found["single"]
        yield from rows(["one caller, one report a call", "median (least–greatest)"],
                        [[words(name), spread(value)] for name, value in figures.items() if is_spread(value)])
    if "million" in found:
        yield from plain_table(found["million"])


def phases(figures):
    """The times of a burst; a run of one rate has one, which its own figures tell already."""
    found = [(name.removeprefix("phase_"), value) for name, value in figures.items() if name.startswith("phase_")]
    return found if len(found) > 1 else []


def phases_table(found):
    for rate, figures in parts(found.get("open", {}), "rate_"):
        lines = [[f"{words(name)}, {phase['reports_due_per_second']:,}/s for {number(phase['seconds'])} s",
                  *[spread(phase[f"latency_{part}_microseconds"]) for part in ("p50", "p99", "p999", "max")],
                  spread(phase["refused_as_overloaded"]), spread(phase["views_behind_at_most_events"]),
                  spread(phase["views_behind_at_most_milliseconds"]),
                  spread(phase["seconds_from_its_end_until_the_views_held_it"])]
                 for name, phase in phases(figures)]
        if not lines:
            continue
        yield from rows(["time", "p50 µs", "p99 µs", "p99.9 µs", "max µs", "refused", "views behind, events",
                         "views behind, ms", "drained after, s"], lines)


def replay_table(found):
    lines = []
    for name, reading in found.items():
        for cache in ("cold", "warm"):
            figures = reading.get(cache) if isinstance(reading, dict) else None
            if figures:
                lines.append([words(name), cache, spread(figures["seconds"]), spread(figures["events_per_second"]) + busy(figures),
                              spread(figures["events_per_second_of_cpu_time"]),
                              spread(figures["cpu_nanoseconds_per_event"]), spread(figures["resident_mib_peak"])])
    yield f"{found['input']['reports']:,} reports in the log."
    yield ""
    yield from rows(["reading", "log in memory", "seconds", "events/s", "events/s of one core", "CPU ns an event",
                     "MiB at most"], lines)


def plain_table(figures):
    lines = [[words(name), spread(value)] for name, value in figures.items() if is_spread(value)]
    if lines:
        yield from rows(["figure", "median (least–greatest)"], lines)


def append_table(found):
    lines = [[f"{batch:,}", spread(figures["lmdb_in_c_events_per_second"]),
              spread(figures["block_log_events_per_second"]), spread(figures["ratio_to_lmdb_in_c"]),
              spread(figures.get("block_log_on_one_thread_events_per_second")),
              *[middle(figures.get(who, {}), "bytes_written_per_event") for who in ("lmdb_in_c", "block_log")],
              *[flushes(figures.get(who, {}), "commit") for who in ("lmdb_in_c", "block_log")]]
             for batch, figures in parts(found, "batch_")]
    yield from rows(["events a commit", "LMDB in C, events/s", "block log, events/s", "ratio",
                     "block log on one thread, events/s", "LMDB in C, bytes written",
                     "block log, bytes written", "LMDB in C, flushes", "block log, flushes"], lines)


def growth_table(found):
    yield (f"{found['events']:,} events of {found['cases']:,} cases, {found['open_cases']:,} of them open; "
           f"{number(found['log_bytes_per_event'])} bytes of log an event, {number(found['views_bytes_per_case'])} bytes "
           f"of views a case; at most {number(found['anonymous_mib_peak'])} MiB of anonymous memory; views at most "
           f"{found['views_behind_at_most_milliseconds']:,} ms behind; opened again in "
           f"{number(found['seconds_to_open_again'] * 1000)} ms; verified in "
           f"{number(found['seconds_to_verify_the_log'])} s.")
    yield ""
    turns = found["by_turns"]
    yield f"By turns, {turns['events_a_turn']:,} events each:"
    yield ""
    lines = []
    for name, label in (("microseconds", "time, µs"), ("cpu_microseconds", "CPU, µs"),
                        ("bytes_written", "bytes written")):
        sizes = parts(turns, f"{name}_per_event_at_")
        lines.append([label, *[spread(value) for _, value in sizes], spread(turns[f"ratio_of_{name}"])])
    yield from rows(["of an event", *[f"at {mark(size)} events" for size, _ in sizes], "ratio"], lines)
    yield "While it grew, each part by itself:"
    yield ""
    grown = parts(found["growth"], "to_")
    shown = [(end, part) for end, part in grown
             if end in (grown[0][0], grown[-1][0]) or str(end).rstrip("0") in ("1", "2", "5")]
    yield from rows(["up to", "time of an event, µs", "CPU, µs", "bytes written", "cores busy for others"],
                    [[mark(end), *[number(part[name]) for name in
                                   ("microseconds_per_event", "cpu_microseconds_per_event", "bytes_written_per_event",
                                    "cores_busy_for_others")]] for end, part in shown])


def table(found):
    command = found.get("command")
    yield f"## {found['file'].removesuffix('.json')}"
    yield ""
    yield from machine(found)
    if command == "peers":
        yield from peers_table(found)
    elif command == "intake":
        yield from intake_table(found)
    elif command == "append":
        yield from append_table(found)
    elif command == "replay":
        yield from replay_table(found)
    elif command == "growth":
        yield from growth_table(found)
    elif command == "http":
        yield from absence("http", found["http"])
        yield ""
    else:
        yield from plain_table(found)
        for name, figures in found.items():
            if isinstance(figures, dict) and name not in ("machine", "input"):
                yield from plain_table(figures)


# --- plots

def mark(value):
    for limit, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:g}{letter}"
    return f"{value:g}"


class Axis:
    """A logarithmic or linear scale from one end of the paper to the other."""

    def __init__(self, values, low, high, is_log, ticks=None):
        values = [value for value in values if value > 0 or not is_log]
        least, most = min(values), max(values)
        self.low, self.high, self.is_log = low, high, is_log
        if ticks:
            self.least, self.most, self.ticks = min(least, ticks[0][0]), max(most, ticks[-1][0]), ticks
        elif is_log:
            self.least, self.most = 10 ** math.floor(math.log10(least)), 10 ** math.ceil(math.log10(most * 1.001))
            decades = range(round(math.log10(self.least)), round(math.log10(self.most)) + 1)
            steps = (1,) if len(decades) > 3 else (1, 2, 5)
            self.ticks = [(step * 10.0 ** decade, mark(step * 10.0 ** decade)) for decade in decades for step in steps
                          if step * 10.0 ** decade <= self.most]
        else:
            step = 10 ** math.floor(math.log10(most / 2 or 1))
            while most / step > 6:
                step *= 2 if str(step)[0] != "2" else 2.5
            self.least, self.most = 0.0, math.ceil(most / step) * step
            self.ticks = [(count * step, mark(count * step)) for count in range(round(self.most / step) + 1)]

    def at(self, value):
        if self.is_log:
            part = math.log(value / self.least) / math.log(self.most / self.least)
        else:
            part = (value - self.least) / (self.most - self.least)
        return self.low + part * (self.high - self.low)


def plot(path, title, x_title, y_title, lines, x_log=True, y_log=True, x_ticks=None):
    """`lines`: a name and its points (x, y, least y, greatest y), and False where no line is to join them."""
    lines = [(line[0], sorted(line[1]), line[2:] != (False,)) for line in lines if line[1]]
    if not lines:
        return False
    width, height = 860, 420 + 18 * ((len(lines) + 1) // 2)
    x_axis = Axis([point[0] for _, points, _ in lines for point in points], 74, width - 24, x_log, x_ticks)
    y_axis = Axis([value for _, points, _ in lines for point in points for value in point[1:]], 350, 44, y_log)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
           f'font-size="12" fill="#222">',
           f'<rect width="{width}" height="{height}" fill="#fff"/>',
           f'<text x="{width / 2}" y="22" text-anchor="middle" font-size="15">{title}</text>']
    for value, label in y_axis.ticks:
        y = y_axis.at(value)
        out.append(f'<path d="M74 {y:.1f}H{width - 24}" stroke="#ddd"/>')
        out.append(f'<text x="68" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
    for value, label in x_axis.ticks:
        x = x_axis.at(value)
        out.append(f'<path d="M{x:.1f} 44V350" stroke="#eee"/>')
        out.append(f'<text x="{x:.1f}" y="366" text-anchor="middle">{label}</text>')
    out.append(f'<text x="{width / 2}" y="386" text-anchor="middle">{x_title}</text>')
    out.append(f'<text transform="translate(16 197) rotate(-90)" text-anchor="middle">{y_title}</text>')
    for index, (name, points, is_joined) in enumerate(lines):
        color = COLORS[index % len(COLORS)]
        places = [(x_axis.at(point[0]), y_axis.at(point[1])) for point in points]
        if is_joined and len(places) > 1:
            path_text = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
            out.append(f'<path d="{path_text}" fill="none" stroke="{color}" stroke-width="2"/>')
        for (x, y), point in zip(places, points):
            if point[3] > point[2] > 0:
                out.append(f'<path d="M{x:.1f} {y_axis.at(point[2]):.1f}V{y_axis.at(point[3]):.1f}" stroke="{color}"/>')
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>')
        x, y = 74 + index % 2 * 390, 410 + index // 2 * 18
        out.append(f'<circle cx="{x}" cy="{y - 4}" r="5" fill="{color}"/><text x="{x + 12}" y="{y}">{name}</text>')
    out.append("</svg>")
    path.write_text("\n".join(out) + "\n", encoding="utf-8")
    return True


def point(x, value, turned=None):
    """The median between the least and the greatest; `turned` makes another figure of each."""
    turned = turned or (lambda figure: figure)
    if not is_spread(value):
        return (x, turned(value), turned(value), turned(value))
    ends = sorted((turned(value["min"]), turned(value["max"])))
    return (x, turned(value["median"]), ends[0], ends[1])


def plots(all_found, directory):
    """Writes the plots that the files have figures for, and gives their names and titles."""
    drawn = []

    def draw(name, title, *rest, **options):
        if plot(directory / f"{name}.svg", title, *rest, **options):
            drawn.append((name, title))

    burst = [found for found in all_found if found.get("command") == "peers" and found.get("mode") == "burst"]
    for found in burst:
        # Points of different numbers of clients are no curve.
        lines = [(NAMES.get(name, name), [point(figures["events_a_request"], figures["events_per_second"])
                                          for _, figures in ways(peer)],
                  len({figures["clients"] for _, figures in ways(peer)}) == 1)
                 for name, peer in found["peers"].items()]
        suffix = found["file"].removesuffix(".json").removeprefix("peers")
        draw(f"throughput-by-batch{suffix}", "Acknowledged after a flush, by events a request", "events a request",
             "events a second", lines)
    callers = [(found["file"].removesuffix(".json"), caller_series(found)) for found in all_found
               if found.get("command") == "intake"]
    draw("throughput-by-callers", "One report a call", "callers at the same time", "reports a second",
         [(name + where, [point(count, figures["reports_per_second"]) for count, figures, place in series if place == where])
          for name, series in callers for where in sorted({place for _, _, place in series})])
    lines = []
    levels = [(0.5, "50 %"), (0.9, "90 %"), (0.99, "99 %"), (0.999, "99.9 %"), (0.9999, "99.99 %")]
    names = {"p50": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p995": 0.995, "p999": 0.999,
             "p9999": 0.9999}
    for found in all_found:
        if found.get("command") != "intake":
            continue
        series = []
        for rate, figures in parts(found.get("open", {}), "rate_"):
            series += [(f"{phase['reports_due_per_second']:,}/s due, {words(name)} a burst" if name != "burst"
                        else f"{phase['reports_due_per_second']:,}/s due, burst", phase)
                       for name, phase in phases(figures)] or [(f"{rate:,}/s due, {figures['arrivals']}", figures)]
        series += [(f"{count:,} caller{'s' if count > 1 else ''}{where} in a closed loop", figures) for count, figures, where in caller_series(found)]
        for name, figures in series:
            lines.append((name, [point(1 / (1 - part), figures[f"latency_{key}_microseconds"])
                                 for key, part in names.items() if f"latency_{key}_microseconds" in figures]))
    draw("latency", "From when a report was due to its receipt", "part of all reports", "microseconds", lines,
         x_ticks=[(1 / (1 - part), label) for part, label in levels])
    lines = []
    for found in all_found:
        if found.get("command") == "project":
            lines.append(("MotCham, views alone on one thread",
                          [point(end, value, lambda rate: 1e6 / rate)
                           for end, value in parts(found["project"], "reports_per_second_to_")]))
        if found.get("command") == "peers" and found.get("mode") == "sustained":
            for name, peer in found["peers"].items():
                label = f"{NAMES.get(name, name)} ({found['file'].removesuffix('.json')})"
                lines.append((label, [point(end, value, lambda rate: 1e6 / rate)
                                      for end, value in parts(peer, "rows_per_second_to_")]))
    draw("growth", "Time of one report as there are more of them, with views or indexes", "reports so far",
         "microseconds", lines, y_log=False)
    for found in all_found:
        if found.get("command") == "growth":
            grown = parts(found["growth"], "to_")
            lines = [(label, [point(end, part[name]) for end, part in grown])
                     for name, label in (("microseconds_per_event", "time"), ("cpu_microseconds_per_event", "CPU time"))]
            draw("log-growth", "An event of a living city as its log grows", "events so far", "microseconds", lines,
                 x_log=False, y_log=False)
    return drawn


# --- commands

def make(directory):
    all_found = [load(path) for path in sorted(directory.glob("*.json"))]
    text = ["# Results", "",
            "Made by `tools/bench --report` from the JSON files of this folder; do not edit it. Medians of the runs, "
            "in brackets the least and the greatest; ⚠ marks what was measured while other programs had more than a "
            "tenth of a core.", ""]
    text += [f"![{title}]({name}.svg)\n" for name, title in plots(all_found, directory)]
    for found in all_found:
        text += table(found)
    (directory / "README.md").write_text("\n".join(text).rstrip() + "\n", encoding="utf-8")


def check(path, limits_path):
    """Ratios alone, never times: a machine that is slow is slow for both."""
    found, limits = load(path), json.loads(limits_path.read_text(encoding="utf-8"))
    failed = False
    for name, limit in limits["at_least"].items():
        value = found.get("ratios", {}).get(name)
        if value is None:
            print(f"{name}: not measured, at least {limit} wanted")
            failed = True
            continue
        is_kept = median(value) >= limit
        failed = failed or not is_kept
        print(f"{name}: {spread(value)}, at least {limit} wanted: {'kept' if is_kept else 'BELOW'}")
    return 1 if failed else 0


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ["make"] and len(arguments) <= 2:
        make(pathlib.Path(arguments[1]) if len(arguments) == 2 else HERE / "results")
    elif arguments[:1] == ["table"] and len(arguments) >= 2:
        for path in arguments[1:]:
            print("\n".join(table(load(path))))
    elif arguments[:1] == ["check"] and len(arguments) in (2, 3):
        limits = pathlib.Path(arguments[2]) if len(arguments) == 3 else HERE / "thresholds.json"
        return check(arguments[1], limits)
    else:
        print(__doc__, file=sys.stderr)
        return 64
    return 0


if __name__ == "__main__":
    sys.exit(main())
