import type { Construct } from 'constructs';
import { VARIABLES } from '../model/deployment.ts';
import { sweeperStatements } from './iam/hub-statements.ts';
import { nameOf } from './names.ts';
import { expectedInvocations } from './parts/expected-invocations.ts';
import { makeFunctionAlarms } from './parts/function-alarms.ts';
import { makeNodeFunction } from './parts/node-function.ts';
import { makeSchedule } from './parts/schedule-group.ts';
import type { ProbeFunctionProps } from './probe-function.ts';
import { SWEEPER } from './shipper-settings.ts';

/** Moves what a location spilled into the journal, every five minutes; outside any VPC, so that it reaches every region. */
export function makeSweeper(scope: Construct, props: Omit<ProbeFunctionProps, 'deployment' | 'network'>): void {
  const { places, location, schedules, topics } = props;
  const { installation, journal, spill } = places;
  const made = makeNodeFunction(scope, 'Sweeper', {
    installation,
    name: [location.name, 'sweeper'],
    description: `Probewright ${installation.id}: moves what ${location.name} spilled into the journal`,
    handler: 'sweeper',
    files: new Map(),
    memoryMb: SWEEPER.memoryMb,
    timeoutSeconds: SWEEPER.timeoutSeconds,
    maxAgeSeconds: SWEEPER.intervalMs / 1_000,
    environment: {
      [VARIABLES.location]: location.name,
      [VARIABLES.journalBucket]: journal.bucket,
      [VARIABLES.journalRegion]: journal.region,
      [VARIABLES.spillBucket]: spill.bucket,
    },
    location: location.name,
    statements: sweeperStatements(places, location.name),
  });
  makeSchedule(scope, 'Sweep', {
    ...schedules,
    name: 'sweep',
    cron: SWEEPER.cron,
    functionArn: made.attrArn,
    input: {},
  });
  makeFunctionAlarms(scope, 'Sweeper', {
    functionName: nameOf(installation, location.name, 'sweeper'),
    expected: expectedInvocations([SWEEPER.intervalMs]),
    topics,
  });
}
