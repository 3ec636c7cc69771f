import type { Addresses } from './addresses.ts';
import { derive, duration } from './derived.ts';
import type { BackendSettings } from './settings.ts';

interface ThanosPaths {
  readonly data: string;
  /** Of the object store's section. */
  readonly store: string;
}

const listen = (http: string, grpc?: string) => [
  `--http-address=${http}`,
  ...(grpc === undefined ? [] : [`--grpc-address=${grpc}`]),
];

/** Uploads what Prometheus has cut, and answers for what it has not. @param prometheusData the data folder of Prometheus */
export function sidecarArgs(addresses: Addresses, { data, store }: ThanosPaths): string[] {
  return [
    'sidecar',
    `--tsdb.path=${data}`,
    `--prometheus.url=http://${addresses['prometheus.http'].reach}`,
    // So often it also asks from when on Prometheus holds anything: what is older is in no answer. After a restore that is all.
    '--prometheus.get_config_interval=5s',
    `--objstore.config-file=${store}`,
    ...listen(addresses['sidecar.http'].listen, addresses['sidecar.grpc'].listen),
  ];
}

/** Answers for what is in the object store. */
export function storeArgs(addresses: Addresses, { data, store }: ThanosPaths): string[] {
  return [
    'store',
    `--data-dir=${data}`,
    `--objstore.config-file=${store}`,
    // The default of 15 minutes hides a block for as long after its upload.
    '--sync-block-duration=1m',
    '--index-cache-size=250MB',
    '--chunk-pool-size=512MB',
    ...listen(addresses['store.http'].listen, addresses['store.grpc'].listen),
  ];
}

/** The endpoints of Query: every one must answer, or the query fails. A store that is merely forgotten turns history into «no data». */
export function queryEndpoints(addresses: Addresses): object {
  return {
    endpoints: [addresses['sidecar.grpc'], addresses['store.grpc']].map(({ reach }) => ({
      address: reach,
      strict: true,
    })),
  };
}

/** Asks sidecar and store, and makes one answer of the two. @param endpoints file of queryEndpoints */
export function queryArgs(addresses: Addresses, endpoints: string): string[] {
  return [
    'query',
    `--endpoint.sd-config-file=${endpoints}`,
    // Pushed samples of two copies share their ticks, so that the union is exact; the default (penalty) leaves some out.
    '--deduplication.func=chain',
    '--query.replica-label=replica',
    '--no-query.partial-response',
    '--query.auto-downsampling',
    '--query.lookback-delta=5m',
    ...listen(addresses['query.http'].listen, addresses['query.grpc'].listen),
  ];
}

/** Splits long ranges by days and keeps answers; before Query where there is much asking. */
export function queryFrontendArgs(addresses: Addresses): string[] {
  return [
    'query-frontend',
    `--query-frontend.downstream-url=http://${addresses['query.http'].reach}`,
    '--query-range.split-interval=24h',
    '--query-range.response-cache-config={"type":"IN-MEMORY","config":{"max_size":"128MB","validity":"6h"}}',
    '--query-range.response-cache-max-freshness=15m',
    '--no-query-range.partial-response',
    ...listen(addresses['query-frontend.http'].listen),
  ];
}

/** Merges and downsamples blocks; at most one for a bucket. */
export function compactorArgs(settings: BackendSettings, addresses: Addresses, { data, store }: ThanosPaths): string[] {
  const { rawRetentionMs } = derive(settings);
  return [
    'compact',
    '--wait',
    `--data-dir=${data}`,
    `--objstore.config-file=${store}`,
    // Late results make blocks that overlap; without this it halts on the first.
    '--compact.enable-vertical-compaction',
    `--retention.resolution-raw=${duration(rawRetentionMs)}`,
    '--retention.resolution-5m=0s',
    '--retention.resolution-1h=0s',
    '--delete-delay=48h',
    ...listen(addresses['compactor.http'].listen),
  ];
}

interface RulerPaths {
  readonly data: string;
  /** Pattern of rule files. */
  readonly rules: string;
  /** Of rulerRemoteWrite. */
  readonly remoteWrite: string;
}

/** Evaluates over Query what looks further back than Prometheus itself; keeps nothing, writes its results to Prometheus. */
export function rulerArgs(settings: BackendSettings, addresses: Addresses, paths: RulerPaths): string[] {
  return [
    'rule',
    `--data-dir=${paths.data}`,
    `--rule-file=${paths.rules}`,
    `--query=http://${addresses['query.http'].reach}`,
    `--remote-write.config-file=${paths.remoteWrite}`,
    `--alertmanagers.url=http://${addresses['alertmanager.http'].reach}`,
    `--eval-interval=${duration(settings.evaluationMs)}`,
    `--rule-query-offset=${duration(derive(settings).queryOffsetMs)}`,
    `--label=ruler="${settings.replica}"`,
    '--alert.label-drop=ruler',
    ...listen(addresses['ruler.http'].listen, addresses['ruler.grpc'].listen),
  ];
}

export function rulerRemoteWrite(addresses: Addresses): object {
  return { remote_write: [{ url: `http://${addresses['prometheus.http'].reach}/api/v1/write`, name: 'prometheus' }] };
}
