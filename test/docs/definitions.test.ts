import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { INTERVALS } from '../../lib/definitions/checks/interval.ts';
import { durationText } from '../../lib/definitions/checks/words.ts';
import { compile } from '../../lib/definitions/compile.ts';
import { jsonSchema } from '../../lib/definitions/json-schema.ts';
import { LEAVES } from '../../lib/definitions/schema/leaves.ts';
import { COMPARATORS, SUBJECTS } from '../../lib/model/assertion.ts';
import { writeFiles } from '../support/definitions.ts';
import { makeFolder } from '../support/folder.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/definitions.md'), 'utf8');
const blocks = (language: string) =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);

/** A sample of the guide as a whole file. */
function wholeFile(sample: string, index: number): string {
  const indented = sample.replaceAll(/^(?=.)/gm, '    ');
  const kind = /^(http|tcp|tls|dns):/.exec(sample)?.[1] ?? 'http';
  const target = kind === 'http' ? 'https://shop.example/' : 'shop.example:587';
  const probe = `probes:\n  - name: sample-${index}\n    kind: ${kind}\n    target: ${target}\n${indented}`;
  if (/^- /.test(sample))
    return `probes:\n${sample.replaceAll(/^(?=.)/gm, '  ')}`.replace('name: ', `name: s${index}-`);
  return /^(defaults|each|probes):/.test(sample) ? sample.replace(/name: '?/, (name) => `${name}s${index}-`) : probe;
}

test('every sample of the guide to definitions is right as it stands', async () => {
  const folder = await makeFolder();
  const yaml = blocks('yaml').filter((sample) => !sample.startsWith('# yaml-language-server'));
  const [definitions = '', config = ''] = blocks('ts');
  expect(yaml.length).toBeGreaterThan(6);
  await writeFiles(folder, {
    ...Object.fromEntries(yaml.map((sample, index) => [`probes/${index}.probe.yaml`, wholeFile(sample, index)])),
    'probes/hosts.txt': 'shop.example:443\napi.shop.example:443\n',
    'probes/internal-ca.pem': '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    'probes/shop.probe.ts': definitions,
    'probewright.config.ts': config,
  });
  const { diagnostics } = await compile({
    definitions: [join(folder, 'probes')],
    config: join(folder, 'probewright.config.ts'),
    variables: {},
  });
  const findings = diagnostics.filter(({ code }) => !code.startsWith('PW4') && code !== 'PW3503');
  expect(findings).toEqual([]);
}, 60_000);

test('the guide names every key, comparator, subject and interval', () => {
  const keys = new Set<string>();
  JSON.stringify(jsonSchema('definitions'), (key, value: unknown) => {
    if (key === 'properties' && typeof value === 'object' && value !== null)
      for (const name of Object.keys(value)) keys.add(name);
    return value;
  });
  const subjects = Object.values(SUBJECTS).flatMap((ofKind) => Object.keys(ofKind));
  const notBuilt = new Set(['maintenance']);
  const missing = [...keys, ...COMPARATORS, ...subjects].filter((word) => !new RegExp(`\\b${word}\\b`).test(guide));
  expect(missing.filter((word) => !notBuilt.has(word))).toEqual([]);
  expect(guide).toContain(LEAVES.duration.split(': ')[1]?.split(', ')[0]);
  for (const interval of INTERVALS.slice(0, 4)) expect(guide).toContain(`\`${durationText(interval)}\``);
});
