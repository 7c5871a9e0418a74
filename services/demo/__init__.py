"""A demonstration of xã An Hưng: invented ground, sites, checks and reports, and the way to remove them."""

from services.demo.accounts import DemoAccounts, of_demo, reset_passwords
from services.demo.loading import load
from services.demo.removal import clear

__all__ = ["DemoAccounts", "clear", "load", "of_demo", "reset_passwords"]
