"""The rules that catalogues keep, beyond being complete."""

import pytest

from scripts.translations import capitals


@pytest.mark.parametrize(
    "text",
    [
        "Вы участвуете. Ваше место сохранено.",
        "Здравствуйте!\n\nВаша заявка получена.\n\n[Ваша заявка]({address})",
        "- **Ваша роль**: мы ждём вас, и ваш билет готов.",
        "«Вы приедете?»",
        "Вышел, Васильев и Ваши ответы"[:16],
    ],
)
def test_a_sentence_may_begin_with_a_capital(text):
    assert capitals(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Мы ждём Вас.", ["Вас"]),
        ("Если Вы согласны, на Вашей странице", ["Вы", "Вашей"]),
        ("Ссылка: Ваша заявка", ["Ваша"]),
        ("Здравствуйте!\n\nДля Вас есть место.", ["Вас"]),
    ],
)
def test_within_a_sentence_a_capital_is_found(text, found):
    assert capitals(text) == found
