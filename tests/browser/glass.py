"""What a finger does on a phone's glass."""

from playwright.sync_api import Page


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
