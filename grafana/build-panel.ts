import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import {
  FieldColorBuilder,
  FieldColorModeId,
  type GridPos,
  type Panel,
  type ThresholdsConfig,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as LogsBuilder } from '@grafana/grafana-foundation-sdk/logs';
import { DataqueryBuilder as LokiQueryBuilder } from '@grafana/grafana-foundation-sdk/loki';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StripBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as CalendarBuilder } from '@grafana/grafana-foundation-sdk/statushistory';
import { PanelBuilder as ChartBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { buildTable } from './build-table.ts';
import { PLAIN_STEPS } from './looks.ts';
import type { ChartSpec, LogsSpec, Look, PanelSpec, StatSpec, StripSpec } from './panel-spec.ts';
import { METRICS, RECENT, RUNS } from './variables.ts';

/** What every panel's builder has. */
interface AnyBuilder<B> {
  id(id: number): B;
  gridPos(position: GridPos): B;
  title(title: string): B;
  description(description: string): B;
}

interface LookBuilder<B> {
  unit(unit: string): B;
  decimals(decimals: number): B;
  mappings(mappings: ValueMapping[]): B;
  thresholds(thresholds: Builder<ThresholdsConfig>): B;
}

export interface Place {
  readonly id: number;
  readonly position: GridPos;
}

/** Grafana's model of a panel. */
export function buildPanel(spec: PanelSpec, { id, position }: Place): Builder<Panel> {
  const placed = <B extends AnyBuilder<B>>(builder: B): B =>
    builder.id(id).gridPos(position).title(spec.title).description(spec.description);
  switch (spec.type) {
    case 'stat':
      return placed(buildStat(spec));
    case 'strip':
      return placed(buildStrip(spec));
    case 'calendar':
      return placed(buildCalendar(spec));
    case 'table':
      return placed(buildTable(spec));
    case 'logs':
      return placed(buildLogs(spec));
    default:
      return placed(buildChart(spec));
  }
}

function looking<B extends LookBuilder<B>>(
  builder: B,
  { unit, decimals, mappings, thresholds = PLAIN_STEPS }: Look,
): B {
  builder.unit(unit);
  if (decimals !== undefined) builder.decimals(decimals);
  if (mappings) builder.mappings([...mappings]);
  return builder.thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...thresholds]));
}

const byThresholds = () => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);

function buildStat({ expr, look }: StatSpec) {
  return looking(new StatBuilder(), look)
    .datasource(METRICS)
    .colorScheme(byThresholds())
    .colorMode(common.BigValueColorMode.Background)
    .graphMode(common.BigValueGraphMode.None)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .withTarget(new DataqueryBuilder().refId('A').datasource(METRICS).expr(expr).instant());
}

function buildStrip({ query, look }: StripSpec) {
  return looking(new StripBuilder(), look)
    .datasource(METRICS)
    .colorScheme(byThresholds())
    .showValue(common.VisibilityMode.Never)
    .mergeValues(true)
    .withTarget(rangeQuery('A', query.expr, query.legend));
}

/** One cell a day: each looks back over its own day. */
function buildCalendar({ query, look }: StripSpec) {
  return looking(new CalendarBuilder(), look)
    .datasource(METRICS)
    .colorScheme(byThresholds())
    .showValue(common.VisibilityMode.Auto)
    .interval('1d')
    .withTarget(rangeQuery('A', query.expr, query.legend).interval('1d'));
}

function buildChart({ type, queries, look, source }: ChartSpec) {
  const from = source === 'recent' ? RECENT : METRICS;
  const targets: Builder<Dataquery>[] = queries.map(({ expr, legend }, index) => {
    const target = rangeQuery(String.fromCharCode(65 + index), expr, legend).datasource(from);
    if (source === 'recent') target.exemplar(true);
    return type === 'daily' ? target.interval('1d') : target;
  });
  const chart = looking(new ChartBuilder(), look).datasource(from).targets(targets);
  chart.colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName));
  if (type === 'lines') return chart.lineWidth(1).showPoints(common.VisibilityMode.Auto);
  chart.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal)).fillOpacity(60);
  return type === 'daily' ? chart.drawStyle(common.GraphDrawStyle.Bars).interval('1d') : chart.lineWidth(1);
}

function buildLogs({ expr, maxLines }: LogsSpec) {
  return new LogsBuilder()
    .datasource(RUNS)
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(common.LogsSortOrder.Descending)
    .withTarget(new LokiQueryBuilder().refId('A').datasource(RUNS).expr(expr).maxLines(maxLines).queryType('range'));
}

function rangeQuery(refId: string, expr: string, legend: string): DataqueryBuilder {
  return new DataqueryBuilder().refId(refId).datasource(METRICS).expr(expr).legendFormat(legend).range();
}
