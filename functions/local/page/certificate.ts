import type { CertificateFacts, TlsFacts } from '../../../lib/model/observation.ts';
import type { RunAnswer } from '../api.ts';
import { el } from './dom.ts';
import { formatAge, formatDay, formatFull } from './format.ts';
import { nowMs } from './time.ts';

const SOON_MS = 14 * 24 * 3_600_000;

/** The TLS facts of the newest of these runs that saw any. */
export function newestTls(runs: readonly (RunAnswer | undefined)[]): { run: RunAnswer; tls: TlsFacts } | undefined {
  const seen = runs.flatMap((run) => {
    const tls = run?.result.attempts.at(-1)?.steps.findLast((step) => step.observation.tls)?.observation.tls;
    return run === undefined || tls === undefined ? [] : [{ run, tls }];
  });
  return seen.sort((a, b) => b.run.tickMs - a.run.tickMs)[0];
}

export function certificateReport({ run, tls }: { run: RunAnswer; tls: TlsFacts }): HTMLElement[] {
  const [leaf, ...others] = tls.chain;
  const failure = run.result.failure;
  const why = failure?.reason.startsWith('tls_') ? failure.message : 'The chain or the name did not verify.';
  return [
    el(
      'dl',
      { class: 'facts' },
      ...(leaf === undefined ? [] : leafFacts(leaf)),
      ...pair('verified', tls.verified ? 'yes, chain and name' : el('b', { 'data-bucket': 'down' }, `no: ${why}`)),
      ...pair('connection', [tls.version, tls.cipher, tls.alpn].filter(Boolean).join(', ')),
    ),
    ...(others.length === 0 ? [] : [chainBelow(others)]),
  ];
}

function leafFacts(leaf: CertificateFacts): HTMLElement[] {
  const key = [leaf.keyType, leaf.keyBits === undefined ? '' : `${leaf.keyBits} bit`, leaf.signature].filter(Boolean);
  return [
    ...pair('subject', leaf.subject || '(empty)'),
    ...pair('names', [...leaf.names, ...leaf.addresses].join(', ') || '(none)'),
    ...pair('issuer', leaf.selfSigned ? `${leaf.issuer} (self-signed)` : leaf.issuer),
    ...pair('expires', expiry(leaf)),
    ...pair('valid from', formatDay(leaf.notBeforeMs)),
    ...pair('key', key.join(', ')),
    ...pair('serial', leaf.serial),
    ...pair('SHA-256', leaf.fingerprint),
  ];
}

function chainBelow(others: readonly CertificateFacts[]): HTMLElement {
  const items = others.map((one) => el('li', {}, one.subject, el('span', { class: 'soft' }, ' expires '), expiry(one)));
  return el('details', {}, el('summary', {}, `Chain: ${others.length} more`), el('ol', { class: 'chain' }, ...items));
}

function expiry(certificate: CertificateFacts): HTMLElement {
  const left = certificate.notAfterMs - nowMs();
  const words = left < 0 ? `expired ${formatAge(-left)} ago` : `in ${formatAge(left)}`;
  const bucket = left < 0 ? 'down' : left < SOON_MS ? 'degraded' : undefined;
  return el(
    'time',
    {
      datetime: new Date(certificate.notAfterMs).toISOString(),
      title: formatFull(certificate.notAfterMs),
      'data-bucket': bucket,
    },
    `${words} (${formatDay(certificate.notAfterMs)})`,
  );
}

function pair(name: string, value: string | HTMLElement): HTMLElement[] {
  return [el('dt', {}, name), el('dd', {}, value)];
}
