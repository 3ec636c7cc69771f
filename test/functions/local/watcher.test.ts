import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Definitions } from '../../../functions/local/definitions.ts';
import { Watcher } from '../../../functions/local/watcher.ts';
import { makeFolder } from '../../support/folder.ts';
import { planOf } from '../../support/http-probes.ts';
import { until } from '../../support/local-runner.ts';

async function startWatcher(folder: string, files: readonly string[] = []) {
  const seen = { changes: 0 };
  const onChange = () => {
    seen.changes += 1;
  };
  const watcher = new Watcher({ folders: [folder], files: () => files, onChange });
  onTestFinished(() => watcher.close());
  await watcher.mark();
  return {
    seen,
    /** Resolves when one more change was noticed. */
    async after(change: () => Promise<unknown>) {
      const before = seen.changes;
      await change();
      await until(() => seen.changes > before);
    },
  };
}

test('files that are written, replaced as editors do, moved in deep folders or deleted are noticed', async () => {
  const folder = await makeFolder();
  const path = join(folder, 'shop.probe.yaml');
  const { after } = await startWatcher(folder);
  await after(() => writeFile(path, 'one'));
  await after(() => writeFile(path, 'two'));
  await after(async () => {
    await writeFile(`${path}.swp`, 'three');
    await rename(`${path}.swp`, path);
  });
  await after(() =>
    mkdir(join(folder, 'a', 'b'), { recursive: true }).then(() => writeFile(join(folder, 'a', 'b', 'x.probe.ts'), '')),
  );
  await after(() => rename(join(folder, 'a'), join(folder, 'c')));
  await after(() => writeFile(join(folder, 'c', 'b', 'x.probe.ts'), '//'));
  await after(() => rm(path));
});

test('a folder that is made later, or goes and comes back, is noticed', async () => {
  const folder = join(await makeFolder(), 'probes');
  const { after } = await startWatcher(folder);
  await after(() => mkdir(folder).then(() => writeFile(join(folder, 'a.probe.yaml'), '')));
  await after(() => writeFile(join(folder, 'a.probe.yaml'), 'x'));
  await after(() => rm(folder, { recursive: true }));
  await after(() => mkdir(folder).then(() => writeFile(join(folder, 'b.probe.yaml'), '')));
  await after(() => writeFile(join(folder, 'b.probe.yaml'), 'y'));
});

test('a single file beside the folders is noticed, also when it appears', async () => {
  const folder = await makeFolder();
  const config = join(await makeFolder(), 'probewright.config.ts');
  const { after } = await startWatcher(folder, [config]);
  await after(() => writeFile(config, 'export default {}'));
  await after(() => rm(config));
});

test('definitions are compiled once for a burst of changes, and again for what changes meanwhile', async () => {
  const folder = await makeFolder();
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let compilations = 0;
  const definitions = new Definitions({
    compile: async () => {
      const gate = gates[compilations];
      compilations += 1;
      await gate?.promise;
      return { diagnostics: [], compiled: planOf([]) };
    },
    folders: [folder],
    files: () => [],
    clock: { now: Date.now, elapsed: () => performance.now() },
    onSet: async () => undefined,
    onFindings: () => undefined,
  });
  onTestFinished(async () => {
    for (const gate of gates) gate.resolve();
    await definitions.close();
  });
  const first = definitions.reload();
  const asked = [definitions.reload(), definitions.reload()];
  await until(() => compilations === 1);
  gates[0]?.resolve();
  await first;
  await until(() => compilations === 2);
  for (let i = 0; i < 5; i += 1) await writeFile(join(folder, `${i}.probe.yaml`), '');
  gates[1]?.resolve();
  await Promise.all(asked);
  await until(() => compilations === 3);
  gates[2]?.resolve();
  await definitions.reload();
  expect(compilations).toBe(4);
});

test('once closed it watches nothing, whatever it was in the middle of', async () => {
  const folder = await makeFolder();
  const before = process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length;
  const watcher = new Watcher({ folders: [folder], files: () => [], onChange: () => undefined });
  watcher.close();

  await watcher.mark();

  expect(process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap')).toHaveLength(before);
});
