import * as z from 'zod';
import { boolean, file, filled, pattern, size, strict, text } from './leaves.ts';

/** Every key may be left out, or be null to unset what an earlier layer gave. */
export const unsettable = <S extends Record<string, z.ZodType>>(shape: S) =>
  strict(Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, schema.nullable().optional()])), {
    error: 'map',
  });

const textOrFile = (error: 'pem' | 'body') => z.union([z.string(), file], { error });
const tlsVersion = z.enum(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']);
const addressFamily = z.enum(['ip4', 'ip6', 'prefer-ip4', 'prefer-ip6']);

const tlsShape = {
  ca: textOrFile('pem').describe('PEM of the authorities to trust instead of the system’s, or { file }.'),
  serverName: filled.describe('The name that is sent (SNI) and checked. Default: the target’s host.'),
  certificate: textOrFile('pem').describe('PEM of a client certificate, or { file }; comes with key.'),
  key: textOrFile('pem').describe('PEM of the client certificate’s key: ${secret:…}, or { file }.'),
  verify: boolean.describe('Whether chain and name are verified. Default: true.'),
  minVersion: tlsVersion.describe('Default: TLSv1.2.'),
  maxVersion: tlsVersion.describe('Default: TLSv1.3.'),
};
const tlsSettings = unsettable(tlsShape);

const headerValue = z.union([z.string(), z.number(), z.array(z.string()), z.null()], { error: 'headerValue' });
const basic = strict({ username: text, password: text }, { error: 'auth' });

export const httpSettings = unsettable({
  path: text.describe('Joined to the target by the URL rules. Default: the target itself.'),
  method: filled.describe('Default: GET, or POST where there is a body.'),
  headers: z
    .record(z.string(), headerValue, { error: 'map' })
    .describe('Name and value; a list where it stands several times.'),
  body: textOrFile('body').describe('What is sent, as text or { file }.'),
  json: z.json().describe('What is sent, as JSON.'),
  form: z.record(z.string(), headerValue, { error: 'map' }).describe('What is sent, as a form.'),
  redirects: z
    .union(
      [z.int({ error: 'redirects' }).min(0, { error: 'redirects' }).max(30, { error: 'redirects' }), z.boolean()],
      { error: 'redirects' },
    )
    .describe('How many are followed; false for none. Default: 10.'),
  auth: z
    .union([strict({ basic }, { error: 'auth' }), strict({ bearer: text }, { error: 'auth' })], {
      error: 'auth',
    })
    .describe('basic: { username, password }, or bearer: a token.'),
  compression: z.enum(['gzip', 'br', 'deflate', 'identity']).describe('The content encoding to ask for and to undo.'),
  trace: z
    .union([boolean, z.array(filled, { error: 'traceHosts' })], { error: 'traceHosts' })
    .describe('Hosts that get a traceparent header: true for the target’s own, or a list. Default: none.'),
  maxBody: size.describe('Most bytes of a body. Default: 10MiB.'),
  addressFamily: addressFamily.describe('Which address of a name is tried. Default: prefer-ip4.'),
  tls: tlsSettings.describe('How TLS is spoken where the address is https.'),
});

const labels = z.record(z.string(), z.string(), { error: 'map' });
const move = z.union(
  [
    strict({ send: text }, { error: 'move' }),
    strict({ expect: pattern, labels: labels.optional() }, { error: 'move' }),
    strict({ expectBytes: filled }, { error: 'move' }),
    strict({ startTls: z.literal(true, { error: 'move' }) }, { error: 'move' }),
  ],
  { error: 'move' },
);

export const tcpSettings = unsettable({
  tls: z
    .union([boolean, tlsSettings], { error: 'tls' })
    .describe('TLS from the first byte; with a startTls move, from there. Default: false.'),
  dialogue: z.array(move, { error: 'list' }).describe('What is sent and expected, in order.'),
  newline: z.enum(['lf', 'crlf', 'none']).describe('What follows each send. Default: lf.'),
  maxRead: size.describe('Most bytes that are read. Default: 64KiB.'),
  addressFamily: addressFamily.describe('Which address of a name is tried. Default: prefer-ip4.'),
});

export const tlsKindSettings = unsettable({
  ...tlsShape,
  startTls: z.enum(['smtp', 'imap', 'pop3']).describe('The protocol’s own words before the handshake.'),
  addressFamily: addressFamily.describe('Which address of a name is tried. Default: prefer-ip4.'),
});

export const dnsSettings = unsettable({
  query: filled.describe('The name that is asked for.'),
  type: z
    .string({ error: 'recordType' })
    .regex(/^[A-Z][A-Z0-9-]*$/, { error: 'recordType' })
    .describe('A record type: A, AAAA, MX, TXT, HTTPS, TYPE65 … Default: A.'),
  class: z.enum(['IN', 'CH', 'HS', 'ANY']).describe('Default: IN.'),
  transport: z.enum(['udp', 'tcp', 'tls']).describe('Default: udp.'),
  recursion: boolean.describe('Whether recursion is desired. Default: true.'),
  retryOverTcp: boolean.describe('Ask again over TCP when the answer is truncated. Default: true.'),
  tls: tlsSettings.describe('For transport: tls.'),
  addressFamily: addressFamily.describe('Which address of a server’s name is tried. Default: prefer-ip4.'),
});
