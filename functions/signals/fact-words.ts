import type { StepResult } from '../../lib/model/result.ts';
import type { ProbeKind } from '../../lib/model/settings.ts';
import { factsOf } from './series.ts';

/** What a step saw, in a few words: the answer first, then who gave it. */
export function factWords(step: StepResult): string[] {
  const { address, tls } = step.observation;
  const words = [...OF_KIND[step.kind](step)];
  if (tls) words.push(tls.version);
  if (address) words.push(address.family === 6 ? `[${address.ip}]:${address.port}` : `${address.ip}:${address.port}`);
  return words;
}

const OF_KIND: Readonly<Record<ProbeKind, (step: StepResult) => string[]>> = {
  http: (step) => {
    const { status, redirects, bodyBytes, url } = factsOf(step, 'http');
    return [
      ...(status === undefined ? [] : [String(status)]),
      ...(bodyBytes === undefined ? [] : [`${bodyBytes} bytes`]),
      ...(redirects > 0 ? [`redirects ${redirects}${url === undefined ? '' : ` to ${url}`}`] : []),
    ];
  },
  dns: (step) => {
    const { rcode, answers } = factsOf(step, 'dns');
    return rcode === undefined ? [] : [rcode, `answers ${answers}`];
  },
  tcp: () => [],
  tls: () => [],
};
