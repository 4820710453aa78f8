"""Running lines are no content: reference, version and page number are marked as artifacts, so that a screen reader does not read them on each page.

WeasyPrint tags the text of margin boxes like any other and leaves its structure elements outside the tree (ISO 14289-1, 7.8).
"""

from collections.abc import Iterator
from typing import Any

import pydyf


def finish(document: Any, pdf: Any) -> None:
    """Called by WeasyPrint when the page streams and the tree of tags are complete, before the file is written."""
    root = at(pdf, pdf.catalog["StructTreeRoot"])
    reached = set(reachable(pdf, root))
    numbers = at(pdf, root["ParentTree"])["Nums"]
    for index, elements in zip(numbers[0::2], numbers[1::2], strict=True):
        if not isinstance(elements, list):  # a link's own entry
            continue
        outside = {mcid for mcid, element in enumerate(elements) if number_of(element) not in reached}
        for mcid in outside:
            elements[mcid] = "null"
        page = at(pdf, pdf.page_references[index])
        mark_artifacts(at(pdf, page["Contents"]).stream, outside)


def mark_artifacts(stream: list[Any], outside: set[int]) -> None:
    for place, item in enumerate(stream):
        if isinstance(item, pydyf.Dictionary) and item.get("MCID") in outside:
            stream[place - 1] = "/Artifact"
            stream[place] = pydyf.Dictionary({"Type": "/Pagination"})


def reachable(pdf: Any, element: Any) -> Iterator[int]:
    """The object numbers of everything below an element of the tree."""
    for kid in element.get("K", ()):
        if isinstance(kid, bytes | str):  # a reference; a number is content, a dictionary an annotation
            yield number_of(kid)
            yield from reachable(pdf, at(pdf, kid))


def at(pdf: Any, reference: Any) -> Any:
    return pdf.objects[number_of(reference)]


def number_of(reference: Any) -> int:
    """Of `12 0 R`."""
    return int(reference.split()[0])
