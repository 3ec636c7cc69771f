import type { Delivery, Sink } from '../../../lib/model/delivery.ts';
import type { Span } from '../../../lib/model/span.ts';
import type { Outgoing } from '../../net/outgoing.ts';
import { type PushSettings, pushJson, refusalReason, retryOf, safeWords } from '../push.ts';
import { delivered, NOTHING_SENT, plus, rejected } from '../tally.ts';
import { traceRequest } from './trace-request.ts';

export interface OtlpSettings extends PushSettings {
  /** The receiver's address for OTLP over HTTP, or that of its traces (`…/v1/traces`). */
  readonly url: string;
  /** @default 2,000: about 1 MB before compression */
  readonly maxSpans?: number;
}

const MAX_SPANS = 2_000;
/** The answers after which the specification allows another try; all other refusals are for good (https://opentelemetry.io/docs/specs/otlp/#failures-1). */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Takes spans to an OTLP receiver. Ids are those of the run: a store that gets a span again has the same span. */
export function createOtlpSink(settings: OtlpSettings, outgoing: Outgoing): Sink {
  const { maxSpans = MAX_SPANS } = settings;
  const target = { ...settings, url: tracesUrl(settings.url) };
  return {
    name: 'otlp',
    async send({ spans }, signal) {
      let sum = NOTHING_SENT;
      for (let at = 0; at < spans.length; at += maxSpans) {
        sum = plus(sum, await deliver(spans.slice(at, at + maxSpans), target, outgoing, signal));
        // All of it will be sent again.
        if (sum.retry) return sum;
      }
      return sum;
    },
  };
}

function tracesUrl(url: string): string {
  const parsed = new URL(url);
  if (!/\/v1\/traces\/?$/.test(parsed.pathname)) parsed.pathname = `${parsed.pathname.replace(/\/$/, '')}/v1/traces`;
  return parsed.href;
}

async function deliver(
  spans: readonly Span[],
  target: PushSettings,
  outgoing: Outgoing,
  signal: AbortSignal,
): Promise<Delivery> {
  const { length } = spans;
  const pushed = await pushJson(target, traceRequest(spans), outgoing, signal);
  if ('retry' in pushed) return pushed.retry;
  const { answer, words } = pushed;
  if (answer.status >= 200 && answer.status < 300) {
    const { count, message } = partialSuccess(answer.body, length);
    return plus(delivered(length - count), rejected('invalid', count, safeWords(message, target)));
  }
  if (RETRYABLE.has(answer.status)) return retryOf(answer, words);
  if (answer.status === 413 && length > 1) {
    const middle = Math.ceil(length / 2);
    const first = await deliver(spans.slice(0, middle), target, outgoing, signal);
    return first.retry ? first : plus(first, await deliver(spans.slice(middle), target, outgoing, signal));
  }
  return rejected(refusalReason(answer.status), length, words);
}

/** What a success took exception to. It must not be sent again. An answer that cannot be read says nothing of refusals. */
function partialSuccess(body: string, length: number): { readonly count: number; readonly message: string } {
  try {
    const { rejectedSpans, errorMessage } = JSON.parse(body).partialSuccess;
    const count = Number(rejectedSpans ?? 0);
    const message = typeof errorMessage === 'string' && errorMessage !== '' ? errorMessage : 'no reason was given';
    return { count: Number.isFinite(count) ? Math.min(Math.max(0, count), length) : 0, message };
  } catch {
    return { count: 0, message: '' };
  }
}
