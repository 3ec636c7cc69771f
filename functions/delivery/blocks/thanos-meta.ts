/** What Prometheus writes about a block, as far as it is looked at here. */
export interface BlockMeta {
  readonly ulid: string;
  readonly minTime: number;
  readonly maxTime: number;
  readonly compaction: { readonly level: number; readonly sources: readonly string[] };
}

export interface BlockFile {
  /** `index`, `chunks/000001`. */
  readonly path: string;
  readonly bytes: number;
}

export type Labels = Readonly<Record<string, string>>;

/**
 * The `meta.json` that Thanos wants: Prometheus's, under a name of our own, with a part for Thanos
 * (https://thanos.io/tip/thanos/storage.md/#metadata-file-metajson): whose block it is, that it is not downsampled, and its files.
 */
export function thanosMeta(meta: BlockMeta, ulid: string, labels: Labels, files: readonly BlockFile[]): object {
  return {
    ...meta,
    ulid,
    compaction: { ...meta.compaction, sources: [ulid] },
    thanos: {
      version: 1,
      labels,
      downsample: { resolution: 0 },
      source: 'probewright',
      segment_files: files.flatMap(({ path }) => (path.startsWith('chunks/') ? path.slice('chunks/'.length) : [])),
      files: [...files.map(({ path, bytes }) => ({ rel_path: path, size_bytes: bytes })), { rel_path: 'meta.json' }],
    },
  };
}
