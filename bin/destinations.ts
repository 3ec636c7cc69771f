import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ParseArgsOptionsConfig } from 'node:util';
import { checkCertificates } from '../functions/delivery/check-certificates.ts';
import type { Destination } from '../functions/delivery/destination.ts';
import { SINK_KINDS, type SinkName } from '../functions/delivery/sink-kinds.ts';
import type { Credentials } from '../functions/net/outgoing.ts';
import { createOutgoing } from '../functions/net/send.ts';
import { durationMs } from '../lib/definitions/units.ts';
import { UsageError } from './command.ts';
import { readAuth, type Variables } from './sink-auth.ts';

/** Each sink has the same options under its own name; how far back the far side takes items, unless told otherwise. */
const WINDOWS = { 'remote-write': '24h', loki: '12h', otlp: '24h' } as const satisfies Record<SinkName, string>;
const NAMES = Object.keys(WINDOWS) as SinkName[];

const OF_A_SINK = {
  '': { type: 'string' },
  '-auth': { type: 'string' },
  '-header': { type: 'string', multiple: true },
  '-cert': { type: 'string' },
  '-key': { type: 'string' },
  '-ca': { type: 'string' },
  '-window': { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

/** `--loki`, `--loki-auth` … */
export const DESTINATION_OPTIONS: ParseArgsOptionsConfig = Object.fromEntries(
  NAMES.flatMap((name) => Object.entries(OF_A_SINK).map(([part, option]) => [`${name}${part}`, option])),
);

export const DESTINATION_HELP = `Where results go, beside the journal; SINK is ${NAMES.join(', ')}:
      --SINK URL             sends there; also from PROBEWRIGHT_REMOTE_WRITE_URL and so on
      --SINK-auth HOW        basic:USER, with PROBEWRIGHT_REMOTE_WRITE_PASSWORD; bearer, with PROBEWRIGHT_REMOTE_WRITE_TOKEN; sigv4[:REGION[:SERVICE]],
                             with the usual AWS_* variables. Secrets are read from the environment or the env file, never from the command line
      --SINK-header 'N: V'   another header, such as 'X-Scope-OrgID: tenant'; may be given again
      --SINK-cert FILE, --SINK-key FILE, --SINK-ca FILE   client certificate, its key, and whom to trust (PEM)
      --SINK-window 24h      how far back it takes results; what is older is rejected (defaults: ${Object.entries(
        WINDOWS,
      )
        .map(([name, window]) => `${name} ${window}`)
        .join(', ')})`;

type Values = Readonly<Record<string, unknown>>;

/** The sinks that options and environment name. Throws UsageError. */
export function destinationsOf(values: Values, cwd: string, variables: Variables): Destination[] {
  return NAMES.flatMap((name) => destinationOf(name, values, cwd, variables) ?? []);
}

function destinationOf(name: SinkName, values: Values, cwd: string, variables: Variables): Destination | undefined {
  const { takes, create } = SINK_KINDS[name];
  const text = (part: keyof typeof OF_A_SINK) => values[`${name}${part}`] as string | undefined;
  const variable = `PROBEWRIGHT_${name.toUpperCase().replaceAll('-', '_')}`;
  const given = text('') ?? (variables(`${variable}_URL`) || undefined);
  if (given === undefined) {
    const part = Object.keys(OF_A_SINK).find((one) => values[`${name}${one}`] !== undefined);
    if (part === undefined) return undefined;
    throw new UsageError(`--${name}${part} says how to send to ${name}, and --${name} URL is missing.`);
  }
  const url = checkedUrl(name, given);
  const windowMs = durationMs(text('-window') ?? WINDOWS[name]);
  if (!windowMs) throw new UsageError(`--${name}-window takes a duration such as 24h, not '${text('-window')}'.`);
  const file = (part: '-cert' | '-key' | '-ca') => readPem(`--${name}${part}`, text(part), cwd);
  const [certificate, key, ca] = [file('-cert'), file('-key'), file('-ca')];
  if ((certificate === undefined) !== (key === undefined)) {
    throw new UsageError(`--${name}-cert and --${name}-key go together: a client certificate and its key.`);
  }
  const tls = {
    ...(certificate !== undefined && key !== undefined && { clientCertificate: { certificate, key } }),
    ...(ca !== undefined && { ca }),
  };
  const headers = headersOf(name, (values[`${name}-header`] as string[] | undefined) ?? []);
  const credentials: Credentials = { ...readAuth(name, text('-auth'), url, variable, variables), ...tls, headers };
  try {
    checkCertificates(tls);
    return { sink: create({ url, credentials, windowMs }, createOutgoing(tls)), url, takes, windowMs };
  } catch (error) {
    // Such as a header that the protocol sets itself.
    throw new UsageError(`--${name}: ${error instanceof Error ? error.message : error}.`, { cause: error });
  }
}

function checkedUrl(name: string, text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--${name} takes a URL with http or https, such as http://127.0.0.1:9090/api/v1/write.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(`--${name}: credentials do not stand in the URL; give --${name}-auth basic:USER.`);
  }
  return url.href;
}

function headersOf(name: string, lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, field = '', value = ''] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*([\t\x20-\x7e]*?)\s*$/.exec(line) ?? [];
      if (field === '' || value === '') {
        throw new UsageError(`--${name}-header wants 'Name: value', such as 'X-Scope-OrgID: tenant', not '${line}'.`);
      }
      if (field.toLowerCase() === 'authorization') {
        throw new UsageError(`--${name}-header: a secret does not stand on the command line; use --${name}-auth.`);
      }
      return [field, value];
    }),
  );
}

function readPem(option: string, path: string | undefined, cwd: string): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    throw new UsageError(`${option}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
