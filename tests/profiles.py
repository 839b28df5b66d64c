"""How many examples property tests draw: a quick profile for every run, and a deep one that draws new ones.

pytest                                  the quick profile: the same few examples in every run
pytest --hypothesis-profile deep        random examples, twenty times as many; a failure prints how to repeat it
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

BASE = 60
"""The number of examples that `examples` counts against; a test without its own number draws this many."""
_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large]


def register_profiles() -> None:
    """Register both profiles and load the quick one."""
    settings.register_profile(
        "quick",
        derandomize=True,
        deadline=None,
        max_examples=BASE // 5,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        print_blob=True,
        suppress_health_check=_CHECKS,
    )
    settings.register_profile(
        "deep", deadline=None, max_examples=BASE * 4, print_blob=True, suppress_health_check=_CHECKS
    )
    settings.load_profile("quick")


def examples(number: int) -> settings:
    """Build settings for a test that needs `number` examples if others need BASE; the profile in use scales both."""
    return settings(max_examples=max(2, number * settings.default.max_examples // BASE))
