import type { Assertion, Pattern, Scalar } from './assertion.ts';
import type { Seen } from './observation.ts';
import type { Capture } from './probe.ts';
import type { Excerpt, LogLine } from './result.ts';
import type { ProbeKind, SettingsByKind } from './settings.ts';

/** Time, passed in. `now` is the wall clock in unix milliseconds (for timestamps), `elapsed` a monotonic one (for durations). */
export interface Clock {
  now(): number;
  elapsed(): number;
}

/** Finds a pattern in a text; the groups of the first match (`[0]` is the whole match), or undefined. Linear in the text's length. */
export type Matcher = (text: string) => readonly string[] | undefined;

/** What one attempt lends to a prober. */
export interface Run {
  /** Aborts at the attempt's timeout or shortly before the shard's deadline, whichever is first. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Throws FaultError PW5005 when there is none. */
  secret(name: string): Promise<string>;
  log(level: LogLine['level'], message: string, fields?: LogLine['fields']): void;
  /** Prepares a pattern; patterns are prepared once and kept. */
  matcher(pattern: Pattern): Promise<Matcher>;
  /** Whether an address may be connected to from here; undefined, or why not. Asked of every address that is connected to. */
  refuse(ip: string): string | undefined;
  /** What a kind keeps between the steps of one attempt (cookies); empty at each attempt's start. */
  readonly scratch: Map<string, unknown>;
  /** Which span of which run the observation will be, for the `traceparent` that a target may be told; see span-ids.ts. */
  readonly span: { readonly run: string; readonly attempt: number; readonly step: number };
  /** Resolves when a TLS handshake may start: few run at once, since each holds the loop. Call `done` when it is over. */
  handshake(): Promise<{ done(): void }>;
}

/** What an assertion is about, looked up: a value, several (any may satisfy), or undefined when it was not seen. */
export type Fact = Scalar | readonly Scalar[] | undefined;

/** A kind: how it is observed, and how assertions and captures read what was seen. All templates in target and settings are already expanded. */
export interface Kind<K extends ProbeKind = ProbeKind> {
  /** Resolves with what was seen, even when the target is down. Throws only when the fault is ours (FaultError where it is known). */
  observe(target: string, settings: SettingsByKind[K], run: Run): Promise<Seen<K>>;
  /** The fact that an assertion of this kind's own subjects speaks of. `duration`, `address`, `reason`, `certificate`, `tls` are the engine's. */
  fact(assertion: Assertion, seen: Seen<K>): Fact | Promise<Fact>;
  /** Why a fact is not there, to follow the subject's name (`is not there: the body is not JSON`); undefined where there is no more to say. */
  absence?(assertion: Assertion, seen: Seen<K>): string | undefined | Promise<string | undefined>;
  /** Takes a value for later steps; undefined when it is not there. */
  capture?(capture: Capture, seen: Seen<K>, run: Run): Promise<string | undefined>;
  /** What is kept of a failed step for people to read; not yet redacted. */
  excerpt(seen: Seen<K>): Excerpt | undefined;
}
export type KindTable = { readonly [K in ProbeKind]: () => Promise<Kind<K>> };
