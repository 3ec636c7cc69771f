import type { FailureReason } from '../model/failure.ts';
import type { ProbeKind } from '../model/settings.ts';
import type { WrittenExpectation, WrittenPattern } from './expectation-types.ts';
import type {
  DnsOptions,
  Duration,
  HttpOptions,
  OptionsByKind,
  TcpOptions,
  TlsKindOptions,
} from './settings-options.ts';

/** Where the value of a capture is taken from; a text is a JSON path. */
export type CaptureOptions =
  | string
  | { readonly json: string; readonly secret?: boolean }
  | { readonly header: string; readonly matches?: WrittenPattern; readonly secret?: boolean }
  | { readonly body: WrittenPattern; readonly secret?: boolean };

/** One request of a multi-step http probe. */
export interface StepOptions {
  readonly name: string;
  /** Comes after the probe's own `http` settings. */
  readonly http?: HttpOptions;
  /** Instead of the probe's; with `'inherit'` in it, as well as. */
  readonly expect?: readonly ('inherit' | WrittenExpectation)[];
  /** Values for later steps, as `${name}`. A group of a pattern is taken where there is one. */
  readonly capture?: Readonly<Record<string, CaptureOptions>>;
}

export interface RetryOptions {
  /** Attempts in all, 1 to 10. @default 1 */
  readonly attempts?: number;
  /** The wait between two attempts. @default '0s' */
  readonly after?: Duration;
  /** Which failures are tried again. Default: all. */
  readonly reasons?: readonly FailureReason[];
}

export interface ObjectiveOptions {
  /** Above 0, below 100. */
  readonly percent: number;
  /** @default '30d' */
  readonly window?: Duration;
  /** Which outcomes are good; `up` counts `degraded` as good. @default 'up' */
  readonly good?: 'up';
  /** A tick is bad when at least so many locations fail. */
  readonly locations?: number;
}

export interface AlertOptions {
  /** @default 'none' */
  readonly policy?: 'none' | 'page' | 'ticket';
  /** How many bad ticks: `2 ticks`. */
  readonly after?: string | number;
  /** At how many locations. */
  readonly locations?: number;
  readonly remindEvery?: Duration;
  /** Names of probes: while one of them is down, nobody is told of this one. */
  readonly dependsOn?: string | readonly string[];
}

/** Targets: a list, groups as in Prometheus' file_sd, or a file of either. */
export type TargetsOptions =
  | readonly (
      | string
      | { readonly target: string; readonly labels?: Readonly<Record<string, string>> }
      | { readonly targets: readonly string[]; readonly labels?: Readonly<Record<string, string>> }
    )[]
  | { readonly file: string };

/** A window of the week, by the wall clock of a time zone. */
export interface ActiveHoursOptions {
  /** A day (`sat`), a span (`mon-fri`), or a list of them: on these the window begins. @default 'mon-sun' */
  readonly days?: string | readonly string[];
  /** `08:00`. @default '00:00' */
  readonly from?: string;
  /** `18:00`; before `from` it is on the day after. @default '24:00' */
  readonly to?: string;
  /** A name of the IANA database: `Europe/Berlin`, `UTC`. */
  readonly timezone: string;
}

/** What every kind has in common. */
export interface CommonOptions {
  /** What is probed. One of `target` and `targets`, or both: then `target` may use `${target.value}` and the like. */
  readonly target?: string;
  /** One probe each; the name then needs `${target.slug}`, `${target.host}` or a label. */
  readonly targets?: TargetsOptions;
  /** `10s` `15s` `20s` `30s`, whole minutes that divide 60, whole hours that divide 24. @default '1m' */
  readonly interval?: Duration;
  /** Of one attempt. Default: the smaller of 10 s and 0.8 × interval. */
  readonly timeout?: Duration;
  /** Default: all of probewright.config.ts. */
  readonly locations?: string | readonly string[];
  readonly labels?: Readonly<Record<string, string | number | boolean>>;
  /** The `job` label of all series. @default 'probewright' */
  readonly job?: string;
  readonly expect?: readonly ('inherit' | WrittenExpectation)[];
  readonly retry?: number | RetryOptions;
  readonly objective?: number | ObjectiveOptions;
  readonly alert?: 'none' | 'page' | 'ticket' | AlertOptions;
  /** Not built yet. */
  readonly maintenance?: unknown;
  /** When it runs: one window of the week, or several. Outside it is not run and counts for nothing. Default: always. */
  readonly activeHours?: ActiveHoursOptions | readonly ActiveHoursOptions[];
  /** False: not run, but shown. @default true */
  readonly enabled?: boolean;
  /** True: run and judged, but nobody is told. @default false */
  readonly muted?: boolean;
  /** Whether 169.254.0.0/16 and fe80::/10 may be probed; outside Lambda only. @default false */
  readonly allowLinkLocal?: boolean;
  readonly description?: string;
  readonly links?: Readonly<Record<string, string>>;
  readonly runbook?: string;
}

/** What a probe of a kind is declared with; the kind's own settings stand under its name. */
export type ProbeOptions<K extends ProbeKind> = CommonOptions &
  (K extends 'dns' ? { readonly dns: DnsOptions } : { readonly [S in K]?: OptionsByKind[S] }) &
  (K extends 'http'
    ? { /** Several requests, one after the other. */ readonly steps?: readonly StepOptions[] }
    : unknown);

/** A probe as plain data: what YAML holds, and what a builder returns. */
export interface WrittenProbe extends CommonOptions {
  readonly name: string;
  readonly kind: string;
  readonly http?: HttpOptions;
  readonly tcp?: TcpOptions;
  readonly tls?: TlsKindOptions;
  readonly dns?: DnsOptions;
  readonly steps?: readonly StepOptions[];
}
