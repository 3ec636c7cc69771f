/** The backend as a person describes it. Everything else that its programs are told is worked out from this (derived.ts) and rendered once. */
export interface BackendSettings {
  /** `single`: everything once. `spread`: query, store and compactor by themselves behind a query frontend. */
  readonly size: 'single' | 'spread';
  /** Of the installation: the external label `cluster`. */
  readonly id: string;
  /** Tells one Prometheus from its twin: the external label `replica`, which queries deduplicate by. */
  readonly replica: string;
  /** How late a result may arrive, and how much of the journal is replayed after a loss, milliseconds: W. At least six hours. */
  readonly horizonMs: number;
  /** The longest window of any objective, milliseconds; raw data is kept for longer. */
  readonly longestObjectiveMs: number;
  /** 0: for ever. Else at least what the objectives need. */
  readonly rawRetentionDays: number;
  readonly logRetentionDays: number;
  readonly traceRetentionDays: number;
  /** What keeps traces. Tempo can be had as an image only; where no containers run, Jaeger stands in for it, and keeps them in memory. */
  readonly traces: 'tempo' | 'jaeger';
  readonly store: StoreSettings;
  /** From a result's tick to its being stored at the 99th percentile: rules look this far back. */
  readonly lagMs: number;
  readonly evaluationMs: number;
  /** Whether a keeper sees to it that rules are evaluated only over what is whole. Without one they are there from the start. */
  readonly hasKeeper: boolean;
}

/** Where blocks, chunks and traces are: the only state. */
export type StoreSettings =
  | { readonly type: 'folder'; readonly path: string }
  | {
      readonly type: 's3';
      readonly bucket: string;
      readonly region: string;
      /** Of something that speaks S3 and is not AWS: `http://127.0.0.1:5000`. */
      readonly endpoint?: string;
    };

/** What is usual: a day's horizon, objectives of up to 30 days. */
export const DEFAULT_BACKEND: Omit<BackendSettings, 'store' | 'id'> = {
  size: 'single',
  replica: 'a',
  horizonMs: 24 * 3_600_000,
  longestObjectiveMs: 30 * 86_400_000,
  rawRetentionDays: 0,
  logRetentionDays: 31,
  traceRetentionDays: 14,
  traces: 'tempo',
  lagMs: 45_000,
  evaluationMs: 30_000,
  hasKeeper: true,
};
