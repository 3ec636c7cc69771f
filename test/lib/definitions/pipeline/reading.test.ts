import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileHere } from '../../../../lib/definitions/compile/compile-here.ts';
import { findDefinitions } from '../../../../lib/definitions/files/find-definitions.ts';
import { compileTexts, compileYaml, probesOf } from '../../../support/compile-texts.ts';
import { writeFiles } from '../../../support/definitions.ts';
import { makeFolder } from '../../../support/folder.ts';

const noTypeScript = () => Promise.reject(new Error('no TypeScript here'));
const compileFolder = (folder: string) => compileHere({ folders: [folder], variables: {}, skip: [] }, noTypeScript);
const RIGHT = 'probes: [{ name: a, kind: tcp, target: "h.example:1" }]\n';

/** Permissions do not bind root: what is done at once is then done as nobody. */
function asOrdinaryUser<T>(act: () => T): T {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid?.(65_534);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
  }
}

const YAML_CASES: readonly (readonly [code: string, title: string, yaml: string, line: number, column: number])[] = [
  ['PW1005', 'a bracket that is never closed', 'probes: [{ name: a\n', 2, 1],
  ['PW1005', 'a second colon in a line', 'probes:\n  - name: a: b\n', 2, 11],
  ['PW1005', 'a quote that is never closed', "probes:\n  - name: 'a\n", 3, 1],
  ['PW1005', 'a placeholder without quotes in braces', 'probes:\n  - { name: ${a}-b, kind: tcp }\n', 2, 14],
  ['PW1005', 'an alias of nothing', 'probes: *all\n', 1, 9],
  ['PW1005', 'a wrong indentation', 'probes:\n  - name: a\n   kind: tcp\n', 3, 1],
  ['PW1006', 'a tab', 'probes:\n\t- name: a\n', 2, 1],
  ['PW1007', 'a key twice', 'probes:\n  - name: a\n    kind: tcp\n    target: h.example:1\n    kind: tls\n', 5, 5],
  ['PW1008', 'an alias bomb', bomb(), 6, 7],
  ['PW1008', 'an alias inside of what it stands for', 'probes: &a [*a]\n', 1, 13],
  ['PW1009', 'a tag', 'probes: !secret [a]\n', 1, 17],
  ['PW1010', 'a second document', `${RIGHT}---\n${RIGHT}`, 2, 1],
  ['PW1011', 'brackets without end', '['.repeat(100_000), 1, 66],
  ['PW1012', 'a map as a key', 'probes:\n  - { ? { a: 1 } : 2 }\n', 2, 9],
  ['PW1012', 'a key that would reach into the program', 'probes:\n  - { __proto__: { a: 1 } }\n', 2, 7],
  ['PW1014', 'a merge of what is no map', 'probes:\n  - { <<: [a] }\n', 2, 7],
];

function bomb(): string {
  const levels = ['a', 'b', 'c', 'd', 'e', 'f'].map(
    (name, level, all) =>
      `${name}: &${name} [${Array(10)
        .fill(level === 0 ? 'x' : `*${all[level - 1]}`)
        .join(', ')}]`,
  );
  return `probes: []\n${levels.join('\n')}\n`;
}

