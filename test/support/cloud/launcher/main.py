"""moto's server with the CloudFormation types that Probewright's stacks use and moto 5.2.1 lacks, and with what it does
not know refused aloud. It takes moto's own arguments (-H, -p). Everything here stands on moto's internals: the version is pinned."""

import sys

# Before the imports: nothing is written into the tree.
sys.dont_write_bytecode = True

import alarms
import buckets
import functions
import log_groups
import loudness
import messages
import network
import parameters
import schedules
from custom_type import forget_known_types


def prepare() -> None:
    for room in (alarms, buckets, functions, log_groups, messages, network, parameters, schedules):
        room.install()
    loudness.install()
    forget_known_types()


if __name__ == "__main__":
    prepare()
    from moto.server import main

    main(sys.argv[1:])
