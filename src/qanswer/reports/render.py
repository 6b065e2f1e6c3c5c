"""Templates to text and to Word: strict about undefined names, and clear about where a template is wrong.

Templates are looked for in the workspace's folder first, then among the packaged ones.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, NoReturn
from zipfile import BadZipFile

import qanswer
from qanswer.core.errors import FileError, TemplateError

if TYPE_CHECKING:
    import jinja2
    from docxtpl import DocxTemplate

_HINT = "Correct it, or remove the workspace's copy to use the packaged template."
# jinja2 names a value by its class: "'qanswer.reports.overview_parts.Overview object' has no attribute 'issud'".
_OBJECT = re.compile(r"'(?:[\w.]+\.)?(\w+) object' has no attribute ('\w+')")
# What a template's own expressions can raise while they run.
_RUNTIME_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def packaged_templates() -> Path:
    """Give the folder of the templates that come with the program: in the wheel, or in a checkout."""
    package = Path(qanswer.__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parents[1] / "templates"


def find_template(name: str, folders: Sequence[Path] = ()) -> Path:
    """Find a template by name in the given folders, then among the packaged ones.

    Raises:
        TemplateError: there is none.
    """
    for folder in (*folders, packaged_templates()):
        if (folder / name).is_file():
            return folder / name
    message = f"{name}: no such template"
    raise TemplateError(message, hint="`qanswer init` copies the packaged templates into templates/.")


def render_template(name: str, context: Mapping[str, object], *, folders: Sequence[Path] = ()) -> str:
    """Render a text template; HTML is escaped.

    Raises:
        TemplateError: the template is missing, broken, or uses a name that the context lacks; the message names the
            template and the line.
    """
    import jinja2

    path = find_template(name, folders)
    environment = _environment((path.parent, *folders, packaged_templates()))
    try:
        return environment.get_template(name).render(context)
    except jinja2.TemplateSyntaxError as error:
        _refuse(error.name or name, error.lineno, error.message or "syntax error")
    except jinja2.TemplateNotFound as error:
        _refuse(name, _find_line(error, name), f"it includes {error.name}, which is missing")
    except jinja2.TemplateError as error:
        _refuse(name, _find_line(error, name), error.message or str(error))
    except UnicodeDecodeError:
        _refuse(name, None, "it is no UTF-8 text")
    except _RUNTIME_ERRORS as error:
        _refuse(name, _find_line(error, name), str(error))


def render_docx(name: str, context: Mapping[str, object], output: Path, *, folders: Sequence[Path] = ()) -> None:
    """Render a Word template (docxtpl) into `output`, which the caller moves into place.

    Raises:
        TemplateError: as `render_template`; the line is that of the paragraph, counted from the top of its part.
        FileError: the output cannot be written.
    """
    import jinja2
    from docxtpl import DocxTemplate
    from lxml.etree import XMLSyntaxError

    document = DocxTemplate(find_template(name, folders))
    try:
        document.render(dict(context), _make_docx_environment(), autoescape=True)
        document.save(output)
    except jinja2.TemplateError as error:
        line = getattr(error, "lineno", None) or _find_line(error, "<template>")
        _refuse(_name_part(name, document), line, f"{error.message or error}{_quote_line(document, line)}")
    except (BadZipFile, KeyError, XMLSyntaxError) as error:
        _refuse(name, None, f"it is no Word document, or its tags cross the borders of paragraphs ({error})")
    except OSError as error:
        message = f"{output.name}: cannot be written ({(error.strerror or str(error)).lower()})"
        raise FileError(message) from error
    except _RUNTIME_ERRORS as error:
        line = _find_line(error, "<template>")
        _refuse(_name_part(name, document), line, f"{error}{_quote_line(document, line)}")


def _name_part(name: str, document: DocxTemplate) -> str:
    """Name the template, and the header or footer in which it failed."""
    part = getattr(document, "current_rendering_part", None)
    if part is None or part is document.docx.part:
        return name
    return f"{name} ({str(part.partname).rsplit('/', maxsplit=1)[-1]})"


def _quote_line(document: DocxTemplate, line: int | None) -> str:
    """Quote the paragraph at which a Word template failed; docxtpl renders one paragraph a line."""
    part = getattr(document, "current_rendering_part", None)
    if part is None or line is None:
        return ""
    xml = document.get_xml() if part is document.docx.part else document.get_part_xml(part)
    lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", document.patch_xml(xml)).splitlines()
    words = " ".join(re.sub(r"<[^>]+>", " ", lines[line - 1]).split()) if line <= len(lines) else ""
    return f" (near “{words[:80]}”)" if words else ""


def _environment(folders: tuple[Path, ...]) -> jinja2.Environment:
    return _make_environment(tuple(dict.fromkeys(folders)))


@functools.cache
def _make_environment(folders: tuple[Path, ...]) -> jinja2.Environment:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name) and ".html" in str(name),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = escape_markdown
    environment.filters["cell"] = lambda text: escape_markdown(text).replace("|", "\\|")
    return environment


def _make_docx_environment() -> jinja2.Environment:
    """A fresh one each time, since docxtpl changes it; characters that XML forbids are left out of every value."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        finalize=lambda value: _ILLEGAL_IN_XML.sub("", value) if isinstance(value, str) else value,
    )


_ILLEGAL_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def escape_markdown(text: object) -> str:
    """Put text into one line of Markdown, so that none of it acts as markup."""
    return re.sub(r"([\\`*_\[\]<>#])", r"\\\1", " ".join(str(text).split()))


def _find_line(error: BaseException, name: str) -> int | None:
    """Find the template's line in the traceback; jinja2 puts its own line numbers there."""
    lines = [number for frame, number in walk_tb(error.__traceback__) if Path(frame.f_code.co_filename).name == name]
    return lines[-1] if lines else None


def _refuse(name: str, line: int | None, reason: str) -> NoReturn:
    where = f"{name}, line {line}" if line else name
    told = _OBJECT.sub(r"\1 has no \2", " ".join(reason.split()))
    message = f"{where}: {told}"
    raise TemplateError(message, hint=_HINT) from None
