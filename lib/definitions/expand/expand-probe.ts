import type { AlertOptions, ObjectiveOptions, RetryOptions, WrittenProbe } from '../../authoring/options.ts';
import type { AlertPolicy, Objective, Probe, Retry, SourcePlace } from '../../model/probe.ts';
import type { ProbeKind } from '../../model/settings.ts';
import { parseTemplate } from '../../model/template.ts';
import { durationMs } from '../units.ts';
import { expandActiveHours } from './active-hours.ts';
import type { Expansion } from './expansion.ts';
import { expandSteps } from './steps.ts';

const DAY_MS = 86_400_000;
const MOST_TIMEOUT_MS = 10_000;

/** A merged probe, complete: everything that was not said is filled in. Its shape has been checked, name, kind and target are there. */
export function expandProbe(
  written: WrittenProbe,
  source: SourcePlace,
  locations: readonly string[],
  expansion: Expansion,
): Probe {
  const { kind } = expansion;
  const intervalMs = durationMs(written.interval ?? '1m') ?? 60_000;
  const { target = '', alert, objective, description, links, runbook } = written;
  const probe = {
    name: written.name,
    kind,
    target,
    instance: instanceOf(target),
    job: written.job ?? 'probewright',
    intervalMs,
    timeoutMs: durationMs(written.timeout ?? '') ?? Math.min(MOST_TIMEOUT_MS, Math.floor(intervalMs * 0.8)),
    locations: typeof written.locations === 'string' ? [written.locations] : (written.locations ?? locations),
    labels: Object.fromEntries(Object.entries(written.labels ?? {}).map(([name, value]) => [name, String(value)])),
    steps: expandSteps<ProbeKind>(kind, written, expansion),
    retry: retryOf(written.retry),
    enabled: written.enabled ?? true,
    muted: written.muted ?? false,
    allowLinkLocal: written.allowLinkLocal ?? false,
    ...(written.activeHours !== undefined && { activeHours: expandActiveHours(written.activeHours) }),
    ...(alert !== undefined && { alert: alertOf(alert) }),
    ...(objective !== undefined && { objective: objectiveOf(objective) }),
    ...(description !== undefined && { description }),
    ...(links !== undefined && { links }),
    ...(runbook !== undefined && { runbook }),
    source,
  };
  // Kind and settings were made together, which the type cannot say.
  return probe as Probe;
}

/** The target without userinfo, query and fragment; text, no longer a template. */
function instanceOf(target: string): string {
  const { parts } = parseTemplate(target);
  const text = parts.map((part) => ('text' in part ? part.text : `\${${part.ref}}`)).join('');
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)$/is.exec(text) ?? [];
  if (scheme === '') return text;
  const end = rest.search(/[/?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const path = end < 0 ? '' : rest.slice(end).replace(/[?#].*$/s, '');
  return scheme + authority.slice(authority.lastIndexOf('@') + 1) + path;
}

function retryOf(written: number | RetryOptions = {}): Retry {
  const { attempts = 1, after = '0s', reasons = [] } = typeof written === 'number' ? { attempts: written } : written;
  return { attempts, afterMs: durationMs(after) ?? 0, reasons };
}

function objectiveOf(written: number | ObjectiveOptions): Objective {
  const {
    percent,
    window = '30d',
    good = 'up',
    locations,
  } = typeof written === 'number' ? { percent: written } : written;
  return { percent, windowMs: durationMs(window) ?? 30 * DAY_MS, good, ...(locations !== undefined && { locations }) };
}

function alertOf(written: AlertPolicy['policy'] | AlertOptions): AlertPolicy {
  const {
    policy = 'none',
    after,
    locations,
    remindEvery,
    dependsOn,
  } = typeof written === 'string' ? { policy: written } : written;
  const remindEveryMs = remindEvery === undefined ? undefined : durationMs(remindEvery);
  return {
    policy,
    ...(after !== undefined && { afterTicks: Number.parseInt(String(after), 10) }),
    ...(locations !== undefined && { locations }),
    ...(remindEveryMs !== undefined && { remindEveryMs }),
    ...(dependsOn !== undefined && { dependsOn: typeof dependsOn === 'string' ? [dependsOn] : dependsOn }),
  };
}
