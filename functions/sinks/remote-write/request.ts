import type { Sample } from '../../../lib/model/sample.ts';
import { VERSION } from '../../../lib/model/version.ts';
import type { Version } from './answers.ts';
import { encodeV1 } from './encode-v1.ts';
import { encodeV2 } from './encode-v2.ts';
import { snappyCompress } from './snappy.ts';

const RESERVED = ['content-encoding', 'content-type', 'user-agent', 'x-prometheus-remote-write-version'];

/** The body and the headers that both specifications reserve. */
export function toRequest(samples: readonly Sample[], version: Version) {
  const body = snappyCompress(version === 2 ? encodeV2(samples) : encodeV1(samples));
  const headers = {
    'content-encoding': 'snappy',
    'content-type':
      version === 2 ? 'application/x-protobuf;proto=io.prometheus.write.v2.Request' : 'application/x-protobuf',
    'user-agent': `probewright/${VERSION}`,
    'x-prometheus-remote-write-version': version === 2 ? '2.0.0' : '0.1.0',
  };
  return { body, headers };
}

/** @throws Error when somebody configured a header that is the protocol's own */
export function refuseReserved(headers: Readonly<Record<string, string>> = {}): void {
  const taken = Object.keys(headers).find((name) => RESERVED.includes(name.toLowerCase()));
  if (taken === undefined) return;
  throw new Error(
    `the header ${taken} cannot be configured: remote write sets ${RESERVED.join(', ')} itself. Take it out of the headers`,
  );
}
