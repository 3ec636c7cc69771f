import { gunzipSync, gzipSync } from 'node:zlib';
import { encodeV2 } from '../../../functions/sinks/remote-write/encode-v2.ts';
import { snappyCompress } from '../../../functions/sinks/remote-write/snappy.ts';
import type { MetricName } from '../../../lib/model/metrics.ts';
import type { Sample } from '../../../lib/model/sample.ts';
import { decodeV2, STALE_BITS, uncompress } from '../remote-write-decode.ts';
import type { Screen } from './fault-proxy.ts';

type IsPoison = (probe: string, timestampMs: number) => boolean;

const WRITTEN = 'x-prometheus-remote-write-samples-written';

/** Remote write 2.0, which says in a header how much of a request was written. */
export function remoteWriteScreen(isPoison: IsPoison): Screen {
  return {
    forwards: ['content-type', 'content-encoding', 'x-prometheus-remote-write-version', 'user-agent'],
    hands: [WRITTEN, 'retry-after'],
    screen(body) {
      const samples = samplesIn(body);
      const good = samples.filter(({ labels, timestampMs }) => !isPoison(labels.probe ?? '', timestampMs));
      const refused = samples.length - good.length;
      return { good: good.length, refused, body: refused === 0 ? body : snappyCompress(encodeV2(good)) };
    },
    partly: ({ good }) => ({ status: 400, headers: { [WRITTEN]: String(good) }, body: 'poison' }),
  };
}

function samplesIn(body: Buffer): Sample[] {
  return decodeV2(uncompress(body)).series.flatMap(({ labels, samples }) => {
    const { __name__: name = '', ...rest } = Object.fromEntries(labels);
    return samples.map(({ value, bits, timestampMs }): Sample => {
      const base = { name: name as MetricName, labels: rest, value, timestampMs };
      return bits === STALE_BITS ? { ...base, stale: true } : base;
    });
  });
}

interface Push {
  readonly streams: readonly {
    readonly stream: Readonly<Record<string, string>>;
    readonly values: readonly (readonly [ns: string, line: string, metadata: Readonly<Record<string, string>>])[];
  }[];
}

/** Loki, which says in a sentence how many lines of a stream it has not taken (pkg/ingester/stream.go). */
export function lokiScreen(isPoison: IsPoison): Screen {
  return {
    forwards: ['content-type', 'content-encoding', 'user-agent', 'x-scope-orgid'],
    hands: ['retry-after'],
    screen(body) {
      const { streams } = JSON.parse(gunzipSync(body).toString()) as Push;
      const good = streams.map(({ stream, values }) => ({
        stream,
        values: values.filter(([ns, , { probe = '' }]) => !isPoison(probe, Number(BigInt(ns) / 1_000_000n))),
      }));
      const [all, fit] = [countOf(streams), countOf(good)];
      const rest = all === fit ? body : gzipSync(JSON.stringify({ streams: good }));
      return { good: fit, refused: all - fit, body: rest };
    },
    partly: ({ good, refused }) => ({
      status: 400,
      headers: {},
      body: `entry with timestamp 2026-11-22 12:00:00 +0000 UTC ignored, reason: 'entry too far behind, oldest acceptable timestamp is: 2026-11-22T13:00:00Z',\nuser 'probes', total ignored: ${refused} out of ${good + refused} for stream: {}`,
    }),
  };
}

function countOf(streams: Push['streams']): number {
  return streams.reduce((sum, { values }) => sum + values.length, 0);
}
