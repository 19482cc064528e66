# figures.py REPORT.json: what each command of a report must list, a line each:
# "WHERE<tab>FIGURE<tab>COMMAND"; the figure "one" is a single flow.
import json
import sys

EXAMPLES = ("open", "gone")  # tables whose commands list one flow

with open(sys.argv[1], encoding="utf-8") as f:
    report = json.load(f)


def tell(where, figure, command):
    if command and command.startswith("rasaudit flows "):
        print("%s\t%s\t%s" % (where, figure, command))


for name, section in report["sections"].items():
    facts = section["facts"]
    if "probes-command" in facts:
        tell(name + "/probes", facts["probes"]["value"],
             facts["probes-command"]["value"])
    for key, table in section["tables"].items():
        for i, row in enumerate(table["rows"], 1):
            where = "%s/%s/%d" % (name, key, i)
            if not row.get("command") and not row.get("named-command"):
                continue
            figure = row.get("flows", row.get("attempts"))
            named = row.get("named", 0)
            if key in EXAMPLES:
                figure = "one"
            else:
                figure -= named
            tell(where, figure, row.get("command"))
            tell(where + "/named", named, row.get("named-command"))
