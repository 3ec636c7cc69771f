import type { Run } from '../../../lib/model/prober.ts';
import type { HttpSettings, TlsSettings } from '../../../lib/model/settings.ts';
import { targetFailure } from '../../net/failures.ts';
import { readBody } from '../../net/http-body.ts';
import { type Framing, framingOf } from '../../net/http-framing.ts';
import type { ResponseHead } from '../../net/http-head.ts';
import { HttpMessageError } from '../../net/http-message-error.ts';
import { encodeRequest, type HttpRequest } from '../../net/http-request.ts';
import { type ReadHead, readHead } from '../../net/http-response-head.ts';
import { LimitedBody } from '../../net/limited-body.ts';
import { open } from '../../net/open.ts';
import { TargetFailure, type Trace, type Wire } from '../../net/wire.ts';
import type { Decompressed } from './decompress.ts';
import { type Hop, serverNameOf } from './hop.ts';
import { hostOf, portOf } from './url.ts';

/** A fresh connection for a hop. */
export function connectFor(hop: Hop, settings: HttpSettings, trace: Trace, run: Run): Promise<Wire> {
  const { url, ownHost } = hop;
  return open(
    {
      host: hostOf(url),
      port: portOf(url),
      addressFamily: settings.addressFamily,
      ...(url.protocol === 'https:' && {
        tls: {
          settings: ownHost ? settings.tls : withoutServerName(settings.tls),
          host: serverNameOf(hop),
          alpn: ['http/1.1'],
        },
      }),
    },
    trace,
    run,
  );
}

function withoutServerName({ serverName: _, ...rest }: TlsSettings): TlsSettings {
  return rest;
}

/**
 * Sends a request and reads the response's head. `processing` lasts from the first byte sent to the first byte of the
 * final response. A peer may answer before it has read all: its answer counts, and a failed write fails the read too.
 */
export async function ask(wire: Wire, request: HttpRequest, trace: Trace): Promise<ReadHead> {
  const bytes = encodeRequest(request);
  wire.phase = 'processing';
  trace.begin('processing');
  wire.write(bytes).catch(() => undefined);
  const read = await readHead(wire);
  trace.end('processing', read.firstByteMs);
  return read;
}

/** Reads and decompresses a body. `transfer` lasts from the head's first byte to the body's last. */
export async function fetchBody(
  wire: Wire,
  read: ReadHead,
  method: string,
  settings: HttpSettings,
  trace: Trace,
): Promise<Decompressed> {
  const framing = framingFor(method, read.head);
  const { compression = 'identity', maxBodyBytes } = settings;
  const body = new LimitedBody(compression === 'identity' ? maxBodyBytes : mostCompressed(maxBodyBytes));
  wire.phase = 'transfer';
  trace.begin('transfer', read.firstByteMs);
  try {
    trace.end('transfer', await readBody(wire, framing, read.rest, body));
  } catch (error) {
    trace.end('transfer');
    if (!(error instanceof TargetFailure)) throw error;
    const { bytes } = await uncompressed(settings, body.view());
    return { bytes, failure: error.failure };
  }
  return await uncompressed(settings, body.view());
}

/** Decoders are loaded with the first body that needs one: most probes take bodies as they are. */
async function uncompressed(
  { compression = 'identity', maxBodyBytes }: HttpSettings,
  bytes: Buffer,
): Promise<Decompressed> {
  if (compression === 'identity') return { bytes };
  return await (await import('./decompress.ts')).decompress(compression, bytes, maxBodyBytes);
}

/** How many compressed bytes can be needed for so many bytes of body: more means that nothing sensible is in them. */
function mostCompressed(maxBodyBytes: number): number {
  return maxBodyBytes + Math.ceil(maxBodyBytes / 8) + 65_536;
}

function framingFor(method: string, head: ResponseHead): Framing {
  try {
    return framingOf(method, head);
  } catch (error) {
    if (!(error instanceof HttpMessageError)) throw error;
    throw targetFailure('response_invalid', 'processing', error.message, error);
  }
}
