import { createRuleFiles } from '../../functions/keeper/rule-files.ts';
import { createOutgoing } from '../../functions/net/send.ts';
import { createRemoteWriteSink } from '../../functions/sinks/remote-write/remote-write-sink.ts';
import { machinePaths } from '../../lib/backend/paths.ts';
import { probeRuleFiles, USUAL_ROAD } from '../../lib/backend/probe-rules.ts';
import { DEFAULT_BACKEND } from '../../lib/backend/settings.ts';
import type { Sample } from '../../lib/model/sample.ts';
import { rulesOf } from '../../lib/rules/plan-rules.ts';
import { STORY_PROBES } from './dashboard-story.ts';
import type { StartedStack } from './started-stack.ts';

const DAY_MS = 86_400_000;

/** Loads what the keeper loads once a restore is over: from here on the backend's own programs are scraped, and rules evaluated. */
export async function loadRules({ stack, addresses }: StartedStack, folder: string): Promise<void> {
  const settings = { ...DEFAULT_BACKEND, id: 'probewright', store: { type: 'folder', path: folder } } as const;
  await createRuleFiles({
    folder: machinePaths(folder).config,
    rules: () => ({ ...stack.rendered.rules, ...probeRuleFiles(settings, { probes: STORY_PROBES }) }),
    reloadUrls: [`http://${addresses['prometheus.http'].reach}/-/reload`],
  }).load();
}

/** Evaluates the recording rules as of a moment and writes their results as Ruler does, which would take up to half an hour to come to it. */
export async function recordNow({ ask, addresses }: StartedStack, atMs: number): Promise<void> {
  const { local, ruler } = rulesOf({ probes: STORY_PROBES }, { road: USUAL_ROAD, longestLocalWindowMs: DAY_MS });
  const samples: Sample[] = [];
  for (const rule of [...local, ...ruler].flatMap(({ rules }) => rules)) {
    if (!('record' in rule)) continue;
    const value = (await ask(rule.expr, atMs)).values.get('');
    if (value === undefined) throw new Error(`nothing to record: ${rule.expr}`);
    // Not in the catalogue of what probes make: no probe makes it.
    const name = rule.record as Sample['name'];
    samples.push({ name, labels: rule.labels, value, timestampMs: atMs });
  }
  const url = `http://${addresses['prometheus.http'].reach}/api/v1/write`;
  const sink = createRemoteWriteSink({ url, credentials: {}, windowMs: DAY_MS }, createOutgoing());
  const { delivered, rejected } = await sink.send({ samples, logs: [], spans: [] }, AbortSignal.timeout(10_000));
  if (delivered !== samples.length || delivered === 0) throw new Error(`not recorded: ${JSON.stringify(rejected)}`);
}
