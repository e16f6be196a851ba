from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hackathon.editions.management.commands.load_edition import Command
from hackathon.editions.models import Edition

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> list[str]:
    """The lines that the command says."""
    said = StringIO()
    call_command("load_edition", *arguments, stdout=said)
    return said.getvalue().splitlines()


def test_each_edition_gets_one_line() -> None:
    assert run("somos600m-2024", "somos600m-2024-final") == [
        "somos600m-2024: edición creada (versión 1)",
        "somos600m-2024-final: edición creada (versión 1)",
    ]
    assert run("somos600m-2024") == ["somos600m-2024: sin cambios (versión 1)"]


def test_a_file_is_loaded_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "somos600m-2024"\nslug = "mine"')
    assert run(str(path)) == ["mine: edición creada (versión 1)"]


def test_an_unknown_edition_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(CommandError) as caught:
        run("somos601m")
    assert str(caught.value) == "somos601m: no existe. Vienen con el programa: somos600m-2024, somos600m-2024-final"


def test_a_wrong_file_is_refused_with_every_wrong_key(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "somos600m-2024"\nslug = "mine"\nteam = { min_size = 0, max_sise = 5 }')
    with pytest.raises(CommandError) as caught:
        run(str(path))
    assert str(caught.value).splitlines()[1:] == [
        "team.max_sise: clave desconocida; ¿quisiste decir «max_size»?",
        "team.min_size: debe estar entre 1 y 1000",
    ]
    assert Edition.objects.count() == 0


def test_the_command_explains_itself() -> None:
    assert "--overwrite" in Command().create_parser("manage.py", "load_edition").format_help()
