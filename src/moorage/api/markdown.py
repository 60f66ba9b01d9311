"""Markdown as our own pages use it, to HTML: headings, paragraphs, lists, tables, code, emphasis, links.

Everything is escaped, and links lead to https or to the page beside this one that a document `<name>.md` became, so
that no page can bring markup of its own.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

_INLINE: Final = re.compile(
    r"`(?P<code>[^`]+)`|\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*]+)\*|\[(?P<label>[^\]]+)\]"
    r"\((?P<url>https://[^)\s]+|[a-z_]+\.md)\)"
)
_NUMBERED: Final = re.compile(r"\d+\. ")
_RULE: Final = re.compile(r"\|[-| ]+\|")


def to_html(text: str) -> str:
    """Return the HTML of a page; blocks are parted by empty lines."""
    return "\n".join(_block(block.splitlines()) for block in re.split(r"\n\s*\n", text.strip()) if block)


def title_of(text: str) -> str:
    """Return the first heading, plain; the first line when there is none."""
    return text.strip().partition("\n")[0].lstrip("# ")


def inline(text: str) -> str:
    """Return the HTML of a line's code, emphasis and links."""
    return "".join(_pieces(text))


def _block(lines: Sequence[str]) -> str:
    first = lines[0]
    if first.startswith("#"):
        level = len(first) - len(first.lstrip("#"))
        return f"<h{level}>{inline(first.lstrip('# '))}</h{level}>"
    if first.startswith("|"):
        return _table(lines)
    if _NUMBERED.match(first):
        return _list("ol", [_NUMBERED.sub("", line, count=1) for line in lines])
    if first.startswith("- "):
        return _list("ul", [line.removeprefix("- ") for line in lines])
    return f"<p>{inline(' '.join(lines))}</p>"


def _list(tag: str, items: Sequence[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{inline(item)}</li>' for item in items)}</{tag}>"


def _table(lines: Sequence[str]) -> str:
    head, *rows = [line for line in lines if not _RULE.fullmatch(line.strip())]
    body = "".join(f"<tr>{_cells(row, 'td')}</tr>" for row in rows)
    return f"<table><thead><tr>{_cells(head, 'th')}</tr></thead><tbody>{body}</tbody></table>"


def _cells(row: str, tag: str) -> str:
    return "".join(f"<{tag}>{inline(cell.strip())}</{tag}>" for cell in row.strip().strip("|").split("|"))


def _pieces(text: str) -> Iterator[str]:
    at = 0
    for found in _INLINE.finditer(text):
        yield escape(text[at : found.start()])
        yield _marked(found)
        at = found.end()
    yield escape(text[at:])


def _marked(found: re.Match[str]) -> str:
    if found["code"]:
        return f"<code>{escape(found['code'])}</code>"
    if found["url"]:
        return f'<a href="{escape(found["url"].removesuffix(".md"))}" rel="noreferrer">{inline(found["label"])}</a>'
    tag = "strong" if found["strong"] else "em"
    return f"<{tag}>{inline(found[tag])}</{tag}>"
