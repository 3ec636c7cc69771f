import { isIPv6 } from 'node:net';
import { refusal } from '../../model/address.ts';
import type { Diagnostic, Location } from '../../model/plan.ts';
import { findingAt } from '../finding.ts';
import type { Draft, MeaningCheck, ValuePath } from '../types.ts';
import { isWritten, stepPaths } from './draft-tools.ts';
import { durationText, listed } from './words.ts';

/** What a function in AWS can never do is said before it is deployed. */
export const checkInAws: MeaningCheck = function* (drafts, { knownLocations }) {
  for (const draft of drafts) {
    const at = draft.probe.locations.flatMap((name) => knownLocations.find((one) => one.name === name) ?? []);
    const inAws = at.filter(({ region }) => region !== undefined);
    if (inAws.length === 0) continue;
    yield* smtp(
      draft,
      inAws.filter(({ vpc }) => vpc === undefined),
    );
    yield* ipv6(draft, inAws);
    yield* tooLong(draft, inAws);
  }
};

/** Inside a VPC private addresses may be reached at every port. https://repost.aws/knowledge-center/lambda-port-25-restrictions */
function* smtp(draft: Draft, at: readonly Location[]): Generator<Diagnostic> {
  if (at.length === 0 || portOf(draft) !== '25') return;
  yield findingAt('PW3204', draft, ['target'], {
    message: `At ${where(at)} nothing reaches port 25: AWS blocks it.`,
    given: draft.probe.target,
    allowed: 'every other port; port 25 at local, on a machine of your own, or inside of a VPC',
    remedy: `Probe port 587 or 465, or write 'locations: [${elsewhere(draft, at)}]'.`,
  });
}

function* ipv6(draft: Draft, at: readonly Location[]): Generator<Diagnostic> {
  const host = hostOf(draft)?.host;
  if (host !== undefined && isIPv6(host)) {
    // What is refused there anyway has its own finding.
    if (refusal(host, { place: 'lambda', allowLinkLocal: false }) === undefined) {
      yield only4(draft, at, ['target'], 'the target is an IPv6 address', draft.probe.target);
    }
    return;
  }
  for (const [index, { settings }] of draft.probe.steps.entries()) {
    const path = [...(stepPaths(draft)[index] ?? []), draft.probe.kind, 'addressFamily'];
    if (settings.addressFamily === 'ip6') yield only4(draft, at, path, 'the probe demands it', 'addressFamily: ip6');
  }
}

function only4(draft: Draft, at: readonly Location[], path: ValuePath, why: string, given: string): Diagnostic {
  return findingAt('PW3205', draft, path, {
    message: `At ${where(at)} there is no IPv6, and ${why}.`,
    given,
    allowed: 'names and IPv4 addresses',
    remedy: `Probe it by IPv4, or write 'locations: [${elsewhere(draft, at)}]'.`,
  });
}

/** Of the fifteen minutes of a function, less a cold start and the writing of the journal. */
const MOST_RUN_MS = 14 * 60_000;

function* tooLong(draft: Draft, at: readonly Location[]): Generator<Diagnostic> {
  const { timeoutMs, retry } = draft.probe;
  const allMs = retry.attempts * timeoutMs + (retry.attempts - 1) * retry.afterMs;
  if (allMs <= MOST_RUN_MS) return;
  yield findingAt('PW3206', draft, isWritten(draft, ['retry']) && timeoutMs <= MOST_RUN_MS ? ['retry'] : ['timeout'], {
    message: `At ${where(at)} a run has ${durationText(MOST_RUN_MS)}, and all attempts together can take ${durationText(allMs)}.`,
    given: `${retry.attempts} of ${durationText(timeoutMs)}`,
    allowed: `attempts × timeout + waits of at most ${durationText(MOST_RUN_MS)}`,
    remedy: 'Shorten the timeout or the wait, or use fewer attempts.',
  });
}

function portOf(draft: Draft): string | undefined {
  const { probe } = draft;
  const port = hostOf(draft)?.port;
  const speaksSmtp = probe.kind === 'tls' && probe.steps.some(({ settings }) => settings.startTls === 'smtp');
  return port === '' && speaksSmtp ? '25' : port;
}

/** As far as it is known before the run. */
function hostOf({ probe: { kind, target } }: Draft): { readonly host: string; readonly port: string } | undefined {
  if (kind !== 'http' && isIPv6(target)) return { host: target, port: '' };
  const url = URL.parse(kind === 'http' ? target : `http://${target}`);
  return url ? { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: url.port } : undefined;
}

function where(at: readonly Location[]): string {
  const names = at.map(({ name }) => name);
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : listed(names);
}

/** Where the probe could still run, of the locations that it has. */
function elsewhere({ probe }: Draft, at: readonly Location[]): string {
  const left = probe.locations.filter((name) => !at.some((one) => one.name === name));
  return left.length > 0 ? left.join(', ') : 'local';
}
