"""Repeatable benchmarks, each beside a yardstick in the same run. `./wangge bench NAME`."""
