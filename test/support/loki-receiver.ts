import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface PushedLine {
  readonly stream: string;
  readonly timestampNs: bigint;
  readonly line: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface LokiRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
  readonly lines: readonly PushedLine[];
}

/** Answers in place of Loki's own for one request; undefined lets it be. */
export type Interference = (request: LokiRequest, index: number) => Answer | 'cut' | undefined;
interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Limits {
  readonly tenant?: string;
  readonly maxLineBytes: number;
  /** Behind the newest line of a stream. */
  readonly windowMs: number;
  readonly rejectOldMs: number;
  readonly rejectNewMs: number;
  readonly maxBodyBytes: number;
  /** How many refused lines the ingester names; it counts all. */
  readonly named: number;
}
const LIMITS: Limits = {
  maxLineBytes: 262_144,
  windowMs: 3_600_000,
  rejectOldMs: 7 * 86_400_000,
  rejectNewMs: 600_000,
  maxBodyBytes: 4_000_000,
  named: 10,
};

/**
 * A receiver that does with a push what Loki 3.7 does: validates line by line and takes the rest, measures a stream's lines against its newest,
 * keeps one of equal lines, words its 400s as Loki words them, and of several streams in a push answers for the last one only.
 */
export class LokiReceiver {
  readonly requests: LokiRequest[] = [];
  readonly stored: PushedLine[] = [];
  readonly #limits: Limits;
  readonly #interfere: Interference;
  readonly #newest = new Map<string, bigint>();
  readonly #server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const raw = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const lines = linesOf(JSON.parse(raw.toString('utf8')));
    const seen = { path: request.url ?? '', headers: request.headers, bytes: raw.length, lines };
    this.requests.push(seen);
    this.#reply(response, this.#interfere(seen, this.requests.length - 1) ?? this.#push(seen));
  });

  private constructor(limits: Partial<Limits>, interfere: Interference) {
    this.#limits = { ...LIMITS, ...limits };
    this.#interfere = interfere;
  }

  static async start(limits: Partial<Limits> = {}, interfere: Interference = () => undefined): Promise<LokiReceiver> {
    const receiver = new LokiReceiver(limits, interfere);
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #reply(response: ServerResponse, answer: Answer | 'cut'): void {
    if (answer === 'cut') response.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  #push({ headers, bytes, lines, path }: LokiRequest): Answer {
    const { tenant, maxBodyBytes } = this.#limits;
    if (path !== '/loki/api/v1/push') return { status: 404, body: '404 page not found' };
    if (tenant !== undefined && headers['x-scope-orgid'] !== tenant) return { status: 401, body: 'no org id' };
    if (bytes > maxBodyBytes) return { status: 413, body: `request body too large: ${bytes} bytes` };
    const problems = new Map<string, number>();
    const valid = lines.filter((line) => {
      const problem = this.#problemOf(line);
      if (problem !== undefined) problems.set(problem, (problems.get(problem) ?? 0) + 1);
      return problem === undefined;
    });
    let ofLastStream: string | undefined;
    for (const [stream, some] of Map.groupBy(valid, (line) => line.stream)) ofLastStream = this.#append(stream, some);
    if (ofLastStream !== undefined) return { status: 400, body: ofLastStream };
    const several = problems.size > 1 || [...problems.values()].some((count) => count > 1);
    const words = [...problems].map(([text, count]) => `${several ? `${count} errors like: ` : ''}${text}`).join('; ');
    return words === '' ? { status: 204 } : { status: 400, body: `${words}\n` };
  }

  #problemOf({ stream, timestampNs, line }: PushedLine): string | undefined {
    const { maxLineBytes, rejectOldMs, rejectNewMs } = this.#limits;
    const ms = Number(timestampNs / 1_000_000n);
    const length = Buffer.byteLength(line);
    if (ms < Date.now() - rejectOldMs) {
      const oldest = new Date(Date.now() - rejectOldMs).toISOString();
      return `entry for stream '${stream}' has timestamp too old: ${new Date(ms).toISOString()}, oldest acceptable timestamp is: ${oldest}`;
    }
    if (ms > Date.now() + rejectNewMs) {
      return `entry for stream '${stream}' has timestamp too new: ${new Date(ms).toISOString()}`;
    }
    if (length <= maxLineBytes) return undefined;
    return `max entry size '${maxLineBytes}' bytes exceeded for stream '${stream}' while adding an entry with length '${length}' bytes`;
  }

  /** The text of a 400 when some were too far behind. */
  #append(stream: string, lines: readonly PushedLine[]): string | undefined {
    const windowNs = BigInt(this.#limits.windowMs) * 1_000_000n;
    const behind: string[] = [];
    for (const line of lines) {
      const newest = this.#newest.get(stream) ?? line.timestampNs;
      if (line.timestampNs < newest - windowNs) {
        behind.push(
          `entry with timestamp ${timeOf(line.timestampNs)} ignored, reason: 'entry too far behind, entry timestamp is: ${timeOf(line.timestampNs)}, oldest acceptable timestamp is: ${timeOf(newest - windowNs)}',\n`,
        );
        continue;
      }
      if (line.timestampNs >= newest) this.#newest.set(stream, line.timestampNs);
      if (!this.stored.some((other) => isSame(other, line))) this.stored.push(line);
    }
    if (behind.length === 0) return undefined;
    const named = behind.slice(0, this.#limits.named).join('');
    return `${named}user 'fake', total ignored: ${behind.length} out of ${lines.length} for stream: ${stream}`;
  }
}

interface Body {
  readonly streams: readonly {
    readonly stream: Readonly<Record<string, string>>;
    readonly values: readonly (readonly [time: string, line: string, metadata: Readonly<Record<string, string>>])[];
  }[];
}

function linesOf({ streams }: Body): PushedLine[] {
  return streams.flatMap(({ stream, values }) => {
    const name = `{${Object.entries(stream)
      .map(([label, value]) => `${label}="${value}"`)
      .join(', ')}}`;
    return values.map(([time, line, metadata]) => ({ stream: name, timestampNs: BigInt(time), line, metadata }));
  });
}

function isSame(a: PushedLine, b: PushedLine): boolean {
  return (
    a.stream === b.stream &&
    a.timestampNs === b.timestampNs &&
    a.line === b.line &&
    JSON.stringify(a.metadata) === JSON.stringify(b.metadata)
  );
}

function timeOf(ns: bigint): string {
  return new Date(Number(ns / 1_000_000n)).toISOString();
}
