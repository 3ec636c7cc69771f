import type { Delivery, Sink } from '../../../lib/model/delivery.ts';
import type { Outgoing } from '../../net/outgoing.ts';
import { type Answered, type Pushed, type PushSettings, pushJson, refusalReason, retryOf } from '../push.ts';
import { delivered, NOTHING_SENT, plus, rejected } from '../tally.ts';
import { refusedLines } from './refused-lines.ts';
import { partsOf, pushBody, type RequestLimits, type StreamPart } from './requests.ts';

export interface LokiSettings extends PushSettings {
  /** Loki's address, or that of its push endpoint (`…/push`). */
  readonly url: string;
  /**
   * Lines older than this are `too-old`, and not sent. It must not be more than Loki takes: half of its `ingester.max_chunk_age`.
   * @default 12 h, which goes with a `max_chunk_age` of 24 h
   */
  readonly windowMs?: number;
  /** @default 1,000 lines and 1 MB a request: below every limit that Loki has by default */
  readonly limits?: RequestLimits;
}

const TWELVE_HOURS_MS = 12 * 3_600_000;
const LIMITS: RequestLimits = { maxLines: 1_000, maxBytes: 1_000_000 };
/** Of this much of an answer's body we are told; of a longer one the end, with the count, is missing. */
const WHOLE_ANSWER = 60_000;
/** `block_ingestion_status_code` is 260 by default: it looks like success, and nothing was taken. */
const BLOCKED = 260;

/** Takes log lines to Loki. Sending again changes nothing: Loki keeps one of equal lines with equal time and metadata. */
export function createLokiSink(settings: LokiSettings, outgoing: Outgoing): Sink {
  const { windowMs = TWELVE_HOURS_MS, limits = LIMITS } = settings;
  const target = { ...settings, url: pushUrl(settings.url) };
  return {
    name: 'loki',
    async send({ logs }, signal) {
      const oldestMs = Date.now() - windowMs;
      const young = logs.filter(({ timestampMs }) => timestampMs >= oldestMs);
      const words = `Not sent: older than the ${windowMs / 3_600_000} h that this Loki is said to take.`;
      const push: Push = (part) => pushJson(target, pushBody(part), outgoing, signal);
      return plus(rejected('too-old', logs.length - young.length, words), await inTurn(partsOf(young, limits), push));
    },
  };
}

type Push = (part: StreamPart) => Promise<Pushed>;

function pushUrl(url: string): string {
  const parsed = new URL(url);
  if (!/\/push\/?$/.test(parsed.pathname)) parsed.pathname = `${parsed.pathname.replace(/\/$/, '')}/loki/api/v1/push`;
  return parsed.href;
}

/** After the first part that must be sent again the rest is not tried: all of it will be sent again. */
async function inTurn(parts: readonly StreamPart[], push: Push): Promise<Delivery> {
  let sum = NOTHING_SENT;
  for (const part of parts) {
    sum = plus(sum, await deliver(part, push));
    if (sum.retry) return sum;
  }
  return sum;
}

async function deliver(part: StreamPart, push: Push): Promise<Delivery> {
  const pushed = await push(part);
  if ('retry' in pushed) return pushed.retry;
  const { status } = pushed.answer;
  const { length } = part.entries;
  if (status === 200 || status === 202 || status === 204) return delivered(length);
  if (status === BLOCKED || status === 408 || status === 429 || status >= 500)
    return retryOf(pushed.answer, pushed.words);
  if (status === 400) return await judgeLines(part, push, pushed);
  if (status === 413 && length > 1) return await inTurn(halves(part), push);
  return rejected(refusalReason(status), length, pushed.words);
}

/** Some lines, or the request, were refused: by the text, and where it is not clear by smaller pushes, which do no harm to what was taken. */
async function judgeLines(part: StreamPart, push: Push, { answer, words }: Answered): Promise<Delivery> {
  const { length } = part.entries;
  const refused = answer.body.length < WHOLE_ANSWER ? refusedLines(answer.body, length) : undefined;
  if (refused === 'retry') return retryOf(answer, words);
  if (refused) {
    const count = refused.reduce((sum, one) => sum + one.count, 0);
    return refused.reduce((sum, one) => plus(sum, rejected(one.reason, one.count, words)), delivered(length - count));
  }
  if (length === 1) return rejected('invalid', 1, words);
  const alone = await push({ ...part, entries: part.entries.slice(0, 1) });
  const speaksOfAll = 'answer' in alone && alone.answer.status === 400 && alone.answer.body === answer.body;
  return speaksOfAll ? rejected('invalid', length, words) : await inTurn(halves(part), push);
}

function halves({ labels, entries }: StreamPart): StreamPart[] {
  const middle = Math.ceil(entries.length / 2);
  return [entries.slice(0, middle), entries.slice(middle)].map((half) => ({ labels, entries: half }));
}
