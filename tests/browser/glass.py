"""What a finger does on a phone's glass, and what it can hit."""

from playwright.sync_api import Page

# What stands inside a sentence may be as high as its line (WCAG 2.5.8); everything else is a target for a thumb.
TARGETS = """(roots) => [...document.querySelectorAll(roots)].flatMap((root) => [...root.querySelectorAll("a, button, summary, input, textarea, select")]).flatMap((node) => {
  const input = node.matches("input[type=radio], input[type=checkbox]") ? node.closest(".govuk-radios__item, .govuk-checkboxes__item") : node;
  const link = node.matches(".rhi-row-link__link") ? node.closest(".rhi-row-link") : input;
  const box = (link ?? node).getBoundingClientRect();
  const inSentence = node.matches("a.rhi-cite, p a, dd a") && getComputedStyle(node).display === "inline";
  if (box.width === 0 || box.height === 0 || inSentence || node.type === "hidden" || node.matches(".govuk-visually-hidden")) return [];
  return box.height < 43.5 || box.width < 43.5 ? [`${node.tagName} ${node.className} ${node.textContent.trim().slice(0, 30)} ${Math.round(box.width)}x${Math.round(box.height)}`] : [];
})"""


def too_small(page: Page, roots: str) -> list[str]:
    """What is less than 44 px high or wide below these."""
    return list(page.evaluate(TARGETS, roots))


def draw(page: Page) -> None:
    """A signature, some waves wide."""
    box = page.locator("canvas").bounding_box()
    assert box
    mouse = page.mouse
    mouse.move(box["x"] + 40, box["y"] + 90)
    mouse.down()
    for step in range(1, 40):
        mouse.move(box["x"] + 40 + step * 4, box["y"] + 80 + (30 if step % 8 < 4 else -30))
    mouse.up()
