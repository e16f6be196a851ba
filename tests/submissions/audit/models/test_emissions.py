"""The carbon footprint that a card tells, in whatever unit, and what can be true."""

import time

import pytest

from submissions.audit.models.emissions import Emissions, plausible, read_emissions, seems_kilograms


@pytest.mark.parametrize(
    ("yaml", "declared", "written"),
    [
        (140, 140.0, ""),
        ("140", 140.0, ""),
        ("0,6", 0.6, ""),
        ({"emissions": 12.5, "source": "CodeCarbon"}, 12.5, ""),
        ({"emissions": None}, None, ""),
        ({"source": "CodeCarbon"}, None, ""),
        ("140 g", None, "140 g"),
        ("More Information Needed", None, "More Information Needed"),
        (-3, None, "-3"),
        (float("nan"), None, "nan"),
        (float("inf"), None, "inf"),
        (True, None, ""),
        pytest.param(10**5000, None, "10^…", id="huge"),
        ([1, 2], None, "[1, 2]"),
        (None, None, ""),
    ],
)
def test_what_the_yaml_says(yaml, declared, written):
    seen = read_emissions({"co2_eq_emissions": yaml}, "")
    assert (seen.declared, seen.written) == (declared, written)


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("140 gramos de CO2", 140.0),
        ("Emitió 0,6 kg de CO₂ según ML CO2 Impact", 600.0),
        ("**Carbon Emitted:** 42 kg CO2 eq.", 42_000.0),
        ("- Huella de carbono: 1.2 toneladas", 1_200_000.0),
        ("Carbon Emitted: 3 lbs", 1360.776),
        ("Intensidad de 120 gCO2eq/kWh", None),
        ("Pesa 2 kg", None),
        ("Carbon Emitted: [More Information Needed]", None),
        ("Una A10G, sin más; CO2 desconocido", None),
    ],
)
def test_what_the_text_says(text, grams):
    assert read_emissions(None, text).told == grams


@pytest.mark.parametrize(
    ("text", "hours", "watts"),
    [
        ("- **Hardware Type:** T4\n- **Hours used:** 2", 2.0, 70.0),
        ("Unas cuatro horas en una A10G", 4.0, 150.0),
        ("90 minutos en 2 x A100", 1.5, 800.0),
        ("Horas de uso: 10", 10.0, None),
        ("3,5 h", 3.5, None),
        ("Un rato", None, None),
    ],
)
def test_how_long_it_ran_and_on_what(text, hours, watts):
    seen = read_emissions(None, text)
    assert (seen.hours, seen.watts) == (hours, watts)


def test_the_hardware_may_stand_in_the_yaml():
    seen = read_emissions({"co2_eq_emissions": {"emissions": 1, "hardware_used": "1 NVIDIA H100"}}, "")
    assert (seen.watts, seen.hardware) == (700.0, "1 NVIDIA H100")


def test_the_range_grows_where_the_hardware_is_not_known():
    assert plausible(Emissions(hours=10.0, watts=70.0)) == (1.4, 1400.0)
    assert plausible(Emissions(hours=10.0)) == (0.8, 14_000.0)


@pytest.mark.parametrize(
    ("emissions", "kilograms"),
    [
        (Emissions(declared=0.6, told=600.0), True),
        (Emissions(declared=600.0, told=600.0), False),
        (Emissions(declared=0.6), False),  # a short training may be so small
        (Emissions(declared=0.05), True),
        (Emissions(declared=0.0), False),
        (Emissions(), False),
    ],
)
def test_kilograms_are_recognised(emissions, kilograms):
    assert seems_kilograms(emissions) is kilograms


@pytest.mark.parametrize("text", ["1 kg " * 40_000, "co2 " * 50_000, "horas " * 30_000, "9" * 200_000 + " co2"])
def test_no_text_keeps_the_reader_for_long(text):
    started = time.monotonic()
    read_emissions(None, text)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("amount", ["1e308", "1e400", "-1e400", "9" * 400])
def test_a_number_that_nothing_can_be_is_none_and_never_infinite(amount: str):
    seen = read_emissions({"co2_eq_emissions": amount}, f"emisiones: {amount} kg de CO2 en {amount} horas en una A100")
    assert (seen.declared, seen.told, seen.hours) == (None, None, None)
