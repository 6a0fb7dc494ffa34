"""A report as one HTML page: nothing is run or loaded from elsewhere, light and dark, fit to print.

The proof of the report lies in the page as a data block (`<script type="application/json">`), which browsers keep and
never run; the page forbids scripts besides.
"""

from __future__ import annotations

from babel import Locale
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from collectdesk.reports.sheets import Report, Sheet
from collectdesk.reports.writers.words import printable, read_aloud

_PAGE = """\
<!doctype html>
<html lang="{{ language }}" dir="{{ direction }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ title }}</title>
<style>
:root { color-scheme: light dark; --line: #8886; --soft: #8882; --bar: #3b82c4; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: start; padding: .25rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
th { background: var(--soft); } .n { text-align: end; } td.n { white-space: nowrap; }
p { margin: .4rem 0; opacity: .8; } svg { display: block; margin: .6rem 0; } rect { fill: var(--bar); }
text { fill: currentColor; font-size: 12px; }
@page { size: A4; margin: 16mm; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } section, tr { break-inside: avoid; }
  thead { display: table-header-group; } }
</style>
</head>
<body>
<h1>{{ title }}</h1>
<dl>{% for label, value in about %}<dt>{{ label }}</dt><dd>{{ value }}</dd>{% endfor %}</dl>
{% for sheet in sheets %}
<section>
<h2>{{ sheet.title }}</h2>
{% if sheet.bars %}
<svg role="img" aria-label="{{ sheet.title }}" width="640" height="{{ sheet.bars | length * 18 }}">
{% for label, width, value in sheet.bars %}<text x="0" y="{{ loop.index0 * 18 + 12 }}">{{ label }}</text>
<rect x="150" y="{{ loop.index0 * 18 + 2 }}" width="{{ width }}" height="12"/>
<text x="{{ 156 + width }}" y="{{ loop.index0 * 18 + 12 }}">{{ value }}</text>{% endfor %}
</svg>
{% endif %}
{% if sheet.heads %}
<table>
<thead><tr>{% for head, side in sheet.heads %}<th class="{{ side }}">{{ head }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in sheet.rows %}<tr>{% for cell, side in row %}<td class="{{ side }}">{{ cell }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table>
{% endif %}
{% for note in sheet.notes %}<p>{{ note }}</p>{% endfor %}
</section>
{% endfor %}
{% if proof %}<script type="application/json" id="proof">{{ proof }}</script>
{% endif %}</body>
</html>
"""
_WIDTH, _LABEL = 400, 22


def page(report: Report, locale: Locale) -> bytes:
    """The page, in UTF-8."""
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(_PAGE)
    return template.render(
        language=str(locale).replace("_", "-"),
        direction=(locale.character_order == "right-to-left" and "rtl") or "ltr",
        title=printable(report.title),
        about=[(printable(label), printable(value)) for label, value in report.about],
        sheets=[_block(sheet, locale) for sheet in report.sheets],
        proof=_data(report.proof),
    ).encode()


def _data(proof: str) -> Markup:
    """JSON in which no character can end the block that holds it."""
    safe = proof.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(safe)  # noqa: S704 - the three characters that mean anything in a page are gone


def _block(sheet: Sheet, locale: Locale) -> dict[str, object]:
    sides = ["" if column.words else "n" for column in sheet.columns]
    return {
        "title": printable(sheet.title),
        "heads": [(printable(column.head), side) for column, side in zip(sheet.columns, sides, strict=True)],
        "rows": [
            [
                (read_aloud(cell, column.kind, locale), side)
                for column, cell, side in zip(sheet.columns, row.cells, sides, strict=True)
            ]
            for row in sheet.rows
        ],
        "notes": [printable(note) for note in sheet.notes],
        "bars": _bars(sheet, locale),
    }


def _bars(sheet: Sheet, locale: Locale) -> list[tuple[str, int, str]]:
    """A bar a row: its label, its width, and the number of the first column that counts; none below two rows."""
    at = next((n for n, column in enumerate(sheet.columns) if column.kind == "count"), None)
    own = [row for row in sheet.rows if not row.sum_of]
    if at is None or len(own) < 2:
        return []
    label = sheet.columns[0].kind
    found = [(read_aloud(row.cells[0], label, locale)[:_LABEL], row.cells[at]) for row in own]
    most = max((one for _head, one in found if isinstance(one, int)), default=0)
    if most <= 0:
        return []
    return [
        (head, max(one, 0) * _WIDTH // most if isinstance(one, int) else 0, read_aloud(one, "count", locale))
        for head, one in found
    ]
