"""Calls the app's own modules in a page: the same that the page runs, so the same vault."""

from typing import Any

from playwright.sync_api import Page

CORE = """async ([module, name, args]) => {
  const app = document.querySelector('script[type="module"]').src;
  const { [name]: work } = await import(new URL("./inside.js", app).href).then(({ $use }) => $use(`js/${module}.js`));
  try {
    return { value: await work(...args) };
  } catch (error) {
    return { slug: error.slug ?? "", said: error.sentence ?? String(error), more: { seconds: error.seconds, forms: error.forms } };
  }
}"""


class Refused(Exception):
    """What the app's own code rejected with."""

    def __init__(self, slug: str, said: str, more: dict[str, Any]) -> None:
        super().__init__(f"{slug}: {said}")
        self.slug, self.said, self.more = slug, said, more


def core_later(page: Page, function: str, *args: Any) -> None:
    """Begun and not waited for: what it does ends the page."""
    module, name = function.rsplit(".", 1)
    page.evaluate(f"(asked) => {{ ({CORE})(asked); }}", [module, name, list(args)])


def core(page: Page, function: str, *args: Any) -> Any:
    """`core(page, "records.addEntry", record, {...})`"""
    module, name = function.rsplit(".", 1)
    told = page.evaluate(CORE, [module, name, list(args)])
    if "slug" in told:
        raise Refused(told["slug"], told["said"], told["more"])
    return told["value"]


def until(page: Page, question: str) -> None:
    """Asks the page until it says yes; for questions that it has to wait for itself."""
    for _ in range(300):
        if page.evaluate(question):
            return
        page.wait_for_timeout(100)
    raise AssertionError(question)
