import { type BuiltProbe, buildProbe } from './build-probe.ts';
import { tlsSubjects } from './expectations.ts';
import type { ProbeOptions } from './options.ts';

/**
 * A probe that makes an HTTP request, or several. Expects a status of 200-299 unless told otherwise.
 * @example export const front = http('shop-front', { target: 'https://shop.example/', expect: [status(200)] });
 */
export const http = (name: string, options: ProbeOptions<'http'>): BuiltProbe => buildProbe('http', name, options);

/**
 * A probe that opens a TCP connection, and may hold a dialogue on it.
 * @example export const ssh = tcp('shop-ssh', { target: 'shop.example:22', tcp: { dialogue: [{ expect: '^SSH-2.0-' }] } });
 */
export const tcp = (name: string, options: ProbeOptions<'tcp'>): BuiltProbe => buildProbe('tcp', name, options);

/**
 * A probe that makes a TLS handshake and looks at the certificate. Its properties are expectations about the handshake:
 * `tls.version.equals('TLS 1.3')`.
 * @example export const cert = tls('shop-cert', { target: 'shop.example:443', interval: '1h', expect: [certificate.validFor('14d')] });
 */
export const tls = Object.assign(
  (name: string, options: ProbeOptions<'tls'>): BuiltProbe => buildProbe('tls', name, options),
  tlsSubjects,
);

/**
 * A probe that asks a DNS server. Expects NOERROR unless told otherwise.
 * @example export const dnsA = dns('shop-dns', { target: '192.0.2.53', dns: { query: 'shop.example', type: 'A' } });
 */
export const dns = (name: string, options: ProbeOptions<'dns'>): BuiltProbe => buildProbe('dns', name, options);
