import type { Span } from '../../../lib/model/span.ts';

/** The name of what makes the spans; without a version, since a span sent again must be the same. */
const SCOPE = 'probewright';
const KINDS = { internal: 1, client: 3 } as const satisfies Record<Span['kind'], number>;
const STATUS = { unset: 0, ok: 1, error: 2 } as const satisfies Record<Span['status']['code'], number>;
/** Sampled (W3C Trace Context): a trace is sent whole or not at all. */
const FLAGS = 1;

/**
 * `ExportTraceServiceRequest` as OTLP has it in JSON: ids in hex, enumerations and 64-bit numbers as the specification demands.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function traceRequest(spans: readonly Span[]): string {
  const resources = Map.groupBy(spans, ({ resource }) => JSON.stringify(resource));
  return JSON.stringify({
    resourceSpans: [...resources].map(([resource, own]) => ({
      resource: { attributes: attributesOf(JSON.parse(resource)) },
      scopeSpans: [{ scope: { name: SCOPE }, spans: own.map(spanOf) }],
    })),
  });
}

function spanOf({ traceId, spanId, parentSpanId, name, kind, startNs, endNs, attributes, links, status }: Span) {
  return {
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name,
    kind: KINDS[kind],
    flags: FLAGS,
    startTimeUnixNano: startNs,
    endTimeUnixNano: endNs,
    attributes: attributesOf(attributes),
    ...(links.length > 0 && { links: links.map((link) => ({ ...link, flags: FLAGS })) }),
    status: { code: STATUS[status.code], ...(status.message !== undefined && { message: status.message }) },
  };
}

function attributesOf(attributes: Readonly<Record<string, string | number | boolean>>) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: string | number | boolean) {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
