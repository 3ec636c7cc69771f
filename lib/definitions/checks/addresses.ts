import { refusal } from '../../model/address.ts';
import type { Diagnostic, Location } from '../../model/plan.ts';
import { findingAt } from '../finding.ts';
import type { CheckContext, Draft, MeaningCheck } from '../types.ts';
import { isWritten } from './draft-tools.ts';
import { listed } from './words.ts';

/**
 * Addresses that stand in a target and may not be probed. (What a name leads to is judged when it is connected to.)
 * Loopback means the probing machine and is for `local` alone. The local runner runs every probe whatever its
 * locations, so a loopback target without locations of its own is at most a warning; naming another location for it is
 * a mistake.
 */
export const checkAddresses: MeaningCheck = function* (drafts, context) {
  for (const draft of drafts) {
    const ip = addressIn(draft);
    if (ip === undefined) continue;
    const { allowLinkLocal } = draft.probe;
    if (refusal(ip, { place: 'local', allowLinkLocal })) yield* forbidden(draft, ip);
    else yield* elsewhere(draft, ip, context);
  }
};

/** The address that a target holds in whatever spelling; `localhost` is one, too. */
function addressIn({ probe: { kind, target } }: Draft): string | undefined {
  if (target.includes('${')) return undefined;
  const url = kind === 'http' ? target : `http://${target}`;
  if (!URL.canParse(url)) return undefined;
  const host = new URL(url).hostname.replace(/\.$/, '');
  if (host === 'localhost' || host.endsWith('.localhost')) return '127.0.0.1';
  if (host.startsWith('[')) return host.slice(1, -1);
  return /^\d+\.\d+\.\d+\.\d+$/.test(host) ? host : undefined;
}

function* forbidden(draft: Draft, ip: string): Generator<Diagnostic> {
  const why = refusal(ip, { place: 'local', allowLinkLocal: draft.probe.allowLinkLocal }) ?? '';
  const couldBe = refusal(ip, { place: 'local', allowLinkLocal: true }) === undefined;
  yield findingAt('PW3403', draft, ['target'], {
    message: `The target ${draft.probe.target} must not be probed: ${why}.`,
    given: draft.probe.target,
    allowed: 'a name, or a public or private address',
    remedy: couldBe
      ? "Probe another address; or, outside Lambda only, add 'allowLinkLocal: true' to the probe."
      : 'Probe the address of one machine.',
  });
}

function* elsewhere(draft: Draft, ip: string, { knownLocations }: CheckContext): Generator<Diagnostic> {
  const { locations, allowLinkLocal, target } = draft.probe;
  const refused = locations.filter((name) => {
    const location = knownLocations.find((one) => one.name === name);
    return location !== undefined && refusal(ip, { place: placeOf(location), allowLinkLocal }) !== undefined;
  });
  const first = refused[0];
  if (first === undefined) return;
  const written = isWritten(draft, ['locations']);
  const loopback = refusal(ip, { place: 'own', allowLinkLocal: true }) !== undefined;
  const where =
    refused.length > 3 ? `${refused.slice(0, 3).join(', ')} and ${refused.length - 3} more` : listed(refused);
  yield findingAt(
    loopback ? 'PW3402' : 'PW3403',
    draft,
    written ? ['locations'] : ['target'],
    {
      message: loopback
        ? `At ${where} the target ${target} would be the prober itself, which is always refused.`
        : `At ${where} the target ${target} is always refused, whatever allowLinkLocal says: it is Lambda.`,
      given: target,
      allowed: loopback
        ? 'loopback at the location local only'
        : 'link-local addresses at local or on machines of your own',
      remedy: "Write 'locations: [local]' in the probe, or a target that those locations reach.",
    },
    written ? 'error' : 'warning',
  );
}

function placeOf({ name, region }: Location): 'local' | 'lambda' | 'own' {
  if (name === 'local') return 'local';
  return region === undefined ? 'own' : 'lambda';
}
