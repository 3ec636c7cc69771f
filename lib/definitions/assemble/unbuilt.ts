import { finding } from '../finding.ts';
import { UNBUILT_KINDS } from '../schema/probe.ts';
import { child, type Entry, type MapTree, originOf, plain } from '../tree/tree.ts';
import type { Surroundings } from './surroundings.ts';

const UNBUILT: Readonly<Record<string, string>> = {
  maintenance: 'The probe also runs and counts during maintenance.',
};

/** Whether the kind is one of the design that this version cannot run; says so. */
export function isUnbuiltKind(
  kind: string,
  merged: MapTree,
  name: string | undefined,
  { findings }: Surroundings,
): boolean {
  if (!UNBUILT_KINDS.some((one) => one === kind)) return false;
  const site = child(merged, 'kind')?.site ?? merged.site;
  findings.add(
    finding('PW4001', {
      message: `The kind ${kind} is not built yet: the probe is left out.`,
      ...(name !== undefined && { probe: name }),
      path: site.path,
      given: kind,
      allowed: 'http, tcp, tls, dns',
      remedy: 'Leave it for a later version, or use another kind.',
      origin: originOf(site),
    }),
  );
  return true;
}

/** Warns once a file of each key whose part is not built yet; what is wrong in itself has its finding already. */
export function warnOfUnbuilt(merged: MapTree, wrong: ReadonlySet<string>, surroundings: Surroundings): void {
  for (const [key, consequence] of Object.entries(UNBUILT)) {
    warn('PW4002', key, `«${key}» is not built yet. ${consequence}`, merged.entries.get(key), surroundings);
  }
  warnOfTelling(merged, wrong, surroundings);
  const objective = merged.entries.get('objective');
  const counted = objective && child(objective.value, 'locations');
  if (wrong.has('objective') || !counted) return;
  const message =
    'An objective is over every run: «locations» is checked and carried in the plan, and this version does not count by it.';
  warn('PW4003', 'objective', message, objective, surroundings);
}

function warnOfTelling(merged: MapTree, wrong: ReadonlySet<string>, surroundings: Surroundings): void {
  const alert = merged.entries.get('alert');
  const policy = alert && child(alert.value, 'policy');
  if (wrong.has('alert') || (policy && plain(policy) === 'none')) return;
  const message =
    "Rules are made of «alert», and Alertmanager is told; channels to people are not built yet, so it stays on the backend's pages.";
  warn('PW4003', 'alert', message, alert, surroundings);
}

function warn(
  code: string,
  key: string,
  message: string,
  entry: Entry | undefined,
  { told, findings }: Surroundings,
): void {
  if (!entry) return;
  const { keySite } = entry;
  const once = `${key} ${keySite.source.path}`;
  if (told.has(once)) return;
  told.add(once);
  findings.add(
    finding(code, {
      message,
      path: keySite.path,
      remedy: 'Keep it; a later version acts on it. It is said once a file.',
      origin: originOf(keySite),
    }),
  );
}
