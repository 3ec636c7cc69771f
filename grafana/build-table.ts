import * as common from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { Look, TableSpec } from './panel-spec.ts';
import { METRICS } from './variables.ts';

/** A query for each column, joined by their labels. */
export function buildTable({ labels, columns, sortBy }: TableSpec): PanelBuilder {
  const refs = columns.map((column, index) => ({ ...column, ref: String.fromCharCode(65 + index) }));
  const table = new PanelBuilder()
    .datasource(METRICS)
    .targets(
      refs.map(({ ref, expr }) =>
        new DataqueryBuilder().refId(ref).datasource(METRICS).expr(expr).instant().format(PromQueryFormat.Table),
      ),
    )
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'organize', options: organized(labels, refs) })
    .sortBy([new common.TableSortByFieldStateBuilder().displayName(sortBy.column).desc(sortBy.isDescending)])
    .filterable(true)
    .unit('none');
  for (const { name, look } of refs) if (look) table.overrideByName(name, lookOf(look));
  const probe = Object.entries(labels).find(([label]) => label === 'probe')?.[1];
  if (probe !== undefined) table.overrideByName(probe, [{ id: 'links', value: [probeLink(probe)] }]);
  return table;
}

interface Ref {
  readonly ref: string;
  readonly name: string;
  readonly look?: Look;
}

function organized(labels: Readonly<Record<string, string>>, refs: readonly Ref[]): object {
  // A table of one query has «Value», one of several «Value #A» and so on.
  const valueName = (ref: string) => (refs.length === 1 ? 'Value' : `Value #${ref}`);
  const order = [...Object.keys(labels), ...refs.map(({ ref }) => valueName(ref))];
  return {
    excludeByName: {
      Time: true,
      ...Object.fromEntries(refs.filter(({ look }) => !look).map(({ ref }) => [valueName(ref), true])),
    },
    indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
    renameByName: { ...labels, ...Object.fromEntries(refs.map(({ ref, name }) => [valueName(ref), name])) },
  };
}

function lookOf({ unit, decimals, mappings, thresholds }: Look): DynamicConfigValue[] {
  const isColoured = mappings !== undefined || thresholds !== undefined;
  return [
    { id: 'unit', value: unit },
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(mappings ? [{ id: 'mappings', value: mappings }] : []),
    ...(thresholds ? [{ id: 'thresholds', value: { mode: 'absolute', steps: thresholds } }] : []),
    ...(isColoured ? [{ id: 'custom.cellOptions', value: { type: 'color-text' } }] : []),
  ];
}

/** From a row to its probe's page, with the same time range. */
function probeLink(column: string): object {
  return {
    title: 'To the probe',
    url: `/d/probewright-probe?var-probe=\${__data.fields["${column}"]}&\${__url_time_range}&\${prometheus_datasource:queryparam}&\${loki_datasource:queryparam}`,
  };
}