describe('a YAML file that cannot be understood', () => {
  it.each(YAML_CASES)('`%s` %s', async (code, _title, yaml, line, column) => {
    const { diagnostics, compiled } = await compileYaml(yaml);
    const [first] = diagnostics.filter((one) => one.code.startsWith('PW1'));
    expect(first).toMatchObject({ code, severity: 'error', place: { file: 'probes/a.probe.yaml', line, column } });
    expect(first?.remedy).toBeTruthy();
    expect(compiled).toBeUndefined();
  });

  it('`PW1006` shows the line without the tab', async () => {
    const { diagnostics } = await compileYaml('probes:\n\t- name: a\n');
    expect(diagnostics).toMatchObject([{ line: '\t- name: a', corrected: '  - name: a' }]);
  });

  it('`PW1004` names the line of the first byte that is not UTF-8', async () => {
    const folder = await makeFolder();
    await writeFile(
      join(folder, 'a.probe.yaml'),
      Buffer.concat([Buffer.from('probes: []\n# ä\n# '), Buffer.from([0xe4, 0x0a])]),
    );
    expect((await compileFolder(folder)).diagnostics).toMatchObject([
      { code: 'PW1004', place: { line: 3, column: 3 } },
    ]);
  });

  it('`PW1003` larger than 1 MiB is not read', async () => {
    const { diagnostics } = await compileYaml(`# ${'x'.repeat(1_048_576)}\n${RIGHT}`);
    expect(diagnostics).toMatchObject([{ code: 'PW1003' }]);
  });

  it('`PW1002` a definition that leads nowhere', async () => {
    const folder = await makeFolder();
    await symlink(join(folder, 'gone'), join(folder, 'a.probe.yaml'));
    expect((await compileFolder(folder)).diagnostics).toMatchObject([
      { code: 'PW1002', message: expect.stringContaining('no such file') },
    ]);
  });

  it('`PW1001` a folder that is not there', async () => {
    const { diagnostics, compiled } = await compileFolder(join(await makeFolder(), 'probes'));
    expect(diagnostics).toMatchObject([{ code: 'PW1001', message: expect.stringContaining('no such folder') }]);
    expect(compiled).toBeUndefined();
  });

  it('`PW1001` says where it looked, and that it may have been started in the wrong folder', async () => {
    const { diagnostics } = await compileFolder(resolve('no-such-folder/probes'));
    expect(diagnostics).toMatchObject([
      {
        message: `There are no definitions in no-such-folder/probes (${resolve('no-such-folder/probes')}): there is no such folder.`,
        remedy: `Make the folder, or name another one with --definitions, or start it in the folder that holds probes/ (you are in ${process.cwd()}).`,
      },
    ]);
  });

  it('`PW1002` a folder that may not be read, and a folder in it, while the others are searched', async () => {
    const folder = await makeFolder();
    await writeFiles(folder, {
      'shut/a.probe.yaml': RIGHT,
      'open/b.probe.yaml': RIGHT,
      'open/shut/c.probe.yaml': RIGHT,
    });
    await chmod(folder, 0o755);
    const shut = [join(folder, 'shut'), join(folder, 'open/shut')];
    for (const one of shut) await chmod(one, 0o000);
    const { yaml, findings } = asOrdinaryUser(() => findDefinitions([join(folder, 'shut'), join(folder, 'open')]));
    for (const one of shut) await chmod(one, 0o700);
    expect(yaml).toEqual([join(folder, 'open/b.probe.yaml')]);
    expect(findings).toMatchObject(
      shut.map((given) => ({
        code: 'PW1002',
        severity: 'error',
        given,
        message: `The folder ${given} cannot be read: permission is denied.`,
      })),
    );
  });

  it.each([
    ['a.probe.yml', 'a.probe.yaml'],
    ['a.probes.yaml', 'a.probe.yaml'],
    ['a.probe.js', 'a.probe.ts'],
    ['_defaults.yml', '_defaults.yaml'],
    ['defaults.yaml', '_defaults.yaml'],
  ])('`PW1013` %s is not loaded', async (name, instead) => {
    const { diagnostics } = await compileTexts({ 'b.probe.yaml': RIGHT, [name]: RIGHT });
    expect(diagnostics).toMatchObject([{ code: 'PW1013', didYouMean: instead, place: { file: `probes/${name}` } }]);
  });

  it.each([
    ['mine.yaml', 'mine.probe.yaml'],
    ['mine.yml', 'mine.probe.yaml'],
  ])('`PW1015` %s looks like definitions and is not read', async (name, didYouMean) => {
    const { diagnostics, compiled } = await compileTexts({ 'b.probe.yaml': RIGHT, [name]: `# mine\n${RIGHT}` });
    expect(diagnostics).toMatchObject([
      { code: 'PW1015', severity: 'warning', didYouMean, place: { file: `probes/${name}` } },
    ]);
    expect(diagnostics[0]?.remedy).toContain(`Rename it to ${didYouMean}`);
    expect(compiled?.plan.probes).toHaveLength(1);
  });

  it('does not wonder at a YAML file of something else, nor at one that a definition names', async () => {
    const { diagnostics } = await compileTexts({
      'a.probe.yaml':
        'probes: [{ name: "a-${target.slug}", kind: tcp, targets: { file: hosts.yaml } }, { name: b, kind: http, target: "https://b.example/", http: { method: POST, body: { file: sent.yml } } }]',
      'hosts.yaml': '- targets: ["h.example:1"]\n',
      'sent.yml': RIGHT,
      'compose.yaml': 'services: { shop: { probes: 1 } }\n',
      'notes.txt': RIGHT,
    });
    expect(diagnostics).toEqual([]);
  });

  it('does not keep the other files from being checked', async () => {
    const { diagnostics } = await compileTexts({
      'a.probe.yaml': 'probes: [',
      'b.probe.yaml': 'probes: [{ name: b }]',
    });
    expect(diagnostics.map(({ code, place }) => `${code} ${place?.file}`)).toEqual([
      'PW1005 probes/a.probe.yaml',
      'PW2003 probes/b.probe.yaml',
      'PW2003 probes/b.probe.yaml',
    ]);
  });

  it('`PW1029` an empty file is a warning', async () => {
    const { diagnostics, compiled } = await compileTexts({ 'a.probe.yaml': '# nothing yet\n', 'b.probe.yaml': RIGHT });
    expect(diagnostics).toMatchObject([{ code: 'PW1029', severity: 'warning' }]);
    expect(compiled?.plan.probes).toHaveLength(1);
  });
});

