"""How a board writes what it shows."""

from submissions.templatetags.boards import breakable


def test_a_long_name_of_a_task_goes_on_in_the_next_line_at_its_underscores_and_is_escaped() -> None:
    assert breakable("muestra_<b>_es") == "muestra_<wbr>&lt;b&gt;_<wbr>es"
    assert breakable("arc") == "arc"
