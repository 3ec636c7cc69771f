import type { MetricName } from '../../lib/model/metrics.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { Attempt, Result, StepResult } from '../../lib/model/result.ts';
import type { Sample } from '../../lib/model/sample.ts';
import type { ProbeKind } from '../../lib/model/settings.ts';
import { addAddress } from './address-series.ts';
import { addTcp, addTlsKind } from './dialogue-series.ts';
import { addDns } from './dns-series.ts';
import { addHttp } from './http-series.ts';
import { addRun, addSteps, addVerdict } from './run-series.ts';
import type { Add } from './series.ts';
import { isTraced } from './traced.ts';

/** What each kind adds, from all steps, or from the last that ran. */
const OF_KIND: Readonly<
  Record<ProbeKind, (all: readonly StepResult[], last: StepResult, probe: Probe, add: Add) => void>
> = {
  http: (all, last, _probe, add) => addHttp(all, last, add),
  tcp: (_all, last, probe, add) => addTcp(last, probe, add),
  tls: (_all, last, probe, add) => addTlsKind(last, probe, add),
  dns: (_all, last, probe, add) => addDns(last, probe, add),
};

/** The one value of a run that leads to its trace; there is one whenever there is a verdict. */
const EXEMPLIFIED = 'probe_duration_seconds';

export interface SampleContext {
  /** As it stood in the plan of the run. */
  readonly probe: Probe;
  readonly location: string;
  readonly tickMs: number;
}

export interface RunSample extends Sample {
  readonly name: MetricName;
}

/** What one run becomes in Prometheus: a pure function of its result, its probe, and where and when it ran. */
export function samplesOf(result: Result, { probe, location, tickMs }: SampleContext): RunSample[] {
  const samples: RunSample[] = [];
  const traceId = isTraced(result, probe) ? result.run : undefined;
  const own = { job: probe.job, instance: probe.instance, probe: probe.name, location };
  const add: Add = (name, value, labels) => {
    samples.push({
      name,
      labels: { ...probe.labels, ...labels, ...own },
      value,
      timestampMs: tickMs,
      ...(traceId !== undefined && name === EXEMPLIFIED && { traceId }),
    });
  };
  addRun(result, probe, tickMs, add);
  const deciding = result.attempts.at(-1);
  if (result.outcome !== 'error' && deciding) addSeen(result, deciding, probe, add);
  return samples;
}

function addSeen(result: Result, deciding: Attempt, probe: Probe, add: Add): void {
  addVerdict(result, deciding, add);
  if (probe.steps.length > 1) addSteps(deciding, add);
  const last = deciding.steps.at(-1);
  if (!last) return;
  addAddress(last.observation, add);
  OF_KIND[probe.kind](deciding.steps, last, probe, add);
}
