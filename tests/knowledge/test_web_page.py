"""HTML policies become passages; what only steers the page is left aside."""

from __future__ import annotations

from collections.abc import Callable

from qanswer.core.passage import Library, PassageKind

ReadPolicy = Callable[..., Library]


def page(body: str, head: str = "") -> str:
    """Wrap a body into a page."""
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def test_furniture_is_left_aside(read_policy: ReadPolicy) -> None:
    """Menus, scripts, styles, hidden parts, comments and the page's footer are not quoted."""
    body = (
        "<nav>Menu</nav><h1>Security</h1><script>x()</script><style>p{}</style><p>We encrypt data.</p>"
        "<p hidden>Draft</p><!-- note --><footer>Imprint</footer>"
    )
    assert [passage.text for passage in read_policy("a.html", page(body)).passages] == ["We encrypt data."]


def test_main_part_is_preferred(read_policy: ReadPolicy) -> None:
    """Where the page names its main part, only that is read."""
    body = "<div>Book a demo</div><main><h1>Security</h1><p>We encrypt all customer data at rest.</p></main>"
    assert len(read_policy("a.html", page(body)).passages) == 1


def test_loose_text_and_breaks(read_policy: ReadPolicy) -> None:
    """Text outside of paragraphs counts; inline elements join without a gap, a line break is one."""
    body = "<h1>A</h1>We run on <b>AWS</b>.<br>Region: <em>eu-west-1</em>."
    assert read_policy("a.html", page(body)).passages[0].text == "We run on AWS. Region: eu-west-1."


def test_nested_lists(read_policy: ReadPolicy) -> None:
    """A bullet in a bullet stands under it, and is not said twice."""
    body = "<h1>A</h1><ul><li>Backups:<ul><li>daily</li></ul></li><li><p>Logs</p></li></ul>"
    passages = read_policy("a.html", page(body)).passages
    assert [(passage.text, passage.heading_path) for passage in passages] == [
        ("Backups:", ("A",)),
        ("daily", ("A", "Backups")),
        ("Logs", ("A",)),
    ]


def test_spanning_cells(read_policy: ReadPolicy) -> None:
    """A cell over several rows is context of each; a cell over the whole width heads the rows below it."""
    body = (
        "<h1>A</h1><table><tr><th>Layer</th><th>Standard</th></tr><tr><td rowspan=2>At rest</td><td>AES-256</td></tr>"
        "<tr><td>KMS</td></tr><tr><td colspan=2>Transit</td></tr><tr><td>Web</td><td>TLS 1.3</td></tr></table>"
    )
    first, second, web = read_policy("a.html", page(body)).passages
    assert first.fields == (("Layer", "At rest"), ("Standard", "AES-256"))
    assert (second.heading_path, second.fields) == (("A", "At rest"), (("Standard", "KMS"),))
    assert (web.heading_path, web.locator) == (("A", "Transit"), "table 1, row 5")


def test_table_without_a_header_loses_no_row(read_policy: ReadPolicy) -> None:
    """Two columns of label and value have no header."""
    body = "<h1>A</h1><table><tr><td>RPO</td><td>24 h</td></tr><tr><td>RTO</td><td>4 h</td></tr></table>"
    assert [passage.text for passage in read_policy("a.html", page(body)).passages] == ["RPO | 24 h", "RTO | 4 h"]


def test_layout_table_is_read_as_text(read_policy: ReadPolicy) -> None:
    """A table of one column, or one that holds tables, only lays out the page."""
    body = "<h1>A</h1><table><tr><td><h2>B</h2><p>Text.</p></td></tr></table>"
    assert read_policy("a.html", page(body)).passages[0].heading_path == ("A", "B")


def test_definitions_and_folded_answers(read_policy: ReadPolicy) -> None:
    """Terms, details elements and accordion buttons that ask have answers; other terms stand beside their text."""
    body = (
        "<h1>A</h1><dl><dt>RPO</dt><dd>24 h</dd><dt>Do you offer SSO?</dt><dd>Yes.</dd></dl>"
        "<details><summary>Do you test?</summary><p>Yearly.</p></details>"
        "<h3><button>Is data encrypted?</button></h3><div><p>It is.</p></div><button>Accept cookies</button>"
    )
    passages = read_policy("a.html", page(body)).passages
    assert passages[0].fields == (("RPO", "24 h"),)
    assert [(passage.kind, passage.question, passage.text) for passage in passages[1:]] == [
        (PassageKind.QA, "Do you offer SSO?", "Yes."),
        (PassageKind.QA, "Do you test?", "Yearly."),
        (PassageKind.QA, "Is data encrypted?", "It is."),
    ]


def test_page_says_what_it_is(read_policy: ReadPolicy) -> None:
    """Meta elements give classification and version; the title stands in where no heading does."""
    head = '<title>Our security</title><meta name="classification" content="nda"><meta name="version" content="3">'
    library = read_policy("a.html", page("<p>We encrypt data.</p>", head))
    (source,) = library.sources
    assert (source.title, source.classification.value, source.version) == ("Our security", "nda", "3")
    assert library.passages[0].heading_path == ("Our security",)
