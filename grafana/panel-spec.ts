import type { Threshold, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';

/** How values are shown. `unit` is one of Grafana's names. */
export interface Look {
  readonly unit: string;
  readonly decimals?: number;
  readonly thresholds?: readonly Threshold[];
  readonly mappings?: readonly ValueMapping[];
}

interface SeriesQuery {
  readonly expr: string;
  /** `{{label}}` stands for a label's value. */
  readonly legend: string;
}

interface Base {
  readonly title: string;
  readonly description: string;
  /** Of 24. */
  readonly width: number;
  readonly height: number;
}

/** One number, now. */
export interface StatSpec extends Base {
  readonly type: 'stat';
  readonly expr: string;
  readonly look: Look;
}

/** States over time, a strip for each series; `calendar` shows one cell a day. */
export interface StripSpec extends Base {
  readonly type: 'strip' | 'calendar';
  readonly query: SeriesQuery;
  readonly look: Look;
}

export interface ChartSpec extends Base {
  readonly type: 'lines' | 'stack' | 'daily';
  readonly queries: readonly SeriesQuery[];
  readonly look: Look;
  /** Asks Prometheus itself, which has exemplars, instead of Thanos, which has all of time. */
  readonly source?: 'recent';
}

/** A column of values, one query each; the rows are the label sets. */
interface Column {
  readonly name: string;
  readonly expr: string;
  /** Absent: the query is there for its labels only. */
  readonly look?: Look;
}

export interface TableSpec extends Base {
  readonly type: 'table';
  /** Labels that are shown, by the name of their column. */
  readonly labels: Readonly<Record<string, string>>;
  readonly columns: readonly Column[];
  readonly sortBy: { readonly column: string; readonly isDescending: boolean };
}

/** Lines of Loki, newest first. */
export interface LogsSpec extends Base {
  readonly type: 'logs';
  readonly expr: string;
  readonly maxLines: number;
}

export type PanelSpec = StatSpec | StripSpec | ChartSpec | TableSpec | LogsSpec;

/** What stands below one heading: lines of panels from left to right. */
export interface Section {
  readonly title: string;
  readonly lines: readonly (readonly PanelSpec[])[];
}
