import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../../lib/definitions/compile.ts';
import type { Diagnostic } from '../../../../lib/model/plan.ts';
import { probesOf } from '../../../support/compile-texts.ts';
import { writeFiles } from '../../../support/definitions.ts';
import { makeFolder } from '../../../support/folder.ts';

type Options = Partial<Parameters<typeof compile>[0]>;

async function compileTs(files: Readonly<Record<string, string>>, options: Options = {}) {
  const folder = await makeFolder();
  await writeFiles(folder, files);
  return { folder, answer: await compile({ definitions: [join(folder, 'probes')], onOutput: () => {}, ...options }) };
}

/** Beside whatever a file does, this one must be checked. */
const OTHER = { 'probes/z.probe.yaml': 'probes: [{ name: z, kind: tcp, target: "h.example:1", intervl: 5m }]' };
const OTHER_FOUND = { code: 'PW2001', probe: 'z' };
const HTTP = "import { http } from 'probewright';\n";
const PROBE = "export const a = http('a', { target: 'https://a.example/' });\n";

/** Each is a file of one folder, so that one compilation provokes them all. */
const FAILING: readonly (readonly [code: string, title: string, text: string, line: number, column: number])[] = [
  ['PW1020', 'a syntax error', 'export const a = {\n  b: 1,,\n};\n', 2, 8],
  ['PW1020', 'TypeScript that is more than types', 'enum A { B }\n', 1, 1],
  ['PW1021', 'a throw', `${HTTP}const nothing: { b?: { c: number } } = {};\nexport const a = nothing.b.c;\n`, 3, 28],
  [
    'PW1021',
    'a rejection that nobody handles',
    "export const a = 1;\nvoid Promise.reject(new Error('late'));\n",
    2,
    21,
  ],
  ['PW1022', 'an import of a file that is not there', `${HTTP}import { b } from './helpers.ts';\n${PROBE}`, 2, 22],
  ['PW1022', 'an import of a package that is not there', "import b from 'left-pad-that-is-not-there';\n", 1, 16],
  ['PW1022', 'an import of a name that is not there', "import { htpp } from 'probewright';\n", 1, 10],
  ['PW1024', 'an await of nothing', 'await new Promise(() => {});\n', 1, 1],
  ['PW1025', 'an exit', 'process.exit(0);\n', 1, 1],
  [
    'PW1025',
    'an abort',
    "process.kill(process.pid, 'SIGTERM');\nawait new Promise((resolve) => setTimeout(resolve, 60_000));\n",
    1,
    1,
  ],
];
const failing = (index: number) => `probes/f${index}.probe.ts`;

describe('a file of TypeScript that fails costs its own probes only', () => {
  let found: readonly Diagnostic[] = [];
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'probewright-'));
    const files = FAILING.map(([, , text], index) => [failing(index), text]);
    await writeFiles(folder, { ...Object.fromEntries(files), ...OTHER });
    const answer = await compile({ definitions: [join(folder, 'probes')], onOutput: () => {}, deadlineMs: 60_000 });
    await rm(folder, { recursive: true });
    expect(answer.compiled).toBeUndefined();
    found = answer.diagnostics;
  });

  it.each(FAILING.map(([code, title, , line, column], index) => ({ code, title, line, column, index })))(
    '`$code` $title',
    ({ code, line, column, index }) => {
      const file = failing(index);
      expect(found.filter(({ place }) => place?.file === file)).toMatchObject([
        { code, place: { file, line, column }, remedy: expect.any(String) },
      ]);
    },
  );

  it('and the other files are checked', () => {
    expect(found.at(-1)).toMatchObject(OTHER_FOUND);
    expect(found).toHaveLength(FAILING.length + 1);
  });

  it('`PW1023` a loop without end, also twice', async () => {
    const loop = 'for (;;);\n';
    const { answer } = await compileTs(
      { 'probes/a.probe.ts': loop, 'probes/b.probe.ts': loop, ...OTHER },
      { deadlineMs: 6_000 },
    );
    expect(answer.diagnostics).toMatchObject([
      { code: 'PW1023', place: { file: 'probes/a.probe.ts' } },
      { code: 'PW1023', place: { file: 'probes/b.probe.ts' } },
      OTHER_FOUND,
    ]);
  });

  it('`PW1028` says so when loops without end leave no time for the others', async () => {
    const loops = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [`probes/${name}.probe.ts`, 'for (;;);\n']),
    );
    const { answer } = await compileTs(loops, { deadlineMs: 2_000 });
    const codes = answer.diagnostics.map(({ code }) => code);
    expect(codes[0]).toBe('PW1028');
    expect(new Set(codes.slice(1))).toEqual(new Set(['PW1023']));
  });

  it.each([
    ['objects', 'const all: object[] = [];\nfor (let n = 0; ; n += 1) all.push({ n, text: `value ${n}` });\n'],
    [
      'buffers, which V8 does not count',
      'const all: Buffer[] = [];\nfor (;;) { all.push(Buffer.alloc(8_388_608, 1)); await new Promise((resolve) => setTimeout(resolve, 1)); }\n',
    ],
  ])('`PW1026` %s without end', async (_title, text) => {
    const { answer } = await compileTs({ 'probes/a.probe.ts': text, ...OTHER }, { memoryMb: 64, deadlineMs: 60_000 });
    expect(answer.diagnostics).toMatchObject([{ code: 'PW1026', place: { file: 'probes/a.probe.ts' } }, OTHER_FOUND]);
  });
});

