import { findingAt } from '../finding.ts';
import type { MeaningCheck } from '../types.ts';
import { correctLine, rawAt, stepPaths } from './draft-tools.ts';

/** What is to be told of a trace is a host: a URL, a port or a star in the middle would never fit one. */
export const checkTraceHosts: MeaningCheck = function* (drafts) {
  for (const draft of drafts) {
    if (draft.probe.kind !== 'http') continue;
    const paths = stepPaths(draft);
    for (const [index, { settings }] of draft.probe.steps.entries()) {
      const { traceHosts = [] } = settings;
      if (traceHosts === 'own') continue;
      const path = [...(paths[index] ?? []), 'http', 'trace'];
      for (const [at, host] of traceHosts.entries()) {
        if (isHost(host)) continue;
        const given = String(rawAt(draft, [...path, at]) ?? host);
        const meant = hostMeant(host);
        const corrected = meant && correctLine(draft.locate([...path, at]), given, meant);
        yield findingAt('PW3412', draft, [...path, at], {
          message: `'${given}' is not a host that can be told of a trace.`,
          given,
          allowed: "a host alone, such as shop.example, or '*.shop.example' for every host below it",
          ...(meant && { didYouMean: meant }),
          ...(corrected && { corrected }),
          remedy: `Write ${meant ? `'${meant}'` : 'the host without scheme, port and path'}, or 'trace: true' for the target's own host.`,
        });
      }
    }
  }
};

/** Exactly as a URL has it: what a request compares with. */
function isHost(text: string): boolean {
  const host = text.startsWith('*.') ? text.slice(2) : text;
  return host !== '' && hostOf(`http://${host.includes(':') ? `[${host}]` : host}/`) === host;
}

function hostMeant(text: string): string | undefined {
  const host = hostOf(/^https?:\/\//.test(text) ? text : `http://${text}`);
  return host !== undefined && isHost(host) ? host : undefined;
}

function hostOf(url: string): string | undefined {
  const hostname = URL.parse(url)?.hostname.replace(/^\[(.*)\]$/, '$1');
  return hostname?.includes('*') ? undefined : hostname;
}
