import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { createFolderObjects } from '../../functions/objects/folder-objects.ts';
import type { ObjectStore } from '../../lib/model/objects.ts';
import { toolPath } from '../../tools/install.ts';
import { UsageError } from '../command.ts';
import { parsePairs } from '../options.ts';
import { bucketObjects } from './bucket-objects.ts';

export const BLOCKS_OPTIONS = {
  'blocks-to': { type: 'string' },
  'external-label': { type: 'string', multiple: true },
  promtool: { type: 'string' },
} as const;

export const BLOCKS_HELP = `For what is older than any receiver takes, blocks that Thanos reads, in place of the sinks:
      --blocks-to DIR|s3://BUCKET[/PREFIX]   where Thanos has its blocks; for s3 the credentials are those that the AWS tools use
      --external-label NAME=VALUE            as the Prometheus of these series says of itself; at least one; may be given again
      --promtool PATH                        of Prometheus 3 (default: that of this clone's tools, or the one on PATH)`;

interface Values {
  readonly 'blocks-to'?: string | undefined;
  readonly 'external-label'?: string[] | undefined;
  readonly promtool?: string | undefined;
  readonly 's3-region'?: string | undefined;
  readonly 's3-endpoint'?: string | undefined;
}

export interface BlocksTarget {
  /** As it was given. */
  readonly place: string;
  readonly store: ObjectStore;
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly promtool: string;
}

/** Thanos would put its own over these. */
const OURS = ['job', 'instance', 'probe', 'location'];

/** What `--blocks-to` and its like name; undefined without it. Throws UsageError. */
export async function blocksTargetOf(values: Values, cwd: string): Promise<BlocksTarget | undefined> {
  const place = values['blocks-to'];
  if (place === undefined) {
    const alone = Object.keys(BLOCKS_OPTIONS).find((name) => values[name as keyof Values] !== undefined);
    if (alone !== undefined) throw new UsageError(`--${alone} goes with --blocks-to DIR or s3://BUCKET.`);
    return undefined;
  }
  const { 's3-region': region, 's3-endpoint': endpoint } = values;
  const isBucket = place.startsWith('s3://');
  return {
    place,
    externalLabels: externalLabelsOf(values['external-label'] ?? []),
    store: isBucket
      ? await bucketObjects('--blocks-to', place, region, endpoint)
      : createFolderObjects(resolve(cwd, place)),
    promtool: promtoolPath(values.promtool, cwd),
  };
}

function externalLabelsOf(pairs: readonly string[]): Readonly<Record<string, string>> {
  const labels = parsePairs(pairs, '--external-label');
  const names = Object.keys(labels);
  if (names.length === 0) {
    throw new UsageError(
      '--blocks-to needs at least one --external-label NAME=VALUE: the external_labels in the configuration of the Prometheus whose series these are (Thanos takes no block without).',
    );
  }
  for (const name of names) {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) {
      throw new UsageError(`--external-label: '${name}' is no label name: letters, digits and _, no digit first.`);
    }
    if (OURS.includes(name)) {
      throw new UsageError(
        `--external-label: every series has its own ${name}, and Thanos would put this one over it.`,
      );
    }
  }
  return labels;
}

function promtoolPath(given: string | undefined, cwd: string): string {
  const path = given === undefined ? ownPromtool() : resolve(cwd, given);
  if (spawnSync(path, ['--version']).status === 0) return path;
  if (given !== undefined) throw new UsageError(`--promtool: ${path} does not run.`);
  throw new UsageError(
    '--blocks-to needs promtool, which comes with Prometheus (https://prometheus.io/download/): put it on PATH, name it with --promtool PATH, or in a clone run: make tools',
  );
}

/** That of the clone; a package has no tools. */
function ownPromtool(): string {
  try {
    return toolPath('promtool');
  } catch {
    return 'promtool';
  }
}
