"""What Jobs can be run on, and for how much: the Hub's names with prices that were once read there."""

from collections.abc import Mapping
from typing import Any


def _flavor(
    name: str, pretty: str, cpu: str, ram: str, disk: str, usd_per_hour: float, accelerator: tuple[str, int, int] | None
) -> dict[str, Any]:
    micro = round(usd_per_hour * 1_000_000 / 60)
    told = None
    if accelerator:
        model, quantity, memory = accelerator
        told = {"type": "gpu", "model": model, "quantity": str(quantity), "vram": f"{memory} GB"}
        told["manufacturer"] = "Nvidia"
    return {
        "name": name,
        "prettyName": pretty,
        "cpu": cpu,
        "ram": ram,
        "ephemeralStorage": disk,
        "accelerator": told,
        "unitCostMicroUSD": micro,
        "unitCostUSD": micro / 1_000_000,
        "unitLabel": "minute",
    }


HARDWARE = [
    _flavor("cpu-basic", "CPU Basic", "2 vCPU", "16 GB", "50 GB", 0.01, None),
    _flavor("cpu-upgrade", "CPU Upgrade", "8 vCPU", "32 GB", "50 GB", 0.03, None),
    _flavor("t4-small", "Nvidia T4 - small", "4 vCPU", "15 GB", "50 GB", 0.40, ("T4", 1, 16)),
    _flavor("t4-medium", "Nvidia T4 - medium", "8 vCPU", "30 GB", "100 GB", 0.60, ("T4", 1, 16)),
    _flavor("l4x1", "1x Nvidia L4", "8 vCPU", "30 GB", "400 GB", 0.80, ("L4", 1, 24)),
    _flavor("l4x4", "4x Nvidia L4", "48 vCPU", "186 GB", "3200 GB", 3.80, ("L4", 4, 96)),
    _flavor("a10g-small", "Nvidia A10G - small", "4 vCPU", "15 GB", "110 GB", 1.00, ("A10G", 1, 24)),
    _flavor("a10g-large", "Nvidia A10G - large", "12 vCPU", "46 GB", "200 GB", 1.50, ("A10G", 1, 24)),
    _flavor("l40sx1", "1x Nvidia L40S", "8 vCPU", "62 GB", "380 GB", 1.80, ("L40S", 1, 48)),
    _flavor("a100-large", "Nvidia A100 - large", "12 vCPU", "142 GB", "1000 GB", 2.50, ("A100", 1, 80)),
    _flavor("h200", "Nvidia H200", "23 vCPU", "256 GB", "3000 GB", 5.00, ("H200", 1, 141)),
]
FLAVORS: Mapping[str, dict[str, Any]] = {flavor["name"]: flavor for flavor in HARDWARE}
DEFAULT_FLAVOR = "cpu-basic"
