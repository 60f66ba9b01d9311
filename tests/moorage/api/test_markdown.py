import pytest

from moorage.api.markdown import inline, title_of, to_html


class TestInline:
    @pytest.mark.parametrize(
        ("text", "html"),
        [
            ("a `b*c*` d", "a <code>b*c*</code> d"),
            ("*Read* is **enough**", "<em>Read</em> is <strong>enough</strong>"),
            ("**a `b`**", "<strong>a <code>b</code></strong>"),
            ("[x](https://x.example/?a=1&b=2)", '<a href="https://x.example/?a=1&amp;b=2" rel="noreferrer">x</a>'),
            ("[x](okx_us.md)", '<a href="okx_us" rel="noreferrer">x</a>'),
            ("2 * 3", "2 * 3"),
        ],
    )
    def test_marks_what_is_marked(self, text: str, html: str):
        """Code, emphasis and links."""
        assert inline(text) == html

    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script>",
            "`<script>`",
            "**<b onclick=x>**",
            "[<b>](https://x.example)",
            '[x](https://x.example"onclick="y)',
            "[x](javascript:alert(1))",
            "[x](http://x.example)",
            "[x](data:text/html,<b>)",
            "[x](../secret.md)",
        ],
    )
    def test_brings_no_markup_of_its_own(self, text: str):
        """Everything is escaped, and only links to https are links."""
        html = inline(text)
        assert "<b" not in html
        assert "<script" not in html
        assert 'onclick="' not in html
        assert "href" not in html or 'href="https://x.example' in html


class TestToHtml:
    def test_blocks(self):
        """Headings, paragraphs over several lines, both kinds of lists."""
        text = "# A & B\n\none\ntwo\n\n1. x\n2. `y`\n\n- z\n\n## C\n"
        assert to_html(text).split("\n") == [
            "<h1>A &amp; B</h1>",
            "<p>one two</p>",
            "<ol><li>x</li><li><code>y</code></li></ol>",
            "<ul><li>z</li></ul>",
            "<h2>C</h2>",
        ]

    def test_tables(self):
        """The line of dashes is none of the rows."""
        assert to_html("| a | b |\n|---|---|\n| *c* | |") == (
            "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
            "<tbody><tr><td><em>c</em></td><td></td></tr></tbody></table>"
        )


class TestTitleOf:
    def test_is_the_heading(self):
        """Of the first line."""
        assert title_of("\n# A key for X\n\ntext") == "A key for X"
