"""hostile.py FOLDER - reads hostile.* and long.* of a folder back."""
import csv
import io
import json
import re
import sys

import page

folder = sys.argv[1]
failures = []
csv.field_size_limit(1 << 30)


def check(what, condition):
    if not condition:
        failures.append(what)


def read(name):
    with open("%s/%s" % (folder, name), "rb") as f:
        return f.read()


# What acts on a terminal or turns the order of letters.
ACTS = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def escape(raw):
    """What stands for bytes where a format has no escapes of its own."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = None
    if text is not None and not ACTS.search(text) and \
            not re.search("[\n\u2028\u2029]", text):
        return text
    out, text = "", raw.decode("utf-8", "surrogateescape")
    for c in text:
        if "\ud800" <= c <= "\udfff" or ACTS.match(c) or c == "\n":
            out += "".join("\\x%02x" % b
                           for b in c.encode("utf-8", "surrogateescape"))
        else:
            out += "\\\\" if c == "\\" else c
    return out


def json_text(raw):
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return escape(raw)


texts = read("texts").split(b"\0")[:-1]
check("texts to try", len(texts) > 20)
FORMULA = re.compile("[=+\\-@\t\r\n\uff0b\uff0d\uff1d\uff20]")

for name in "hostile", "long":
    for form in "text", "html", "csv", "json":
        decoded = read("%s.%s" % (name, form)).decode()  # or it fails
        if form == "csv":
            decoded = decoded.replace("\r\n", "\n")
        check("%s.%s holds what acts" % (name, form),
              not ACTS.search(decoded))
    html = page.Page("%s/%s.html" % (folder, name))
    for error in html.errors:
        check("%s.html: %s" % (name, error), False)
    report = json.loads(read(name + ".json"))
    records = list(csv.reader(io.StringIO(
        read(name + ".csv").decode(), newline="")))
    check("five fields", all(len(r) == 5 for r in records))
    for record in records:
        for field in record:
            check("a formula: " + field[:20], not FORMULA.match(field))
    if name == "long":
        texts = [report["title"].encode()]
        check("a million bytes", len(texts[0]) == 1000000)
    cells = {(r[0], r[1], r[3]): r[4] for r in records}
    elements = {tag: html.texts(tag) for tag in (
        "h2", "caption", "figcaption", "dd", "code", "title")}
    for i, raw in enumerate(texts):
        key = "hostile-%d" % i
        section = report["sections"][key]
        want = json_text(raw)
        row = section["tables"]["table"]["rows"][0]
        for got in (section["title"], section["notes"][0]["text"],
                    section["facts"]["fact"]["value"], row["text"],
                    row["address"], row["name"], row["command"],
                    section["grids"]["grid"]["cells"][0]["mark"],
                    section["series"]["series"]["lines"][0]["label"]):
            check("json: %r became %r" % (raw[:40], got[:40]), got == want)
        want = escape(raw)
        got = cells[key, "table", "text"]
        if FORMULA.match(raw.decode("utf-8", "replace")):
            check("csv: %r is disarmed" % raw[:40], got[0] == "'")
            got = got[1:]
        check("csv: %r became %r" % (raw[:40], got[:40]), got == want)
        for tag, found in elements.items():
            check("html: %r in <%s>" % (raw[:40], tag),
                  any(want in text for text in found))

for failure in failures[:20]:
    print("FAIL:", failure)
print("hostile texts read back from four formats")
sys.exit(bool(failures))
