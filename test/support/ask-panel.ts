import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StartedStack } from './started-stack.ts';

/** What is looked at of a generated file, as Grafana reads it. */
export interface DashboardFile {
  readonly uid: string;
  readonly title: string;
  readonly templating: { readonly list: readonly VariableFile[] };
  readonly panels: readonly PanelFile[];
}

interface VariableFile {
  readonly name: string;
  readonly type: string;
  readonly allValue?: string;
  readonly query: string | { readonly query: string };
  readonly current?: { readonly value: string | readonly string[] };
}

export interface PanelFile {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly TargetFile[];
  readonly transformations?: readonly { readonly id: string; readonly options: Organized }[];
}

interface Organized {
  readonly excludeByName?: Readonly<Record<string, boolean>>;
  readonly renameByName?: Readonly<Record<string, string>>;
}

export interface TargetFile {
  readonly refId: string;
  readonly expr: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly interval?: string;
  readonly maxLines?: number;
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Of an instant query one. Lines have none. */
  readonly values: readonly number[];
  readonly lines: readonly string[];
}

export interface Moment {
  readonly fromMs: number;
  readonly toMs: number;
  /** Variables that are chosen; the rest as the dashboard has them at first. */
  readonly chosen?: Readonly<Record<string, string>>;
}

const FOLDER = join(import.meta.dirname, '..', '..', 'grafana', 'dashboards');

export function readDashboard(name: string): DashboardFile {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as DashboardFile;
}

/** A query as Grafana sends it, with its variables expanded. Throws when it is refused, answers with a warning, or has an unknown variable. */
export async function askTarget(
  { addresses }: StartedStack,
  dashboard: DashboardFile,
  target: TargetFile,
  moment: Moment,
): Promise<readonly Series[]> {
  const { datasource, instant = false } = target;
  const query = expand(dashboard, target.expr, moment);
  const loki = datasource.type === 'loki';
  const port = loki ? 'loki.http' : datasource.uid === 'recent' ? 'prometheus.http' : 'query.http';
  const unit = loki ? 1_000_000 : 0.001;
  const search = new URLSearchParams({ query });
  if (instant) search.set('time', String(moment.toMs * unit));
  else {
    const stepMs = target.interval === '1d' ? 86_400_000 : 60_000;
    // Grafana begins at a whole step.
    search.set('start', String(Math.floor(moment.fromMs / stepMs) * stepMs * unit));
    search.set('end', String((loki ? moment.toMs + 1 : Math.floor(moment.toMs / stepMs) * stepMs) * unit));
    if (loki) search.set('limit', String(target.maxLines));
    else search.set('step', String(stepMs / 1000));
  }
  const path = `${loki ? '/loki' : ''}/api/v1/${instant ? 'query' : 'query_range'}`;
  const response = await fetch(`http://${addresses[port].reach}${path}?${search}`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}\n${query}`);
  const { warnings = [], data } = JSON.parse(text) as Answer;
  if (warnings.length > 0) throw new Error(`${warnings.join('; ')}\n${query}`);
  return data.result.map(({ metric, stream, value, values = [] }) => ({
    labels: metric ?? stream ?? {},
    values: stream ? [] : (value ? [value] : values).map(([, one]) => Number(one)),
    lines: stream ? values.map(([, line]) => line) : [],
  }));
}

interface Answer {
  readonly warnings?: readonly string[];
  readonly data: {
    readonly result: readonly {
      readonly metric?: Readonly<Record<string, string>>;
      readonly stream?: Readonly<Record<string, string>>;
      readonly value?: readonly [number, string];
      readonly values?: readonly (readonly [number | string, string])[];
    }[];
  };
}

/** Grafana's own variables, at a resolution of a minute. */
const BUILT_IN: Readonly<Record<string, string>> = { __rate_interval: '4m', __interval: '1m' };

function expand({ templating }: DashboardFile, expr: string, { chosen = {} }: Moment): string {
  return expr.replace(/\$(?:\{(\w+)\}|([a-zA-Z_]\w*))/g, (text, braced: string | undefined, plain: string) => {
    const name = braced ?? plain;
    const variable = templating.list.find((one) => one.name === name);
    const value = chosen[name] ?? BUILT_IN[name] ?? usual(variable);
    if (value === undefined) throw new Error(`the variable ${text} has no value`);
    return value;
  });
}

function usual(variable: VariableFile | undefined): string | undefined {
  const value = [variable?.current?.value].flat()[0];
  return value === '$__all' ? variable?.allValue : value;
}

/** The rows of a table as Grafana joins them: columns by their shown names. Needs the answers in the order of the targets. */
export function tableRows(
  panel: PanelFile,
  answers: readonly (readonly Series[])[],
): Record<string, string | number>[] {
  const { renameByName = {}, excludeByName = {} } =
    panel.transformations?.find(({ id }) => id === 'organize')?.options ?? {};
  const rows: Record<string, string | number>[] = [];
  for (const [index, answer] of answers.entries()) {
    const column = answers.length === 1 ? 'Value' : `Value #${panel.targets?.[index]?.refId}`;
    for (const { labels, values } of answer) {
      const fields = { ...labels, ...(!excludeByName[column] && { [column]: values[0] ?? Number.NaN }) };
      const own = Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [renameByName[name] ?? name, value]),
      );
      // As «merge» does it: into the row with which it shares fields and has no different ones.
      const row = rows.find((one) =>
        Object.entries(own).every(([name, value]) => !(name in one) || one[name] === value),
      );
      if (row) Object.assign(row, own);
      else rows.push(own);
    }
  }
  return rows;
}
