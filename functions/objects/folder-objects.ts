import { randomUUID } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObjectStore, PutOptions, StoredObject } from '../../lib/model/objects.ts';
import { byBytes, checkedKey } from './object-key.ts';

/** What is not whole yet; no key begins so. */
const DRAFTS = '.drafts';

/**
 * Objects as files below a folder, which is made where it is missing. Several processes may use it at once. Unlike in S3 a key cannot be both an
 * object and the beginning of others (`a` and `a/b`), and a content type is not kept.
 */
export function createFolderObjects(folder: string): ObjectStore {
  const pathOf = (key: string) => {
    if (key.split('/')[0] === DRAFTS) throw new Error(`'${key}' is no object's key: '${DRAFTS}' is where drafts are.`);
    return join(folder, checkedKey(key));
  };
  return {
    put: async (key, body, options) => await put(join(folder, DRAFTS), pathOf(key), body, options),
    get: async (key) => await readFile(pathOf(key)).catch(undefinedIfMissing),
    async *list(prefix, after = '') {
      for await (const key of keysBelow(folder, '', prefix, after)) {
        const size = await stat(join(folder, key)).catch(undefinedIfMissing);
        if (size) yield { key, bytes: size.size } satisfies StoredObject;
      }
    },
    delete: async (key) => await rm(pathOf(key), { force: true }),
  };
}

async function put(drafts: string, path: string, body: Uint8Array, options: PutOptions): Promise<'written' | 'exists'> {
  const draft = join(drafts, randomUUID());
  await mkdir(drafts, { recursive: true, mode: 0o700 });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeSynced(draft, body);
    // Of several links with one name exactly one succeeds; a renamed file replaces what is there.
    if (options.ifAbsent) await link(draft, path);
    else await rename(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return 'exists';
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(path));
  return 'written';
}

async function writeSynced(path: string, body: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name survives a crash once its folder is synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A folder's name counts with its `/`, as it stands in the keys below it. */
async function* keysBelow(root: string, path: string, prefix: string, after: string): AsyncGenerator<string> {
  const entries: Dirent[] = (await readdir(join(root, path), { withFileTypes: true }).catch(undefinedIfMissing)) ?? [];
  const names = entries.map((entry) => `${path}${entry.name}${entry.isDirectory() ? '/' : ''}`);
  for (const name of names.sort(byBytes)) {
    if (name === `${DRAFTS}/`) continue;
    if (!name.endsWith('/')) {
      if (name.startsWith(prefix) && byBytes(name, after) > 0) yield name;
    } else if (name.startsWith(prefix) || prefix.startsWith(name)) {
      // Everything below lies before `after`, unless that is one of the keys below.
      if (byBytes(name, after) > 0 || after.startsWith(name)) yield* keysBelow(root, name, prefix, after);
    }
  }
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
