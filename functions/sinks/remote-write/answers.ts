import type { Answer } from '../../net/outgoing.ts';

export type Version = 1 | 2;

/** What was sent, and what is known of the receiver. */
export interface Asked {
  readonly version: Version;
  /** Whether this receiver has said before that it writes what comes in 2.0. */
  readonly proven: boolean;
}

/**
 * What an answer means: `delivered` whole; `counted`: as many samples as it says, the others are refused for good;
 * `other-version`: to be tried in the other version of the protocol; `divide`: something in it, or its size, is refused,
 * and the rest may be taken in smaller requests; `retry`; `refused` whole and for good.
 */
export type Verdict = 'delivered' | 'counted' | 'other-version' | 'divide' | 'retry' | 'refused';

interface Row {
  readonly status: (status: number) => boolean;
  /** Of which version; both by default. */
  readonly version?: Version;
  /** Whether the answer must have `Written` headers, or must not; either by default. */
  readonly counts?: boolean;
  readonly proven?: boolean;
  readonly verdict: Verdict;
}

const is =
  (...all: readonly number[]) =>
  (status: number) =>
    all.includes(status);
const within = (from: number, below: number) => (status: number) => status >= from && status < below;

/**
 * The first row that fits. RW1 and RW2 are the specifications of remote write 1.0 and 2.0
 * (https://prometheus.io/docs/specs/prw/).
 */
const TABLE: readonly Row[] = [
  // RW2, «Required Written Response Headers»: the count of what was written.
  { status: within(200, 300), version: 2, counts: true, verdict: 'counted' },
  // RW2, same section: a 2xx without any of them is to be taken as 415. Prometheus before 2.54 and Thanos Receive 0.42 do
  // not look at the content type, find nothing in the body and say 204 or 200.
  { status: within(200, 300), version: 2, counts: false, verdict: 'other-version' },
  // RW1, «Retries & Backoff»: 2xx is success. RW2: no conclusions from headers when 1.0 was sent.
  { status: within(200, 300), version: 1, verdict: 'delivered' },
  // RW2, «Unsupported Request Content». To 1.0 it comes from a receiver that was replaced by one that takes 2.0 only.
  { status: is(415), verdict: 'other-version' },
  // RW2, «Partial Write» and «Invalid Samples»: what could be written was; not to be sent again. 409 instead of 400 is
  // Thanos Receive's for conflicts (pkg/receive/handler.go).
  { status: is(400, 409), version: 2, counts: true, verdict: 'counted' },
  // RW2, «Unsupported Request Content»: 1.x receivers say 400 to what they cannot read.
  { status: is(400, 409), version: 2, counts: false, proven: false, verdict: 'other-version' },
  // RW1 and RW2 without the headers leave open what of the request was written: Prometheus rolls all of a 1.0 request back
  // for one bad sample (storage/remote/write_handler.go), Mimir writes the good ones
  // (https://grafana.com/docs/mimir/latest/references/architecture/components/distributor/). The same request MUST NOT be
  // sent again; smaller ones save the good samples in both cases.
  { status: is(400, 409), verdict: 'divide' },
  // RFC 9110 §15.5.14; Thanos Receive's and Mimir's limits of a request.
  { status: is(413), verdict: 'divide' },
  // RW1 and RW2, «Retries & Backoff»: MAY be retried; Retry-After is kept to.
  { status: is(429), verdict: 'retry' },
  // RW1 and RW2, «Retries & Backoff»: MUST be retried.
  { status: within(500, 600), verdict: 'retry' },
  // RW1 and RW2: every other 4xx MUST NOT be retried, 408 among them.
  { status: within(400, 500), verdict: 'refused' },
  // A redirect would take credentials and data to a place that nobody configured.
  { status: within(300, 400), verdict: 'refused' },
];

/** What an answer means; one with a status that does not exist says nothing, and is worth another try. */
export function verdictOn(answer: Answer, { version, proven }: Asked): Verdict {
  const counts = samplesWritten(answer) !== undefined;
  const row = TABLE.find(
    (one) =>
      one.status(answer.status) &&
      (one.version ?? version) === version &&
      (one.counts ?? counts) === counts &&
      (one.proven ?? proven) === proven,
  );
  return row?.verdict ?? 'retry';
}

const WRITTEN = ['samples', 'histograms', 'exemplars'].map((what) => `x-prometheus-remote-write-${what}-written`);

/** How many samples the receiver says it wrote: none where only other headers of that kind are there; undefined without any. */
export function samplesWritten({ headers }: Answer): number | undefined {
  if (!WRITTEN.some((name) => name in headers)) return undefined;
  const text = headers['x-prometheus-remote-write-samples-written'] ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
