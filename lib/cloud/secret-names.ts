import type { DeliverySettings, Receiver } from '../model/installation.ts';
import { parseTemplate } from '../model/template.ts';

const SECRET = 'secret:';

/** Names of the secrets that probes of shards refer to, in order, each once. */
export function secretsOfProbes(probes: unknown): readonly string[] {
  return [...new Set(textsIn(probes).flatMap(secretsIn))].sort();
}

/** Names of the secrets that receivers want. */
export function secretsOfDelivery(delivery: DeliverySettings): readonly string[] {
  return [...new Set(receiversOf(delivery).flatMap(secretsOf))].sort();
}

export function receiversOf(delivery: DeliverySettings): readonly Receiver[] {
  if (delivery.mode !== 'direct') return [];
  return [delivery.remoteWrite, delivery.loki, delivery.otlp].filter((one) => one !== undefined);
}

function secretsOf({ auth, clientCertificate, headers }: Receiver): readonly string[] {
  return [
    ...(auth.type === 'basic' ? [auth.passwordSecret] : []),
    ...(auth.type === 'bearer' ? [auth.tokenSecret] : []),
    ...(clientCertificate ? [clientCertificate.keySecret] : []),
    ...Object.values(headers).flatMap(secretsIn),
  ];
}

function secretsIn(text: string): string[] {
  if (!text.includes(SECRET)) return [];
  return parseTemplate(text).parts.flatMap((part) =>
    'ref' in part && part.ref.startsWith(SECRET) ? [part.ref.slice(SECRET.length)] : [],
  );
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
