import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Destination } from '../../functions/delivery/destination.ts';
import type { LaneEvents } from '../../functions/delivery/lane.ts';
import type { FileJournal } from '../../functions/journal/file-store.ts';
import { NoAnswer } from '../../functions/net/outgoing.ts';
import { createOutgoing } from '../../functions/net/send.ts';
import type { Signals } from '../../lib/model/delivery.ts';
import { BATCH_VERSION, type Batch, journalKey } from '../../lib/model/journal.ts';
import type { HashedPlan } from '../../lib/model/plan.ts';
import type { Sample } from '../../lib/model/sample.ts';
import { makeResult, NOON_MS } from './batches.ts';
import { httpProbe, planOf } from './http-probes.ts';

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Receiver {
  readonly url: string;
  /** The samples of each request that was taken. */
  readonly taken: Sample[][];
  /** Every request, whatever its answer. */
  asked: number;
  /** What it answers to a request with these samples; 204 at first. Resolve it late to be slow, or throw to cut the connection. */
  answer: (samples: readonly Sample[]) => Answer | Promise<Answer>;
}

/** A receiver that takes samples as JSON and answers as the test says. */
export async function startReceiver(): Promise<Receiver> {
  const receiver: Receiver = { url: '', taken: [], asked: 0, answer: () => ({ status: 204 }) };
  const server = createServer(async (request, response) => {
    const samples = samplesIn(Buffer.concat(await Array.fromAsync(request)));
    receiver.asked += 1;
    try {
      const { status, headers = {}, body = '' } = await receiver.answer(samples);
      if (status < 300) receiver.taken.push(samples);
      response.writeHead(status, headers).end(body);
    } catch {
      request.socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return Object.assign(receiver, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
}

/** None of a body that is not ours, such as that of a real sink. */
function samplesIn(body: Buffer): Sample[] {
  return body[0] === 0x5b ? (JSON.parse(body.toString()) as Sample[]) : [];
}

/** Takes one kind of signals to a receiver, by the shortest table there is. */
export function jsonDestination(
  url: string,
  name = 'remote-write',
  takes: keyof Signals = 'samples',
  windowMs = 86_400_000,
): Destination {
  const outgoing = createOutgoing();
  return {
    url,
    takes,
    windowMs,
    sink: {
      name,
      async send(signals, signal) {
        const items = signals[takes];
        const request = { url, method: 'POST', headers: {}, body: Buffer.from(JSON.stringify(items)) } as const;
        const answer = await outgoing(request, signal).catch((error: unknown) => {
          if (error instanceof NoAnswer) return error;
          throw error;
        });
        if (answer instanceof NoAnswer) return { delivered: 0, rejected: [], retry: { reason: answer.message } };
        const { status, headers, body } = answer;
        if (status < 300) return { delivered: items.length, rejected: [] };
        if (status === 429 || status >= 500) {
          const afterMs = Number(headers['retry-after'] ?? 0) * 1000;
          return { delivered: 0, rejected: [], retry: { reason: String(status), afterMs } };
        }
        return { delivered: 0, rejected: [{ reason: 'invalid', count: items.length, answer: body }] };
      },
    },
  };
}

/** What happened, in words. */
export function collectEvents(): LaneEvents & { readonly seen: string[] } {
  const seen: string[] = [];
  return {
    seen,
    settled: ({ sink }, { state, keys }) => void seen.push(`${sink.name} ${state} ${keys.length}`),
    retried: ({ sink }, reason) => void seen.push(`${sink.name} retry ${reason}`),
    trouble: ({ sink }, message) => void seen.push(`${sink.name} trouble ${message}`),
  };
}

const SHOPS: HashedPlan = planOf(['a', 'b', 'c'].map((name) => httpProbe(name, `http://${name}.test/`)));

export function shopBatch(probe: string, tickMs: number, changes: Partial<Batch> = {}): Batch {
  const results = [makeResult(probe, tickMs)];
  return { version: BATCH_VERSION, location: 'local', tickMs, shard: probe, plan: SHOPS.hash, results, ...changes };
}

/** Journals a run of each of the three shops at so many ticks, a second apart, up to noon; the keys in their order. */
export async function journalTicks(
  journal: Pick<FileJournal, 'append' | 'savePlan'>,
  ticks: number,
  lastMs = NOON_MS - 1000,
): Promise<string[]> {
  await journal.savePlan(SHOPS);
  const batches = Array.from({ length: ticks }, (_, i) => lastMs - (ticks - 1 - i) * 1000).flatMap((tickMs) =>
    ['a', 'b', 'c'].map((probe) => shopBatch(probe, tickMs)),
  );
  await Promise.all(batches.map((batch) => journal.append(batch)));
  return batches.map(journalKey);
}

/** `probe tick` of each run that arrived, by the one sample that every run has once. */
export function runsIn(taken: readonly (readonly Sample[])[]): string[] {
  return taken
    .flat()
    .filter(({ name, stale }) => name === 'probe_run_good' && !stale)
    .map(({ labels, timestampMs }) => `${labels.probe} ${timestampMs}`);
}