describe('YAML that people write', () => {
  it('may use anchors, aliases and merge keys', async () => {
    const answer = await compileYaml(`probes:
  - &web { name: a, kind: tcp, target: 'h.example:1', labels: &labels { team: shop } }
  - { <<: *web, name: b }
  - { <<: [{ interval: 5m }, *web], name: c, labels: { <<: *labels, tier: '1' } }
`);
    expect(probesOf(answer)).toMatchObject({
      b: { kind: 'tcp', labels: { team: 'shop' } },
      c: { intervalMs: 300_000, labels: { team: 'shop', tier: '1' } },
    });
  });

  it('is YAML 1.2: yes is a word, and 1.10 in a label stays as it was written', async () => {
    const answer = await compileYaml(
      'probes: [{ name: a, kind: tcp, target: "h.example:1", description: yes, labels: { release: 1.10, on: true } }]',
    );
    expect(probesOf(answer)).toMatchObject({ a: { description: 'yes', labels: { release: '1.10', on: 'true' } } });
  });

  it('may begin with a byte order mark and end its lines as Windows does', async () => {
    const answer = await compileYaml(`\uFEFF${RIGHT.replaceAll('\n', '\r\n')}`);
    expect(Object.keys(probesOf(answer))).toEqual(['a']);
  });

  it('is found in folders of folders, but not in hidden ones or those of packages, and each once although links lead in a ring', async () => {
    const folder = await makeFolder();
    await writeFiles(folder, { 'x/y/a.probe.yaml': RIGHT, '.git/b.probe.yaml': 'x', 'node_modules/c.probe.yaml': 'x' });
    await mkdir(join(folder, 'z'));
    await symlink(folder, join(folder, 'z/ring'));
    const { compiled } = await compileFolder(folder);
    expect(compiled?.plan.files.map((file) => file.split('/').slice(1).join('/'))).toEqual(['x/y/a.probe.yaml']);
  });
});

describe('files that a definition names', () => {
  const withCa = (ca: string) => `probes: [{ name: a, kind: tls, target: "h.example:1", tls: { ca: ${ca} } }]`;
  const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

  it('are relative to the file that names them, defaults included', async () => {
    const answer = await compileTexts({
      '_defaults.yaml': 'tls: { ca: { file: pki/ca.pem } }',
      'pki/ca.pem': PEM,
      'deep/a.probe.yaml': RIGHT.replace('tcp', 'tls'),
    });
    expect(probesOf(answer)).toMatchObject({ a: { steps: [{ settings: { ca: PEM } }] } });
  });

  it('`PW1002` are not there', async () => {
    const { diagnostics } = await compileYaml(withCa('{ file: nowhere.pem }'));
    expect(diagnostics).toMatchObject([
      { code: 'PW1002', given: 'nowhere.pem', probe: 'a', remedy: expect.stringContaining('probes/a.probe.yaml') },
    ]);
  });

  it.each([
    ['text', '{ file: hello.pem }'],
    ['a path instead of { file }', './hello.pem'],
  ])('`PW1032` hold %s, no PEM', async (_title, ca) => {
    const { diagnostics } = await compileTexts({ 'a.probe.yaml': withCa(ca), 'hello.pem': 'hello' });
    expect(diagnostics).toMatchObject([{ code: 'PW1032', remedy: expect.any(String) }]);
  });

  it('may be a body, whose ${…} is text', async () => {
    const answer = await compileTexts({
      'a.probe.yaml':
        'probes: [{ name: a, kind: http, target: "https://h.example/", http: { body: { file: body.txt } } }]',
      'body.txt': 'costs ${five}',
    });
    expect(probesOf(answer)).toMatchObject({
      a: { steps: [{ settings: { method: 'POST', body: { text: 'costs $${five}' } } }] },
    });
  });

  it.each([
    ['targets.json', '{ "targets": ["a:1"] }'],
    ['targets.json', '[{ "targets": "a:1" }]'],
    ['targets.yaml', '- targets: [a:1\n'],
  ])('`PW1030` %s is no list of targets: %s', async (name, text) => {
    const { diagnostics } = await compileTexts({
      'a.probe.yaml': `probes: [{ name: '\${target.slug}', kind: tcp, targets: { file: ${name} } }]`,
      [name]: text,
    });
    expect(diagnostics).toMatchObject([{ code: 'PW1030', given: name }]);
  });
});
