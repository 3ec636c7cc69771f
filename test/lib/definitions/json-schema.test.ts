import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema } from '../../../lib/definitions/json-schema.ts';

const root = join(import.meta.dirname, '../../..');
const ajv = new Ajv2020({ strict: false, allErrors: true });
const validate = ajv.compile(jsonSchema('definitions'));
const validateDefaults = ajv.compile(jsonSchema('defaults'));

/** What an independent validator says of a YAML text. */
function faults(yaml: string): string[] {
  validate(parse(yaml));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('the JSON Schema of definition files', () => {
  test.each(readdirSync(join(root, 'test/definitions/samples')).filter((name) => name.endsWith('.probe.yaml')))(
    'accepts the sample %s',
    (name) => {
      expect(faults(readFileSync(join(root, 'test/definitions/samples', name), 'utf8'))).toEqual([]);
    },
  );

  test.each(readdirSync(join(root, 'test/definitions/fixed')).filter((name) => name.endsWith('.probe.yaml')))(
    'accepts the corrected file %s',
    (name) => {
      expect(faults(readFileSync(join(root, 'test/definitions/fixed', name), 'utf8'))).toEqual([]);
    },
  );

  test.each([
    ['an unknown key', 'probes: [{ name: a, kind: http, target: "https://a.example/", intervall: 1m }]'],
    [
      'a number where a duration belongs',
      'probes: [{ name: a, kind: http, target: "https://a.example/", interval: 60 }]',
    ],
    ['an unknown kind', 'probes: [{ name: a, kind: https, target: "https://a.example/" }]'],
    [
      'a status that is none',
      'probes: [{ name: a, kind: http, target: "https://a.example/", expect: [{ status: fine }] }]',
    ],
    [
      'an unknown subject',
      'probes: [{ name: a, kind: http, target: "https://a.example/", expect: [{ statuss: 200 }] }]',
    ],
    ['a key beside the probes', 'probe: []'],
  ])('refuses %s', (_, yaml) => {
    expect(faults(yaml)).not.toEqual([]);
  });

  test('lets ${…} stand where text of a closed form can', () => {
    const yaml = `
      each: { env: { prod: { every: 1m }, dev: { every: 5m } } }
      probes: [{ name: 'a-\${env}', kind: http, target: 'https://a.example/', interval: '\${env.every}' }]`;
    expect(faults(yaml)).toEqual([]);
  });

  test('explains the keys of a probe on hover', () => {
    const text = JSON.stringify(jsonSchema('definitions'));
    for (const words of ['Of one attempt.', 'How many are followed', 'Renaming starts new series', 'What is probed']) {
      expect(text).toContain(words);
    }
  });
});

describe('the JSON Schema of _defaults.yaml', () => {
  test('accepts what a layer may hold, and refuses what only a probe has', () => {
    expect(validateDefaults({ interval: '1m', labels: { team: 'shop' }, alert: 'page' })).toBe(true);
    expect(validateDefaults({ name: 'a' })).toBe(false);
    expect(validateDefaults({ target: 'https://a.example/' })).toBe(false);
  });
});
