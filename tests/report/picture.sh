#!/bin/sh
# picture.sh PAGE PNG [WIDTH [HEIGHT [light | dark]]]: a page of HTML as a
# picture, by headless Chromium.  Used by "make picture" and by hand.
set -eu
[ $# -ge 2 ] || {
	sed -n '2,3s/^# //p' "$0" >&2
	exit 2
}
width=${3:-1280}
height=${4:-1400}
scheme=${5:-light}
browser=
for name in chromium chromium-browser google-chrome; do
	command -v "$name" >/dev/null && browser=$name && break
done
[ -n "$browser" ] || {
	echo "picture.sh: Chromium is not installed (apt-get install chromium)" >&2
	exit 77
}
page=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
[ "$scheme" = light ] || dark=--blink-settings=preferredColorScheme=0
# Chromium makes no window narrower than 500: a frame is.
if [ "$width" -lt 500 ]; then
	printf '<!DOCTYPE html><body style="margin:0"><iframe src="file://%s" \
style="border:0;width:%spx;height:%spx"></iframe>' \
		"$page" "$width" "$height" >"$profile/frame.html"
	page=$profile/frame.html
fi
# Root has no sandbox; the page has no script and loads nothing.
HOME=$profile "$browser" --headless --no-sandbox --disable-gpu \
	--hide-scrollbars --user-data-dir="$profile" ${dark:-} \
	--force-device-scale-factor="${SCALE:-1}" \
	--window-size="$width,$height" --screenshot="$2" "file://$page" \
	2>"$profile/log" || {
	cat "$profile/log" >&2
	exit 1
}
[ -s "$2" ]
