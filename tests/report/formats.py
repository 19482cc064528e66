"""formats.py PREFIX SCHEMA - compares PREFIX.text, .html, .json and .csv."""
import csv
import json
import re
import sys

import jsonschema

import page

prefix, schema = sys.argv[1:3]
failures = []


def check(what, condition):
    if not condition:
        failures.append(what)


def grouped(n):
    """A number as the page shows it."""
    return "{:,}".format(n).replace(",", "\u00a0") if n >= 10000 else str(n)


def scaled(n):
    """Bytes as text and page show them."""
    value, unit = float(n), -1
    while value >= 999.5 and unit < 5:
        value, unit = value / 1024, unit + 1
    if unit < 0:
        return "%d B" % n
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return "%.*f %siB" % (digits, value, "KMGTPE"[unit])


with open(prefix + ".json", encoding="utf-8") as f:
    report = json.load(f)
with open(schema, encoding="utf-8") as f:
    jsonschema.Draft202012Validator(json.load(f)).validate(report)

html = page.Page(prefix + ".html")
for error in html.errors + page.contrast_errors(html.css):
    check("html: " + error, False)
check("html: links meet ids", html.links == html.ids)
check("html: ids are unique", len(set(html.ids)) == len(html.ids))
check("html: nothing loads", not re.search(r"url\(|@import|https?:|//",
                                           html.source))

# Every value of JSON, as (section, table, item, key): value.
values = {}
numbers = {}  # by section: the texts of numbers that text and page must have


def expect(section, kind, value):
    numbers.setdefault(section, []).append((kind, value))


for name, section in report["sections"].items():
    for key, fact in section["facts"].items():
        values[name, "fact", "1", key] = fact["value"]
        expect(name, fact["type"], fact["value"])
    for key, table in section["tables"].items():
        types = {c["key"]: c["type"] for c in table["columns"]}
        for i, row in enumerate(table["rows"], 1):
            for column, kind in types.items():
                values[name, key, str(i), column] = row[column]
                expect(name, kind, row[column])
        for what, value in table.get("folded", {}).items():
            values[name, key, "folded", what] = value
            expect(name, "count" if what != "command" else what, value)
    for key, series in section["series"].items():
        for step in series["steps"]:
            for line, value in step["values"].items():
                values[name, key, step["time"], line] = value
                expect(name, "count", value)
    for key, grid in section["grids"].items():
        legend = {m["mark"]: m["tone"] for m in grid["legend"]}
        check("%s: a mark twice" % key, len(legend) == len(grid["legend"]))
        for cell in grid["cells"]:
            check("%s: the legend tells %s" % (key, cell["mark"]),
                  legend.get(cell["mark"]) == cell["tone"])
            item = "%s > %s" % (grid["rows"][cell["row"]],
                                grid["columns"][cell["column"]])
            values[name, key, item, "flows"] = cell["flows"]
            expect(name, "count", cell["flows"])

# CSV holds exactly these, beside tones, marks and prose.
told = {}
with open(prefix + ".csv", encoding="utf-8", newline="") as f:
    for record in csv.DictReader(f):
        key = record["section"], record["table"], record["item"], record["key"]
        if record["section"] == "report" or record["table"] == "note" or \
                record["key"] in ("tone", "mark", "more"):
            continue
        check("csv: twice %s" % (key,), key not in told)
        told[key] = record["value"]
for key, value in values.items():
    if value is None:
        check("csv: %s is told" % (key,), key not in told)
        continue
    text = told.pop(key, None)
    same = text is not None and (
        text == value if isinstance(value, str) else float(text) == value)
    check("csv: %s is %s, in JSON %s" % (key, text, value), same)
check("csv: more than JSON: %s" % list(told)[:3], not told)

# The words of each section, as text and page show them.
with open(prefix + ".text", encoding="utf-8") as f:
    text = f.read()
for line in text.splitlines():
    check("text: over 80 columns: " + line, len(line) <= 80 or
          " rasaudit " in line or line.count(" ") < 8)
titles = [s["title"] for s in report["sections"].values()]
check("text: the order of sections", sorted(titles, key=text.index) == titles)
pieces = re.split("|".join("^%s\n-+\n" % re.escape(t) for t in titles), text,
                  flags=re.M)[1:]
sections = re.findall(r"<section id=\"(.*?)\">(.*?)</section>", html.source,
                      re.S)


def shown(kind, value, group):
    if kind == "count":
        return grouped(value) if group else str(value)
    if kind == "bytes":
        return scaled(value)
    return str(value)


compared = 0
for (name, section), piece, (identity, source) in zip(
        report["sections"].items(), pieces, sections, strict=True):
    check("html: section %s is %s" % (name, identity), name == identity)
    plain = re.sub(r"<[^>]*>", "\n", source).split("\n")
    words = piece.split()
    for kind, value in numbers.get(name, []):
        if value is None or kind not in ("count", "bytes"):
            continue
        compared += 1
        want = shown(kind, value, False)
        if kind == "count":
            check("text: %s lacks %s" % (name, want),
                  want in words or want + ";" in words)
        else:
            check("text: %s lacks %s" % (name, want), want in piece)
        want = shown(kind, value, True)
        # Each once: a number that two values have must be there twice.
        if want in plain:
            plain.remove(want)
        else:
            check("html: %s lacks %s" % (name, want), any(
                re.search(r"(^|\s)%s(\s|$)" % want, p) for p in plain))

for failure in failures[:20]:
    print("FAIL:", failure)
print("%s: %d values of JSON and CSV, %d numbers of text and page" % (
    prefix.rsplit("/", 1)[-1], len(values), compared))
sys.exit(bool(failures) or not compared)
