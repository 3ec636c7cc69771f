import type { ReceiverOptions } from '../../authoring/config-options.ts';
import type { Receiver, ReceiverAuth } from '../../model/installation.ts';
import { readBeside } from '../assemble/read-beside.ts';
import { tokenIn } from '../checks/secret-shapes.ts';
import { expandPem } from '../expand/text-or-file.ts';
import { nearest } from '../tree/tree.ts';
import type { ValuePath } from '../types.ts';
import { durationMs } from '../units.ts';
import { secretName, writtenInClear } from './config-secrets.ts';
import { headersOf } from './receiver-headers.ts';
import { report, type Section } from './section.ts';

const HOUR_MS = 3_600_000;
type Name = 'remoteWrite' | 'loki' | 'otlp';
/** Of the replay horizon; Loki takes what is younger than half of the age of its chunks. */
const WINDOWS = { remoteWrite: 1, loki: 0.5, otlp: 1 } as const;
/** Of services whose receivers are known to take little that is old: an hour is what both are known to take. */
const SHORT_WINDOW = /(?:^aps-workspaces\..*\.amazonaws\.com(?:\.cn)?|\.grafana\.net)$/;

/** What a receiver's defaults come from. */
export interface Around {
  readonly hubRegion: string;
  readonly replayHorizonMs: number;
}

export function readReceiver(section: Section, name: Name, written: ReceiverOptions, around: Around): Receiver {
  const path = ['delivery', name];
  const url = addressOf(section, written.url, [...path, 'url']);
  const short = name === 'remoteWrite' && url !== undefined && SHORT_WINDOW.test(url.hostname);
  const pem = (value: NonNullable<ReceiverOptions['ca']>, at: ValuePath) =>
    expandPem(value, at, {
      kind: 'http',
      report: (code, where, details) => report(section, code, where, details),
      readText(file, where) {
        const text = readBeside(file, nearest(section.tree, where).tree.site, undefined, section.onFile);
        if (typeof text === 'string') return text;
        section.findings.push(text);
        return undefined;
      },
    });
  const { clientCertificate: certificate } = written;
  const certificatePath = [...path, 'clientCertificate'];
  return {
    url: written.url,
    auth: authOf(section, written.auth, [...path, 'auth'], url, around.hubRegion),
    headers: headersOf(section, written.headers ?? {}, [...path, 'headers']),
    windowMs: durationMs(written.window ?? '') ?? (short ? HOUR_MS : WINDOWS[name] * around.replayHorizonMs),
    ...(written.ca !== undefined && { ca: pem(written.ca, [...path, 'ca']) }),
    ...(certificate && {
      clientCertificate: {
        certificate: pem(certificate.certificate, [...certificatePath, 'certificate']),
        keySecret: secretName(section, certificate.key, [...certificatePath, 'key'], 'A private key', 'PW3704'),
      },
    }),
  };
}

function addressOf(section: Section, text: string, path: ValuePath): URL | undefined {
  const url = URL.parse(text);
  const wrong = (message: string, remedy: string) => {
    report(section, 'PW3905', path, {
      message,
      ...(!text.includes('@') && { given: text }),
      allowed: 'a URL with https or http',
      remedy,
    });
    return undefined;
  };
  // Said of every text of the configuration.
  if (text.includes('${')) return undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    return wrong(
      'This is no address that results can be sent to.',
      'Write the whole address, such as https://prometheus.example.com/api/v1/write.',
    );
  if (url.username !== '' || url.password !== '')
    return wrong(
      'Credentials stand in the address of a receiver.',
      "Write auth: { basic: { username, password: '${secret:NAME}' } }, and replace the old password.",
    );
  if (tokenIn(text) !== undefined) writtenInClear(section, path, 'A token in the address', 'PW3705', text);
  return url;
}

function authOf(
  section: Section,
  auth: ReceiverOptions['auth'],
  path: ValuePath,
  url: URL | undefined,
  hubRegion: string,
): ReceiverAuth {
  if (auth === undefined) return { type: 'none' };
  if ('basic' in auth) {
    const { username, password } = auth.basic;
    const passwordSecret = secretName(section, password, [...path, 'basic', 'password'], 'A password', 'PW3702');
    return { type: 'basic', username, passwordSecret };
  }
  if ('bearer' in auth) {
    return {
      type: 'bearer',
      tokenSecret: secretName(section, auth.bearer, [...path, 'bearer'], 'A bearer token', 'PW3702'),
    };
  }
  // Such as `aps-workspaces.eu-west-1.amazonaws.com`.
  const inUrl = /\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?$/.exec(url?.hostname ?? '')?.[1];
  return { type: 'sigv4', region: auth.sigv4.region ?? inUrl ?? hubRegion, service: auth.sigv4.service ?? 'aps' };
}
