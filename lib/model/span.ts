/** A stretch of a run, as OpenTelemetry has it. Ids are a pure function of the run's id. */
export interface Span {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: 'internal' | 'client';
  /** Unix nanoseconds, in decimal. */
  readonly startNs: string;
  readonly endNs: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code: 'ok' | 'error' | 'unset'; readonly message?: string };
  /** Of the resource: `service.name` and where it ran. */
  readonly resource: Readonly<Record<string, string>>;
}
