import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { compileHere } from '../../../../lib/definitions/compile/compile-here.ts';
import { writeFiles } from '../../../support/definitions.ts';
import { makeFolder } from '../../../support/folder.ts';

const noTypeScript = () => Promise.reject(new Error('no TypeScript here'));

/** One probe a line of a file. */
async function compileTargets(file: string) {
  const folder = await makeFolder();
  await writeFiles(folder, {
    'a.probe.yaml': `probes: [{ name: 'x-\${target.slug}', kind: tls, targets: { file: ${file} } }]`,
    'hosts.txt': 'one.example\n',
  });
  await symlink('/etc/passwd', join(folder, 'link.txt'));
  vi.stubEnv('PROBEWRIGHT_FILES_WITHIN', folder);
  return await compileHere({ folders: [folder], variables: {}, skip: [] }, noTypeScript);
}

beforeEach(() => vi.stubEnv('PROBEWRIGHT_FILES_WITHIN', ''));
afterEach(() => vi.unstubAllEnvs());

it('with PROBEWRIGHT_FILES_WITHIN, definitions may name files within that folder', async () => {
  const { compiled, diagnostics } = await compileTargets('hosts.txt');
  expect(diagnostics).toEqual([]);
  expect(compiled?.plan.probes.map(({ name }) => name)).toEqual(['x-one-example']);
});

it.each(['/proc/self/environ', '/etc/passwd', '../../../../etc/passwd', 'link.txt'])(
  'with PROBEWRIGHT_FILES_WITHIN, %s is not read, and nothing of it is shown',
  async (file) => {
    const { compiled, diagnostics } = await compileTargets(file);
    expect(compiled).toBeUndefined();
    expect(diagnostics).toMatchObject([
      {
        code: 'PW1002',
        message: expect.stringMatching(/is outside .* PROBEWRIGHT_FILES_WITHIN|there is no such file/),
      },
    ]);
    expect(JSON.stringify(diagnostics)).not.toMatch(/root:|PATH=/);
  },
);
