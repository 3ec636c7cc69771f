import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';

export const METRICS = { type: 'prometheus', uid: '${prometheus_datasource}' } as const;
export const RUNS = { type: 'loki', uid: '${loki_datasource}' } as const;
/** Exemplars never reach the object store: only Prometheus itself has them. Provisioned under this name. */
export const RECENT = { type: 'prometheus', uid: 'recent' } as const;

/** The provisioned sources; another Grafana's own can be chosen instead. */
export const dataSources = () => [
  new DatasourceVariableBuilder('prometheus_datasource')
    .label('Prometheus data source')
    .type('prometheus')
    .current({ selected: true, text: 'Metrics', value: 'metrics' }),
  new DatasourceVariableBuilder('loki_datasource')
    .label('Loki data source')
    .type('loki')
    .current({ selected: true, text: 'Runs', value: 'runs' }),
];

const labelVariable = (name: string, label: string, query: string) =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(METRICS)
    .query({ qryType: 1, query, refId: 'Variable' })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);

/** Several or all values of a label. `.*` also takes probes without the label; the linter wants `.+` of `job`, which all have. */
const manyOf = (name: string, label: string, query: string, allValue = '.+') =>
  labelVariable(name, label, query)
    .multi(true)
    .includeAll(true)
    .allValue(allValue)
    .current({ selected: true, text: ['All'], value: ['$__all'] });

export const jobs = () => manyOf('job', 'Job', 'label_values(probe_info, job)');
export const locations = () => manyOf('location', 'Location', 'label_values(probe_info{job=~"$job"}, location)');
export const teams = () => manyOf('team', 'Team', 'label_values(probe_info{job=~"$job"}, team)', '.*');
export const probes = () => manyOf('probe', 'Probe', 'label_values(probe_info{job=~"$job"}, probe)');
/** One probe. */
export const probe = () => labelVariable('probe', 'Probe', 'label_values(probe_info{job=~"$job"}, probe)');

const choice = (name: string, label: string, values: readonly string[], usual: string) =>
  new CustomVariableBuilder(name)
    .label(label)
    .values(values.join(','))
    .options(values.map((value) => ({ selected: value === usual, text: value, value })))
    .current({ selected: true, text: usual, value: usual });

export const objective = () =>
  choice(
    'objective',
    'Objective in % where none is declared',
    ['90', '95', '99', '99.5', '99.9', '99.95', '99.99'],
    '99.9',
  );
export const window = (usual: string) => choice('window', 'Window', ['1d', '7d', '28d', '30d', '90d', '365d'], usual);
