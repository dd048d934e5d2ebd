"""What goes wrong at the demo's clients: hand-written scenarios by subject."""

from providers.embedded.demo.scenarios.access import ACCESS_SCENARIOS
from providers.embedded.demo.scenarios.hardware import HARDWARE_SCENARIOS
from providers.embedded.demo.scenarios.mail import MAIL_SCENARIOS
from providers.embedded.demo.scenarios.monitoring import MONITORING_SCENARIOS
from providers.embedded.demo.scenarios.network import NETWORK_SCENARIOS
from providers.embedded.demo.scenarios.projects import PROJECTS_SCENARIOS
from providers.embedded.demo.scenarios.scenario import (
    Scenario,
    Step,
    Voice,
    of_variant,
    steps_of_variant,
    variant_of,
    without_label,
)
from providers.embedded.demo.scenarios.security import SECURITY_SCENARIOS
from providers.embedded.demo.scenarios.software import SOFTWARE_SCENARIOS

__all__ = [
    "ALL_SCENARIOS",
    "Scenario",
    "Step",
    "Voice",
    "of_variant",
    "steps_of_variant",
    "variant_of",
    "without_label",
]

ALL_SCENARIOS: tuple[Scenario, ...] = (
    *ACCESS_SCENARIOS,
    *HARDWARE_SCENARIOS,
    *MAIL_SCENARIOS,
    *MONITORING_SCENARIOS,
    *NETWORK_SCENARIOS,
    *PROJECTS_SCENARIOS,
    *SECURITY_SCENARIOS,
    *SOFTWARE_SCENARIOS,
)
