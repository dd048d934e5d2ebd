"""ConnectWise PSA, played on this machine."""

from providers.simulators.connectwise.app import build
from providers.simulators.connectwise.faults import Faults
from providers.simulators.connectwise.login import Login

__all__ = ["Faults", "Login", "build"]