describe('what a file of TypeScript exports', () => {
  it('loads from lists in lists, once each, whichever files export it; other exports are nobody’s business', async () => {
    const { answer } = await compileTs({
      'probes/a.probe.ts': `${HTTP}import { b } from './b.probe.ts';\nexport const list = [[http('c', { target: 'https://c.example/' })], b];\nexport const helper = () => 1;\nexport const text = 'x';\n`,
      'probes/b.probe.ts': `${HTTP}export const b = http('b', { target: 'https://b.example/' });\nexport default b;\n`,
    });
    expect(Object.keys(probesOf(answer))).toEqual(['b', 'c']);
  });

  it('`PW1027` is not awaited', async () => {
    const { answer } = await compileTs({
      'probes/a.probe.ts': `${HTTP}export const a = (async () => http('a', { target: 'https://a.example/' }))();\n`,
    });
    expect(answer.diagnostics.map(({ code }) => code)).toContain('PW1027');
  });

  it('`PW1029` holds no probe: a warning', async () => {
    const { answer } = await compileTs({ 'probes/a.probe.ts': 'export const helper = 1;\n' });
    expect(answer.diagnostics).toMatchObject([{ code: 'PW1029', severity: 'warning' }]);
  });

  it('is checked like YAML; findings point to the builder’s call', async () => {
    const text = `${HTTP}import { body, duration } from 'probewright';
export const a = http('a', {
  target: 'https://a.example/',
  interval: 60 as unknown as string,
  expect: [
    body.matches(/(?=x)/),
    duration.below(5 as unknown as string),
  ],
});
`;
    const { answer } = await compileTs({ 'probes/a.probe.ts': text });
    expect(answer.diagnostics.map(({ code, path, place }) => [code, path, place?.line, place?.column])).toEqual([
      ['PW2004', 'interval', 3, 18],
      ['PW2004', 'expect[1].duration.below', 8, 14],
    ]);
  });

  it('`PW2002` must be plain data', async () => {
    const { answer } = await compileTs({
      'probes/a.probe.ts': `${HTTP}export const a = http('a', { target: 'https://a.example/', labels: { at: new Date(0) as unknown as string } });\n`,
    });
    expect(answer.diagnostics).toMatchObject([
      { code: 'PW2002', path: 'labels.at', message: expect.stringContaining('Date') },
    ]);
  });

  it('may be a copy of a probe with another name', async () => {
    const text = `${HTTP}const make = (name: string) => ({ ...http(name, { target: 'https://a.example/' }), muted: true });\nexport const all = ['a', 'b'].map(make);\n`;
    const { answer } = await compileTs({ 'probes/a.probe.ts': text });
    expect(probesOf(answer)).toMatchObject({ a: { muted: true }, b: { muted: true } });
  });
});

