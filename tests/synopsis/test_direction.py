"""What is read from the right stands from the right on paper too; whatever else stands in it."""

import pytest

from rhi_app.domain.record_view import view_of
from rhi_app.domain.synopsis import select
from rhi_app.renderer.direction import is_from_the_right
from rhi_app.renderer.page import page_of
from tests.synopsis import story
from tests.synopsis.golden import NAMES
from tests.synopsis.vectors import SELECTION, changed

ARABIC = "مشيت إلى الحافلة 12."


@pytest.mark.parametrize(
    ("text", "is_so"),
    [([ARABIC], True), (["12, ", {"b": "בבית"}], True), (["Bus to ", {"b": "بيت"}], False), (["12."], False), ([{"cite": "essex 5.2"}], False), ([], False)],
)
def test_the_first_letter_with_a_direction_says_from_where_it_is_read(text, is_so):
    assert is_from_the_right(text) is is_so


def test_only_such_a_text_is_turned_round():
    content = select(view_of(story.case_of(changed("interview", "interview", help__change=ARABIC)), story.rules_of()), "social_worker", SELECTION)
    assert content is not None
    page = page_of(content | NAMES)
    assert page.count('dir="rtl"') == 1
    assert f' dir="rtl">{ARABIC}' in page
