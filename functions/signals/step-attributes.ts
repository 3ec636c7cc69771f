import type { CertificateFacts, TlsFacts } from '../../lib/model/observation.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { StepResult } from '../../lib/model/result.ts';
import { factsOf } from './series.ts';

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** The declared name, else a word of few values, as OpenTelemetry asks of names: the method, or the kind. */
export function stepName(step: StepResult, probe: Probe, index: number): string {
  if (step.name !== undefined) return step.name;
  return methodOf(probe, index) ?? step.kind;
}

/**
 * What a step saw, by OpenTelemetry's semantic conventions 1.37: http, tls, dns, network, server
 * (https://opentelemetry.io/docs/specs/semconv/). Without anything that may hold a secret: the address is the redacted one.
 */
export function stepAttributes(step: StepResult, probe: Probe, index: number): Attributes {
  const { address, tls } = step.observation;
  return {
    'probewright.kind': step.kind,
    ...(address && {
      'network.peer.address': address.ip,
      'network.peer.port': address.port,
      'network.type': address.family === 4 ? 'ipv4' : 'ipv6',
    }),
    ...serverAttributes(step, probe),
    ...(step.kind === 'http' && httpAttributes(step, methodOf(probe, index))),
    ...(step.kind === 'dns' && dnsAttributes(step, probe, index)),
    ...(tls && tlsAttributes(tls)),
  };
}

function methodOf(probe: Probe, index: number): string | undefined {
  return probe.kind === 'http' ? probe.steps[index]?.settings.method : undefined;
}

/** Of the final address where one was seen, else of the target. */
function serverAttributes(step: StepResult, probe: Probe): Attributes {
  const seen = step.kind === 'http' ? factsOf(step, 'http').url : undefined;
  const target = seen ?? (probe.instance.includes('://') ? probe.instance : `probe://${probe.instance}`);
  const url = URL.parse(target);
  if (!url || url.hostname === '') return {};
  const port = url.port === '' ? { 'http:': 80, 'https:': 443 }[url.protocol] : Number(url.port);
  return {
    'server.address': url.hostname.replace(/^\[(.*)\]$/, '$1'),
    ...(port !== undefined && { 'server.port': port }),
  };
}

function httpAttributes(step: StepResult, method: string | undefined): Attributes {
  const { status, version, url, bodyBytes, redirects } = factsOf(step, 'http');
  return {
    'network.protocol.name': 'http',
    ...(method !== undefined && { 'http.request.method': method }),
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(version !== undefined && { 'network.protocol.version': String(version) }),
    ...(url !== undefined && { 'url.full': url }),
    ...(bodyBytes !== undefined && { 'http.response.body.size': bodyBytes }),
    ...(redirects > 0 && { 'http.request.resend_count': redirects }),
  };
}

function dnsAttributes(step: StepResult, probe: Probe, index: number): Attributes {
  const { rcode, answers, overTcp } = factsOf(step, 'dns');
  const query = probe.kind === 'dns' ? probe.steps[index]?.settings.query : undefined;
  return {
    'network.protocol.name': 'dns',
    // A template may become a secret, or something else at each run.
    ...(query !== undefined && !query.includes('${') && { 'dns.question.name': query }),
    ...(rcode !== undefined && { 'probewright.dns.rcode': rcode, 'probewright.dns.answers': answers }),
    ...(overTcp !== undefined && { 'network.transport': overTcp ? 'tcp' : 'udp' }),
  };
}

function tlsAttributes({ version, cipher, alpn, verified, chain }: TlsFacts): Attributes {
  const [leaf] = chain;
  return {
    'tls.protocol.name': 'tls',
    'tls.protocol.version': version.replace(/^TLS /, ''),
    'tls.cipher': cipher,
    ...(alpn !== undefined && { 'tls.next_protocol': alpn }),
    'probewright.tls.verified': verified,
    ...(leaf && leafAttributes(leaf)),
  };
}

function leafAttributes({ subject, issuer, fingerprint, notBeforeMs, notAfterMs }: CertificateFacts): Attributes {
  return {
    'tls.server.subject': subject,
    'tls.server.issuer': issuer,
    'tls.server.hash.sha256': fingerprint.toUpperCase(),
    ...moment('tls.server.not_before', notBeforeMs),
    ...moment('tls.server.not_after', notAfterMs),
  };
}

/** Certificates may name moments that no date can hold. */
function moment(name: string, ms: number): Attributes {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? {} : { [name]: date.toISOString() };
}
