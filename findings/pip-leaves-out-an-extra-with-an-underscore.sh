#!/usr/bin/env bash
# What surprises: pip 23.2.1, which Python 3.11.7 brings, installs `trafilatura` or `jusText`, prints one line of warning
# and ends with 0; `pip check` finds nothing broken; and the import fails. jusText asks for `lxml[html_clean]`, lxml
# writes its extra as PEP 685 wants it (`Provides-Extra: html-clean`), and pip compares the two as they are written: the
# extra counts as unknown and what it stands for (`lxml_html_clean`) is left out. pip 23.3 is the first to take `_` and
# `-` for the same, so that the same command, on the same packages, works on the next machine.
# Who meets it: whoever sets a reader of web pages up with the pip of an older Python, and whoever asks for an extra with
# `_`, `.` or a capital letter of a package built to metadata 2.3 or later. Naming `lxml_html_clean` itself cures it.
# Versions: pip 23.2.1 and 23.3.2, jusText 3.0.2, lxml 6.1.3, lxml_html_clean 0.4.6.
# Run by hand.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
seen=""
for version in 23.2.1 23.3.2; do
    python3 -m venv "$folder/$version"
    "$folder/$version/bin/python" -m pip install --quiet --disable-pip-version-check "pip==$version"
    echo "lxml_html_clean==0.4.6" >"$folder/constraints"
    "$folder/$version/bin/pip" install --disable-pip-version-check --constraint "$folder/constraints" \
        jusText==3.0.2 lxml==6.1.3 >"$folder/said" 2>&1
    "$folder/$version/bin/pip" check >/dev/null
    warned=$(grep --count "does not provide the extra 'html_clean'" "$folder/said" || true)
    imported=$("$folder/$version/bin/python" -c "import justext" 2>"$folder/error" && echo works || echo fails)
    echo "pip $version: ended with 0, $warned warnings, pip check content, import justext $imported"
    grep "^ImportError" "$folder/error" || true
    seen="$seen $version:$warned:$imported"
done
if [ "$seen" != " 23.2.1:1:fails 23.3.2:0:works" ]; then
    echo "CHANGED:$seen"
    exit 1
fi
echo "as described: the older pip leaves out what the extra stands for, and says so in a warning only"
