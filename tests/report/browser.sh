#!/bin/sh
# The page in headless Chromium, 1280 and 400 wide, light and dark: it is
# rendered, all that JSON tells is in it, nothing is wider than the window, the
# contents are in nobody's way, no option or id is broken, commands are copied
# as they are, no message reaches the console and no request leaves.
. "${srcdir:-.}/tests/report/lib.sh"
find_python
for name in chromium chromium-browser google-chrome; do
	command -v "$name" >/dev/null && browser=$name && break
done
[ -n "${browser:-}" ] || skip "Chromium (apt-get install chromium)"

# browse PAGE NAME OPTION...: its document to NAME.dom, what it says to
# NAME.log, its requests to NAME.net
browse() {
	page=$1
	name=$2
	shift 2
	# Root has no sandbox.  Frames of files may be measured by the page
	# around them; whatever asks for another host is recorded, and fails.
	HOME=$work timeout 120 "$browser" --headless --no-sandbox \
		--disable-gpu --user-data-dir="$work/profile" \
		--no-first-run --disable-background-networking \
		--disable-component-update --disable-sync \
		--disable-features=NetworkTimeServiceQuerying \
		--allow-file-access-from-files \
		--host-resolver-rules="MAP * ~NOTFOUND" \
		--enable-logging=stderr --log-net-log="$work/$name.net" \
		"$@" --dump-dom "file://$page" \
		>"$work/$name.dom" 2>"$work/$name.log" || {
		echo "FAIL: $browser: $(tail -n 3 "$work/$name.log")"
		exit 1
	}
}

page html sample
page json sample
page html hostile
page html wide
cat >"$work/bad.html" <<'END'
<!DOCTYPE html><title>control</title>
<img src="http://127.0.0.1:9/x"><div style="width:3000px">wide</div>
<script>console.error("control")</script>
END
# The frame around the pages, which measures them.
cat >"$work/frames.html" <<'END'
<!DOCTYPE html><body><pre id=out></pre><script>
const pages = ["sample", "hostile", "wide", "bad"], sizes = [1280, 400];
let left = pages.length * sizes.length;
const out = {};
// Words of commands, and ids, that stand on two lines.
function broken(d) {
  const walk = d.createTreeWalker(d.querySelector("main"), NodeFilter.SHOW_TEXT);
  const range = d.createRange(), found = [];
  for (let n = walk.nextNode(); n; n = walk.nextNode())
    for (const m of n.data.matchAll(/\S+/g)) {
      if (m[0].length > 32 || !(n.parentElement.closest("code") ||
          /^[0-9a-f]{16}$/.test(m[0])))
        continue;
      range.setStart(n, m.index);
      range.setEnd(n, m.index + m[0].length);
      if (new Set([...range.getClientRects()].map(r => r.top)).size > 1)
        found.push(m[0]);
    }
  return found;
}
// Commands that are not copied as they are.
function spoilt(d) {
  const selection = d.defaultView.getSelection();
  return [...d.querySelectorAll("code")].filter(c => {
    selection.selectAllChildren(c);
    return selection.toString() != c.textContent;
  }).map(c => c.textContent);
}
function measure(name, width, frame) {
  const d = frame.contentDocument, root = d.documentElement;
  const h1 = d.querySelector("h1"), svg = [...d.querySelectorAll("svg")];
  out[name + width] = {
    over: root.scrollWidth - root.clientWidth,
    background: getComputedStyle(d.body).backgroundColor,
    color: getComputedStyle(d.body).color,
    title: h1 ? h1.getBoundingClientRect().height : 0,
    sections: [...d.querySelectorAll("section")].map(s => s.id),
    shown: [...d.querySelectorAll("section h2")].filter(
      h => h.getBoundingClientRect().height > 0).length,
    rows: d.querySelectorAll("section table:not(.numbers table) > tbody > " +
      "tr:not(.d)").length,
    scripts: d.scripts.length,
    drawings: svg.filter(s => s.getBoundingClientRect().width > 100).length,
    bars: d.querySelectorAll(".series rect").length,
    untitled: svg.filter(s => !s.querySelector("title") ||
      !s.querySelector("desc")).length,
    columns: d.querySelector("nav").getBoundingClientRect().right <=
      d.querySelector("main").getBoundingClientRect().left,
    links: [...d.querySelectorAll("nav a")].filter(
      a => a.checkVisibility()).length,
    before: d.querySelector("section").getBoundingClientRect().top -
      d.querySelector("header").getBoundingClientRect().bottom,
  };
  for (const x of d.querySelectorAll("details"))
    x.open = true;
  out[name + width].opened = [...d.querySelectorAll("nav a")].filter(
    a => a.checkVisibility()).length;
  out[name + width].broken = broken(d);
  out[name + width].spoilt = spoilt(d);
  out[name + width].commands = d.querySelectorAll("code").length;
}
for (const name of pages) for (const width of sizes) {
  const frame = document.createElement("iframe");
  frame.style = `border:0;height:900px;width:${width}px`;
  frame.onload = () => {
    try { measure(name, width, frame); } catch (e) { out[name + width] = String(e); }
    if (--left == 0)
      document.getElementById("out").textContent = JSON.stringify(out);
  };
  frame.src = name + ".html";
  document.body.append(frame);
}
</script>
END
sed 's/, "bad"\]/]/' "$work/frames.html" >"$work/light.html"
cp "$work/light.html" "$work/dark.html"
browse "$work/light.html" light --blink-settings=preferredColorScheme=1
browse "$work/dark.html" dark --blink-settings=preferredColorScheme=0
browse "$work/bad.html" bad
"$python" "$top/tests/report/browser.py" "$work"
