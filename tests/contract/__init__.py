"""What every provider promises: one suite, inherited by the tests of each."""
