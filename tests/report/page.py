"""page.py - reads a page of HTML as a browser would, and its style sheet."""
import html.parser
import re


class Page(html.parser.HTMLParser):
    """Text by element, attributes, and what could load or run something."""

    VOID = {"meta", "br", "wbr", "img", "link", "input", "hr"}
    KNOWN = set("""wbr html head meta title style body header h1 h2 p b i span nav
        ul li a main section dl dt dd table caption thead tbody tr th td
        figure figcaption small div details summary code time data bdi footer
        svg desc g rect text""".split())
    ATTRIBUTES = set("""lang charset http-equiv content name class id href
        scope colspan data-l title value datetime role viewbox
        preserveaspectratio x y width height transform text-anchor style
        aria-label aria-hidden""".split())

    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.stack, self.errors, self.ids = [], [], []
        self.links, self.nodes = [], []
        self.css = ""
        with open(path, encoding="utf-8", newline="") as f:
            self.source = f.read()
        self.feed(self.source)
        self.close()
        if self.stack:
            self.errors.append("not closed: %s" % self.stack)

    def handle_starttag(self, tag, attrs):
        if tag not in self.KNOWN:
            self.errors.append("element <%s>" % tag)
        for name, value in attrs:
            if name not in self.ATTRIBUTES:
                self.errors.append("attribute %s of <%s>" % (name, tag))
            if name == "href" and not (value or "").startswith("#"):
                self.errors.append("link to %s" % value)
        attrs = dict(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if "href" in attrs:
            self.links.append(attrs["href"][1:])
        node = {"tag": tag, "attrs": attrs, "parts": []}
        self.nodes.append(node)
        if tag not in self.VOID and not self.selfclosed():
            self.stack.append(node)

    def selfclosed(self):
        return self.get_starttag_text().rstrip().endswith("/>")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if not self.stack or self.stack[-1]["tag"] != tag:
            self.errors.append("</%s> closes %s" % (
                tag, [n["tag"] for n in self.stack]))
            return
        self.stack.pop()

    def handle_data(self, data):
        if self.stack and self.stack[-1]["tag"] == "style":
            self.css += data
            return
        for node in self.stack:
            node["parts"].append(data)

    def handle_comment(self, data):
        self.errors.append("a comment")

    def texts(self, tag):
        return ["".join(n["parts"]) for n in self.nodes if n["tag"] == tag]


def luminance(colour):
    if len(colour) == 4:
        colour = "#" + "".join(2 * c for c in colour[1:])
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
             for c in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# What stands on what, by the names of the style sheet.
PAIRS = [(fg, "bg") for fg in ("fg", "mute", "link", "good", "warn", "bad")]
PAIRS += [("fg", "soft"), ("fg", "goodbg"), ("fg", "warnbg"), ("on", "bad")]


def contrast_errors(css):
    """Pairs below 4.5 (WCAG 2 AA) in any of the themes."""
    themes = re.findall(r":root\{(.*?)\}", css, re.S)
    errors = [] if len(themes) == 3 else ["%d themes" % len(themes)]
    for theme in themes:
        colours = dict(re.findall(r"--(\w+):(#[0-9a-f]{3,6})", theme))
        for fg, bg in PAIRS:
            ratio = contrast(colours[fg], colours[bg])
            if ratio < 4.5:
                errors.append("%s on %s: %.2f" % (fg, bg, ratio))
    return errors
