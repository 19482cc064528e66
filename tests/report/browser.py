"""browser.py FOLDER - judges what browser.sh found in Chromium."""
import html
import json
import re
import sys

folder = sys.argv[1]
failures = []


def check(what, condition):
    if not condition:
        failures.append(what)


def read(name):
    with open("%s/%s" % (folder, name), encoding="utf-8",
              errors="replace") as f:
        return f.read()


def console(name):
    return [line for line in read(name + ".log").splitlines()
            if "CONSOLE" in line]


def requests(name):
    """What a page asked for; the browser's own questions (for updates, the
    time) have no origin."""
    return [url for origin, url in re.findall(
        r'"initiator":"([^"]*)".*"url":"([^"]*)"', read(name + ".net"))
            if origin != "not an origin" and
            not re.match(r"file:|data:|chrome|about:", url)]


def measured(name):
    found = re.search(r'<pre id="out">(.*?)</pre>', read(name + ".dom"), re.S)
    return json.loads(html.unescape(found.group(1)) if found else "{}")


# A page that does what ours may not: the tools see it.
check("the control page is seen to ask", any("127.0.0.1:9" in url
                                             for url in requests("bad")))
check("the control page is heard", any("control" in line
                                       for line in console("bad")))

report = json.loads(read("sample.json"))
rows = sum(len(t["rows"]) for s in report["sections"].values()
           for t in s["tables"].values())
bars = sum(v > 0 for s in report["sections"].values()
           for c in s["series"].values() for step in c["steps"]
           for v in step["values"].values())
drawings = sum(len(c["lines"]) for s in report["sections"].values()
               for c in s["series"].values()) + \
    sum(len(s["grids"]) for s in report["sections"].values())
BACKGROUND = {"light": "rgb(253, 253, 251)", "dark": "rgb(22, 24, 27)"}

for theme, background in BACKGROUND.items():
    check("%s: the console: %s" % (theme, console(theme)[:2]),
          not console(theme))
    check("%s: requests: %s" % (theme, requests(theme)[:3]),
          not requests(theme))
    found = measured(theme)
    check("%s: six pages: %s" % (theme, list(found)), len(found) == 6)
    for name, page in found.items():
        what = "%s, %s: " % (theme, name)
        if isinstance(page, str):
            check(what + page, False)
            continue
        check(what + "wider by %s" % page["over"], page["over"] <= 0)
        check(what + "background " + page["background"],
              page["background"] == background)
        check(what + "its title is shown", page["title"] > 10)
        check(what + "scripts", page["scripts"] == 0)
        check(what + "drawings without title", page["untitled"] == 0)
        check(what + "contents beside the text",
              page["columns"] == name.endswith("1280"))
        check(what + "headings shown: %s" % page["shown"],
              name.startswith("hostile") or
              page["shown"] == len(page["sections"]))
        wide = name.endswith("1280")
        check(what + "%s links shown" % page["links"],
              page["links"] == (len(page["sections"]) if wide else 0))
        check(what + "%s links when opened" % page["opened"],
              page["opened"] == len(page["sections"]))
        check(what + "%s pixels before the text" % page["before"],
              page["before"] < 160)
        if name.startswith("hostile"):
            continue
        check(what + "broken: %s" % page["broken"][:3], not page["broken"])
        check(what + "copied amiss: %s" % page["spoilt"][:2],
              not page["spoilt"] and page["commands"] > 0)
        if name.startswith("wide"):
            continue
        check(what + "sections", page["sections"] == list(report["sections"]))
        check(what + "%s rows" % page["rows"], page["rows"] == rows)
        check(what + "%s bars" % page["bars"], page["bars"] == bars)
        check(what + "%s drawings" % page["drawings"],
              page["drawings"] == drawings)

for failure in failures[:20]:
    print("FAIL:", failure)
print("%d sections, %d rows, %d bars, %d drawings in two widths and themes" % (
    len(report["sections"]), rows, bars, drawings))
sys.exit(bool(failures))
