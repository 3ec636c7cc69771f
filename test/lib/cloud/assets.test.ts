import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { deploymentOfMany } from '../../support/many-probes.ts';
import { type Synthesised, synthesise } from '../../support/synthesised.ts';

let before: Synthesised;
let after: Synthesised;
beforeAll(async () => {
  before = synthesise(await deploymentOfMany(1_000));
  after = synthesise(
    await deploymentOfMany(1_000, (probe, index) => (index === 500 ? { ...probe, timeoutMs: 4_000 } : probe)),
  );
});

/** The folder of an asset: path → bytes. */
function filesIn(folder: string): ReadonlyMap<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [relative(folder, path), readFileSync(path)] as const;
    }),
  );
}

const assetsOf = ({ folder }: Synthesised) =>
  readdirSync(folder)
    .filter((name) => name.startsWith('asset.'))
    .sort();

describe('an edit of one probe among a thousand', () => {
  test('changes one shard in one asset, and uploads less than a megabyte', () => {
    const changed = assetsOf(after).filter((name) => !assetsOf(before).includes(name));
    expect(changed).toHaveLength(1);
    const [gone] = assetsOf(before).filter((name) => !assetsOf(after).includes(name));
    const then = filesIn(join(before.folder, gone ?? ''));
    const now = filesIn(join(after.folder, changed[0] ?? ''));
    expect([...now.keys()].sort()).toEqual([...then.keys()].sort());
    const different = [...now].filter(([path, bytes]) => !then.get(path)?.equals(bytes)).map(([path]) => path);
    expect(different).toHaveLength(1);
    expect(different[0]).toMatch(/^shards\/1m-\d\d\.json$/);
    const uploaded = [...now.values()].reduce((sum, bytes) => sum + deflateRawSync(bytes).length, 0);
    expect(uploaded).toBeLessThan(1_000_000);
  });

  test('changes one schedule, whose input names the new plan, and the code of one function', () => {
    const different = [...after.templates].flatMap(([stack, { Resources }]) =>
      Resources.filter((one) => {
        const old = before.templates.get(stack)?.Resources.find(({ id }) => id === one.id);
        return JSON.stringify(old?.Properties) !== JSON.stringify(one.Properties);
      }).map(({ Type }) => Type),
    );
    expect(different.sort()).toEqual(['AWS::Lambda::Function', 'AWS::Scheduler::Schedule']);
  });
});

describe('an asset', () => {
  test('is the same wherever and whenever it is made', async () => {
    expect(assetsOf(synthesise(await deploymentOfMany(1_000)))).toEqual(assetsOf(before));
  });

  test('of a probe function has the entry, its chunks, its shards and its receivers, and no path of this machine', () => {
    const probe = assetsOf(before)
      .map((name) => filesIn(join(before.folder, name)))
      .find((files) => [...files.keys()].some((path) => path.startsWith('shards/')));
    const names = [...(probe?.keys() ?? [])];
    expect(names).toEqual(expect.arrayContaining(['index.mjs', 'delivery.json']));
    for (const [path, bytes] of probe ?? [])
      expect(bytes.includes(join(import.meta.dirname, '..', '..', '..')), path).toBe(false);
  });
});
