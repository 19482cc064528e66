"""print.py FOLDER - judges the sheets that print.sh made."""
import collections
import glob
import html
import json
import re
import sys

folder = sys.argv[1]
SHEET, MARGIN = (595, 842), 16 / 25.4 * 72
LAST = 10 * "Q"  # of the matrix of the wide page; its mark is Z


class Word:
    def __init__(self, sheet, left, top, right, bottom, text):
        self.sheet, self.text = sheet, html.unescape(text)
        self.left, self.top = float(left), float(top)
        self.right, self.bottom = float(right), float(bottom)


def read(name):
    with open("%s/%s" % (folder, name), encoding="utf-8") as f:
        return f.read()


def sheets(name):
    """The size of each sheet, and the words of all."""
    sizes, words = [], []
    for number, (width, height, body) in enumerate(re.findall(
            r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>',
            read(name + ".words"), re.S)):
        sizes.append((round(float(width)), round(float(height))))
        words += [Word(number, *found) for found in re.findall(
            r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" '
            r'yMax="([-\d.]+)">(.*?)</word>', body, re.S)]
    return sizes, words


def in_margin(path):
    """True when a sheet (one dot a point) has ink right of its text."""
    with open(path, "rb") as f:
        data = f.read()
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", data)
    width, height = int(head.group(1)), int(head.group(2))
    first = round(SHEET[0] - MARGIN) + 2
    return any(dot < 250 for y in range(height)
               for dot in data[head.end() + y * width + first:
                               head.end() + (y + 1) * width])


def title_height(words):
    return words[0].bottom - words[0].top


def whole(name):
    """What may not be broken: short words of commands, and ids."""
    found = collections.Counter()

    def look(value):
        if isinstance(value, dict):
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)
        elif isinstance(value, str) and value.startswith("rasaudit "):
            found.update(w for w in value.split(" ") if len(w) <= 32)
        elif isinstance(value, str) and re.fullmatch("[0-9a-f]{16}", value):
            found[value] += 1

    look(json.loads(read(name.split("-")[0] + ".json"))["sections"])
    return found


def has_last_column(words):
    """Its mark is there, and upright above it its label (of which pdftotext
    makes pieces)."""
    for mark in words:
        if mark.text != "Z":
            continue
        label = [word for word in words if word.sheet == mark.sheet and
                 word.bottom < mark.top and word.left > mark.left - 10 and
                 set(word.text) == {"Q"}]
        if sum(len(word.text) for word in label) == len(LAST):
            return True
    return False


def faults(name, document):
    sizes, words = sheets(name)
    height = title_height(sheets("short")[1])
    printed = collections.Counter(word.text for word in words)
    found = set()
    if not sizes or set(sizes) != {SHEET}:
        found.add("sheets")
    if any(word.right > SHEET[0] - MARGIN + 1 or word.left < MARGIN - 1
           for word in words) or any(
               in_margin(path) for path in
               glob.glob("%s/%s-*.pgm" % (folder, name))):
        found.add("edge")
    if abs(title_height(words) / height - 1) > 0.01:
        found.add("smaller")
    if document == "wide" and not has_last_column(words):
        found.add("last column")
    if whole(document) - printed:
        found.add("broken")
    return found


failures = []
for name in "wide", "sample":
    found = faults(name, name)
    if found:
        failures.append("%s: %s" % (name, ", ".join(sorted(found))))
for name, fault in (("shrunk", {"smaller", "edge"}), ("cut", {"last column"}),
                    ("edge", {"edge"}), ("broken", {"broken"})):
    found = faults(name, "wide")
    if not found & fault:
        failures.append("%s is not seen: %s" % (name, found or "nothing"))
for failure in failures:
    print("FAIL:", failure)
print("%d sheets of A4, %d words that may not be broken" % (
    len(sheets("wide")[0]) + len(sheets("sample")[0]),
    sum((whole("wide") + whole("sample")).values())))
sys.exit(bool(failures))
