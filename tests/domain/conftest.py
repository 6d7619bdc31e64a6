"""What the tests of the rules need when they run alone: the same profiles of chance as all others."""

from tests import profiles

profiles.load()
