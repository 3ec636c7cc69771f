import type {
  DnsOptions,
  HttpOptions,
  Move,
  OptionsByKind,
  TcpOptions,
  TlsKindOptions,
  TlsOptions,
} from '../../authoring/settings-options.ts';
import type {
  DialogueMove,
  DnsSettings,
  HeaderList,
  HttpSettings,
  ProbeKind,
  RequestBody,
  SettingsByKind,
  TcpSettings,
  TlsKindSettings,
  TlsSettings,
} from '../../model/settings.ts';
import type { ValuePath } from '../types.ts';
import { sizeBytes } from '../units.ts';
import type { Expansion } from './expansion.ts';
import { expandPattern } from './pattern.ts';
import { expandPem, expandText } from './text-or-file.ts';

const MIB = 1_048_576;

type Expanders = {
  readonly [K in ProbeKind]: (written: OptionsByKind[K], path: ValuePath, expansion: Expansion) => SettingsByKind[K];
};
const EXPANDERS: Expanders = { http: expandHttp, tcp: expandTcp, tls: expandTlsKind, dns: expandDns };

/** A kind's settings with everything filled in. */
export function expandSettings<K extends ProbeKind>(
  kind: K,
  written: OptionsByKind[K],
  path: ValuePath,
  expansion: Expansion,
): SettingsByKind[K] {
  const expand: (written: OptionsByKind[K], path: ValuePath, expansion: Expansion) => SettingsByKind[K] =
    EXPANDERS[kind];
  return expand(written, path, expansion);
}

function expandTls(written: TlsOptions, path: ValuePath, expansion: Expansion): TlsSettings {
  const { ca, serverName, certificate, key, verify = true, minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' } = written;
  return {
    ...(ca !== undefined && { ca: expandPem(ca, [...path, 'ca'], expansion) }),
    ...(serverName !== undefined && { serverName }),
    ...(certificate !== undefined && { certificate: expandPem(certificate, [...path, 'certificate'], expansion) }),
    ...(key !== undefined && { key: expandPem(key, [...path, 'key'], expansion, true) }),
    verify,
    minVersion,
    maxVersion,
  };
}

function expandHttp(written: HttpOptions, path: ValuePath, expansion: Expansion): HttpSettings {
  const body = bodyOf(written, path, expansion);
  const { path: urlPath, auth, compression, redirects = 10, tls = {} } = written;
  return {
    ...(urlPath !== undefined && { path: urlPath }),
    method: written.method ?? (body ? 'POST' : 'GET'),
    headers: headersOf(written),
    ...(body && { body }),
    maxRedirects: typeof redirects === 'number' ? redirects : redirects ? 10 : 0,
    ...(auth && { auth }),
    ...(compression && { compression }),
    ...traceHostsOf(written),
    maxBodyBytes: sizeBytes(written.maxBody ?? '10MiB') ?? 10 * MIB,
    addressFamily: written.addressFamily ?? 'prefer-ip4',
    tls: expandTls(tls, [...path, 'tls'], expansion),
  };
}

function traceHostsOf({ trace = false }: HttpOptions): Pick<HttpSettings, 'traceHosts'> {
  if (trace === true) return { traceHosts: 'own' };
  return trace === false || trace.length === 0 ? {} : { traceHosts: trace.map((host) => host.toLowerCase()) };
}

function bodyOf({ body, json, form }: HttpOptions, path: ValuePath, expansion: Expansion): RequestBody | undefined {
  const given = Object.entries({ body, json, form }).filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    const [first = '', second = ''] = given.map(([name]) => name);
    expansion.report('PW2015', [...path, second], {
      message: `${first} and ${second} are both given; a request has one body.`,
      allowed: 'one of body, json and form',
      remedy: `Keep ${first} or ${second}.`,
    });
  }
  if (json !== undefined) return { json };
  if (form !== undefined) return { form: pairs(form) };
  return body === undefined ? undefined : { text: expandText(body, [...path, 'body'], expansion, true) };
}

/** A JSON or form body says what it is, unless told otherwise; the kind adds the headers of the protocol itself. */
function headersOf({ headers = {}, json, form }: HttpOptions): HeaderList {
  const list = pairs(headers);
  const type =
    json !== undefined ? 'application/json' : form !== undefined ? 'application/x-www-form-urlencoded' : undefined;
  const given = list.some(([name]) => name.toLowerCase() === 'content-type');
  return type === undefined || given ? list : [...list, ['Content-Type', type]];
}

function pairs(map: Readonly<Record<string, string | readonly string[]>>): (readonly [string, string])[] {
  return Object.entries(map).flatMap(([name, value]) =>
    (typeof value === 'object' ? value : [value]).map((one) => [name, String(one)] as const),
  );
}

function expandTcp(written: TcpOptions, path: ValuePath, expansion: Expansion): TcpSettings {
  const { tls = false, dialogue = [], newline = 'lf', maxRead = '64KiB', addressFamily = 'prefer-ip4' } = written;
  const moves = dialogue.map((move, index) => expandMove(move, [...path, 'dialogue', index], expansion));
  return {
    secure: tls !== false && !moves.some((move) => 'startTls' in move),
    tls: expandTls(typeof tls === 'object' ? tls : {}, [...path, 'tls'], expansion),
    dialogue: moves,
    newline,
    maxReadBytes: sizeBytes(maxRead) ?? 65_536,
    addressFamily,
  };
}

function expandMove(move: Move, path: ValuePath, expansion: Expansion): DialogueMove {
  if (!('expect' in move)) return move;
  const pattern = expandPattern(move.expect, [...path, 'expect'], expansion);
  return { expect: pattern, ...(move.labels && { labels: move.labels }) };
}

function expandTlsKind(written: TlsKindOptions, path: ValuePath, expansion: Expansion): TlsKindSettings {
  return {
    ...expandTls(written, path, expansion),
    ...(written.startTls && { startTls: written.startTls }),
    addressFamily: written.addressFamily ?? 'prefer-ip4',
  };
}

function expandDns(written: DnsOptions, path: ValuePath, expansion: Expansion): DnsSettings {
  const { type = 'A', transport = 'udp', recursion = true, retryOverTcp = true, tls = {} } = written;
  if (written.query === undefined) {
    expansion.report('PW2003', path, {
      message: 'A dns probe without the name that it asks for: «dns.query» is missing.',
      remedy: 'Add dns: { query: shop.example, type: A }.',
    });
  }
  return {
    query: written.query ?? '',
    type,
    class: written.class ?? 'IN',
    transport,
    retryOverTcp,
    recursion,
    tls: expandTls(tls, [...path, 'tls'], expansion),
    addressFamily: written.addressFamily ?? 'prefer-ip4',
  };
}