describe('definitions in TypeScript', () => {
  it('import probewright and helpers beside them, wherever their folder is; edits of a helper are seen', async () => {
    const files = {
      'probes/a.probe.ts': `${HTTP}import { host } from './lib/hosts.ts';\nexport const a = http('a', { target: \`https://\${host}/\` });\n`,
      'probes/lib/hosts.ts': "export const host: string = 'one.example';\n",
      'package.json': '{ "type": "commonjs" }',
    };
    const { folder, answer } = await compileTs(files);
    expect(probesOf(answer)).toMatchObject({ a: { target: 'https://one.example/' } });
    expect(answer.compiled?.plan.files).toEqual(['probes/a.probe.ts', 'probes/lib/hosts.ts']);
    await writeFiles(folder, { 'probes/lib/hosts.ts': "export const host: string = 'two.example';\n" });
    expect(probesOf(await compile({ definitions: [join(folder, 'probes')] }))).toMatchObject({
      a: { target: 'https://two.example/' },
    });
  });

  it('may print; it goes where the caller wants it, and to no pipe of ours', async () => {
    const lines: string[] = [];
    const { answer } = await compileTs(
      { 'probes/a.probe.ts': `${HTTP}console.log('hello');\nconsole.error('there');\n${PROBE}` },
      { onOutput: (line) => lines.push(line) },
    );
    expect(Object.keys(probesOf(answer))).toEqual(['a']);
    expect(lines.sort()).toEqual(['hello', 'there']);
  });

  it('may leave timers behind, which hold nobody up', async () => {
    const { answer } = await compileTs({ 'probes/a.probe.ts': `${HTTP}setInterval(() => {}, 1_000);\n${PROBE}` });
    expect(Object.keys(probesOf(answer))).toEqual(['a']);
  });

  it('may start programs that outlive them, which hold nobody up', async () => {
    const text = `${HTTP}import { spawn } from 'node:child_process';
spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20_000)'], { stdio: 'inherit', detached: true }).unref();
${PROBE}`;
    const started = performance.now();
    const { answer } = await compileTs({ 'probes/a.probe.ts': text });
    expect(Object.keys(probesOf(answer))).toEqual(['a']);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('that write to our pipe are not listened to', async () => {
    const { answer } = await compileTs({
      'probes/a.probe.ts': `${HTTP}import { writeSync } from 'node:fs';\nwriteSync(3, 'nonsense\\n');\n${PROBE}`,
    });
    expect(Object.keys(probesOf(answer))).toEqual(['a']);
  });

  it('come from several folders, each with its own defaults', async () => {
    const folder = await makeFolder();
    await writeFiles(folder, {
      'probes/_defaults.yaml': 'interval: 5m',
      'probes/a.probe.yaml': 'probes: [{ name: a, kind: tcp, target: "h.example:1" }]',
      'demo/probes/b.probe.ts': `${HTTP}export const b = http('b', { target: 'https://b.example/' });\n`,
    });
    const answer = await compile({ definitions: [join(folder, 'probes'), join(folder, 'demo/probes')] });
    expect(probesOf(answer)).toMatchObject({
      a: { intervalMs: 300_000, source: { file: 'probes/a.probe.yaml' } },
      b: { intervalMs: 60_000, source: { file: 'probes/b.probe.ts', line: 2, column: 18 } },
    });
  });

  it('`PW4001` journeys are left out with a warning, and never run', async () => {
    const { answer } = await compileTs({
      'probes/a.journey.ts': 'process.exit(1);\n',
      'probes/a.probe.ts': HTTP + PROBE,
    });
    expect(answer.diagnostics).toMatchObject([
      { code: 'PW4001', severity: 'warning', place: { file: 'probes/a.journey.ts' } },
    ]);
    expect(Object.keys(probesOf(answer))).toEqual(['a']);
  });
});

describe('a file of TypeScript that does not end in .probe.ts', () => {
  const BUILT = `${HTTP}export const made = (name: string) => http(name, { target: 'https://a.example/' });\n`;

  it('`PW1015` is told of where it uses probewright and no definition imports it', async () => {
    const { answer } = await compileTs({
      'probes/a.probe.ts': `import { made } from './helper.ts';\nexport const a = made('a');\n`,
      'probes/helper.ts': BUILT,
      'probes/forgotten.ts': BUILT,
      'probes/plain.ts': 'export const five = 5;\n',
      'probes/a.test.ts': BUILT,
    });
    expect(answer.diagnostics).toMatchObject([
      {
        code: 'PW1015',
        severity: 'warning',
        didYouMean: 'forgotten.probe.ts',
        place: { file: 'probes/forgotten.ts' },
      },
    ]);
    expect(Object.keys(probesOf(answer))).toEqual(['a']);
  });

  it('is not told of where a definition that may import it could not be loaded', async () => {
    const { answer } = await compileTs({
      'probes/a.probe.ts': `import { made } from './helper.ts';\nexport const a = made('a',;\n`,
      'probes/helper.ts': BUILT,
    });
    expect(answer.diagnostics.map(({ code }) => code)).toEqual(['PW1020']);
  });
});
