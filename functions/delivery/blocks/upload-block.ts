import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../../../lib/model/objects.ts';
import { type BlockFile, type BlockMeta, type Labels, thanosMeta } from './thanos-meta.ts';

/**
 * Uploads a block from a folder under a name. `meta.json` comes last: until it is there, the block is none for Thanos. One file at a time is in memory;
 * a file of chunks has at most 512 MiB, of two hours usually some MiB.
 */
export async function uploadBlock(store: ObjectStore, folder: string, ulid: string, labels: Labels): Promise<void> {
  const meta = JSON.parse(await readFile(join(folder, 'meta.json'), 'utf8')) as BlockMeta;
  const chunks = (await readdir(join(folder, 'chunks'))).sort().map((name) => `chunks/${name}`);
  const files: BlockFile[] = [];
  for (const path of [...chunks, 'index']) {
    const body = await readFile(join(folder, path));
    await store.put(`${ulid}/${path}`, body, { ifAbsent: false, contentType: 'application/octet-stream' });
    files.push({ path, bytes: body.length });
  }
  const text = `${JSON.stringify(thanosMeta(meta, ulid, labels, files), undefined, 2)}\n`;
  await store.put(`${ulid}/meta.json`, Buffer.from(text), { ifAbsent: false, contentType: 'application/json' });
}
